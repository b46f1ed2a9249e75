"""Whatever a file holds, why an entry of it is not taken is said in one way."""

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.rules.foreign import SAMPLES, members, zipped
from tracker.care.incoming import Ignored, Refused
from tracker.errors import BadInput
from tracker.exchange.formats import FORMATS, recognise
from tracker.exchange.resolving import Resolver
from tracker.exchange.source import Source

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
PUT_IN = (b"", b"x", b"9", b"9999", b"-", b",", b"\n", b"00", b'"', b" ", b";")
HEAD = b"kind,day,minutes,started_at,uuid,pain_before,temperature_c,cost,currency,claim_on\n"
ROWS = (
    b"ice,20.13.2026,20",
    b"ice,20.11.26,20",
    b"ice,soon,20",
    b"ice,,20",
    b"ice,1800-01-01,20",
    b"ice,2027-01-01,20",
    b"ice,2026-11-20,long",
    b"ice,2026-11-20,9999",
    b"ice,2026-11-20,20,at noon",
    b"ice,2026-11-20,20,2026-11-20 25:00",
    b"ice,2026-11-20,20,2026-11-10 18:30",
    b"ice,2026-11-20,20,,7",
    b"ice,2026-11-20,20,,,11",
    b"warm-bath,2026-11-20,20,,,,hot",
    b"warm-bath,2026-11-20,20,,,,90",
    b"massage,2026-11-20,20,,,,,much",
    b"massage,2026-11-20,20,,,,,80,XXX",
    b"massage,2026-11-20,20,,,,,80,EUR,soon",
    b"massage,2026-11-20,20,,,,,80,EUR,2026-11-30,more",
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return what stands in a sample with a few bytes of it put in another way."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 40)):
        at = chance.randint(0, len(found))
        found[at : at + chance.randint(0, 3)] = chance.choice(PUT_IN)
    return bytes(found)


def forms_of(sample: Path) -> Iterator[bytes]:
    """Yield a sample as it is and damaged, an archive within too."""
    content, chance = sample.read_bytes(), random.Random(1)
    yield content
    for _ in range(30):
        yield damaged(content, chance)
        if sample.suffix == ".zip":
            inner = members(sample).items()
            yield zipped({name: damaged(one, chance) for name, one in inner if one})


def reasons(source: Source) -> Iterator[str]:
    """Yield why entries of a file are not taken, by its reader or by the diary."""
    try:
        form = recognise(source)
        resolver = Resolver(
            form.name,
            zone=ZoneInfo("Europe/Berlin"),
            day_starts_at=dt.time(4),
            now=NOW,
            usual_minutes=lambda kind: 20,
            meanings={"walk": None, "heat": "heat-pack"},
        )
        for told in form.entries(source, NOW):
            match resolver.understand(told):
                case Refused(_, _, why) | Ignored(_, why):
                    yield why
    except BadInput:
        return


def check(why: str) -> None:
    # An abbreviation, such as that of a currency, stays as it is.
    assert why[0] == '"' or not why.split()[0].istitle(), why
    assert why.endswith(".")
    assert not why.endswith("..")


@pytest.mark.parametrize(
    "sample",
    sorted(path for path in SAMPLES.rglob("*") if path.is_file()),
    ids=lambda path: path.name,
)
def test_why_an_entry_of_a_sample_is_not_taken_is_said_in_one_way(
    tmp_path: Path, sample: Path
) -> None:
    path = tmp_path / sample.name
    for content in forms_of(sample):
        path.write_bytes(content)
        for why in reasons(Source(path)):
            check(why)


def test_why_a_row_of_a_sheet_is_not_taken_is_said_in_one_way(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(HEAD + b"\n".join(ROWS))
    found = [*reasons(Source(path))]
    assert len(found) == len(ROWS)
    for why in found:
        check(why)


def test_every_format_of_another_program_has_a_sample() -> None:
    paths = [path for path in SAMPLES.rglob("*") if path.is_file() and path.name != "config"]
    found = {recognise(Source(path)).name for path in paths}
    assert found == FORMATS.keys() - {"tracker", "csv"}
