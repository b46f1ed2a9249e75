"""What the program stands on, looked at all at once: `tracker doctor`. No look changes anything."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct
from msgspec.structs import replace

from tracker import pulse
from tracker.database.sqlite.backups import Backup, newest
from tracker.database.sqlite.examining import Examined, examine
from tracker.doctor import diary, reminders, system
from tracker.doctor.diagnosis import STATES, Diagnosis, State, examined
from tracker.errors import BadInput, BadSettings
from tracker.escaping import command

if TYPE_CHECKING:
    from tracker.app import App

LARGE = 20_000_000
"""To look through a diary of more bytes takes more than a second or two."""


class Checkup(Struct, frozen=True):
    """What was found of each thing, and what was mended before, or could not be, in a sentence each."""

    diagnoses: tuple[Diagnosis, ...]
    mended: tuple[str, ...] = ()
    not_mended: tuple[str, ...] = ()

    @property
    def worst(self) -> State:
        """The state of the worst of them."""
        return max((one.state for one in self.diagnoses), key=STATES.index)


def checkup(app: "App", stream: TextIO | None) -> tuple[Diagnosis, ...]:
    """Look at everything, from where this command runs; `stream` is where it answers."""
    return tuple(_examined(app, stream))


def path_of(app: "App") -> Path | None:
    """Return where the diary is; None where its address names no file, or is not known."""
    try:
        return None if app.is_on_server else app.file.path
    except (BadInput, BadSettings):
        return None


def _examined(app: "App", stream: TextIO | None) -> Iterator[Diagnosis]:
    yield system.program()
    try:
        address = app.address
    except BadSettings:
        address = None
    # Whatever else is looked at needs the settings, or goes on without them from here.
    of_settings = list(_of_settings(app))
    if address is None:
        words = "where it is stands in the settings, which cannot be read"
        yield Diagnosis("Diary", "bad", words)
        yield from of_settings
    elif app.is_on_server:
        yield from _on_server(app, of_settings, stream)
    else:
        yield from _in_file(app, of_settings, stream)


def _in_file(
    app: "App", of_settings: list[Diagnosis], stream: TextIO | None
) -> Iterator[Diagnosis]:
    path = path_of(app)
    if path is None:
        words = (
            "what is named as the diary is neither a file, as in sqlite:///diary.db, nor a server"
        )
        yield Diagnosis("Diary", "bad", words)
        yield from of_settings
        return
    found = examine(path)
    last = newest(path, system.today(app.present.now, app.present.settings))
    yield from _of_file(app, path, found, last)
    yield from of_settings
    is_empty = found.trouble == "missing" or not (found.trouble or found.form)
    known = reminders.noted(app, is_empty=is_empty, is_readable=found.is_readable)
    stamps = [path, path.with_name(f"{path.name}-wal"), app.places.pulse]
    clock = partial(system.clock, app.present.now, stamps, known.jumps if known else ())
    yield from _of_reminders(app, known, clock, stream)
    if found.trouble != "missing" or last:
        yield from examined("Backup", partial(_backup, app, found, last, known))


def _on_server(
    app: "App", of_settings: list[Diagnosis], stream: TextIO | None
) -> Iterator[Diagnosis]:
    from tracker.doctor import server

    found = server.examine(app)
    if found is None:
        words = "what is named as the diary is no address of a server"
        yield Diagnosis("Server", "bad", words, command("help servers"))
        yield from of_settings
        return
    yield from server.content(found)
    yield from of_settings
    is_empty = not (found.trouble or found.form)
    known = reminders.noted(app, is_empty=is_empty, is_readable=found.is_readable)
    clock = partial(server.clock, app, known.jumps if known else ())
    yield from _of_reminders(app, known, clock, stream)
    yield server.backup()


def _of_file(app: "App", path: Path, found: Examined, last: Backup | None) -> Iterator[Diagnosis]:
    reminders_ran = os.path.lexists(app.places.pulse)
    yield from diary.content(found, last, was_there=reminders_ran)
    # What is not known to be the program's own is for nobody to close.
    if found.form:
        yield from examined("Permissions", partial(diary.permissions, path))
    yield from examined("Drive", partial(system.drive, path, found.size))


def _of_settings(app: "App") -> Iterator[Diagnosis]:
    yield from examined("Settings", partial(system.settings, app))
    yield from examined("Zone", partial(system.zone, app.present.settings))


def _of_reminders(
    app: "App",
    known: reminders.Noted | None,
    clock: Callable[[], Diagnosis],
    stream: TextIO | None,
) -> Iterator[Diagnosis]:
    is_wanted = reminders.are_wanted(app, known)
    yield from examined("Clock", clock)
    yield from examined("Channel", partial(reminders.channel, app, stream))
    running = partial(reminders.process_and_login, app, is_wanted=is_wanted)
    yield from examined("Reminders", running)
    yield from examined("Failures", partial(reminders.failures, known, app.present.now))


def _backup(
    app: "App", found: Examined, last: Backup | None, known: reminders.Noted | None
) -> Diagnosis:
    settings, told = app.present.settings, pulse.read(app.places.pulse)
    if not settings.is_backed_up:
        words = "the automatic ones are switched off, as you have set it"
        return Diagnosis("Backup", "good", words)
    # Of a diary that cannot be read, nobody knows how much there is to lose.
    since = known.first_day if known else dt.date.min
    is_failing = told is not None and bool(told.backup_trouble)
    today = system.today(app.present.now, settings)
    one = diary.backup(last, today, since, is_failing=is_failing)
    # Of what is damaged no backup can be made.
    return one if found.is_sound else replace(one, command="")
