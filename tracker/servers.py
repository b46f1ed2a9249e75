"""The address of a diary on a server, told without the secrets in it.

Nothing here opens a diary: who only names its files, or shows where it is, needs no more than this.
"""

import re
from typing import NamedTuple

from tracker.escaping import visible

HIDDEN = "…"
"""What stands for a part that is not shown; no address that can be used holds it."""

NOT_UNDERSTOOD = (
    "In a password, each sign but letters and digits is written as % and its code: %40 for @."
)
"""What is said of an address of which a password may be why it cannot be understood."""

_ADDRESS = re.compile(r"(postgres(?:ql)?)(?:\+(\w*))?://(.*)", re.DOTALL | re.ASCII | re.IGNORECASE)
# Where the driver reads a name and a password; what is no name of a machine behind them is a part
# of a password that was not written as it should be, and may hold anything.
_PERSON = re.compile(r"([^:/?@]*)(?:(:)[^@]*)?@", re.DOTALL)
_PLACE = re.compile(r"(?:[^:/@\[\]]*(?::\d*)?|\[[\da-fA-F:.%\w]+\](?::\d*)?)(?:/[^@]*)?", re.ASCII)
_PAIR = re.compile(r"\w+=.*", re.DOTALL | re.ASCII)
# What of the query tells one diary from another; all else may be a secret, or is nobody's business.
_TOLD = ("host", "port", "user", "dbname", "service", "options")
SECRETS = ("password", "sslpassword", "oauth_client_secret")
"""The parts of a query that are never said to anybody."""

_HARMLESS = (
    *_TOLD,
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "gssencmode", "channel_binding"),
    *("connect_timeout", "passfile", "application_name", "target_session_attrs"),
)


class ServerAddress(NamedTuple):
    """An address of a diary on a server.

    `name` is fit to be shown. `key` tells one diary from another. Neither holds a secret of the
    address, which `has_password` tells of; `has_secrets` is so as well where something is in it of
    which nobody knows what it is. `driver` is "" where none was named. Of one that `is_broken`, and
    cannot be understood, no part is told.
    """

    name: str
    key: str
    driver: str
    has_password: bool
    has_secrets: bool
    is_broken: bool = False


def is_of_server(address: str) -> bool:
    """Tell whether an address names a diary on a server."""
    return _ADDRESS.fullmatch(address) is not None


def read_server(address: str) -> ServerAddress:
    """Return what can be told of an address for which `is_of_server` holds."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError("no address of a server")
    _, driver, rest = found.groups(default="")
    person = _PERSON.match(rest)
    user = f"{person[1]}@" if person else ""
    place, _, query = rest[person.end() if person else 0 :].partition("?")
    parts = [part for part in query.split("&") if part]
    if not (_PLACE.fullmatch(place) and all(_PAIR.fullmatch(part) for part in parts)):
        nothing = f"postgresql://{HIDDEN}"
        return ServerAddress(nothing, nothing, driver, True, True, is_broken=True)
    names = [part.partition("=")[0] for part in parts]
    told = [part for part, name in zip(parts, names, strict=True) if name in _TOLD]
    shown = [one for one in told if not one.startswith("options=")]
    plain = f"postgresql://{user}{place}"
    has_password = bool(person and person[2]) or any(name in SECRETS for name in names)
    return ServerAddress(
        visible(f"{plain}{'?' if shown else ''}{'&'.join(shown)}"),
        "&".join([plain, *sorted(told)]),
        driver,
        has_password,
        has_password or not {*names} <= {*_HARMLESS},
    )


def shown_address(address: str) -> str:
    """Return the address of any diary, or what was meant to be one, fit to be shown.

    Where anything is hidden, `HIDDEN` stands for it.
    """
    if is_of_server(address):
        told = read_server(address)
        if not told.has_secrets:
            return address
        return told.name if told.is_broken else told.name.replace("://", f"://{HIDDEN}", 1)
    if address.startswith("sqlite:") or not re.search("[:@]", address):
        return address
    # A name that is misspelt may be followed by any password.
    begun = re.match(r"[\w+.-]*(?=:)(:/*)?", address, re.ASCII)
    return f"{begun[0] if begun else ''}{HIDDEN}"
