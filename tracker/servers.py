"""The address of a diary on a server, told without the secrets in it.

Nothing here opens a diary: who only names its files, or shows where it is, needs no more than this.
"""

import re
from typing import NamedTuple

from tracker.escaping import visible

_ADDRESS = re.compile(r"(postgres(?:ql)?)(?:\+(\w*))?://(.*)", re.DOTALL | re.ASCII | re.IGNORECASE)
# As SQLAlchemy reads it: from a colon to the first @ all is the password, whatever else it holds.
_PARTS = re.compile(r"(?:([^:/]*)(?::([^@]*))?@)?([^?]*)(?:\?(.*))?", re.DOTALL)
_PLACE = re.compile(r"(?:\[[0-9a-fA-F:.%]*\]|[^:/]*)(?::\d*)?(?:/.*)?", re.DOTALL | re.ASCII)
HIDDEN = "…"
"""What stands for a part that is not shown; no address that can be used holds it."""

# What of the query tells one diary from another; all else may be a secret, or is nobody's business.
_TOLD = ("host", "port", "user", "dbname", "service", "options")
SECRETS = ("password", "sslpassword", "oauth_client_secret")
_HARMLESS = {
    *_TOLD,
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "gssencmode", "channel_binding"),
    *("connect_timeout", "passfile", "application_name", "target_session_attrs"),
}


class ServerAddress(NamedTuple):
    """An address of a diary on a server.

    `name` is fit to be shown. `key` tells one diary from another. Neither holds a secret of the
    address, which `has_password` tells of; `has_secrets` holds as well where something is in it of
    which nobody knows what it is. `driver` is "" where none was named. One that `is_torn` was not
    written as it should be.
    """

    name: str
    key: str
    driver: str
    has_password: bool
    has_secrets: bool
    is_torn: bool


def is_of_server(address: str) -> bool:
    """Tell whether an address names a diary on a server."""
    return _ADDRESS.fullmatch(address) is not None


def read_server(address: str) -> ServerAddress:
    """Return what can be told of an address for which `is_of_server` holds."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError("no address of a server")
    _, driver, rest = found.groups(default="")
    parts = _PARTS.fullmatch(rest)
    assert parts is not None
    user, password, place, query = parts.groups()
    is_torn = rest.count("@") > 1 or not _PLACE.fullmatch(place)
    if is_torn:
        # It was not written as it should be, and what stands where the server does may be of it.
        place, _, query = rest.rpartition("@")[2].partition("?")
        place = place if _PLACE.fullmatch(place) else f"{place.partition(':')[0]}:{HIDDEN}"
    pairs = [part.partition("=")[::2] for part in (query or "").split("&") if part]
    told = [f"{name}={value}" for name, value in pairs if name in _TOLD]
    is_secret = any(name in SECRETS for name, _ in pairs)
    has_password = password is not None or is_torn or is_secret
    shown = [one for one in told if not one.startswith("options=")]
    plain = f"postgresql://{'' if user is None else f'{user}@'}{place}"
    return ServerAddress(
        visible(f"{plain}{'?' if shown else ''}{'&'.join(shown)}"),
        "&".join([plain, *sorted(told)]),
        driver,
        has_password,
        has_password or not {name for name, _ in pairs} <= _HARMLESS,
        is_torn,
    )


def shown_address(address: str) -> str:
    """Return the address of any diary, or what was given as one, fit to be shown.

    Where anything is hidden, `HIDDEN` stands for it.
    """
    if not is_of_server(address):
        return address if address.startswith("sqlite:") else without_password(address)
    told = read_server(address)
    return told.name.replace("://", f"://{HIDDEN}", 1) if told.has_secrets else address


def without_password(address: str) -> str:
    """Return what was given as an address and is none, without all that may be a password."""
    scheme, colon, rest = address.partition(":")
    if re.search("pass", address, re.IGNORECASE):
        return HIDDEN
    if not re.search("[:@]", f"{scheme}{rest}"):
        return address
    return f"{scheme}:{'//' if rest.startswith('//') else ''}{HIDDEN}" if colon else HIDDEN
