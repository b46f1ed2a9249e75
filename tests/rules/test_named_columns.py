"""A sheet of another program is read by what its columns are."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.sheets import TEXTS, named, one, read, understood
from tracker.care.fields import BodyArea
from tracker.care.incoming import Incoming, Refused
from tracker.care.money import Money
from tracker.errors import BadInput
from tracker.exchange.named_columns import TARGETS, read_columns


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
        ("When,Which", "date=COLUMN,kind=COLUMN"),
        ("Jour,Tipo,Remark", "date=Jour,kind=Tipo,note=Remark"),
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
    TEXTS,
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
