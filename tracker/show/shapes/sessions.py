"""Sessions as programs read them: written down, taken back and found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from tracker.care.adherence import overall
from tracker.care.fields import FIELDS
from tracker.care.reminder import State
from tracker.care.said import NAMES, said_of
from tracker.care.zones import zone_kept
from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.flares import FlareKnown, known
from tracker.show.shapes.kept import Kept, PlanKept, kept, plans_kept
from tracker.show.shapes.parts import Day, Finding, Instant, Kind, Number, finding
from tracker.show.shapes.readings import Reading, reading
from tracker.show.shapes.told import key_of, shape_of, types_of, written

if TYPE_CHECKING:
    from tracker.care import session as care
    from tracker.journal import changes as kept_changes
    from tracker.journal import review, sessions
    from tracker.present import Present


_KEYS = {name: key_of(name) for name in NAMES}


class _Written(Shape, frozen=True):
    """What the diary itself says of a session, beside its fields."""

    number: Annotated[Number, says("The number by which commands name it.")]
    kind: Annotated[Kind, says("What it was.")]
    ended_at: Annotated[Instant | None, says("Null where only the day is known.")]
    came_in: Annotated[Literal["logged", "timer", "reminder", "import"], says("How it came in.")]
    created_at: Annotated[Instant, says("When it was written down.")]
    changed_at: Annotated[Instant, says("When it was last changed.")]


if TYPE_CHECKING:

    class Session(Shape, frozen=True):
        def __init__(self, **_told: Any) -> None: ...

else:
    _types = get_type_hints(_Written, include_extras=True) | types_of(FIELDS)
    Session = shape_of(
        "Session",
        "A session; its instants carry the offset of the zone in which it took place.",
        {key: _types[key] for key in _KEYS.values()},
    )


class Answered(Shape, frozen=True):
    """An occurrence of a plan that a session answers."""

    plan: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    day: Annotated[Day, says("The day for which it was planned.")]
    state: Annotated[
        Literal["done", "made-up"], says("Made up, if for another day that was missed.")
    ]


class Stored(Answer, frozen=True):
    """A session that was written down or corrected, as it now stands."""

    session: Annotated[Session, says("The session.")]
    new_provider: Annotated[str | None, says("A person whom the diary did not know until now.")]
    overlapping: Annotated[
        tuple[Number, ...], says("Those of its kind that share some of its time.")
    ]
    answered: Annotated[tuple[str, ...], says("The names of the plans that it answers.")]
    answers: Annotated[tuple[Answered, ...], says("Each occurrence that it answers.")]
    too_short_for: Annotated[
        tuple[str, ...], says("The plans that it would answer, had it not been less than half.")
    ]
    beyond: Annotated[str | None, says("The plan that was named, where that asks for no more.")]
    against_trial: Annotated[
        Number | None, says("The trial in whose week without such a session it was done.")
    ]
    cautions: Annotated[tuple[Finding, ...], says("What the care rules say about it.")]
    offers_red_flags: Annotated[
        bool, says("Whether its pain is so high that redflags should be gone through.")
    ]
    remark: Annotated[
        str | None, says("How a time or a name was understood, where that is not plain.")
    ]


class Deleted(Answer, frozen=True):
    """The sessions and readings that were deleted, as they were."""

    sessions: Annotated[tuple[Session, ...], says("The sessions.")]
    readings: Annotated[tuple[Reading, ...], says("The readings.")]


class Change(Shape, frozen=True):
    """A change of the diary, which can be taken back."""

    number: Annotated[Number, says("Its number; the last change has the highest.")]
    at: Annotated[Instant, says("When it was made.")]
    verb: Annotated[str, says("The command that made it.")]
    what: Annotated[str, says("What it was about, in words for people.")]


class TakenBack(Shape, frozen=True):
    """A session that a change touched."""

    until_now: Annotated[Session | None, says("As it was until now; null where it comes back.")]
    again: Annotated[Session | None, says("As it is again; null where it is gone.")]


class ReadingTakenBack(Shape, frozen=True):
    """A reading that a change touched."""

    until_now: Annotated[Reading | None, says("As it was until now; null where it comes back.")]
    again: Annotated[Reading | None, says("As it is again; null where it is gone.")]


class Undone(Answer, frozen=True):
    """A change that was taken back."""

    change: Annotated[Change, says("The change.")]
    sessions: Annotated[tuple[TakenBack, ...], says("Each session that it touched.")]
    readings: Annotated[tuple[ReadingTakenBack, ...], says("Each reading that it touched.")]


class Changes(Answer, frozen=True):
    """What could be taken back."""

    changes: Annotated[tuple[Change, ...], says("The last change first.")]


class History(Answer, frozen=True):
    """The sessions and readings that were found, and how plans were kept meanwhile."""

    sessions: Annotated[tuple[Session, ...], says("The oldest first.")]
    readings: Annotated[tuple[Reading, ...], says("Readings of the pain, the oldest first.")]
    has_more: Annotated[bool, says("Whether the limit left older ones out.")]
    plans: Annotated[tuple[PlanKept, ...], says("Each plan over the days shown.")]
    kept: Annotated[
        Kept | None,
        says(
            "All plans over these days; null without any, or if narrowed by kind, area or person."
        ),
    ]
    flares: Annotated[tuple[FlareKnown, ...], says("The flare-ups of these days.")]


def stored(value: "sessions.Stored", present: "Present") -> Stored:
    """Return a session that was logged or edited, and what a person would have been told."""
    return shaped(
        Stored,
        value,
        session=session(value.session),
        overlapping=tuple(other.number for other in value.overlapping),
        answered=tuple(dict.fromkeys(one.plan.name for one in value.answers)),
        answers=tuple(
            Answered(
                one.plan.number,
                one.plan.name,
                one.counts_on,
                "made-up" if one.state == State.MADE_UP else "done",
            )
            for one in value.answers
        ),
        against_trial=value.against.number if value.against else None,
        cautions=tuple(map(finding, value.cautions)),
        remark=value.remark or None,
    )


def deleted(gone: "sessions.Deleted", present: "Present") -> Deleted:
    """Return the sessions and readings that were deleted."""
    return Deleted(tuple(map(session, gone.sessions)), tuple(map(reading, gone.readings)))


def undone(value: "sessions.Undone", present: "Present") -> Undone:
    """Return the change that was taken back, and its sessions before and after."""
    pairs = tuple(
        TakenBack(session(until_now) if until_now else None, session(again) if again else None)
        for until_now, again in value.sessions
    )
    readings = tuple(
        ReadingTakenBack(
            reading(until_now) if until_now else None, reading(again) if again else None
        )
        for until_now, again in value.readings
    )
    return Undone(shaped(Change, value.change), pairs, readings)


def changes(latest: Sequence["kept_changes.Change"], present: "Present") -> Changes:
    """Return what could be taken back, the last change first."""
    return Changes(tuple(shaped(Change, one) for one in latest))


def history(value: "review.History", present: "Present") -> History:
    """Return the sessions that were found, oldest first, and how plans were kept meanwhile."""
    return shaped(
        History,
        value,
        sessions=tuple(map(session, value.sessions)),
        readings=tuple(map(reading, value.readings)),
        plans=plans_kept(value.plans),
        kept=kept(overall(one.kept for one in value.plans)) if value.plans else None,
        flares=tuple(known(one, present) for one in value.flares),
    )


def session(value: "care.Session") -> Session:
    """Return every field of a session."""
    zone = zone_kept(value.entry.zone)
    return Session(**{_KEYS[name]: written(it, zone) for name, it in said_of(value).items()})
