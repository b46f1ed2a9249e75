"""Sessions as CSV come back as they were; a sheet of another program is read by what its columns are."""

import csv
import datetime as dt
import io
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.care import catalogue
from tracker.care.doses import Dose
from tracker.care.fields import FIELDS, BodyArea, Entry, ExerciseDone, entry_of
from tracker.care.incoming import Incoming, Refused, Told, Understood
from tracker.care.money import CURRENCIES, Money
from tracker.care.outgoing import SessionOut
from tracker.care.parts import PARTS
from tracker.care.session import Session
from tracker.errors import BadInput
from tracker.exchange import csv_in, csv_out
from tracker.exchange.named_columns import TARGETS, Columns, read_columns
from tracker.exchange.resolving import Resolver
from tracker.exchange.source import Source
from tracker.text import storable

BERLIN = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "'quoted'", "''", "\"'", 'he said "no"', "a,b;c\td", "a\nb", "a\r\nb", "a\rb",
    "ümlaut 猫", "\u202eabc", "\x1b[31m", "sep=;", "#tag", "'=1", "\ufeffmark",
)  # fmt: skip


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


_TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20), st.text(string.printable)).filter(
    lambda text: "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)
)
_NOTE = st.one_of(st.none(), _TEXT.map(storable).map(lambda text: text or None))
_NAME = st.one_of(st.none(), _TEXT.map(lambda text: storable(text[:100]) or None))
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


def test_the_columns_of_any_sheet_can_be_named(tmp_path: Path) -> None:
    sheet = (
        "\ufeffArt;Datum;Von;Dauer;Schmerz;Wo;Preis;Bei;Notiz;Sonst\n"
        'Massage;20.11.2026;18:30;1:15;6:3;"neck left, Rücken";80,50;Ana;"gut; sehr";x\n'
    )
    columns = (
        "kind=Art,date=Datum,time=Von,minutes=Dauer,pain=schmerz,area=Wo,cost=Preis,with=Bei,"
        "note=Notiz,note=Sonst"
    )
    found = one(tmp_path, sheet, columns)
    assert found.names == ("Massage",)
    entry = understood(found)
    assert entry.started_at == dt.datetime(2026, 11, 20, 17, 30, tzinfo=dt.UTC)
    assert entry.details.duration == dt.timedelta(minutes=75)
    assert (entry.pain_before, entry.pain_after, entry.cost) == (6, 3, Money(8050, "EUR"))
    assert (entry.details.areas, entry.details.provider) == ((BodyArea("neck", "left"),), "Ana")
    assert entry.note == "gut; sehr\nx #Rücken"


@pytest.mark.parametrize(
    ("columns", "cells", "at", "minutes"),
    [
        ("at=A", "2026-11-20T18:30:00+01:00", "2026-11-20 18:30+01:00", None),
        ("at=A,end=B", "2026-11-20 18:30,2026-11-20 19:00", "2026-11-20 18:30", 30),
        ("at=A,end=B", "20.11.2026 23:30,0:15", "2026-11-20 23:30", 45),
        ("date=A,minutes=B", "11/20/2026 6:30 PM,\"12,5\"", "2026-11-20 18:30", 12.5),
        ("date=A,hours=B", "20/11/2026 06:30,1.5", "2026-11-20 06:30", 90),
        ("date=A,time=B", "20 Nov 2026,7.15", "2026-11-20 07:15", None),
        ("date=A,duration=B", "20-11-2026 10:00,1h 30m", "2026-11-20 10:00", 90),
        ("date=A,seconds=B", "2026/11/20 10:00,90", "2026-11-20 10:00", 1.5),
        ("date=A,minutes=B", "2026-11-20 10:00,-5", "2026-11-20 10:00", -5),
        ("at=A", "20261120T1000,x", "2026-11-20 10:00", None),
        ("at=A,end=B", "9999-12-31 23:30,0:15", "9999-12-31 23:30", 45),
        ("date=A,duration=B", "2026-11-20 10:00,0:45:30", "2026-11-20 10:00", 45.5),
        ("month/day=A", "03/04/2026 10:00", "2026-03-04 10:00", None),
        ("day/month=A", "03/04/2026 10:00", "2026-04-03 10:00", None),
    ],
)  # fmt: skip
def test_times_and_lengths_are_read_as_people_write_them(
    tmp_path: Path, columns: str, cells: str, at: str, minutes: float | None
) -> None:
    found = one(tmp_path, f"A,B\n{cells}\n", columns)
    assert (found.day, found.at) == (None, dt.datetime.fromisoformat(at))
    length = None if minutes is None else dt.timedelta(minutes=minutes)
    assert found.duration == length


def test_the_whole_column_decides_which_number_is_the_month(tmp_path: Path) -> None:
    for last, day in (("13/04/2026", dt.date(2026, 4, 3)), ("04/13/2026", dt.date(2026, 3, 4))):
        first = named(tmp_path, f"A,B\n03/04/2026,x\n05/05/2026,x\n{last},x\n", "date=A")[0]
        assert isinstance(first, Incoming)
        assert first.day == day
    for more, why in (("", "no row tells"), ("13/04/2026,x\n04/13/2026,x\n", "both are there")):
        with pytest.raises(BadInput, match=why) as refused:
            named(tmp_path, f"A,B\n03/04/2026,x\n{more}", "date=A")
        assert '--map-columns "day/month=A"' in str(refused.value)


@pytest.mark.parametrize(
    ("columns", "value", "reason"),
    [
        ("date=A,pain=B", "6.5", "pain goes from 0 (none) to 10 (the worst imaginable), as in 6 or 6:3."),
        ("date=A,pain=B", "11", "pain goes from 0 (none) to 10 (the worst imaginable), in whole numbers."),
        ("date=A,time=B", "25:00", "it is no clock time, as in 18:30."),
        ("date=A,duration=B", "long", "it is no length of time from 0 min to 60 days. Write it like 20, 20m, 1h30 or 90s."),
        ("date=A,relief=B", "36", "it could be hours or days; write it with its unit, as in 36h."),
        ("date=B", "yesterday", "it is no day, as in 2026-11-20."),
        ("date=B", "2026-02-30", "it is no day, as in 2026-11-20."),
        ("date=B", "31.02.2026", "it is no day of the calendar."),
        ("at=B", "now:", 'it is no moment, as in "2026-11-20 18:30".'),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_refuses_its_row(
    tmp_path: Path, columns: str, value: str, reason: str
) -> None:
    found = named(tmp_path, f"A,B\n2026-11-20,{value}\n", columns)
    assert found == [Refused("line 2", value, reason)]


def test_pain_out_of_ten_is_taken_with_a_word(tmp_path: Path) -> None:
    found = one(tmp_path, "A,B\n2026-11-20,6/10\n", "date=A,pain=B")
    assert (found.told, found.doubts) == ({"pain_before": 6}, ('"6/10" is taken as 6 out of 10.',))


def test_rows_that_say_the_same_are_told_apart_and_known_again(tmp_path: Path) -> None:
    sheet = "A,B\n2026-11-20,x\n2026-11-20,x\n2026-11-21,x\n"
    first, again = (
        [told.key for told in named(tmp_path, sheet, "date=A,note=B") if isinstance(told, Incoming)]
        for _ in range(2)
    )
    assert first == again
    assert len(set(first)) == 3
    assert one(tmp_path, "A,B\n2026-11-20,x\n", "date=A,id=B").key == "x"


def test_an_entry_is_known_again_where_its_day_is_written_otherwise_or_more_is_told(
    tmp_path: Path,
) -> None:
    found = [
        one(tmp_path, "A,B,C\n2026-11-20,Ice,5\n", "date=A,kind=B"),
        one(tmp_path, "A,B,C\n20.11.2026,ICE,7\n", "date=A,kind=B,minutes=C"),
        one(tmp_path, "A,B,C\n20 Nov 2026,ice,\n", "date=A,kind=B,note=C"),
    ]
    assert len({told.key for told in found}) == 1


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ("date=Tag", 'it has no column "Tag". Its columns are "Date", "What".'),
        (
            "date=Dat",
            'it has no column "Dat". Did you mean "Date"? Its columns are "Date", "What".',
        ),
    ],
)
def test_a_column_that_is_not_there_is_refused_with_those_that_are(
    tmp_path: Path, columns: str, why: str
) -> None:
    with pytest.raises(BadInput) as refused:
        named(tmp_path, "Date,What\n2026-11-20,x\n", columns)
    assert str(refused.value).endswith(why)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ("minutes=Dauer", "name the column of the day"),
        ("date=Datum,at=Start", "name the column of the day"),
        ("date=Datum,minutes=A,hours=B", "name one column of the length"),
        ("date=A,date=B", "date is named twice"),
        ("dat=A", "is not what a column can be. Did you mean date?"),
        ("date", "is not what a column can be."),
        ("date=", "is not what a column can be."),
        ("", "name the column of the day"),
    ],
)
def test_what_is_said_of_columns_is_checked(columns: str, why: str) -> None:
    with pytest.raises(BadInput, match=why.replace("?", r"\?")):
        read_columns([columns])


def test_a_column_with_a_comma_in_its_name_stands_in_quotes() -> None:
    found = read_columns(['date=A, "note=Was, wie"', "kind=K"])
    assert found.named == (("date", "A"), ("note", "Was, wie"), ("kind", "K"))
    assert len(set(TARGETS)) == len(TARGETS)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("Datum;Dauer;Art;Notiz", "date=Datum,duration=Dauer,kind=Art,note=Notiz"),
        ("Start\tEnd\tProject", "at=Start,kind=Project"),
        ("When,What", "date=COLUMN,kind=COLUMN"),
        ("number,kind,day,zone,minutes,note", "date=day,minutes=minutes,kind=kind,note=note"),
    ],
)
def test_a_sheet_of_which_nothing_is_known_shows_its_columns_and_the_line_to_type(
    tmp_path: Path, head: str, line: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, f"{head}\n{head}\n")
    assert '"' + '", "'.join(head.replace("\t", ",").replace(";", ",").split(",")) + '"' in str(
        refused.value
    )
    assert refused.value.hint.endswith(f"sessions.csv --map-columns {line}")


def test_the_sign_that_excel_names_stands_between_the_cells(tmp_path: Path) -> None:
    sheet = "sep=|\r\nA|B,C\r\n2026-11-20|note, all\r\n"
    found = one(tmp_path, sheet, 'date=A,"note=B,C"')
    assert (found.where, found.told) == ("line 3", {"note": "note, all"})


_CELL = st.one_of(
    st.sampled_from(
        ["2026-11-20", "20/11/2026", "11/20/2026 6:30 PM", "9999-12-31T23:59:59+14:00", "0001-01-01 00:00", "1:30", "-5"]
    ),
    _TEXT,
).map(lambda text: text.replace('"', '""'))  # fmt: skip
_TARGETS = st.lists(st.sampled_from(TARGETS), min_size=1, max_size=4, unique=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(_TARGETS, st.lists(st.lists(_CELL, max_size=5), max_size=4))
def test_whatever_stands_in_a_sheet_is_read_or_refused(
    tmp_path: Path, targets: list[str], rows: list[list[str]]
) -> None:
    columns = ",".join(f"{target}={name}" for target, name in zip(targets, "ABCD", strict=False))
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    try:
        found = named(tmp_path, "A,B,C,D\n" + "\n".join(lines), columns)
    except BadInput:
        return
    assert all(isinstance(told, Incoming | Refused) for told in found)


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
