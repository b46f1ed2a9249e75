"""What is due and what comes next as programs read it, out of what the reminder process wrote."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.units import Count, Instant
from tracker.show.status import in_short

if TYPE_CHECKING:
    from tracker.pulse import Pulse


class WaitingPlan(Shape, frozen=True):
    """A plan that is due, or that comes next."""

    plan: Annotated[str | None, says("The name of the plan; null where reminders are discreet.")]
    at: Annotated[Instant, says("Since when it is due, or when it comes.")]
    is_snoozed: Annotated[bool, says("Whether it was put off until then.")]


class Status(Answer, frozen=True):
    """What is due and what comes next, as the reminder process saw it last."""

    is_running: Annotated[bool, says("Whether reminders run.")]
    is_silent: Annotated[bool, says("Whether they gave no sign for two minutes.")]
    line: Annotated[str, says("All of it in one line, as for a prompt.")]
    seen_at: Annotated[Instant | None, says("When they gave the last sign.")]
    looked_at: Annotated[Instant | None, says("When they could last do all they had to do.")]
    trouble: Annotated[str | None, says("What keeps them from it.")]
    trouble_since: Annotated[Instant | None, says("Since when.")]
    due_count: Annotated[Count, says("How many plans are due and not answered.")]
    due: Annotated[tuple[WaitingPlan, ...], says("The first three of them.")]
    next: Annotated[tuple[WaitingPlan, ...], says("The next three, by time.")]


def status(found: "Pulse | None", now: dt.datetime) -> Status:
    """Return what is due and next; nothing where no process runs."""
    line = in_short(found, now)
    if found is None:
        return Status(False, False, line, None, None, None, None, 0, (), ())
    return shaped(
        Status,
        found,
        is_running=True,
        is_silent=found.is_silent(now),
        line=line,
        due=tuple(shaped(WaitingPlan, one) for one in found.due),
        next=tuple(shaped(WaitingPlan, one) for one in found.next),
    )
