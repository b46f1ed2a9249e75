"""Zones by their names: rules of POSIX tell the time that the C library tells, and files their own."""

import datetime as dt
import json
import random
import shutil
import subprocess
import sys
import time
import zoneinfo
from pathlib import Path

import pytest

from tracker import system_zone
from tracker.care.zones import UnnamedZone, name_at, zone_named, zone_of_content
from tracker.system_zone import NoZone, zone_of_file

SUMMER, WINTER = (dt.datetime(2026, month, 15, 12, tzinfo=dt.UTC) for month in (7, 1))
ZONES = next((Path(folder) for folder in zoneinfo.TZPATH if Path(folder, "Europe").is_dir()), None)
RULES = [
    *("UTC0", "<+03>-3", "<-03>3", "EST5", "AAA-5:30", "AAA-5:3:7", "XXX-14", "XXX23:59:59"),
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    # Dublin's summer is the standard, Israel's clocks change 26 hours after midnight, and Nuuk's
    # one hour before it.
    "IST-1GMT0,M10.5.0,M3.5.0/1",
    "IST-2IDT,M3.4.4/26,M10.5.0",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    # Days are counted from 1 without the 29th of February, or from 0 with it.
    "AAA3BBB,J60/0,J300/2",
    "AAA3BBB,59/0,299/2:30",
    "AAA-12BBB-13:45,M9.5.0/2:45:10,M4.1.0/167",
]
ASKING_C = """
import json, os, sys, time
rules, instants = json.load(sys.stdin)
offsets = []
for rule in rules:
    os.environ["TZ"] = rule
    time.tzset()
    offsets.append([time.localtime(instant).tm_gmtoff for instant in instants])
print(json.dumps(offsets))
"""


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="The C library is asked by tzset.")
def test_a_rule_tells_the_time_that_the_c_library_tells() -> None:
    drawn = random.Random(1)
    instants = [drawn.randrange(0, 4_102_444_800) for _ in range(2000)]
    asked = subprocess.run(
        [sys.executable, "-c", ASKING_C],
        input=json.dumps([RULES, instants]),
        capture_output=True,
        text=True,
        check=True,
    )
    for rule, offsets in zip(RULES, json.loads(asked.stdout), strict=True):
        zone = zone_named(rule)
        found = [dt.datetime.fromtimestamp(instant, zone).utcoffset() for instant in instants]
        assert found == [dt.timedelta(seconds=offset) for offset in offsets], rule


def test_a_summer_time_without_dates_is_that_of_the_united_states() -> None:
    zone, new_york = zone_named("CET-1CEST"), zone_named("America/New_York")
    for number in range(0, 4000, 3):
        at = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=number)
        assert zone.dst(at.astimezone(zone)) == new_york.dst(at.astimezone(new_york))


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "Moon/Base", "Europe", "zone.tab", "/etc/localtime", "X\udcff", "a\0b"),
        *("AA3", "XXX24", "XXX25", "+25:00", "+3", "EST5EDT,J0,J3", "AAA3BBB,400,3"),
        *("EST5EDT,M13.1.0,M1.1.0", "AAA3BBB,M0.1.0,3", "AAA3BBB,3/168,6", "AAA3BBB,M3.5.0"),
        *("UTC0\n", "UTC٣", "UTC0|"),
    ],
)
def test_what_is_no_zone_is_refused_in_one_way(name: str) -> None:
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        zone_named(name)


def test_a_name_is_looked_up_before_it_is_read_as_a_rule() -> None:
    assert not isinstance(zone_named("EST5EDT"), UnnamedZone)
    assert zone_named("CET-1CEST,M3.5.0,M10.5.0/3") is zone_named("CET-1CEST,M3.5.0,M10.5.0/3")


@pytest.mark.parametrize(
    ("name", "in_summer", "in_winter"),
    [
        ("Europe/Zaporozhye", "Europe/Zaporozhye", "Europe/Zaporozhye"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "+02:00", "+01:00"),
        ("<-0330>3:30", "-03:30", "-03:30"),
        ("UTC0", "+00:00", "+00:00"),
        ("AAA-5:3:7", "+05:03:07", "+05:03:07"),
    ],
)
def test_a_session_keeps_a_name_or_else_an_offset_that_is_read_again(
    name: str, in_summer: str, in_winter: str
) -> None:
    for at, kept in ((SUMMER, in_summer), (WINTER, in_winter)):
        assert name_at(zone_named(name), at) == kept
        assert zone_named(kept).utcoffset(at) == zone_named(name).utcoffset(at)


needs_zones = pytest.mark.skipif(ZONES is None, reason="The system has no files of zones.")


@pytest.fixture
def localtime(tmp_path: Path) -> Path:
    return tmp_path / "localtime"


def zone_of(localtime: Path, noted: str | None = None) -> str:
    """Return the name of the zone that these files say."""
    timezone = localtime.with_name("timezone")
    if noted is not None:
        timezone.write_text(f"{noted}\n", encoding="utf-8")
    return str(zone_of_file(localtime, timezone))


def copied(zone: str, to: Path) -> None:
    assert ZONES
    shutil.copy(ZONES / zone, to)


@needs_zones
@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "Europe/Zaporozhye", "PST8PDT", "posix/Asia/Tokyo"]
)
def test_a_link_says_the_name_even_where_another_is_noted(localtime: Path, name: str) -> None:
    assert ZONES
    between = localtime.with_name("between")
    between.symlink_to(ZONES / name)
    localtime.symlink_to("between")
    assert zone_of(localtime, "Asia/Kolkata") == name.removeprefix("posix/")


def test_a_link_to_a_file_that_is_missing_still_says_the_name(localtime: Path) -> None:
    localtime.symlink_to("../usr/share/zoneinfo/Europe/Berlin")
    assert zone_of(localtime) == "Europe/Berlin"


@needs_zones
def test_a_link_into_a_folder_of_zones_is_believed_only_if_it_holds_that_zone(
    localtime: Path,
) -> None:
    false = localtime.with_name("zoneinfo") / "Europe/Berlin"
    false.parent.mkdir(parents=True)
    copied("Asia/Tokyo", false)
    localtime.symlink_to(false)
    assert zone_of(localtime) == "Asia/Tokyo"


@needs_zones
@pytest.mark.parametrize(
    ("noted", "name"),
    [
        (None, "Europe/Berlin"),
        ("Europe/Berlin", "Europe/Berlin"),
        # It is another name of the same zone.
        ("Arctic/Longyearbyen", "Arctic/Longyearbyen"),
        ("Europe/London", "Europe/Berlin"),
        ("Moon/Base", "Europe/Berlin"),
        ("", "Europe/Berlin"),
        ("ü", "Europe/Berlin"),
    ],
)
def test_of_a_file_the_content_decides_and_a_name_that_is_noted_only_names_it(
    localtime: Path, noted: str | None, name: str
) -> None:
    copied("Europe/Berlin", localtime)
    assert zone_of(localtime, noted) == name


@needs_zones
def test_an_older_version_of_a_zone_is_known_by_the_name_that_is_noted(localtime: Path) -> None:
    assert ZONES
    content = (ZONES / "Europe/Berlin").read_bytes()
    # The time before all changes was corrected since, say.
    localtime.write_bytes(content.replace(b"LMT", b"BMT"))
    assert zone_of(localtime, "Europe/Berlin") == "Europe/Berlin"
    assert zone_of(localtime, "Europe/London") == "CET-1CEST,M3.5.0,M10.5.0/3"
    zone = zone_of_file(localtime)
    assert zone
    assert name_at(zone, SUMMER) == "+02:00"


@needs_zones
def test_a_file_is_read_again_when_it_has_changed(localtime: Path) -> None:
    found = []
    for name in ("Europe/Berlin", "Asia/Tokyo", "Europe/London"):
        copied(name, localtime.with_name("new"))
        localtime.with_name("new").replace(localtime)
        found.append(zone_of(localtime))
    assert found == ["Europe/Berlin", "Asia/Tokyo", "Europe/London"]


def test_a_file_of_the_first_version_has_no_rule_and_is_a_zone_all_the_same() -> None:
    header = b"TZif\0" + bytes(15) + b"".join(n.to_bytes(4, "big") for n in (0, 0, 0, 0, 1, 4))
    content = header + (3600).to_bytes(4, "big") + bytes(2) + b"XYZ\0"
    assert name_at(zone_of_content(content, "/etc/localtime"), SUMMER) == "+01:00"


@pytest.mark.parametrize("content", [b"", b"TZif", b"TZif2" + bytes(60), b"UTC0\n", bytes(5000)])
def test_a_file_that_holds_no_zone_is_said_to(localtime: Path, content: bytes) -> None:
    localtime.write_bytes(content)
    with pytest.raises(NoZone, match="localtime holds none"):
        zone_of_file(localtime)


def test_where_nothing_is_there_a_noted_name_counts_or_nothing(localtime: Path) -> None:
    assert zone_of(localtime) == "None"
    assert zone_of(localtime, "Asia/Tokyo") == "Asia/Tokyo"


@needs_zones
@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Europe/Zaporozhye", "Europe/Zaporozhye"),
        ("Antarctica/Troll", "Antarctica/Troll"),
        ("PST8PDT", "PST8PDT"),
        ("EST5EDT", "EST5EDT"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        (":ZONES/Asia/Tokyo", "Asia/Tokyo"),
        ("ZONES/Asia/Tokyo", "Asia/Tokyo"),
        ("posix/Asia/Tokyo", "Asia/Tokyo"),
        ("right/Asia/Tokyo", "Asia/Tokyo"),
        (":<+03>-3", "<+03>-3"),
        ("", "UTC"),
        (":", "UTC"),
    ],
)
def test_tz_is_understood_as_the_c_library_does(
    monkeypatch: pytest.MonkeyPatch, words: str, name: str
) -> None:
    monkeypatch.setenv("TZ", words.replace("ZONES", str(ZONES)))
    assert str(system_zone.system_zone()) == name


@pytest.mark.parametrize("words", ["Moon/Base", "berlin", ":/etc/passwd", "/dev/zero", "/nothing"])
def test_a_tz_that_nobody_understands_is_named(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setenv("TZ", words)
    with pytest.raises(NoZone, match=words.removeprefix(":")):
        system_zone.system_zone()


def test_every_zone_of_this_machine_is_taken_by_its_own_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in zoneinfo.available_timezones() - {"localtime", "posixrules"}:
        monkeypatch.setenv("TZ", name)
        assert str(system_zone.system_zone()) == name
