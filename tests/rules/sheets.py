"""Sheets for the tests of their reader, and what it makes of them."""

import datetime as dt
import string
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tracker.care.fields import Entry
from tracker.care.incoming import Incoming, Told, Understood
from tracker.exchange import csv_in
from tracker.exchange.named_columns import Columns, read_columns
from tracker.exchange.resolving import Resolver
from tracker.exchange.source import Source

BERLIN = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "'quoted'", "''", "\"'", 'he said "no"', "a,b;c\td", "a\nb", "a\r\nb", "a\rb",
    "ümlaut 猫", "\u202eabc", "\x1b[31m", "sep=;", "#tag", "'=1", "\ufeffmark",
)  # fmt: skip
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20), st.text(string.printable)).filter(
    lambda text: "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)
)


def source(folder: Path, content: bytes | str) -> Source:
    path = folder / "sessions.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source(path)


def read(folder: Path, content: bytes | str, columns: Columns | None = None) -> list[Told]:
    return list(csv_in.entries(source(folder, content), columns))


def named(folder: Path, content: str, columns: str) -> list[Told]:
    return read(folder, content, read_columns([columns]))


def one(folder: Path, content: str, columns: str) -> Incoming:
    (found,) = named(folder, content, columns)
    assert isinstance(found, Incoming), found
    return found


def understood(told: Told) -> Entry:
    resolver = Resolver(
        "csv",
        zone=BERLIN,
        day_starts_at=dt.time(),
        now=NOW,
        usual_minutes=lambda _: 20,
        meanings={},
    )
    found = resolver.understand(told)
    assert isinstance(found, Understood), found
    assert found.entry is not None
    return found.entry
