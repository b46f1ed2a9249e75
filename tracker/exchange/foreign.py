"""What the readers of other programs' files share: items of JSON, days, texts within bounds, keys."""

import codecs
import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Raw

from tracker.care.incoming import Incoming, Refused
from tracker.errors import BadInput
from tracker.escaping import shortened
from tracker.exchange.source import Source
from tracker.text import LONGEST_NAME, name_key, storable
from tracker.when.days import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 10_000
"""The letters of a note, or of all names of an entry; whoever keeps a note has a bound of its own."""

# A file of many entries for each day of a long life is smaller; what is remembered of each, in order
# to know it again, grows with the file.
_MOST_BYTES = 20_000_000
_LONGEST_ITEM = 200_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def bad(value: object, why: str) -> BadInput:
    """Return what is wrong with an entry, for the reader to raise while it reads that one."""
    return BadInput(f"{{}}: {why}", str(value))


def refused(where: str, error: BadInput) -> Refused:
    """Return the refusal of the one entry in which something was wrong."""
    return Refused(where, shortened(error.value), error.message.removeprefix("{}: "))


def check_size(source: Source) -> None:
    """Raise BadInput for a file of more than 20 MB."""
    if source.size > _MOST_BYTES:
        raise source.refused(
            f"it has more than {_MOST_BYTES // 1_000_000} MB, which is too much to be such a file."
        )


def items_of(source: Source) -> list[Raw]:
    """Return the items of a list in JSON as they stand, so that one bad item leaves the others.

    Raises BadInput where it is no such list, or not a whole one.
    """
    check_size(source)
    with source.open() as file:
        content = file.read(_MOST_BYTES)
    try:
        if content.startswith(_WIDE_MARKS):
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


def value_of(item: Raw) -> Any:
    """Return the value of an item; raise BadInput where it has none that can be read."""
    if len(memoryview(item)) > _LONGEST_ITEM:
        raise bad(text_of(item), f"it has more than {_LONGEST_ITEM:,} bytes.")
    try:
        return msgspec.json.decode(item)
    except UnicodeError:
        raise bad(text_of(item), "it is not UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise bad(text_of(item), f"it cannot be read ({error}).") from None


def text_of(item: Raw) -> str:
    """Return the beginning of an item as it stands, on one line."""
    return " ".join(bytes(memoryview(item)[:200]).decode("utf-8", "replace").split())


def check_reach(moment: dt.date, value: object) -> None:
    """Raise BadInput for a day, or an instant, to which no diary reaches."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise bad(value, f"the diary goes from {FIRST_YEAR} to {LAST_YEAR}.")


def day_of(text: str) -> dt.date:
    """Return the day of year, month and day, as in 2026-09-07; raise BadInput for any other."""
    if not _DAY.fullmatch(text):
        raise bad(text, "a day is written as in 2026-09-07.")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise bad(text, "there is no such day.") from None
    check_reach(day, text)
    return day


def key_of(*parts: str) -> str:
    """Return a short key that other parts do not have."""
    together = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(together.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def incoming(
    where: str,
    key: str,
    names: Iterable[str],
    *,
    note: str = "",
    day: dt.date | None = None,
    at: dt.datetime | None = None,
    duration: dt.timedelta | None = None,
    doubts: tuple[str, ...] = (),
) -> Incoming:
    """Return an entry with its names, each once, and its note; raise BadInput for what is no text.

    A name that is too long is cut, and that is said, as it is there to be recognised alone.
    """
    kept, left = dict[str, str](), LONGEST_TEXT
    for name in names:
        name = _checked(name, "a name")
        left -= len(name)
        if left < 0:
            raise bad(name, f"its names have more than {LONGEST_TEXT:,} characters together.")
        if len(name) > LONGEST_NAME:
            doubts += (f'Of the name "{shortened(name)}" {LONGEST_NAME} characters are kept.',)
            name = name[:LONGEST_NAME].rstrip()
        if name:
            kept.setdefault(name_key(name), name)
    note = _checked(note, "a note")
    return Incoming(
        where=where,
        key=key,
        names=tuple(kept.values()),
        day=day,
        at=at,
        duration=duration,
        told={"note": note} if note else {},
        doubts=doubts,
    )


def _checked(text: str, what: str) -> str:
    if len(text) > LONGEST_TEXT:  # Nothing else is asked of what may be very long.
        raise bad(text, f"{what} has at most {LONGEST_TEXT:,} characters, this has {len(text):,}.")
    return storable(text, LONGEST_TEXT, what)
