"""What readers of other programs' files make entries of: names, notes, and keys that tell them apart."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable

from tracker.care.incoming import Incoming
from tracker.escaping import shortened
from tracker.exchange.values import Unfit, read_text
from tracker.text import LONGEST_NAME, name_key

LONGEST_TEXT = 10_000
"""The letters of a note, or of all names of an entry; whoever keeps a note has a bound of its own."""


def key_of(*parts: str) -> str:
    """Return a short key that other parts do not have."""
    together = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(together.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Ordinals:
    """Tells entries that may say the same from one another, by their order."""

    def __init__(self) -> None:
        # Eight bytes a row, as a file may have a million of them.
        self._seen: dict[int, int] = defaultdict(int)

    def key(self, *said: object) -> str:
        """Return what is the same for this entry each time that the file is read."""
        text = "\x00".join(map(str, said))
        digest = hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8)
        number = int.from_bytes(digest.digest())
        self._seen[number] += 1
        return f"{number:016x}/{self._seen[number]}"


def note_of(*parts: str) -> dict[str, str]:
    """Return what is told as a note of some parts, those left out that are empty."""
    said = [part.strip() for part in parts if part.strip()]
    return {"note": "; ".join(said)} if said else {}


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
    """Return an entry with its names, each once, and its note; raise Unfit for what is no text.

    A name that is too long is cut, and that is said, as it is there to be recognised alone.
    """
    kept, left = dict[str, str](), LONGEST_TEXT
    for name in names:
        name = _checked(name, "a name")
        left -= len(name)
        if left < 0:
            raise Unfit(name, f"its names have more than {LONGEST_TEXT:,} characters together.")
        if len(name) > LONGEST_NAME:
            doubts += (f'Of the name "{shortened(name)}" {LONGEST_NAME} characters are kept.',)
            name = name[:LONGEST_NAME].rstrip()
        if name:
            kept.setdefault(name_key(name), name)
    return Incoming(
        where=where,
        key=key,
        names=tuple(kept.values()),
        day=day,
        at=at,
        duration=duration,
        told=note_of(_checked(note, "a note")),
        doubts=doubts,
    )


def _checked(text: str, what: str) -> str:
    if len(text) > LONGEST_TEXT:  # Nothing else is asked of what may be very long.
        reason = f"{what} has at most {LONGEST_TEXT:,} characters, this has {len(text):,}."
        raise Unfit(text, reason)
    return read_text(text, LONGEST_TEXT, what)
