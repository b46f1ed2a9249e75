"""The settings are read from the person's file, and what is wrong with it is said precisely."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import Program
from tracker import places, settings
from tracker.errors import BadInput, BadSettings
from tracker.settings import Listed, Settings
from tracker.settings.declared import SETTINGS

WHOLE_FILE = """\
currency = "usd"
zone = "Europe/Berlin"
first_day_of_week = "Sunday"
day_starts_at = "4:30"
temperature_unit = "F"
pager = false
terminal = "ascii"

[massage]
minutes = 50
area = ["Lower Back", "shoulder:Left"]
with = " Anna  Berg "
style = "deep tissue"

[heat-pack]
area = ["lower-back"]

[visit]
with = "Dr. Lind"

[vocabulary]
styles = ["Hot_Stone"]
areas = ["jaw"]
exercises = ["bird-dog", "Brücke"]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_everything_is_at_its_default(path: Path) -> None:
    found = settings.read(path)
    assert found == Settings()
    assert [found.currency, found.zone, found.temperature_unit, found.terminal, found.style] == [
        "EUR", "", "C", "auto", "",
    ]  # fmt: skip
    assert (found.first_weekday, found.day_starts_at, found.is_paged) == (0, dt.time(0), True)
    kinds = ("massage", "heat-pack", "ice", "warm-bath", "exercise", "visit")
    assert [found.minutes(kind) for kind in kinds] == [60, 20, 15, 20, 15, 30]
    assert [found.areas(kind) for kind in kinds] == [[], [], [], [], [], []]
    assert [found.provider(kind) for kind in kinds] == ["", "", "", "", "", ""]
    assert [found.own_words(what) for what in ("styles", "areas", "exercises")] == [[], [], []]
    assert {found.origin(key) for key in SETTINGS} == {"default"}


def test_what_the_file_says_is_in_force(path: Path) -> None:
    path.write_text(WHOLE_FILE, "utf-8")
    found = settings.read(path)
    assert [found.currency, found.zone, found.temperature_unit, found.terminal, found.style] == [
        "USD", "Europe/Berlin", "F", "ascii", "deep-tissue",
    ]  # fmt: skip
    assert (found.first_weekday, found.day_starts_at, found.is_paged) == (6, dt.time(4, 30), False)
    assert (found.minutes("massage"), found.minutes("ice")) == (50, 15)
    assert found.areas("massage") == ["lower-back", "shoulder:left"]
    assert found.provider("massage") == "Anna  Berg"
    assert found.provider("visit") == "Dr. Lind"
    assert found.provider("ice") == ""
    assert found.own_words("styles") == ["hot-stone"]
    assert found.own_words("exercises") == ["bird-dog", "brücke"]
    assert (found.origin("massage.minutes"), found.origin("ice.minutes")) == ("file", "default")


def test_a_kind_may_be_named_as_the_database_does(path: Path) -> None:
    path.write_text('[heat-pack]\nminutes = 25\narea = ["neck"]\n')
    found = settings.read(path)
    assert (found.minutes("heat_pack"), found.areas("heat_pack")) == (25, ["neck"])


@pytest.mark.parametrize(
    "text",
    [
        "massage.minutes = 50\n",
        "massage = {minutes = 50}\n",
        "[massage]\nminutes = 50",
        "[massage]\r\nminutes = 50\r\n",
        "\ufeff[massage]\nminutes = 50\n",
        "# Ours\n\n[ice]\n[massage]\n'minutes' = 50 # an hour is too long\n",
    ],
)
def test_every_way_to_write_toml_is_read(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    assert settings.read(path) == Settings({"massage.minutes": 50})


CURRENCY = "a currency code of ISO 4217, such as EUR, USD or GBP"
ZONE = "a name of the IANA time zones, such as Europe/Berlin, or nothing"
MINUTES = "a whole number from 1 to 1440"
PLACES = "areas of the body, such as neck or shoulder:left, each once"
WORDS = "words of 1 to 40 letters, digits or hyphens, each once"
LIST = ', written as a list: ["one", "two"]'
CLOCK = "a clock time such as 04:00, from 00:00 to 12:00"
DAYS = "monday, tuesday, wednesday, thursday, friday, saturday or sunday"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("curency = 'EUR'", "line 1: curency is no setting. Did you mean currency?"),
        ("# ours\n\nx = 1", "line 3: x is no setting."),
        ("[massage]\nminuts = 5", "line 2: massage.minuts is no setting. Did you mean massage.minutes?"),
        ("pager = true\n[mesage]\nminutes = 5", "line 2: mesage is no setting. Did you mean massage?"),
        ("[[ice]]\nminutes = 5", "line 1: ice is a group of settings. Write [ice] above them."),
        ("massage = 50", "line 1: massage is a group of settings. Write [massage] above them."),
        ("'massage.minutes' = 5", 'line 1: "massage.minutes" is no setting. Did you mean massage.minutes?'),
        ('"a\\u001b[31m" = 5', 'line 1: "a\\x1b[31m" is no setting.'),
        ("'' = 5", 'line 1: "" is no setting.'),
        ("currency = 'EURO'", f'line 1: currency cannot be "EURO". Did you mean EUR? Accepted: {CURRENCY}.'),
        ("currency = '€'", f'line 1: currency cannot be "€". Accepted: {CURRENCY}.'),
        ("currency = 978", f"line 1: currency cannot be 978. Accepted: {CURRENCY}, written in quotes."),
        ("[currency]", f"line 1: currency cannot be a group of settings. Accepted: {CURRENCY}, written in quotes."),
        ("zone = 'Europe/Berln'", f'line 1: zone cannot be "Europe/Berln". Did you mean Europe/Berlin? Accepted: {ZONE}.'),
        ("zone = 'localtime'", f'line 1: zone cannot be "localtime". Accepted: {ZONE}.'),
        ("zone = '../../etc/passwd'", f'line 1: zone cannot be "../../etc/passwd". Accepted: {ZONE}.'),
        ("first_day_of_week = 'mun'", f'line 1: first_day_of_week cannot be "mun". Accepted: {DAYS}.'),
        ("first_day_of_week = 1", f"line 1: first_day_of_week cannot be 1. Accepted: {DAYS}, written in quotes."),
        ("day_starts_at = '12:01'", f'line 1: day_starts_at cannot be "12:01". Accepted: {CLOCK}.'),
        ("day_starts_at = '24:00'", f'line 1: day_starts_at cannot be "24:00". Accepted: {CLOCK}.'),
        ("day_starts_at = 04:00:00", f"line 1: day_starts_at cannot be 04:00:00. Accepted: {CLOCK}, written in quotes."),
        ("temperature_unit = 'K'", 'line 1: temperature_unit cannot be "K". Accepted: C or F.'),
        ("pager = 'no'", 'line 1: pager cannot be "no". Accepted: true or false, written without quotes.'),
        ("pager = 1", "line 1: pager cannot be 1. Accepted: true or false, written without quotes."),
        ("terminal = 'a'", 'line 1: terminal cannot be "a". Did you mean auto? Accepted: auto, unicode or ascii.'),
        ("[massage]\n\nminutes = 0", f"line 3: massage.minutes cannot be 0. Accepted: {MINUTES}."),
        ("massage.minutes = 1441", f"line 1: massage.minutes cannot be 1441. Accepted: {MINUTES}."),
        ("massage.minutes = '50'", f'line 1: massage.minutes cannot be "50". Accepted: {MINUTES}, written without quotes.'),
        ("massage.minutes = 50.0", f"line 1: massage.minutes cannot be 50.0. Accepted: {MINUTES}, written without quotes."),
        ("massage.minutes = true", f"line 1: massage.minutes cannot be true. Accepted: {MINUTES}, written without quotes."),
        ("ice.area = 'neck'", f'line 1: ice.area cannot hold "neck". Accepted: {PLACES}{LIST}.'),
        ("ice.area = [\n'neck', # mine\n'a:b:c',\n]", f'line 1: ice.area cannot hold "a:b:c". Accepted: {PLACES}.'),
        ("ice.area = ['neck', 'Neck']", f'line 1: ice.area cannot hold "Neck". Accepted: {PLACES}.'),
        ("ice.area = ['neck:']", f'line 1: ice.area cannot hold "neck:". Accepted: {PLACES}.'),
        ("ice.area = [5]", f"line 1: ice.area cannot hold 5. Accepted: {PLACES}."),
        ("ice.area = [['neck']]", f"line 1: ice.area cannot hold a list. Accepted: {PLACES}."),
        ("visit.with = '" + 101 * "a" + "'", f'line 1: visit.with cannot be "{60 * "a"}…". Accepted: a name of at most 100 characters, or nothing.'),
        ("massage.style = 'a/b'", 'line 1: massage.style cannot be "a/b". Accepted: a word of 1 to 40 letters, digits or hyphens, or nothing.'),
        ("vocabulary.areas = ['']", f'line 1: vocabulary.areas cannot hold "". Accepted: {WORDS}.'),
        ("vocabulary.areas = ['-']", f'line 1: vocabulary.areas cannot hold "-". Accepted: {WORDS}.'),
        ("vocabulary.areas = ['" + 41 * "a" + "']", f'line 1: vocabulary.areas cannot hold "{41 * "a"}". Accepted: {WORDS}.'),
        ("vocabulary.areas = ['hot stone', 'Hot_Stone']", f'line 1: vocabulary.areas cannot hold "Hot_Stone". Accepted: {WORDS}.'),
    ],
)  # fmt: skip
def test_a_setting_that_is_refused_is_named_with_its_line(
    path: Path, text: str, refusal: str
) -> None:
    path.write_text(text, "utf-8")
    with pytest.raises(BadSettings) as refused:
        settings.read(path)
    assert str(refused.value) == f"{path}, {refusal}"
    assert refused.value.hint == "Correct it with `tracker config edit`."
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"pager = true\ncurrency EUR\n", ", line 2, column 10: this is not TOML (Expected '=' after a key in a key/value pair)."),
        (b"currency = EUR\n", ", line 1, column 12: this is not TOML (Invalid value)."),
        (b"currency =", ", at its end: this is not TOML (Invalid value)."),
        (b"pager = true\npager = true\n", ", line 2, column 13: this is not TOML (Cannot overwrite a value)."),
        (b"pager = \x1b[31m\n", ", line 1, column 9: this is not TOML (Invalid value)."),
        (b"pager = true\nzone = '\xe9'\n", ", line 2: this is not UTF-8."),
        (b"x = " + 5000 * b"[", ": brackets are nested too deeply."),
        (b"#" * 65537, " is larger than 64 KiB: no settings file."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_described(path: Path, content: bytes, trouble: str) -> None:
    path.write_bytes(content)
    with pytest.raises(BadSettings) as refused:
        settings.read(path)
    assert str(refused.value) == f"{path}{trouble}"


def test_a_number_without_end_is_refused(path: Path) -> None:
    path.write_text(f"massage.minutes = {'9' * 5000}\n")
    with pytest.raises(BadSettings, match="this is not TOML"):
        settings.read(path)


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as refused:
        settings.read(tmp_path)
    assert str(refused.value) == f"{tmp_path} is a folder. The settings are a file in it."


def test_a_path_through_a_file_is_described(path: Path) -> None:
    path.write_text("")
    with pytest.raises(BadSettings) as refused:
        settings.read(path / "config.toml")
    assert str(refused.value) == f"{path / 'config.toml'} cannot be read: Not a directory."


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_file_of_somebody_else_is_described(path: Path) -> None:
    path.touch(mode=0o000)
    with Program(path.parent, is_bound=True) as program:
        answer = program("--config", str(path), "config", "get", "currency")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"Error: {path} cannot be read: Permission denied.")


def test_the_line_is_left_out_in_a_very_long_file(path: Path) -> None:
    path.write_text(600 * "\n" + "x = 1\n")
    with pytest.raises(BadSettings) as refused:
        settings.read(path)
    assert str(refused.value) == f"{path}: x is no setting."


def test_the_path_is_shown_without_its_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m"
    path.write_text("x = 1")
    with pytest.raises(BadSettings) as refused:
        settings.read(path)
    assert str(refused.value) == f"{tmp_path}/a\\x1b[31m, line 1: x is no setting."


def test_the_file_stays_in_its_zone_names(path: Path) -> None:
    path.write_text("zone = 'europe/berlin'")
    assert settings.read(path).zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ("curency", '"curency" is no setting. Did you mean currency?'),
        ("", '"" is no setting.'),
        ("quark", '"quark" is no setting.'),
        ("{}", '"{}" is no setting.'),
        ("ice", '"ice" could be ice.minutes, ice.area. Write more of it.'),
    ],
)
def test_a_key_that_does_not_exist_is_refused(key: str, refusal: str) -> None:
    for read in (Settings().value, Settings().origin, Settings().listed):
        with pytest.raises(BadInput) as refused:
            read(key)
        assert str(refused.value) == refusal
        assert refused.value.hint == "`tracker config` lists all settings."


@pytest.mark.parametrize("key", ["massage.minutes", "Massage.Minutes", "massage.m"])
def test_a_key_may_be_shortened_or_spelled_otherwise(key: str) -> None:
    assert Settings().value(key) == 60


def test_the_listing_shows_every_setting(path: Path) -> None:
    path.write_text(WHOLE_FILE, "utf-8")
    listing = {listed.key: listed for listed in settings.read(path).listing()}
    assert list(listing) == list(SETTINGS)
    assert listing["massage.area"] == Listed(
        "massage.area",
        ["lower-back", "shoulder:left"],
        "lower-back, shoulder:left",
        "file",
        "The areas, where none are given.",
        PLACES,
    )
    assert [listing[key].written for key in ("pager", "day_starts_at", "ice.minutes", "ice.area")] == [
        "false", "04:30", "15", "",
    ]  # fmt: skip


def test_every_default_is_accepted_as_it_is_written() -> None:
    for setting in SETTINGS.values():
        assert setting.form.parse(setting.form.written(setting.default)) == setting.default
        assert setting.form.read(setting.form.plain(setting.default)) == setting.default


@pytest.mark.skipif(sys.platform != "linux", reason="each system has its own place")
def test_the_file_lies_in_the_folder_of_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere")
    assert places.settings_path() == Path("/somewhere/selfcare-tracker/config.toml")


def test_without_a_file_no_reader_of_toml_is_loaded(path: Path) -> None:
    program = (
        "import sys, pathlib; from tracker import settings;"
        "settings.read(pathlib.Path(sys.argv[1]));"
        "print({'tomllib', 'tomlkit', 'platformdirs', 'zoneinfo', 'difflib'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert run.stdout == "set()\n"
