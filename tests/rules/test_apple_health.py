"""Apple Health: its export, packed or not, however large, broken or harmful it is."""

import datetime as dt
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.rules.foreign import (
    REACH,
    SAMPLES,
    archive,
    check_survives,
    ignored,
    mutated,
    mutated_archive,
    read,
    refusals,
    taken,
)
from tracker.care import catalogue
from tracker.care.fields import BodyArea
from tracker.care.incoming import Incoming, Told
from tracker.errors import BadInput
from tracker.exchange import apple_health, apple_xml
from tracker.exchange.source import Source

EXPORT = SAMPLES / "apple-health" / "export.xml"
PACKED = SAMPLES / "apple-health" / "exportieren.zip"
MINUTE = dt.timedelta(minutes=1)
BEGIN = b'<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="de_DE">\n'
END = b"</HealthData>\n"
STEPS = (
    b' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone" unit="count"'
    b' startDate="2026-09-07 09:00:00 +0200" endDate="2026-09-07 09:10:00 +0200" value="431"/>\n'
)


def pain(start: str = "2026-09-07 08:00:00 +0200", word: str = "Mild", source: str = "A") -> bytes:
    return (
        f' <Record type="HKCategoryTypeIdentifierLowerBackPain" sourceName="{source}"'
        f' startDate="{start}" endDate="{start}" value="HKCategoryValueSeverity{word}"/>\n'
    ).encode()


def workout(more: str, name: str = "Yoga", end: str = "2026-09-09 18:30:00 +0200") -> bytes:
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{name}"'
        f' startDate="2026-09-09 18:00:00 +0200" endDate="{end}" {more}/>\n'
    ).encode()


def told_of(path: Path, *elements: bytes, begin: bytes = BEGIN, end: bytes = END) -> list[Told]:
    path.write_bytes(begin + b"".join(elements) + end)
    return read(apple_health, path)


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read(apple_health, path)
    return str(caught.value).partition('": ')[2]


def pains(told: list[Told]) -> list[tuple[str, int, str]]:
    return [
        (str(one.at), one.told["level"], one.told["note"])
        for one in taken(told)
        if one.kind == "pain"
    ]


def sessions(told: list[Told]) -> list[tuple[str, str | None, str, dt.timedelta | None]]:
    return [
        (str(one.at), one.kind, one.names[0], one.duration)
        for one in taken(told)
        if one.kind != "pain"
    ]


@pytest.mark.parametrize("path", [EXPORT, PACKED])
def test_back_pain_becomes_readings_and_workouts_become_sessions(path: Path) -> None:
    told = read(apple_health, path)
    assert pains(told) == [
        ("2026-09-07 08:00:00+02:00", 8, "Apple Health: severe"),
        ("2026-09-07 21:00:00+02:00", 2, "Apple Health: mild"),
        ("2026-09-08 08:00:00+02:00", 5, "Apple Health: moderate"),
        ("2026-09-09 08:00:00+02:00", 0, "Apple Health: not present"),
    ]
    assert sessions(told) == [
        ("2026-09-08 07:10:00+02:00", "exercise", "core training", 901 * MINUTE / 60),
        ("2026-09-09 18:00:00+02:00", "exercise", "yoga", 30 * MINUTE),
        ("2026-09-10 07:00:00+02:00", "exercise", "flexibility", 12.5 * MINUTE),
        # What is no exercise for the back as such, the person has to name one.
        ("2026-09-11 07:00:00+02:00", None, "running", 40 * MINUTE),
    ]
    assert refusals(told) == ["line 63: Unspecified: it does not say how strong the pain was."]
    assert len(told) == 9


def test_a_reading_says_where_it_stands_and_that_it_was_a_word() -> None:
    lines = EXPORT.read_text(encoding="utf-8").split("\n")
    first, *_ = (number for number, line in enumerate(lines, 1) if "LowerBackPain" in line)
    told = read(apple_health, EXPORT)[0]
    assert isinstance(told, Incoming)
    assert told.where == f"line {first}"
    assert told.told["areas"] == (BodyArea("lower-back"),)
    assert "lower-back" in catalogue.areas()
    assert told.doubts == ('Apple Health has words, not numbers: "severe" came in as 8 of 10.',)


def test_it_takes_its_own_files_alone() -> None:
    every = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert {path for path in every if apple_health.fits(Source(path))} == {EXPORT, PACKED}


def test_an_export_made_in_another_zone_has_the_same_keys(tmp_path: Path) -> None:
    here = told_of(tmp_path / "a.xml", pain("2026-09-07 08:00:00 +0200"))
    there = told_of(tmp_path / "a.xml", pain("2026-09-07 02:00:00 -0400"))
    assert taken(here)[0].key == taken(there)[0].key
    assert taken(here)[0].at == taken(there)[0].at


def test_what_a_phone_and_a_watch_tell_is_taken_once(tmp_path: Path) -> None:
    told = told_of(
        tmp_path / "a.xml",
        workout('duration="30" sourceName="phone"'),
        workout('duration="30" sourceName="watch"'),
        pain(source="phone"),
        pain(source="watch"),
        pain(word="Severe"),
    )
    assert len(taken(told)) == 2
    assert ignored(told) == ["it is told twice, as by a phone and a watch."] * 2
    assert refusals(told) == ["line 7: 8 of 10: of the same moment another entry says 2 of 10."]


def test_lengths_come_from_the_length_or_else_from_the_times(tmp_path: Path) -> None:
    told = told_of(
        tmp_path / "a.xml",
        workout('duration="25.5"', "Pilates"),
        workout('duration="0.25" durationUnit="hr"', "MindAndBody"),
        workout('duration="90" durationUnit="s"', "Cooldown"),
        workout("", "HighIntensityIntervalTraining"),
    )
    assert [(name, length) for _, _, name, length in sessions(told)] == [
        ("pilates", 25.5 * MINUTE),
        ("mind and body", 15 * MINUTE),
        ("cooldown", 1.5 * MINUTE),
        ("high intensity interval training", 30 * MINUTE),
    ]


def test_single_entries_that_are_none_are_refused(tmp_path: Path) -> None:
    told = told_of(
        tmp_path / "a.xml",
        *map(pain, ["0000-01-01 00:00:00 +0000", "9999-12-31 23:59:59 -0500", "yesterday", ""]),
        *map(pain, ["2026-02-30 00:00:00 +0200", "2026-02-03 00:00:00 +2500"]),
        pain(word="Terrible"),
        workout('duration="nan"'),
        workout('duration="1e400"'),
        workout('duration="30" durationUnit="km"'),
        workout("", end="2026-09-09 17:00:00 +0200"),
        workout("", name=""),
        pain(),
    )
    assert len(pains(told)) == 1
    assert len(taken(told)) == 1
    moment, strength, length = (
        "it is no moment, as in 2026-09-07 18:30:00 +0200.",
        "it is no strength of pain that Apple Health has.",
        "it is no length of time.",
    )
    assert refusals(told) == [
        f"line 3: 0000-01-01 00:00:00 +0000: {moment}",
        f"line 4: 9999-12-31 23:59:59 -0500: {REACH}",
        f"line 5: yesterday: {moment}",
        f"line 6: : {moment}",
        f"line 7: 2026-02-30 00:00:00 +0200: {moment}",
        f"line 8: 2026-02-03 00:00:00 +2500: {moment}",
        f"line 9: Terrible: {strength}",
        f"line 10: nan: {length}",
        f"line 11: 1e400: {length}",
        f"line 12: 30: {length}",
        "line 13: 2026-09-09 17:00:00 +0200: it ends before it begins.",
        "line 14: : it does not say what was done.",
    ]


def test_only_elements_below_the_root_are_entries(tmp_path: Path) -> None:
    correlation = b" <Correlation>\n" + pain() + b" </Correlation>\n"
    other = pain().replace(b"Record type", b"Record x").replace(b"sourceName", b"type")
    told = told_of(tmp_path / "a.xml", correlation, STEPS, other, pain())
    assert [one.where for one in told] == ["line 8"]


def test_no_description_is_sought_on_and_on(tmp_path: Path) -> None:
    told = told_of(tmp_path / "a.xml", b"<!DOCTYPE[" * 25_000 + b"\n", pain())
    assert [one.where for one in told] == ["line 3", "line 4"]
    begin = b"<!DOCTYPE HealthData [" + b"<!DOCTYPE[" * 25_000
    told = told_of(tmp_path / "a.xml", b"\n", pain(), begin=begin)
    assert [one.where for one in told] == ["line 1", "line 2"]


def test_the_broken_description_of_one_version_does_no_harm(tmp_path: Path) -> None:
    content = EXPORT.read_bytes()
    broken = content.replace(
        b"]>\n<Health", b"<!ATTLIST VisionPrescription\n  type CDATA\n]>\n<Health"
    )
    assert broken != content
    path = tmp_path / "a.xml"
    path.write_bytes(broken)
    told = read(apple_health, path)
    assert len(taken(told)) == 8
    # Lines are counted as they stand in the file.
    assert told[0].where == "line 53"
    path.write_bytes(broken.replace(b"\n", b"\r\n"))
    assert read(apple_health, path) == told


def test_characters_that_no_xml_may_hold_are_blanked(tmp_path: Path) -> None:
    told = told_of(tmp_path / "a.xml", pain(source="a\x0bb\x00c"), begin=b"\xef\xbb\xbf" + BEGIN)
    assert len(taken(told)) == 1


@pytest.mark.parametrize("at", [0, apple_xml.CHUNK - len(BEGIN) - 30, apple_xml.CHUNK * 2])
@pytest.mark.parametrize(
    "broken",
    [
        b' <Record type="x" HK Metadata="y">\n  <MetadataEntry key="k" value="v"/>\n </Record>\n',
        b' <Record type="\xff"/>\n\n\n',
        b" <Record a='1' a='2'/>\n\n\n",
        b" </Workout>\n\n\n",
        b" <Record a='&unknown;'/>\n\n\n",
        b" <Record a='<Rec'/>\n\n\n",
    ],
)
def test_behind_an_element_that_is_broken_it_is_read_on(
    tmp_path: Path, broken: bytes, at: int
) -> None:
    filled = b" " * at + b"\n"
    told = told_of(tmp_path / "a.xml", pain(), filled, broken, pain("2026-09-08 08:00:00 +0200"))
    assert [one.where for one in taken(told)] == ["line 3", "line 8"]
    assert refusals(told) == ["line 5: : it is broken there, so that an entry may be lost."]


def test_a_file_that_ends_too_early_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    content = EXPORT.read_bytes()
    for cut in range(content.index(b"<HealthData locale") + 20, len(content) - 20, 97):
        path.write_bytes(content[:cut])
        told = read(apple_health, path)
        line = content[:cut].count(b"\n") + 1
        assert refusals(told)[-1].endswith(
            "the file ends there, before its end: something is missing."
        )
        # An element that is cut stands at its beginning, a line or two above.
        found = re.match(r"line (\d+)", refusals(told)[-1])
        assert found is not None
        assert line - 1 <= int(found[1]) <= line


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b'<!DOCTYPE HealthData [\n<!ENTITY a "ha">\n]>\n<HealthData x="&a;"/>',
            "it declares entities",
        ),
        (
            b'<!DOCTYPE HealthData [ <!ENTITY a "ha"> ]><HealthData x="&a;"/>',
            "it declares entities",
        ),
        (
            b'<!DOCTYPE HealthData [ <!ENTITY % a SYSTEM "file:///etc/passwd"> %a; ]><HealthData/>',
            "it declares entities",
        ),
        (BEGIN + b"<a>" * 10_000, "its elements are more than 100 deep."),
        (BEGIN + b'<Record a="' + b"x" * 10_000_000 + b'"/>', "something behind line"),
        (BEGIN + b'<Record a="' + b">" * 2_000_000, "something behind line"),
        (
            BEGIN + b"".join(b"<a%d/>" % number for number in range(40_000)),
            "its elements have far too many different names.",
        ),
        (BEGIN + b"<Record &/>\n" * 1001, "it is broken in more than 1,000 places."),
    ],
    ids=range(8),
)
def test_what_is_made_to_do_harm_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    assert refused(tmp_path / "a.xml", content).startswith(why)


@pytest.mark.parametrize(
    "content",
    [
        b"<HealthDatum/>",
        b"Date,Note\n2026-01-01,<HealthData>\n",
        BEGIN.decode().encode("utf-16"),
        b"",
        b"<?xml version='1.0'?><gpx/>",
    ],
)
def test_what_is_no_export_is_not_taken_for_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    assert not apple_health.fits(Source(path))
    with pytest.raises(BadInput, match="that is no export of Apple Health"):
        list(apple_health.entries(Source(path)))


def test_the_export_is_found_by_what_it_holds(tmp_path: Path) -> None:
    routes = {f"workout-routes/{number}.gpx": b"<gpx/>" for number in range(200)}
    inner = {"../../导出.XML": EXPORT.read_bytes(), **routes}
    path = archive(tmp_path / "a.zip", {"export_cda.xml": b"<ClinicalDocument/>", **inner})
    assert read(apple_health, path) == read(apple_health, EXPORT)
    assert list(tmp_path.iterdir()) == [path]
    without = archive(tmp_path / "b.zip", {"export_cda.xml": b"<ClinicalDocument/>"})
    assert not apple_health.fits(Source(without))
    with pytest.raises(BadInput, match="no export of Apple Health"):
        list(apple_health.entries(Source(without)))


def test_an_export_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "bomb.zip", {"export.xml": BEGIN + STEPS * 60_000 + END})
    with pytest.raises(BadInput, match="unpacks to more than 200 times its size"):
        read(apple_health, path)


def test_an_archive_that_is_damaged_is_refused(tmp_path: Path) -> None:
    content = PACKED.read_bytes()
    path = tmp_path / "a.zip"
    path.write_bytes(content[:300] + bytes(50) + content[350:])
    with pytest.raises(BadInput, match="an archive that is damaged"):
        list(apple_health.entries(Source(path)))


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_large_export_is_read_in_little_memory(tmp_path: Path, is_packed: bool) -> None:
    path = tmp_path / "export.xml"
    with path.open("wb") as file:
        file.write(BEGIN)
        for _ in range(20):
            file.write(STEPS * 4_400)
        file.write(pain() + END)
    if is_packed:
        with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_STORED) as zipped:
            zipped.write(path, "export.xml")
        path = tmp_path / "export.zip"
    assert path.stat().st_size > 15_000_000
    tracemalloc.start()
    try:
        told = read(apple_health, path)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
    assert [one.where for one in told] == ["line 88003"]


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(BEGIN + pain() + STEPS * 4_400 + b"<broken" + END)
    told: Iterator[Told] = apple_health.entries(Source(path))
    assert isinstance(next(told), Incoming)
    assert len(list(told)) == 1


@settings(max_examples=80, deadline=None)
@given(mutated(EXPORT.read_bytes()) | mutated_archive(PACKED))
def test_whatever_stands_in_the_file_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(apple_health, content, has_own_keys=False)
