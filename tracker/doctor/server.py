"""The server on which the diary lies: whether it is reached and how, and whether the diary is well there."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.app import BADLY
from tracker.database.postgresql.connecting import OLDEST
from tracker.database.postgresql.diary import DiaryServer
from tracker.doctor import system
from tracker.doctor.diagnosis import Diagnosis
from tracker.doctor.diary import form_of, size_of
from tracker.errors import BadInput
from tracker.escaping import command, visible
from tracker.pulse import rough

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.database.postgresql.examining import Examined, Trouble

_LITTLE = 5
_HELP = command("help servers")
_MEND = command("doctor --fix")
_NOT_REACHED: "dict[Trouble, str]" = {
    "no driver": 'the package psycopg is missing: pip install "selfcare-tracker[postgresql]"',
    "bad option": "something behind the ? of the address is no option, or cannot be so",
    "not let in": "it lets nobody in from here: its pg_hba.conf has to say so",
    "no role": "it lets nobody in with this role, which it does not know: make it, as with createuser",
    "no entry": "it lets nobody in with this role and password: look at them, and at ~/.pgpass",
    "no database": "it has no such database: make it, as with createdb",
    "silent": "it does not answer: look whether it runs, and at the network",
    "unknown": "nothing has the name of that machine: look at the address, and at the network",
    "full": "all its connections are taken: close other programs, or have it allow more",
    "not reached": "it cannot be reached: look whether it runs, and at the network",
}
_BAD: "dict[Trouble, str]" = {
    "no schema": "there is no schema for it: none of the search path exists",
    "foreign": "the database is one of another program, and is left alone: make one for the diary alone",
    "newer": "written by a newer version of this program: install that one here as well",
    "closed": "it may not be read: its tables have to belong to the role that you connect as",
    "lost": "the connection broke off while it was looked at: try again",
}


def examine(app: "App") -> "Examined | None":
    """Return how the diary is; None where its address cannot be used."""
    # The clock is asked first; what is said of it elsewhere has the name of the diary in it.
    try:
        _ = app.present.now
        server = app.database
    except BadInput:
        return None
    server.notices.clear()
    return server.examine() if isinstance(server, DiaryServer) else None


def content(found: "Examined") -> Iterator[Diagnosis]:
    """Yield how the server is, the network to it, and the diary on it, as far as each is known."""
    if not found.major:
        words = _NOT_REACHED.get(found.trouble, _NOT_REACHED["not reached"])
        yield Diagnosis("Server", "bad", words, "" if found.trouble == "no driver" else _HELP)
        return
    yield _version(found)
    yield _network(found)
    yield _connections(found)
    yield _diary(found)
    if found.form and found.trouble in ("", "newer"):
        yield form_of(found.form)
    if not found.trouble:
        yield _writing(found)
    if found.is_readable:
        yield _numbers(found)


def clock(app: "App", jumps: Sequence[dt.datetime]) -> Diagnosis:
    """Return whether the clock can be right, beside that of the server, by which the diary goes."""
    ahead = app.server_ahead
    if abs(ahead) > BADLY:
        behind = "behind" if ahead > dt.timedelta() else "ahead of"
        words = (
            f"this machine's is {rough(abs(ahead))} {behind} the server's, by which the diary goes:"
            " put the one right that is wrong"
        )
        return Diagnosis("Clock", "warning", words)
    return system.clock(app.present.now, [app.places.pulse], jumps)


def backup() -> Diagnosis:
    """Return who makes the backups."""
    words = "pg_dump makes them of a server; this program does not know if it does"
    return Diagnosis("Backup", "good", words, _HELP)


def _version(found: "Examined") -> Diagnosis:
    words = f"PostgreSQL {visible(found.version)}"
    if found.major < OLDEST:
        words += f", where the diary needs {OLDEST} or newer: have it brought up to date"
        return Diagnosis("Server", "bad", words)
    return Diagnosis("Server", "good", f"{words}, reached")


def _network(found: "Examined") -> Diagnosis:
    if found.is_encrypted:
        return Diagnosis("Network", "good", "the connection is encrypted")
    if found.is_local:
        return Diagnosis("Network", "good", "the connection stays on this machine")
    words = "the connection is not encrypted, so that others on the network may read along"
    return Diagnosis("Network", "warning", words, _HELP)


def _connections(found: "Examined") -> Diagnosis:
    left = max(found.connections_left, 0)
    words = "1 more connection" if left == 1 else f"{left:,} more connections"
    if left < _LITTLE:
        words = f"the server takes only {words}: close other programs, or have it allow more"
        return Diagnosis("Connections", "warning", words)
    return Diagnosis("Connections", "good", f"the server takes {words}")


def _diary(found: "Examined") -> Diagnosis:
    part = "Diary"
    if found.trouble == "failed":
        return Diagnosis(part, "bad", f"it cannot be looked at ({visible(found.reason)})", _HELP)
    if found.trouble:
        return Diagnosis(part, "bad", _BAD[found.trouble])
    if not found.form:
        return Diagnosis(part, "warning", "there is none yet; it is made when you store something")
    return Diagnosis(part, "good", f"there, {size_of(found.size)}")


def _writing(found: "Examined") -> Diagnosis:
    part = "Writing"
    if found.is_read_only:
        return Diagnosis(part, "bad", "the server takes nothing in: it is a copy, or is set so")
    if not found.may_write:
        words = "it can be read, but not written: its tables have to belong to your role"
        return Diagnosis(part, "bad", words)
    if not found.is_own:
        words = (
            "it can be written, but a newer version could not change its form: its tables have to"
            " belong to your role"
        )
        return Diagnosis(part, "warning", words)
    return Diagnosis(part, "good", "it can be read and written")


def _numbers(found: "Examined") -> Diagnosis:
    part = "Numbers"
    if not found.behind:
        return Diagnosis(part, "good", "each goes on behind the highest one")
    words = f"those of {', '.join(found.behind)} would be given twice, so that nothing is stored"
    return Diagnosis(part, "bad", words, _MEND, "counters")
