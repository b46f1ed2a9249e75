"""The one place that a diary has for a timer: held alone, at the terminal, or left behind."""

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TextIO

from tracker.app import App
from tracker.errors import Conflict, NotFound
from tracker.escaping import command

if TYPE_CHECKING:
    from tracker.care.timer import Timer
    from tracker.timing.course import Terminal

# What runs is kept every few seconds.
_LATELY = dt.timedelta(seconds=30)


@contextlib.contextmanager
def alone(app: App, *, to_resume: bool = False) -> Iterator["Timer | None"]:
    """Hold the one place that a diary has for a timer, and give the timer that was left there.

    Raises Conflict where a timer runs, or where one was left that is not `to_resume`, and
    NotFound where there is none to resume.
    """
    from tracker.timing.words import left_behind, name

    with app.reading() as journal:  # It also makes the diary where there is none.
        timer = journal.timers.get()
    from tracker.reminding import lock

    try:
        held = lock.acquire(
            app.places.timer, os.getpid(), app.present.now.isoformat(timespec="seconds")
        )
    except Conflict:
        what = f"a timer for {name(timer.entry)}" if timer else "another timer"
        raise Conflict(
            f"{what} is running in another window.",
            f"End it there, or drop it: {command('start --cancel')}",
        ) from None
    with held:
        with app.reading() as journal:
            timer = journal.timers.get()
        if to_resume and timer is None:
            raise no_timer("go on with")
        if timer is not None and is_elsewhere(app, timer):
            raise Conflict(
                f"a timer for {name(timer.entry)} is running on another machine.",
                f"End it there, or drop it: {command('start --cancel')}",
            )
        if timer is not None and not to_resume:
            line, _, commands = left_behind(timer).partition(": ")
            raise Conflict(f"{line[0].lower()}{line[1:]}.", f"First: {commands}")
        yield timer


class Manner(NamedTuple):
    """How a timer is to be shown and heard: with a bar or in plain lines, with bell and voice or not.

    What is asked for in JSON is answered so, and nobody is asked anything meanwhile.
    """

    is_plain: bool = False
    as_json: bool = False
    is_mute: bool = False
    speaks: bool = False


@contextlib.contextmanager
def at_terminal(app: App, manner: Manner) -> Iterator["Terminal"]:
    """Give the terminal of a timer, and give it back as it was."""
    from tracker.timing.course import Announcer, Screen, Terminal
    from tracker.timing.keys import Keys, can_be_asked
    from tracker.timing.voice import Voice

    settings = app.present.settings
    announcer = Announcer(settings.reminders, app.places.name)
    voice = Voice(is_silent=not manner.speaks)

    def screen(stream: TextIO, *, has_bar: bool) -> Screen:
        has_bell = settings.has_bell and not manner.is_mute
        return Screen(stream, settings.terminal, has_bar=has_bar, has_bell=has_bell)

    if manner.as_json or not can_be_asked(sys.stdin, sys.stdout):
        # What is said meanwhile is no part of an answer in JSON.
        stream = sys.stderr if manner.as_json else sys.stdout
        yield Terminal(None, screen(stream, has_bar=False), announcer, voice)
        return
    has_bar = not manner.is_plain and os.environ.get("TERM", "dumb") != "dumb"
    with Keys() as keys:
        yield Terminal(keys, screen(sys.stdout, has_bar=has_bar), announcer, voice)


def no_timer(verb: str) -> NotFound:
    """Return the refusal where there is no timer to do something with."""
    return NotFound(f"there is no timer to {verb}.", f"Begin one: {command('start ice')}")


def is_elsewhere(app: App, timer: "Timer") -> bool:
    """Say whether another machine that has this diary runs the timer, as it kept it a moment ago."""
    is_recent = abs(app.present.now - timer.run.seen_at) < _LATELY
    return is_recent and timer.desk != app.desk and not timer.run.is_paused


def is_running(app: App) -> bool:
    """Say whether a process of this machine runs the timer at this moment."""
    from tracker.reminding import lock

    return lock.holder(app.places.timer) is not None
