"""The settings are seen and changed from the command line."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Program, Tracker
from tracker.care.safety import rules
from tracker.settings import Settings


def test_every_setting_is_listed_with_its_value_and_where_that_came_from(tracker: Tracker) -> None:
    tracker.configure('currency = "USD"\n[massage]\nwith = "Ana"\n')
    lines = tracker("config").splitlines()
    keys = [line.split()[0] for line in lines]
    assert keys == ["setting", *(one.key for one in Settings().listing())]
    assert [re.split("  +", line) for line in lines if "  file  " in line] == [
        ["currency", "USD", "file", "The currency of a cost that is given without one."],
        ["massage.with", "Ana", "file", "The provider, where none is named."],
    ]


def test_settings_are_given_to_programs_with_their_plain_values(tracker: Tracker) -> None:
    tracker("config set massage.area 'neck, hip:left'")
    listing = json.loads(tracker("config --json"))
    assert listing["path"] == str(tracker.config)
    values = {one["key"]: (one["value"], one["origin"]) for one in listing["settings"]}
    assert values["massage.area"] == (["neck", "hip:left"], "file")
    assert values["pager"] == (True, "default")
    assert values["ice.minutes"] == (15, "default")


def test_programs_read_what_was_got_set_and_unset(tracker: Tracker) -> None:
    told = [
        json.loads(tracker(f"config {line} --json"))
        for line in ("get ice.minutes", "set ice.minutes 10", "unset ice.minutes")
    ]
    assert [(one["setting"]["value"], one["setting"]["origin"]) for one in told] == [
        (15, "default"),
        (10, "file"),
        (15, "default"),
    ]
    loose = json.loads(tracker("config set safety.limits ice-length.caution=30 --json"))
    assert loose["notices"] == [
        "ice-length.caution: 30 min is looser than the 20 min of its source, "
        + rules()["ice-length"].source
        + "."
    ]


def test_a_setting_is_got_set_and_unset(tracker: Tracker) -> None:
    lines = [
        "config get currency",
        "config set currency usd",
        "config get curr",
        "config set massage.with Ana",
        'config set massage.with ""',
        "config get massage.with",
        "config unset currency",
        "config unset massage.with",
        "config unset ice.minutes",
        "config get currency",
    ]
    assert [tracker(line) for line in lines] == [
        "EUR\n",
        "currency is now USD.\n",
        "USD\n",
        "massage.with is now Ana.\n",
        "massage.with is now empty.\n",
        "\n",
        "currency is EUR again, the default.\n",
        "massage.with is empty again, the default.\n",
        "ice.minutes is 15 again, the default.\n",
        "EUR\n",
    ]


def test_what_the_owner_wrote_around_a_setting_stays(tracker: Tracker) -> None:
    tracker.configure('# Mine.\ncurrency = "CHF"  # francs\n')
    tracker("config set currency eur")
    assert tracker.config.read_text() == '# Mine.\ncurrency = "EUR"  # francs\n'


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "config set currency euros",
            ('Error: currency cannot be "euros". Did you mean EUR? Accepted: a currency code of '
            "ISO 4217, such as EUR, USD or GBP. Nothing was stored.\n"),
        ),
        (
            "config set first_day_of_week sunnday",
            ('Error: first_day_of_week cannot be "sunnday". Did you mean sunday? Accepted: monday, '
            "tuesday, wednesday, thursday, friday, saturday or sunday. Nothing was stored.\n"),
        ),
        (
            "config set curency EUR",
            ('Error: "curency" is no setting. Did you mean currency? Nothing was stored.\n'
            "  `tracker config` lists all settings.\n"),
        ),
        (
            "config get curency",
            ('Error: "curency" is no setting. Did you mean currency?\n'
            "  `tracker config` lists all settings.\n"),
        ),
        (
            "config set currency",
            "Error: Missing argument 'VALUE'. Nothing was stored.\n  More: tracker help config set\n",
        ),
        (
            "config unset nosuch",
            ('Error: "nosuch" is no setting. Nothing was stored.\n'
            "  `tracker config` lists all settings.\n"),
        ),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(tracker: Tracker, line: str, complaint: str) -> None:
    assert tracker(line, code=2) == complaint
    assert not tracker.config.exists()


def test_a_broken_file_is_reported_by_every_command_but_those_that_help(tracker: Tracker) -> None:
    tracker.configure("currency = EUR\n")
    complaint = (
        f"Error: {tracker.config}, line 1, column 12: this is not TOML (Invalid value).\n"
        "  Correct it with `tracker config edit`. "
        'A setting is written as key = value, text in quotes: currency = "EUR".\n'
    )
    assert [tracker(line, code=2) for line in ("history", "config", "config get currency")] == [
        complaint
    ] * 3
    assert tracker("config path") == f"{tracker.config}\n"
    assert tracker("--help").startswith("Usage: tracker")


def test_another_file_can_be_named(
    tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.toml").write_text('currency = "GBP"\n')
    (tmp_path / "two.toml").write_text('currency = "SEK"\n')
    monkeypatch.setenv("TRACKER_CONFIG", str(tmp_path / "one.toml"))
    assert tracker("config get currency") == "GBP\n"
    assert tracker(f"--config {tmp_path}/two.toml config get currency") == "SEK\n"
    monkeypatch.setenv("TRACKER_CONFIG", "")
    assert tracker("config get currency") == "EUR\n"


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the editor be a script; return the file with the text that it will write."""
    script, text = tmp_path / "an editor", tmp_path / "text"
    script.write_text(
        f'#!/bin/sh\ncp "$1" "{tmp_path}/seen"\n[ -e "{text}" ] && cp "{text}" "$1"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"'{script}'")
    return text


def test_the_editor_opens_on_a_file_that_explains_every_setting(
    tracker: Tracker, editor: Path
) -> None:
    editor.write_text('currency = "NOK"\n')
    assert tracker("config edit") == ""
    seen = editor.with_name("seen").read_text()
    assert '# The currency of a cost that is given without one.' in seen  # fmt: skip
    assert '# currency = "EUR"' in seen
    assert tracker("config get currency") == "NOK\n"


def test_a_mistake_made_in_the_editor_is_said_at_once(program: Program, editor: Path) -> None:
    editor.write_text("currency = 3\n")
    done = program("config edit")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'currency cannot be 3. Accepted: a currency code of ISO 4217' in done.stderr  # fmt: skip
