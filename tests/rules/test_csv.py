"""Sessions as CSV come back as they were, whatever a spreadsheet did to them."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.sheets import HOSTILE, NOW, TEXTS, read, source, understood
from tracker.care import catalogue
from tracker.care.doses import Dose
from tracker.care.fields import FIELDS, BodyArea, Entry, ExerciseDone, entry_of
from tracker.care.incoming import Incoming, Refused
from tracker.care.money import CURRENCIES, Money
from tracker.care.outgoing import SessionOut
from tracker.care.parts import PARTS
from tracker.care.session import Session
from tracker.errors import BadInput
from tracker.exchange import csv_in, csv_out
from tracker.text import storable


def session(number: int = 7, **fields: Any) -> SessionOut:
    known: dict[str, Any] = {
        "kind": "massage",
        "day": dt.date(2026, 11, 20),
        "started_at": dt.datetime(2026, 11, 20, 17, 30, tzinfo=dt.UTC),
        "zone": "Europe/Berlin",
        "duration": dt.timedelta(hours=1),
    }
    entry = entry_of(**known | fields)
    return kept(number, entry)


def kept(number: int, entry: Entry) -> SessionOut:
    stored = Session(number=number, entry=entry, created_at=NOW, changed_at=NOW)
    return SessionOut(
        session=stored, uuid=UUID(int=number), source="watson" if number == 8 else None
    )


def written(rows: Iterable[SessionOut]) -> bytes:
    file = io.BytesIO()
    csv_out.write(rows, file)
    return file.getvalue()


def test_a_row_holds_what_is_known_of_a_session() -> None:
    row = session(
        8,
        pain_before=6,
        areas=(BodyArea("neck", "left"), BodyArea("lower-back")),
        cost=Money(8050, "EUR"),
        covered=Money(0, "EUR"),
        provider="Ana",
        note="=1+1",
        relief=dt.timedelta(seconds=100),
        came_in="timer",
    )
    content = written([row])
    assert content.startswith(b"\xef\xbb\xbfuuid,number,kind,day,")
    (cells,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert {name: cell for name, cell in cells.items() if cell} == {
        "uuid": "00000000-0000-0000-0000-000000000008",
        "number": "8",
        "kind": "massage",
        "day": "2026-11-20",
        "started_at": "2026-11-20T18:30:00+01:00",
        "ended_at": "2026-11-20T19:30:00+01:00",
        "zone": "Europe/Berlin",
        "minutes": "60",
        "pain_before": "6",
        "areas": "neck:left, lower-back",
        "provider": "Ana",
        "cost": "80.50",
        "covered": "0.00",
        "currency": "EUR",
        "relief_minutes": "1.6667",
        "note": "'=1+1",
        "came_in": "timer",
        "created_at": "2026-11-22T10:00:00+01:00",
        "changed_at": "2026-11-22T10:00:00+01:00",
        "source": "watson",
    }


def test_no_cell_of_text_could_be_run_and_no_number_is_kept_from_being_one() -> None:
    hostile = [session(note=note, provider=note) for note in HOSTILE]
    cold = session(kind="ice", temperature_c=-4.5)
    rows = csv.reader(io.StringIO(written([*hostile, cold]).decode("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row if cell]
    assert [cell for cell in cells if cell[0] in "=+-@\t\r"] == ["-4.5"]


_NOTE = st.one_of(st.none(), TEXTS.map(storable).map(lambda text: text or None))
_NAME = st.one_of(st.none(), TEXTS.map(lambda text: storable(text[:100]) or None))
_WORD = st.from_regex(r"[a-zäß0-9]([a-zäß0-9-]{0,20}[a-zäß0-9])?", fullmatch=True)
_LEVEL = st.one_of(st.none(), st.integers(0, 10))
_DOSE = st.one_of(
    st.builds(Dose, st.integers(1, 50), st.integers(1, 1000), st.none(), st.booleans()),
    st.builds(Dose, st.integers(1, 50), st.integers(1, 1000), st.integers(1, 3600), st.booleans()),
    st.builds(Dose, st.one_of(st.none(), st.integers(1, 50)), st.none(), st.integers(1, 3600)),
)


def _maybe(words: Iterable[str]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *words])


def _seconds(least: int, most: int) -> st.SearchStrategy[dt.timedelta]:
    return st.integers(least, most).map(lambda seconds: dt.timedelta(seconds=seconds))


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "duration": _seconds(1, 86_400),
    "areas": st.lists(st.builds(BodyArea, _WORD, _maybe(catalogue.SIDES)), unique=True).map(tuple),
    "style": st.one_of(st.none(), _WORD),
    "provider": _NAME,
    "performer": _maybe(catalogue.PERFORMERS),
    "purpose": _maybe(catalogue.PURPOSES),
    "exercises": st.lists(
        st.builds(ExerciseDone, _WORD, st.one_of(st.none(), _DOSE)), max_size=4
    ).map(tuple),
    "routine": _NAME,
    "pain_before": _LEVEL,
    "pain_after": _LEVEL,
    "claim": _maybe(catalogue.CLAIMS),
    "claim_on": st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31))),
    "claim_note": _NOTE,
    "barrier": st.one_of(st.none(), st.booleans()),
    "feels": _maybe(catalogue.FEELINGS),
    "effort": _maybe(catalogue.EFFORTS),
    "relief": st.one_of(st.none(), _seconds(0, 5_184_000)),
    "note": _NOTE,
}
# These follow from one another.
_TOGETHER = {"day", "started_at", "zone", "part", "cost", "covered", "temperature_c"}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(catalogue.KINDS))
    told = {name: draw(value) for name, value in _VALUES.items() if FIELDS[name].is_of(kind)}
    if limits := catalogue.kinds()[kind].temperature:
        hundredths = st.integers(*(int(100 * limit) for limit in limits))
        told["temperature_c"] = draw(st.one_of(st.none(), hundredths.map(lambda one: one / 100)))
    if FIELDS["cost"].is_of(kind) and draw(st.booleans()):
        currency, cost = draw(st.sampled_from([*CURRENCIES])), draw(st.integers(0, 1_000_000))
        told["cost"] = Money(cost, currency)
        told["covered"] = draw(
            st.one_of(st.none(), st.just(Money(draw(st.integers(0, cost)), currency)))
        )
    zone = draw(st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "+03:00", "Mars/Base"]))
    at = draw(st.datetimes(dt.datetime.fromisoformat("1901-01-01"), NOW.replace(tzinfo=None)))
    at = at.replace(microsecond=0, tzinfo=dt.UTC)
    day = at.date() - dt.timedelta(days=draw(st.integers(0, 1)))
    if draw(st.booleans()):
        told |= {"day": day, "started_at": at}
    else:
        told |= {"day": day, "started_at": None, "part": draw(_maybe(["morning"]))}
    return entry_of(
        kind=kind, zone=zone, came_in=draw(st.sampled_from(["logged", "import"])), **told
    )


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
    deadline=None,
)
@given(st.lists(entries(), max_size=3))
def test_sessions_come_back_as_they_were(tmp_path: Path, told: list[Entry]) -> None:
    assert _VALUES.keys() | _TOGETHER == FIELDS.keys()
    rows = [kept(number, entry) for number, entry in enumerate(told, 1)]
    found = read(tmp_path, written(rows))
    assert [told.uuid for told in found if isinstance(told, Incoming)] == [one.uuid for one in rows]
    assert list(map(understood, found)) == told


@pytest.mark.parametrize("part", PARTS)
def test_the_part_of_a_day_comes_back(tmp_path: Path, part: str) -> None:
    row = session(started_at=None, part=part)
    assert list(map(understood, read(tmp_path, written([row])))) == [row.session.entry]


def test_what_a_spreadsheet_did_to_our_sheet_is_read(tmp_path: Path) -> None:
    """Columns that were moved, another sign between cells, a day as the country writes it, a new row."""
    sheet = (
        "kind;day;minutes;uuid;zone;started_at;barrier\r\n"
        "ice;20.11.2026;12,5;00000000-0000-0000-0000-000000000007;Europe/Berlin;;TRUE\r\n"
        ";;;;;;\r\n"
        "Hot pack;21.11.2026;60;;;21.11.2026 18:30\r\n"
    )
    first, second = read(tmp_path, sheet)
    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert (first.uuid, first.day, first.told) == (
        UUID(int=7),
        dt.date(2026, 11, 20),
        {"barrier": True},
    )
    assert first.duration == dt.timedelta(minutes=12, seconds=30)
    assert (second.where, second.uuid, second.key != "") == ("line 4", None, True)
    assert second.at == dt.datetime.fromisoformat("2026-11-21 18:30")
    assert understood(second).kind == "heat-pack"


@pytest.mark.parametrize(
    ("cells", "value", "reason"),
    [
        ("x,ice,2026-11-20,20", "x", "it is no identity of a session; leave it empty for a new one."),
        (",ice,2026-13-20,20", "2026-13-20", "it is no day, as in 2026-11-20."),
        (",ice,20.11.26,20", "20.11.26", "its year has two digits; write all four, as in 2026-11-20."),
        (",ice,2026-11-20,many", "many", "it is no number."),
        (",ice,2026-11-20,20,5", "5", "it stands behind the last column."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_refused_and_the_others_are_not(
    tmp_path: Path, cells: str, value: str, reason: str
) -> None:
    refused, other = read(tmp_path, f"uuid,kind,day,minutes\n{cells}\n,massage,2026-11-20,60\n")
    assert refused == Refused("line 2", value, reason)
    assert isinstance(other, Incoming)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"uuid,kind,day,minutes\n,ice,2026-11-20,\x00\n", "line 2 holds a NUL, so that is no text."),
        (b"uuid,kind,day,minutes\n,\xff,2026-11-20,5\n", "is not UTF-8."),
        (b'uuid,kind,day,minutes\n,"ice,2026-11-20,5\n,ice\n', "from line 2 on it cannot be read as CSV"),
        (b"uuid,kind,day,minutes\n" + b"," * 1_000_001, "line 2 is longer than 1,000,000 letters."),
        (b"uuid,kind,day,minutes\n" + b"x" * 200_000, "from line 2 on it cannot be read as CSV"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_csv_stops_at_once(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, content)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("content", "is_ours", "is_sheet"),
    [
        ("uuid,kind,day,minutes\n,ice,2026-11-20,20\n", True, True),
        ("A,B\n1,2\n", False, True),
        ("A\tB\n1\t2\n", False, True),
        ("just words\nand more, perhaps\n", False, False),
        ('{"a": 1, "b": 2}\n1,2\n', False, False),
        ("A,B\n", False, False),
        ("", False, False),
        ("\x00\x01\x02", False, False),
    ],
)
def test_a_sheet_is_known_by_its_first_lines(
    tmp_path: Path, content: str, is_ours: bool, is_sheet: bool
) -> None:
    found = source(tmp_path, content)
    assert (csv_in.fits(found), csv_in.is_sheet(found)) == (is_ours, is_sheet)
