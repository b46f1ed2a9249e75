"""Addresses of the channel push, which hold passwords: how they are shown without them."""

import re

from tracker.servers import HIDDEN

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]{0,19})://([^/?#]*)(.*)", re.DOTALL)
# Where an address ends in a text nobody can tell, as a password may hold anything.
_IN_TEXT = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://).*", re.DOTALL)
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
# Where the part after the scheme is the name of a machine; for many services it is a secret.
_HOST_IS_SHOWN = re.compile(r"(form|gotify|http|json|mailto|xml)s?")


def mask(address: str) -> str:
    """Return an address fit for display: its scheme, and its host only where that is no secret.

    Where anything is hidden, `HIDDEN` stands for it.
    """
    match = _ADDRESS.fullmatch(address)
    if not match:
        return HIDDEN
    scheme, place, rest = match.groups()
    person, at, host = place.rpartition("@")
    # An @ further on is that of a password which itself holds a slash or the like.
    is_whole = "@" not in rest and "%40" not in rest
    if not (_HOST_IS_SHOWN.fullmatch(scheme) and _PLAIN_HOST.fullmatch(host) and is_whole):
        return f"{scheme}://{HIDDEN}"
    return f"{scheme}://{HIDDEN + at if person or at else ''}{host}{f'/{HIDDEN}' if rest.strip('/') else ''}"


def without_secrets(text: str) -> str:
    """Return a text up to the scheme of an address in it, for where one may have got by mistake."""
    return _IN_TEXT.sub(rf"\1{HIDDEN}", text)
