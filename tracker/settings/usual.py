"""What is usual of a session where nothing is said of it."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.care.fields import FIELDS
from tracker.errors import BadInput
from tracker.settings.vocabulary import read_area, read_style

if TYPE_CHECKING:
    from tracker.settings import Settings

T = TypeVar("T")


def usual(settings: "Settings", kind: str) -> dict[str, Any]:
    """Return the fields of a session of the kind that the person has set, by name."""
    told: dict[str, Any] = {"duration": dt.timedelta(minutes=settings.minutes(kind))}
    if areas := settings.areas(kind):
        told["areas"] = tuple(_set(f"{kind}.area", read_area, settings, one) for one in areas)
    if settings.style and FIELDS["style"].is_of(kind):
        told["style"] = _set(f"{kind}.style", read_style, settings, settings.style)
    if provider := settings.provider(kind):
        told["provider"] = provider
    return told


def _set(key: str, read: Callable[["Settings", str], T], settings: "Settings", text: str) -> T:
    try:
        return read(settings, text)
    except BadInput as error:
        raise error.named(f"the setting {key} =") from None
