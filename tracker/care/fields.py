"""What can be said of a session: each field once, with all that the house derives from it."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.catalogue import PAIN
from tracker.care.doses import Dose
from tracker.care.money import Money

_MASSAGE = ("massage",)
_SERVICE = ("massage", "visit")
_WARM_OR_COLD = ("heat-pack", "ice", "warm-bath")
_TREATED = ("massage", *_WARM_OR_COLD)
_PACK = ("heat-pack", "ice")
_EXERCISE = ("exercise",)


class Field(Struct, frozen=True):
    """What the house has to know of a field, beside its name and its type.

    `table` is where it is kept, in a column of its own name unless `column` says another. `kinds`
    are the kinds of session that have it, all of them where there are none. It `is_told_before` a
    session starts, or known only afterwards. A reading of the pain, which is no session, has it
    where it `is_of_reading`. What can be planned stands in `Details`. `says` is its meaning for
    whoever reads it as JSON.
    """

    table: str
    kinds: tuple[str, ...] = ()
    column: str = ""
    is_told_before: bool = True
    is_of_reading: bool = False
    says: str = ""

    def is_of(self, kind: str) -> bool:
        """Say whether a session of the kind has the field, or what a plan of the kind asks for."""
        if kind == PAIN:
            return self.is_of_reading
        return not self.kinds or kind in self.kinds


class BodyArea(Struct, frozen=True):
    """A part of the body, on the person's own left, right, both sides or the centre, if told."""

    name: str
    side: str | None = None


class ExerciseDone(Struct, frozen=True):
    """One exercise of a session, with what was done of it, if told."""

    name: str
    dose: Dose | None = None


class Details(Struct, frozen=True, kw_only=True):
    """What can be told of a session before it is done, as a plan does.

    Temperature is in degrees Celsius. A field that the kind does not have stays None or empty.
    """

    duration: Annotated[
        dt.timedelta,
        Field("sessions", column="duration_s", says="How long it lasted, in seconds."),
    ]
    areas: Annotated[
        tuple[BodyArea, ...],
        Field("session_areas", is_of_reading=True, says="Where on the body."),
    ] = ()
    style: Annotated[str | None, Field("massages", _MASSAGE, says="The style of a massage.")] = None
    provider: Annotated[
        str | None,
        Field(
            "services",
            _SERVICE,
            column="provider_id",
            says="Who gave it or was seen.",
        ),
    ] = None
    performer: Annotated[str | None, Field("massages", _MASSAGE, says="Who did a massage.")] = None
    purpose: Annotated[str | None, Field("massages", _MASSAGE, says="What a massage was for.")] = (
        None
    )
    temperature_c: Annotated[
        float | None,
        Field("applications", _WARM_OR_COLD, says="In degrees Celsius."),
    ] = None
    exercises: Annotated[
        tuple[ExerciseDone, ...],
        Field("exercises_done", _EXERCISE, says="What was done, in its order."),
    ] = ()
    routine: Annotated[
        str | None, Field("routines_followed", _EXERCISE, says="The routine that was followed.")
    ] = None


class Entry(Struct, frozen=True, kw_only=True):
    """What is written down of one session.

    `started_at` is None where only the day is known, or the `part` of it (`care/parts`). Pain goes from 0 to 10, `claim_on` is the day
    since which the claim is in its state. `relief` is how long it lasted, from nothing at all to
    60 days. A field that the kind does not have stays None.
    """

    kind: str
    day: Annotated[
        dt.date,
        Field("sessions", is_told_before=False, is_of_reading=True, says="The person's own day."),
    ]
    started_at: Annotated[
        dt.datetime | None,
        Field(
            "sessions",
            is_told_before=False,
            is_of_reading=True,
            says="Null where only the day is known.",
        ),
    ]
    zone: Annotated[
        str,
        Field(
            "sessions",
            is_told_before=False,
            is_of_reading=True,
            says="The IANA time zone in which it took place, or its offset where it has no name.",
        ),
    ]
    details: Details
    pain_before: Annotated[
        int | None, Field("sessions", is_of_reading=True, says="Pain before it.")
    ] = None
    pain_after: Annotated[
        int | None, Field("sessions", is_told_before=False, says="Pain after it.")
    ] = None
    cost: Annotated[
        Money | None, Field("services", _SERVICE, is_told_before=False, says="What it cost.")
    ] = None
    covered: Annotated[
        Money | None,
        Field("services", _SERVICE, is_told_before=False, says="What insurance covers of it."),
    ] = None
    claim: Annotated[
        str | None,
        Field("services", _SERVICE, is_told_before=False, says="The state of the claim for it."),
    ] = None
    claim_on: Annotated[
        dt.date | None,
        Field("services", _SERVICE, is_told_before=False, says="Since when it is in that state."),
    ] = None
    claim_note: Annotated[
        str | None,
        Field(
            "services", _SERVICE, is_told_before=False, says="A reference, or why it was refused."
        ),
    ] = None
    barrier: Annotated[
        bool | None,
        Field("applications", _PACK, says="Whether a cloth lay on the skin."),
    ] = None
    feels: Annotated[
        str | None,
        Field("sessions", _TREATED, says="What the place felt like before it."),
    ] = None
    effort: Annotated[
        str | None,
        Field("sessions", _EXERCISE, is_told_before=False, says="How hard it was."),
    ] = None
    relief: Annotated[
        dt.timedelta | None,
        Field(
            "sessions",
            column="relief_s",
            is_told_before=False,
            says="How long relief lasted after it, in seconds; 0 is none.",
        ),
    ] = None
    part: Annotated[
        str | None,
        Field(
            "sessions",
            is_told_before=False,
            is_of_reading=True,
            says="The part of the day, where the clock time is not known.",
        ),
    ] = None
    note: Annotated[
        str | None, Field("sessions", is_of_reading=True, says="The person's own note.")
    ] = None
    came_in: str = "logged"

    @property
    def ended_at(self) -> dt.datetime | None:
        return None if self.started_at is None else self.started_at + self.details.duration

    def telling(self, **told: Any) -> "Entry":
        """Return the entry with other values for the fields that are told."""
        planned = {name: value for name, value in told.items() if name in PLANNED}
        own = {name: value for name, value in told.items() if name not in PLANNED}
        return replace(self, details=replace(self.details, **planned), **own)


def entry_of(**told: Any) -> Entry:
    """Return the entry of the fields that are told, `kind` among them."""
    planned = {name: value for name, value in told.items() if name in PLANNED}
    own = {name: value for name, value in told.items() if name not in PLANNED}
    return Entry(details=Details(**planned), **own)


def told_of(value: Details | Entry) -> dict[str, Any]:
    """Return the fields of an entry, or of the details of a plan, by their names."""
    told = {name: getattr(value, name) for name in value.__struct_fields__}
    return told | told_of(told.pop("details")) if isinstance(value, Entry) else told


def _declared(of: type[Struct]) -> dict[str, Field]:
    return {
        name: said
        for name, annotation in of.__annotations__.items()
        for said in get_args(annotation)
        if isinstance(said, Field)
    }


PLANNED: Mapping[str, Field] = _declared(Details)
"""What can be told of the sessions of a plan, by name."""

FIELDS: Mapping[str, Field] = {**PLANNED, **_declared(Entry)}
"""Whatever can be said of a session, by name."""
