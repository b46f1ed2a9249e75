"""What a file says of sessions and readings, before and after it is understood."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from tracker.care.fields import Entry


class Incoming(Struct, frozen=True, kw_only=True):
    """One entry of a file, as that tells it: a session, or a reading of the pain.

    `where` it stands is said as in "line 12". The `key` tells it from all others of its source and
    stays the same as long as it is the same entry; a file of our own knows the `uuid`. The kind is
    told, or decided by the first of the `names` that means one (a project, then its tags); what is
    left of these and of the `tags` may say more, such as a style, or goes into the note.

    `at` is an instant, or clock time without a zone where the source knows none; None where only
    the `day` is known. Without a `day` it is the person's own of `at`. Where the source knows no
    `duration` it is the usual one of its kind. `told` are further fields by their names: those of a
    session, or for the kind "pain" the `level`, `areas`, `took` and `note` of a reading. `doubts`
    say in whole sentences how what is doubtful was understood.
    """

    where: str
    key: str = ""
    uuid: UUID | None = None
    kind: str | None = None
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    day: dt.date | None = None
    at: dt.datetime | None = None
    zone: str | None = None
    duration: dt.timedelta | None = None
    told: Mapping[str, Any] = {}
    doubts: tuple[str, ...] = ()


class Refused(Struct, frozen=True):
    """An entry that cannot be taken: where it stands, its value as far as it was read, and why.

    The `reason` is a sentence in lower case with its full stop, as what stands behind the value.
    """

    where: str
    value: str
    reason: str


class Ignored(Struct, frozen=True):
    """An entry that is no session and no reading, or is not to be taken; `why` is said as a reason is."""

    where: str
    why: str


class Unmapped(Struct, frozen=True):
    """An entry that would be taken if it were known what kind of session its name means."""

    where: str
    name: str


class Understood(Struct, frozen=True, kw_only=True):
    """An entry that the diary can take: the session, or else what is told of a reading.

    `told` has the names of the columns of a reading, and its `areas`.
    """

    where: str
    uuid: UUID
    entry: Entry | None = None
    told: Mapping[str, Any] = {}
    doubts: tuple[str, ...] = ()


Told = Incoming | Refused | Ignored
"""What a reader of a format gives for each entry of a file, in the order of the file."""


class Taken(Struct, frozen=True, kw_only=True):
    """What came of entries that the diary was given: each of them is counted once.

    The `changed` were here in another form. `kinds` are the new sessions by kind and the readings as
    "pain", the most first; `plans` and `others` are the rest of the `new`. The `remarks` say in whole
    sentences what became of some of them. `first_on` and `last_on` are the days between which
    the new and changed ones lie.
    """

    new: int = 0
    same: int = 0
    changed: int = 0
    kinds: Mapping[str, int] = {}
    plans: int = 0
    others: int = 0
    remarks: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    first_on: dt.date | None = None
    last_on: dt.date | None = None
