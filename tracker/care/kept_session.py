"""A session with all that tells it from those of other diaries, as it goes out of this one."""

from uuid import UUID

from msgspec import Struct

from tracker.care.session import Session


class Kept(Struct, frozen=True):
    """A session as the diary keeps it: its identity, and the program that it was taken over from."""

    session: Session
    uuid: UUID
    source: str | None = None
