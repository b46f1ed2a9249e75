"""How a timer is gone on with, dropped, run to its end, and logged."""

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tracker.app import App
from tracker.care.fields import FIELDS
from tracker.cli.reply import answer, reply_stored
from tracker.cli.streams import aside
from tracker.errors import Conflict, DatabaseTrouble
from tracker.escaping import command
from tracker.timing import place
from tracker.timing.place import Manner, alone, at_terminal, no_timer

if TYPE_CHECKING:
    from tracker.care.timer import Timer
    from tracker.timing.course import Terminal

# Later than this a reading would not be one of the session's end.
_LATEST_READING = dt.timedelta(hours=1)


def resume(app: App, manner: Manner, *, yes: bool) -> None:
    """Go on with the timer that was left; raise NotFound where there is none.

    `yes` logs what was done of one whose time is over meanwhile, or that a care rule holds by now,
    without asking. Raises Unsafe where it is held otherwise.
    """
    as_json = manner.as_json
    with alone(app, to_resume=True) as timer, at_terminal(app, manner) as terminal:
        assert timer is not None
        if yes:
            terminal = terminal._replace(keys=None)
        now, run = app.clock(), timer.run
        if run.is_over_by(now):
            if yes:
                _finish(app, timer, terminal, as_json=as_json)
            else:
                _settle(app, timer, terminal, as_json=as_json)
            return
        with app.reading() as journal:
            held = journal.gate.before_resuming(timer)
        if held and not yes:
            raise held
        if held:
            _finish(app, timer, terminal, as_json=as_json)
            return
        # What is led through stops without its person; ice stays on.
        run = run.resumed(now) if run.is_paused or run.is_guided else run.advanced(now)
        carry_on(app, replace(timer, run=run), terminal, as_json=as_json)


def cancel(app: App, *, in_window: bool, as_json: bool) -> None:
    """Drop the timer and say what it was; it is `in_window` where another process here runs it.

    Raises NotFound where there is none.
    """
    from tracker.cli.options import look_of
    from tracker.show.terminal import wrapped
    from tracker.timing.words import name, progress

    timer, trouble = None, None
    with app.journal() as journal:
        try:
            timer = journal.timers.get()
        except DatabaseTrouble as found:
            trouble = found
        if timer is None and trouble is None:
            raise no_timer("drop")
        journal.timers.end()
    where = "in another window" if in_window else ""
    if timer and place.is_elsewhere(app, timer):
        where = "on another machine"
    if as_json:
        from tracker.show.shapes import document
        from tracker.show.shapes.timers import dropped

        answer(document(dropped(timer, app.present, is_elsewhere=bool(where))))
        return
    if timer is None:
        answer("Dropped a timer that could not be read. Nothing was logged.")
        return
    line = f"Dropped the timer for {name(timer.entry)} at {progress(timer)}. Nothing was logged."
    if where:
        line += f" It ran {where}, and ends there."
    answer(wrapped(line, look_of(app)))


def carry_on(app: App, timer: "Timer", terminal: "Terminal", *, as_json: bool) -> None:
    """Let the timer run to whatever end, and log it unless it was dropped."""
    from tracker.timing.course import Course

    course = Course(app, timer, terminal)
    try:
        end = course.run()
    except KeyboardInterrupt:
        from tracker.timing.words import left_behind

        aside(left_behind(course.timer))
        raise
    finally:
        terminal.screen.clear()
    match end:
        case "dropped":
            cancel(app, in_window=False, as_json=as_json)
        case "unwatched":
            _settle(app, course.timer, terminal, as_json=as_json)
        case _:
            _finish(app, course.timer, terminal, as_json=as_json)


def _settle(app: App, timer: "Timer", terminal: "Terminal", *, as_json: bool) -> None:
    """Ask what becomes of a timer whose time ended, by the clock, while nobody was watching."""
    from tracker.timing.keys import INTERRUPT
    from tracker.timing.words import clock, name, progress, seen

    run = timer.run
    done = clock(run.done_s)
    told = (
        f"the timer for {name(timer.entry)} was last seen at {progress(timer)}, "
        f"{seen(timer, app.present.zone, app.clock())}, and its time is over since."
    )
    if terminal.keys is None:
        drop = f"Drop it: {command('start --cancel')}"
        raise Conflict(told, f"Log the {done} done: {command('start --resume --yes')}. {drop}")
    terminal.screen.say(told[0].upper() + told[1:])
    words = {"l": "log", "g": "go on", "d": "drop", INTERRUPT: "later"}
    match terminal.ask(f"l log the {done} done, g go on from there, d drop it: ", words):
        case "l":
            _finish(app, timer, terminal, as_json=as_json)
        case "g":
            timer = replace(timer, run=run.resumed(app.clock()))
            carry_on(app, timer, terminal, as_json=as_json)
        case "d":
            cancel(app, in_window=False, as_json=as_json)
        case _:
            raise KeyboardInterrupt


def _finish(app: App, timer: "Timer", terminal: "Terminal", *, as_json: bool) -> None:
    """Ask how it went, log what was really done, and answer as `log` does."""
    # By now it is another present than the one in which the command began.
    with contextlib.closing(App(app.address, app.config, app.clock)) as later:
        is_fresh = later.present.now - timer.run.seen_at <= _LATEST_READING
        told: dict[str, Any] = {}
        if terminal.keys and is_fresh:
            # It is done, whatever is pressed: an answer can be left out, the session cannot.
            with contextlib.suppress(KeyboardInterrupt):
                if timer.entry.pain_before is not None:
                    told["pain_after"] = terminal.ask_pain("after")
                if FIELDS["effort"].is_of(timer.entry.kind):
                    told["effort"] = terminal.ask_effort()
        with later.journal() as journal:
            stored = journal.finish(timer, told)
        reply_stored(later, as_json, stored)
    for trouble in (*terminal.announcer.troubles(), terminal.voice.end()):
        if trouble:
            aside(trouble)
