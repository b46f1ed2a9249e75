"""Timers as programs read them."""

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from tracker.show.shapes import Answer, says
from tracker.show.shapes.parts import Instant, Kind

if TYPE_CHECKING:
    from tracker.care.timer import Timer
    from tracker.present import Present

Seconds = Annotated[int, Meta(ge=0)]


class TimerDropped(Answer, frozen=True):
    """A timer that was dropped; nothing of it is logged. Of one that could not be read all is null."""

    kind: Annotated[Kind | None, says("What it would have been logged as.")]
    started_at: Annotated[Instant | None, says("When it began.")]
    done_s: Annotated[Seconds | None, says("How far it was, in seconds.")]
    length_s: Annotated[Seconds | None, says("How long it was to take, in seconds.")]
    is_elsewhere: Annotated[bool, says("Whether it ran in another process, and ends there.")]


def dropped(timer: "Timer | None", present: "Present", *, is_elsewhere: bool) -> TimerDropped:
    """Return a timer that was dropped; None is one that could not be read."""
    if timer is None:
        return TimerDropped(None, None, None, None, is_elsewhere)
    run = timer.run
    return TimerDropped(timer.entry.kind, run.started_at, run.done_s, run.length_s, is_elsewhere)
