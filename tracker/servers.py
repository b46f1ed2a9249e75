"""The address of a diary on a server, told without the secrets in it.

Nothing here opens a diary: who only names its files, or shows where it is, needs no more than this.
"""

import re
from typing import NamedTuple

from tracker.escaping import visible

_ADDRESS = re.compile(r"(postgres(?:ql)?)(?:\+(\w*))?://([^?]*)(?:\?(.*))?", re.DOTALL | re.ASCII)
# What of the query tells one diary from another; all else may be a secret, or is nobody's business.
_TOLD = ("host", "port", "user", "dbname", "service", "options")
_SECRETS = ("password", "sslpassword", "oauth_client_secret")


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
    _, driver, place, query = found.groups(default="")
    # A password that was not written as it should be may hold anything, another @ too.
    person, at, host = place.rpartition("@")
    user, colon, _ = person.partition(":")
    pairs = [part.partition("=")[::2] for part in query.split("&") if part]
    told = [f"{name}={value}" for name, value in pairs if name in _TOLD]
    has_password = bool(colon) or any(name in _SECRETS for name, _ in pairs)
    shown = [one for one in told if not one.startswith("options=")]
    plain = f"postgresql://{user}{at}{host}"
    return ServerAddress(
        visible(f"{plain}{'?' if shown else ''}{'&'.join(shown)}"),
        "&".join([plain, *sorted(told)]),
        driver,
        has_password,
    )
