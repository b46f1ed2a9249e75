"""The reminders as programs read them."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from tracker.care.reminder import MOVES
from tracker.show.shapes import Answer, Shape, one_of, says, shaped
from tracker.show.shapes.parts import Day, Instant, Number

if TYPE_CHECKING:
    from tracker.journal import decisions
    from tracker.present import Present
    from tracker.reminding.status import Status

At = Annotated[Instant, says("When it was decided.")]
What = Annotated[
    str,
    one_of(
        [
            "shown",
            "moved",
            "stopped",
            "held",
            "dropped",
            "failed",
            "missed",
            "done",
            "skipped",
            "snoozed",
        ]
    ),
    says("What was decided."),
]
Words = Annotated[str, says("Why, in words for people.")]


class Process(Shape, frozen=True):
    """The process that reminds."""

    is_running: Annotated[bool, says("Whether it runs.")]
    pid: Annotated[int | None, says("Its number on this machine.")]
    since: Annotated[str | None, says("Since when it runs.")]
    is_silent: Annotated[bool, says("Whether it gave no sign for two minutes, as when stopped.")]
    looked_at: Annotated[Instant | None, says("When it could last do all it had to do.")]
    trouble: Annotated[str | None, says("What keeps it from that.")]
    trouble_since: Annotated[Instant | None, says("Since when.")]
    backup_trouble: Annotated[str | None, says("Why it cannot make a backup, if it cannot.")]
    backup_trouble_since: Annotated[Instant | None, says("Since when.")]


class Login(Shape, frozen=True):
    """One way in which the reminders start at login."""

    way: Annotated[Literal["systemd", "autostart", "launchd", "tasks"], says("Which way it is.")]
    path: Annotated[str, says("Where that is written.")]
    is_on: Annotated[bool, says("Whether the reminders will start so.")]
    trouble: Annotated[str | None, says("Why they will not.")]


class Channel(Shape, frozen=True):
    """A channel through which reminders are shown."""

    channel: Annotated[Literal["desktop", "plyer", "terminal", "push"], says("Its name.")]
    is_usable: Annotated[bool, says("Whether it works from where the command runs.")]
    words: Annotated[str, says("How it looks, in words for people.")]


class ComingReminder(Shape, frozen=True):
    """A reminder that is to come."""

    plan: Annotated[str, says("The name of the plan.")]
    at: Annotated[Instant, says("When it is shown.")]
    is_snoozed: Annotated[bool, says("Whether it was put off until then.")]


class Decision(Shape, frozen=True):
    """What was decided about a reminder."""

    at: At
    what: What
    words: Words


class Failure(Decision, frozen=True):
    """A reminder that could not be shown."""

    plan: Annotated[str, says("The name of the plan.")]


class Explained(Shape, frozen=True):
    """What became of a reminder, and why."""

    plan: Annotated[str, says("The name of the plan.")]
    day: Annotated[Day, says("The day for which it was planned.")]
    due_at: Annotated[Instant, says("When it was due.")]
    state: Annotated[str, one_of(MOVES), says("What became of it so far.")]
    session: Annotated[Number | None, says("The session that answers it.")]
    reading: Annotated[Number | None, says("The reading that answers it, of a plan of pain.")]
    decisions: Annotated[tuple[Decision, ...], says("What was decided, in its order.")]


class RemindStatus(Answer, frozen=True):
    """How the reminders stand."""

    process: Annotated[Process, says("The process that reminds.")]
    diary: Annotated[str | None, says("Why the diary could not be read for the rest of it.")]
    logins: Annotated[tuple[Login, ...], says("How the reminders start at login, if they do.")]
    channels: Annotated[tuple[Channel, ...], says("How they are shown, the first choice first.")]
    next: Annotated[tuple[ComingReminder, ...], says("What is shown next, by time.")]
    last_shown: Annotated[Explained | None, says("What was shown last.")]
    failures: Annotated[tuple[Failure, ...], says("Of the last 30 days, the last one first.")]
    zone_trouble: Annotated[
        str | None, says("Why the time zone of the system is not known, and which one is taken.")
    ]


class RemindWhy(Answer, frozen=True):
    """What became of reminders, and why."""

    reminders: Annotated[tuple[Explained, ...], says("The last one first.")]


def status(found: "Status", present: "Present") -> RemindStatus:
    """Return how the reminders stand."""
    zone = present.zone
    return RemindStatus(
        process=_process(found, present),
        diary=found.diary or None,
        logins=tuple(
            shaped(Login, one, is_on=not one.trouble, trouble=one.trouble or None)
            for one in found.logins
        ),
        channels=tuple(shaped(Channel, one) for one in found.channels),
        next=tuple(shaped(ComingReminder, one, at=one.at.astimezone(zone)) for one in found.coming),
        last_shown=_explained(found.last_shown, zone) if found.last_shown else None,
        failures=tuple(shaped(Failure, one, at=one.at.astimezone(zone)) for one in found.failures),
        zone_trouble=found.zone_trouble or None,
    )


def why(explained: Sequence["decisions.Explained"], present: "Present") -> RemindWhy:
    """Return what became of each reminder and why, the latest first."""
    return RemindWhy(tuple(_explained(one, present.zone) for one in explained))


def _process(found: "Status", present: "Present") -> Process:
    pulse = found.pulse
    return Process(
        bool(found.pid or found.since),
        found.pid or None,
        found.since or None,
        pulse is not None and pulse.is_silent(present.now),
        pulse.looked_at if pulse else None,
        pulse.trouble if pulse else None,
        pulse.trouble_since if pulse else None,
        pulse.backup_trouble if pulse else None,
        pulse.backup_trouble_since if pulse else None,
    )


def _explained(one: "decisions.Explained", zone: dt.tzinfo) -> Explained:
    return shaped(
        Explained,
        one,
        due_at=one.due_at.astimezone(zone),
        decisions=tuple(
            shaped(Decision, each, at=each.at.astimezone(zone)) for each in one.decisions
        ),
    )
