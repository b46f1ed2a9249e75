"""What to tell the person of a failure of the server, or of the way to it."""

import re
from typing import Any, Literal

from sqlalchemy.exc import DBAPIError

from tracker.database.postgresql.connecting import LOCK_PATIENCE_S
from tracker.errors import DatabaseTrouble, Unreachable
from tracker.escaping import command, shortened

_NO_LOCK, _DEADLOCK, _FULL = ("55P03",), ("40P01", "40001"), ("53100",)
_MAY_NOT, _READ_ONLY = ("42501",), ("25006",)
# No table, no column, no function of that name: the program knows those of its own form.
_OTHER_FORM = ("42P01", "42703", "42883")
# What the server says of itself when it ends or has waited too long, and the driver where there is
# no answer any more.
_GONE = ("08", "57P", "25P03")
# It lacks something, was told to give up, or is out of order: no fault of the statement.
_UNABLE = ("53", "54", "57", "58", "F0", "XX")
_OF_A_STATEMENT = ("0A", "21", "22", "23", "42", "P0")
_CONNECTING = re.compile(
    r"(?:connection (?:failed|is bad): )?(?:connection to server .*? failed: )?(?:FATAL: +)?"
)
# Where it tried several ways, or guesses at why, the first sentence says enough.
_MORE = re.compile(
    r" (?:Is the server running|This probably means|Multiple connection attempts|LINE 1:)"
)
NotReached = Literal[
    "bad option",
    "not let in",
    "no role",
    "no entry",
    "no database",
    "silent",
    "unknown",
    "full",
    "not reached",
    "lost",
]
"""Why there is no connection; `unknown` is the name of the machine, `silent` one that does not answer."""

_SIGNS: dict[NotReached, str] = {
    "bad option": "invalid connection option|invalid .* value",
    "no database": 'database ".*" does not exist',
    "not let in": "pg_hba",
    "no role": "role .* does not exist",
    "no entry": "password|authentication|not permitted to log in",
    "silent": "timeout|timed out",
    "unknown": "resolve host|translate host|not known",
    "full": "too many|remaining connection slots",
}
# What waiting does not mend.
_LASTING: tuple[NotReached, ...] = (
    "bad option",
    "not let in",
    "no role",
    "no entry",
    "no database",
)
_HINTS: dict[NotReached, str] = {
    "bad option": "Look at what stands behind the ? of the address.",
    "no database": "Make it, as in: createdb tracker",
    "not let in": "The server lets you in from here only once its pg_hba.conf says so.",
    "no role": "Make it, as in: createuser tracker",
    "no entry": "Look at the role, and at its password in ~/.pgpass, a file for you alone (0600).",
    "full": "All its connections are taken: try again, or have the server allow more.",
}


def trouble_of(
    error: DBAPIError, name: str, secrets: tuple[str, ...], *, is_ending: bool
) -> Exception:
    """Return what to tell the person; a fault of ours stays as it is.

    Nothing of the `secrets` is ever said. `is_ending` tells that it failed while it was being
    stored, of which then nobody knows if it was.
    """
    code = _code_of(error)
    said = _said(error.orig, secrets)
    if code in _NO_LOCK:
        return DatabaseTrouble(
            f"the diary {name} is locked by another program, for longer than {LOCK_PATIENCE_S} s.",
            "Try again, or end the other program.",
        )
    if code in _DEADLOCK:
        return DatabaseTrouble(
            f"the diary {name} was changed by another program at the same moment. Nothing was stored.",
            "Try again.",
        )
    if code in _FULL:
        return DatabaseTrouble(
            f"the diary {name} could not be written: the disk of the server is full. "
            "What was there is unharmed.",
            "Make room there and try again.",
        )
    if may_not(error):
        return DatabaseTrouble(
            f"the diary {name} does not let you do that: {said}.",
            "Its tables, or the schema to make them in, have to belong to the role that you connect as.",
        )
    if code in _OTHER_FORM:
        return DatabaseTrouble(
            f"the diary {name} has other tables than this program knows: {said}. Nothing was stored.",
            "Another version of it was at work there; try again, and see what it says.",
        )
    if error.connection_invalidated or is_lost(code, error.orig):
        return _lost(name, said, is_ending=is_ending)
    if code.startswith(_UNABLE):
        return DatabaseTrouble(
            f"the server of the diary {name} could not do it: {said}. Nothing was stored.",
            "Try again; if it goes on so, who looks after the server can tell why.",
        )
    return error


def not_reached(error: DBAPIError, name: str, secrets: tuple[str, ...]) -> DatabaseTrouble:
    """Return why no connection could be made: Unreachable where that may be otherwise in a while."""
    said, why = _said(error.orig, secrets), why_not_reached(error.orig)
    kind = DatabaseTrouble if why in _LASTING else Unreachable
    hint = _HINTS.get(why, "Look whether the server runs and the network is there.")
    return kind(
        f"the diary {name} cannot be reached: {said}.",
        f"{hint}\nWithout it, a diary of this machine: {command('--database', 'sqlite:///FILE')}",
    )


def may_not(error: DBAPIError) -> bool:
    """Tell whether the role may not do it, or nobody may."""
    return _code_of(error) in (*_MAY_NOT, *_READ_ONLY)


def is_of_a_statement(error: DBAPIError) -> bool:
    """Tell whether the server could not make anything of a statement, or of what it met in the tables."""
    return _code_of(error).startswith(_OF_A_STATEMENT)


def _code_of(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def why_not_reached(cause: Any) -> NotReached:
    """Return why no connection could be made, as far as what the driver says of it tells that."""
    text = str(cause)
    return next((why for why, signs in _SIGNS.items() if re.search(signs, text)), "not reached")


def is_lost(code: str, cause: Any) -> bool:
    """Tell whether the connection is gone, by the code of an error or by the lack of one."""
    from psycopg import OperationalError

    return code.startswith(_GONE) or (not code and isinstance(cause, OperationalError))


def _lost(name: str, said: str, *, is_ending: bool) -> DatabaseTrouble:
    if is_ending:
        return Unreachable(
            f"the connection to the diary {name} was lost while it was storing: {said}. "
            "All of it was stored, or nothing.",
            f"When the server is back, see which: {command('history')}",
        )
    return Unreachable(
        f"the connection to the diary {name} was lost: {said}. Nothing was stored.",
        "Try again when the server is back.",
    )


def _said(cause: Any, secrets: tuple[str, ...]) -> str:
    """Return what the driver says, in one line and without a secret in it."""
    diagnosis = getattr(cause, "diag", None)
    told = getattr(diagnosis, "message_primary", None) or str(cause)
    text = _MORE.split(" ".join(told.split()))[0]
    text = _CONNECTING.sub("", text, count=1) or text
    # That is said of a socket, where one was expected.
    text = text.replace("No such file or directory", "no server has its socket there")
    for secret in secrets:
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "…", text)
    return shortened(text.rstrip("."), 200)
