"""A self-care session as a plain value: what a person writes down, and what the diary gives back."""

import datetime as dt

from msgspec import Struct

from tracker.care.doses import Dose
from tracker.care.money import Money

LONGEST_SESSION = dt.timedelta(hours=24)
SHORTEST_SESSION = dt.timedelta(seconds=1)


class BodyArea(Struct, frozen=True):
    """A part of the body, on the person's own left, right, both sides or the centre, if told."""

    name: str
    side: str | None = None


class ExerciseDone(Struct, frozen=True):
    """One exercise of a session, with what was done of it, if told."""

    name: str
    dose: Dose | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """What is written down of one session.

    `started_at` is None where only the day is known. Pain goes from 0 to 10, temperature is in
    degrees Celsius, `claim_on` is the day since which the claim is in its state. A field that the
    kind does not have stays None or empty.
    """

    kind: str
    day: dt.date
    started_at: dt.datetime | None
    zone: str
    duration: dt.timedelta
    pain_before: int | None = None
    pain_after: int | None = None
    note: str | None = None
    areas: tuple[BodyArea, ...] = ()
    style: str | None = None
    provider: str | None = None
    performer: str | None = None
    purpose: str | None = None
    cost: Money | None = None
    covered: Money | None = None
    claim: str | None = None
    claim_on: dt.date | None = None
    claim_note: str | None = None
    temperature_c: float | None = None
    barrier: bool | None = None
    exercises: tuple[ExerciseDone, ...] = ()
    routine: str | None = None
    came_in: str = "logged"

    @property
    def ended_at(self) -> dt.datetime | None:
        return None if self.started_at is None else self.started_at + self.duration


class Session(Entry, frozen=True, kw_only=True):
    """A session of the diary: the entry, its number, and when it was written and last changed."""

    number: int
    created_at: dt.datetime
    changed_at: dt.datetime

    @property
    def entry(self) -> Entry:
        """Return what was written down, without the number."""
        return Entry(**{name: getattr(self, name) for name in Entry.__struct_fields__})
