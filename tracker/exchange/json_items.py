"""A list in JSON as other programs write it: each item by itself, so that a bad one leaves the others."""

import codecs
from typing import Any

import msgspec
from msgspec import Raw

from tracker.exchange.source import Source
from tracker.exchange.values import Unfit

_LONGEST_ITEM = 200_000
_SHOWN = 200


def items_of(source: Source) -> list[Raw]:
    """Return the items of a list as they stand; raise BadInput where it is none, or no whole one."""
    source.check_size()
    with source.open() as file:
        content = file.read(source.size)
    try:
        if source.is_wide:
            content = content.decode("utf-16").encode()
        return msgspec.json.decode(content.removeprefix(codecs.BOM_UTF8), type=list[Raw])
    except RecursionError:
        raise source.refused("its JSON is nested too deeply.") from None
    except msgspec.ValidationError:
        raise source.refused("its JSON is no list.") from None
    except UnicodeError:
        raise source.refused("it is not UTF-16, though it begins so.") from None
    except ValueError as error:
        raise source.refused(f"that is no JSON, or only a part of it ({error}).") from None


def read_item(item: Raw) -> Any:
    """Return the value of an item; raise Unfit where it has none that can be read."""
    if len(memoryview(item)) > _LONGEST_ITEM:
        raise Unfit(beginning(item), f"it has more than {_LONGEST_ITEM:,} bytes.")
    try:
        return msgspec.json.decode(item)
    except UnicodeError:
        raise Unfit(beginning(item), "it is not UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise Unfit(beginning(item), f"it cannot be read ({error}).") from None


def beginning(item: Raw | memoryview) -> str:
    """Return how an item begins, on one line."""
    return " ".join(bytes(memoryview(item)[:_SHOWN]).decode("utf-8", "replace").split())
