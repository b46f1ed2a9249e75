"""The one timer of a diary at the terminal: held alone, run to its end, and logged."""

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.errors import Conflict, NotFound

if TYPE_CHECKING:
    from tracker.care.session import Entry
    from tracker.care.timer import Timer
    from tracker.cli.timing import Terminal

# Later than this a reading would not be one of the session's end.
_LATEST_READING = dt.timedelta(hours=1)


@contextlib.contextmanager
def alone(app: App, *, to_resume: bool = False) -> Iterator["Timer | None"]:
    """Hold the one place that a diary has for a timer, and give the timer that was left there.

    Raises Conflict where a timer runs, or where one was left that is not `to_resume`, and
    NotFound where there is none to resume.
    """
    from tracker.show.timer import left_behind, name

    with app.reading() as journal:  # It also makes the diary where there is none.
        timer = journal.timers.get()
    from tracker.reminding import lock

    try:
        held = lock.acquire(app.places.timer, os.getpid(), app.now.isoformat(timespec="seconds"))
    except Conflict:
        what = f"a timer for {name(timer.entry)}" if timer else "another timer"
        raise Conflict(
            f"{what} is running in another window.",
            "End it there, or drop it: tracker start --cancel",
        ) from None
    with held:
        with app.reading() as journal:
            timer = journal.timers.get()
        if to_resume and timer is None:
            raise _no_timer("go on with")
        if timer is not None and not to_resume:
            line, _, commands = left_behind(timer).partition(": ")
            raise Conflict(f"{line[0].lower()}{line[1:]}.", f"First: {commands}")
        yield timer


@contextlib.contextmanager
def at_terminal(app: App, *, is_plain: bool, as_json: bool) -> Iterator["Terminal"]:
    """Give the terminal of a timer, and give it back as it was."""
    from tracker.cli.keys import Keys, can_be_asked
    from tracker.cli.timing import Announcer, Screen, Terminal

    announcer = Announcer(app.settings.reminders)
    if as_json or not can_be_asked(sys.stdin, sys.stdout):
        # What is said meanwhile is no part of an answer in JSON.
        screen = Screen(sys.stderr if as_json else sys.stdout, app.settings.terminal, has_bar=False)
        yield Terminal(None, screen, announcer)
        return
    has_bar = not is_plain and os.environ.get("TERM", "dumb") != "dumb"
    with Keys() as keys:
        yield Terminal(keys, Screen(sys.stdout, app.settings.terminal, has_bar=has_bar), announcer)


def resume(app: App, *, yes: bool, is_plain: bool, as_json: bool) -> None:
    """Go on with the timer that was left; raise NotFound where there is none.

    `yes` logs what was done of one whose time is over meanwhile, without asking.
    """
    with (
        alone(app, to_resume=True) as timer,
        at_terminal(app, is_plain=is_plain, as_json=as_json) as terminal,
    ):
        assert timer is not None
        now, run = app.clock(), timer.run
        if run.is_over_by(now):
            if yes:
                _finish(app, timer, terminal, as_json=as_json)
            else:
                _settle(app, timer, terminal, as_json=as_json)
            return
        # What is led through stops without its person; ice stays on.
        run = run.resumed(now) if run.is_paused or run.is_guided else run.advanced(now)
        carry_on(app, replace(timer, run=run), terminal, as_json=as_json)


def cancel(app: App, *, is_elsewhere: bool) -> None:
    """Drop the timer and say what it was; `is_elsewhere` is one that another process runs.

    Raises NotFound where there is none.
    """
    from tracker.cli.options import look_of
    from tracker.show.terminal import wrapped
    from tracker.show.timer import name, progress

    with app.journal() as journal:
        timer = journal.timers.get()
        if timer is None:
            raise _no_timer("drop")
        journal.timers.end()
    line = f"Dropped the timer for {name(timer.entry)} at {progress(timer)}. Nothing was logged."
    if is_elsewhere:
        line += " It ran in another window, and ends there."
    click.echo(wrapped(line, look_of(app)))


def carry_on(app: App, timer: "Timer", terminal: "Terminal", *, as_json: bool) -> None:
    """Let the timer run to whatever end, and log it unless it was dropped."""
    from tracker.cli.timing import Course

    course = Course(app, timer, terminal)
    try:
        end = course.run()
    except KeyboardInterrupt:
        from tracker.show.timer import left_behind

        click.echo(left_behind(course.timer), err=True)
        raise
    finally:
        terminal.screen.clear()
    match end:
        case "dropped":
            cancel(app, is_elsewhere=False)
        case "unwatched":
            _settle(app, course.timer, terminal, as_json=as_json)
        case _:
            _finish(app, course.timer, terminal, as_json=as_json)


def _settle(app: App, timer: "Timer", terminal: "Terminal", *, as_json: bool) -> None:
    """Ask what becomes of a timer whose time ended, by the clock, while nobody was watching."""
    from tracker.cli.keys import INTERRUPT
    from tracker.show.timer import clock, name, progress, seen

    run = timer.run
    done = clock(run.done_s)
    told = (
        f"the timer for {name(timer.entry)} was last seen at {progress(timer)}, "
        f"{seen(timer, app.zone, app.clock())}, and its time is over since."
    )
    if terminal.keys is None:
        drop = "Drop it: tracker start --cancel"
        raise Conflict(told, f"Log the {done} done: tracker start --resume --yes. {drop}")
    terminal.screen.say(told[0].upper() + told[1:])
    words = {"l": "log", "g": "go on", "d": "drop", INTERRUPT: "later"}
    match terminal.ask(f"l log the {done} done, g go on from there, d drop it: ", words):
        case "l":
            _finish(app, timer, terminal, as_json=as_json)
        case "g":
            timer = replace(timer, run=run.resumed(app.clock()))
            carry_on(app, timer, terminal, as_json=as_json)
        case "d":
            cancel(app, is_elsewhere=False)
        case _:
            raise KeyboardInterrupt


def _finish(app: App, timer: "Timer", terminal: "Terminal", *, as_json: bool) -> None:
    """Ask for the pain after, log what was really done, and answer as `log` does."""
    from tracker.cli.log import answer, with_cautions, with_plans

    # By now it is another present than the one in which the command began.
    with contextlib.closing(App(app.address, app.config, app.clock)) as later:
        entry = _entry_done(later, timer)
        is_fresh = later.now - timer.run.seen_at <= _LATEST_READING
        if terminal.keys and is_fresh and entry.pain_before is not None:
            # It is done, whatever is pressed: a reading can be left out, the session cannot.
            with contextlib.suppress(KeyboardInterrupt):
                entry = replace(entry, pain_after=terminal.ask_pain("after"))
        with later.journal() as journal:
            journal.timers.end()
            if journal.plans.exist():
                journal.reminders.refresh(later.calendar)
            logged = journal.sessions.log(entry, passed_over=timer.passed_over)
            stored = with_plans(later, journal, with_cautions(later, journal, logged))
        answer(later, stored, "", as_json=as_json)
    for trouble in terminal.announcer.troubles():
        click.echo(trouble, err=True)


def _entry_done(app: App, timer: "Timer") -> "Entry":
    from tracker.care.guide import exercises_done
    from tracker.care.walltime import day_of

    run, entry = timer.run, timer.entry
    exercises = exercises_done(entry.exercises, run)
    return replace(
        entry,
        started_at=run.started_at,
        day=day_of(run.started_at, app.zone, app.settings.day_starts_at),
        duration=dt.timedelta(seconds=max(run.done_s, 1)),
        exercises=exercises,
        # A routine of which nothing was done was not followed.
        routine=entry.routine if exercises else None,
    )


def _no_timer(verb: str) -> NotFound:
    return NotFound(f"there is no timer to {verb}.", "Begin one: tracker start ice")


def is_running(app: App) -> bool:
    """Say whether a process runs the timer at this moment."""
    from tracker.reminding import lock

    return lock.holder(app.places.timer) is not None
