"""What to tell the person of a failure of the server, or of the way to it."""

from typing import Any

from sqlalchemy.exc import DBAPIError

from tracker.database.postgresql.connecting import LOCK_PATIENCE_S
from tracker.errors import DatabaseTrouble, Unreachable
from tracker.escaping import command, shortened

_NO_LOCK, _DEADLOCK, _FULL = ("55P03",), ("40P01", "40001"), ("53100",)
_NO_ENTRY, _NO_DATABASE, _MAY_NOT = ("28000", "28P01"), ("3D000",), ("42501",)
_READ_ONLY, _TOO_MANY = ("25006",), ("53300",)
# What the server says of itself when it ends, and the driver where there is no answer any more.
_GONE = ("08", "57P")
# What the server says to whom it will not let in later either.
_REFUSALS = ("password", "authentication", "does not exist", "pg_hba.conf", "not permitted")


def trouble_of(
    error: DBAPIError, name: str, secrets: tuple[str, ...], *, is_ending: bool
) -> Exception:
    """Return what to tell the person; a fault of ours stays as it is.

    Nothing of the `secrets` is ever said. `is_ending` tells that it failed while it was being
    stored, of which then nobody knows if it was.
    """
    code = getattr(error.orig, "sqlstate", None) or ""
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
    if code in (*_MAY_NOT, *_READ_ONLY):
        return DatabaseTrouble(
            f"the diary {name} does not let you do that: {said}.",
            "Its tables have to belong to the role that you connect as.",
        )
    if error.connection_invalidated or is_lost(code, error.orig):
        return _lost(name, said, is_ending=is_ending)
    return error


def not_reached(cause: object, name: str, secrets: tuple[str, ...]) -> DatabaseTrouble:
    """Return why no connection could be made: Unreachable where that may be otherwise in a while."""
    said = _said(cause, secrets)
    hint = "Look whether the server runs and the network is there; nothing was stored meanwhile."
    if "password" in said or "authentication" in said:
        hint = (
            "Look at the role, and at its password in ~/.pgpass, a file that is yours alone (0600)."
        )
    elif "does not exist" in said and "database" in said:
        hint = "Make it, as in: createdb tracker"
    kind = DatabaseTrouble if any(one in said for one in _REFUSALS) else Unreachable
    return kind(
        f"the diary {name} cannot be reached: {said}.",
        f"{hint}\nWithout it, a diary of this machine: {command('--database', 'sqlite:///FILE')}",
    )


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
    text = " ".join(str(cause).split())
    text = text.removeprefix("connection failed: ").removeprefix("connection is bad: ")
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    # Where it tried several ways, all of them are told; the first says enough.
    first = text.partition(" Is the server running")[0].partition(" connection to server")[0]
    return shortened((first or text).rstrip("."), 200)
