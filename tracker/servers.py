"""The address of a diary on a server, told without the secrets in it.

Nothing here opens a diary: who only names its files, or shows where it is, needs no more than this.
"""

import re
from typing import NamedTuple

from tracker.escaping import visible

_ADDRESS = re.compile(r"(postgres(?:ql)?)(?:\+(\w*))?://(.*)", re.DOTALL | re.ASCII | re.IGNORECASE)
# As SQLAlchemy reads it: from a colon to the first @ all is the password, whatever else it holds.
_PARTS = r"(?s:(?:([^:/]*)(?::([^@]*))?@)?([^?]*)(?:\?(.*))?)"
_PLACE = r"(?s:(?:\[[0-9a-fA-F:.%]*\]|[^:/]*)(?::[0-9]*)?(?:/.*)?)"
_HIDDEN = "…"
# What of the query tells one diary from another; all else may be a secret, or is nobody's business.
_TOLD = ("host", "port", "user", "dbname", "service", "options")
SECRETS = ("password", "sslpassword", "oauth_client_secret")


class ServerAddress(NamedTuple):
    """An address of a diary on a server.

    `name` is fit to be shown. `key` tells one diary from another. Neither holds a secret of the
    address, which `has_password` tells of. `driver` is "" where none was named.
    """

    name: str
    key: str
    driver: str
    has_password: bool


def is_of_server(address: str) -> bool:
    """Tell whether an address names a diary on a server."""
    return _ADDRESS.fullmatch(address) is not None


def read_server(address: str) -> ServerAddress:
    """Return what can be told of an address for which `is_of_server` holds."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError("no address of a server")
    _, driver, rest = found.groups(default="")
    parts = re.fullmatch(_PARTS, rest)
    assert parts is not None
    user, password, place, query = parts.groups()
    is_torn = rest.count("@") > 1 or not re.fullmatch(_PLACE, place)
    if is_torn:
        # It was not written as it should be, and what stands where the server does may be of it.
        place, _, query = rest.rpartition("@")[2].partition("?")
        place = place if re.fullmatch(_PLACE, place) else f"{place.partition(':')[0]}:{_HIDDEN}"
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
    )


def without_password(address: str) -> str:
    """Return what was given as an address and is none, without all that may be a password."""
    scheme, colon, rest = address.partition(":")
    if re.search("pass", address, re.IGNORECASE):
        return _HIDDEN
    if not re.search("[:@]", f"{scheme}{rest}"):
        return address
    return f"{scheme}:{'//' if rest.startswith('//') else ''}{_HIDDEN}" if colon else _HIDDEN
