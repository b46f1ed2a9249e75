"""`chart` on a terminal and in a pipe: every number is that of the diary, and no line lies."""

import datetime as dt
import json
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import QUIET
from tests.commands.schema import checked
from tests.commands.terminals import drawn, plain
from tests.commands.test_insights import day, read
from tests.conftest import SUNDAY_MORNING, Tracker
from tracker import demo
from tracker.app import App
from tracker.care.catalogue import KINDS
from tracker.show.charts.weeks import letter
from tracker.show.terminal import width_of

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def quiet(tracker: Tracker) -> None:
    tracker.configure(QUIET)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a made-up diary of eight weeks; it takes a while, so it is made once."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "config.toml").write_text('zone = "Europe/Berlin"')
    app = App("sqlite:///", folder / "config.toml", lambda: SUNDAY_MORNING)
    demo.write(app, folder / "diary.db", 56)
    return folder / "diary.db"


@pytest.fixture
def long(tracker: Tracker, made: Path) -> Tracker:
    """Return a diary of eight weeks, with readings and a flare-up besides."""
    shutil.copy(made, tracker.database)
    read(tracker, {day(back): 3 + back % 5 for back in range(50) if back % 7 and back != 24})
    tracker("flare start --at '30 days ago'")
    tracker("flare end --at '22 days ago'")
    return tracker


def answer(tracker: Tracker, line: str) -> dict[str, Any]:
    found: dict[str, Any] = checked(tracker(f"{line} --json"))
    return found


def history(tracker: Tracker, since: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(tracker(f"history --json --limit 0 --since {since}"))[
        "sessions"
    ]
    return found


class TestPain:
    def test_a_line_joins_readings_of_days_in_a_row_and_nothing_else(
        self, tracker: Tracker
    ) -> None:
        levels = {13: 4, 12: 3, 8: 5, 7: 5, 6: 5, 5: 7, 4: 5, 1: 5}
        read(tracker, {day(back): level for back, level in levels.items()})
        tracker(f"log ice --pain 3 --at {day(10)}")
        tracker(f"log ice --pain 4:2 --at {day(9)}")
        tracker(f"log ice --pain 9 --at {day(8)}")
        title, _, *lines = tracker("chart pain --weeks 2").splitlines()
        assert title == "Pain by day, Mon 9 Nov to Sun 22 Nov 2026 (2 weeks)"
        assert lines[:15] == [
            " 10 |",
            "    |",
            "  8 |",
            "    |                        *--",
            "  6 |                        |  |",
            "    |               *--*--*--   *        *",
            "  4 |*--         +",
            "    |   *     +",
            "  2 |",
            "    |",
            "  0 |",
            "    ++--------------------+--------------------",
            "     9 Nov                16 Nov",
            "ice           1  1  1",
            "",
        ]

    def test_readings_stand_before_what_was_told_before_sessions(self, tracker: Tracker) -> None:
        read(tracker, {day(1): 4})
        tracker(f"log ice --pain 9 --at {day(1)}")
        tracker(f"log ice --pain 8 --at {day(2)}")
        tracker(f"log ice --pain 5 --at {day(2)}")
        found = answer(tracker, "chart pain")["days"]
        assert [(one["level"], one["level_before_sessions"]) for one in found] == [
            (None, 6.5),
            (4.0, None),
        ]
        said = tracker("chart pain")
        assert "Readings: 4.0 on average, on 1 of 84 days." in said
        assert "Before sessions: 6.5 on average, on 1 day without a reading." in said

    def test_it_says_of_how_many_readings_the_days_are_the_mean(self, tracker: Tracker) -> None:
        read(tracker, {day(1): 4})
        said = tracker("chart pain")
        assert "a blank is a day without one." in said
        for level in (2, 3, 4):
            tracker(f"pain {level}")
        assert "Readings: 3.5 on average, 4 of them on 2 of 84 days." in tracker("chart pain")
        tracker(f"log ice --pain 9 --at {day(2)}")
        assert "a blank is a day without either." in tracker("chart pain")

    def test_a_flare_up_of_one_day_names_it_once(self, tracker: Tracker) -> None:
        tracker("flare start --at yesterday")
        tracker("flare end --at yesterday")
        assert "\nFlare-up: Sat 21 Nov.\n" in tracker("chart pain --weeks 2")

    def test_every_number_is_that_of_history_and_insights(self, long: Tracker) -> None:
        chart = answer(long, "chart pain --weeks 8")
        since = chart["first_day"]
        insights = answer(long, f"insights --since {since}")
        levels = [one["level"] for one in chart["days"] if one["readings"]]
        assert len(levels) == insights["days_with_reading"] > 30
        assert sum(levels) / len(levels) == pytest.approx(insights["usual_pain"]["level"], abs=1e-3)
        counts, before = Counter[tuple[str, str]](), defaultdict[str, list[int]](list)
        for session in history(long, since):
            counts[session["day"], session["kind"]] += 1
            if session["pain_before"] is not None:
                before[session["day"]].append(session["pain_before"])
        assert counts == {
            (one["day"], some["kind"]): some["sessions"]
            for one in chart["days"]
            for some in one["sessions"]
        }
        told = {one["day"]: one["level_before_sessions"] for one in chart["days"]}
        read_on = {one["day"] for one in chart["days"] if one["readings"]}
        assert {name: level for name, level in told.items() if level is not None} == {
            name: pytest.approx(sum(pains) / len(pains), abs=1e-3)
            for name, pains in before.items()
            if name not in read_on
        }
        assert [one["first_day"] for one in chart["flares"]] == [str(day(30))]

    def test_a_flare_up_lies_beneath_its_days(self, tracker: Tracker) -> None:
        tracker("flare start --at '3 days ago'")
        tracker("flare end --at yesterday")
        tracker("log ice --at '13 days ago'")
        lines = tracker("chart pain --weeks 2").splitlines()
        (row,) = [line for line in lines if line.startswith("flare-up")]
        assert (row.index("="), row.count("=")) == (10 + 3 * 10, 9)
        (row,) = [line for line in lines if line.startswith("ice")]
        assert row == "ice       1"
        assert lines[-2] == "Flare-up: Thu 19 Nov to Sat 21 Nov."

    def test_a_narrow_terminal_has_fewer_places_of_more_days(self, tracker: Tracker) -> None:
        read(tracker, {day(back): 6 if back % 2 else 3 for back in range(84)})
        tracker("log exercise --at today")
        text = plain(drawn(tracker, ["chart", "pain"], 80))
        assert "Each place is 2 days: the mean of their days, and their sessions." in text
        # Of 3 and 6, the mean of each pair of days is 4.5.
        (row,) = [line for line in text.splitlines() if "◆" in line and "mean" not in line]
        assert row.split("│")[1] == "◆" * 42


class TestWeeks:
    def test_each_session_has_its_letter(self, tracker: Tracker) -> None:
        tracker("log massage 60 --style hot-stone --at '8 days ago'")
        for line in ("heat-pack", "ice", "warm-bath", "visit", "ice"):
            tracker(f"log {line} --at yesterday")
        lines = tracker("chart sessions --weeks 3").splitlines()
        assert lines[2:5] == ["2026-W45  0", "2026-W46  1  M", "2026-W47  5  HIIWV"]
        assert lines[6] == (
            "Each letter is a session: M massage 1, H heat pack 1, I ice 2, W warm bath 1, V visit 1."
        )

    def test_each_kind_has_a_letter_of_its_own(self) -> None:
        assert len({letter(kind) for kind in KINDS}) == len(KINDS)

    def test_what_is_longer_than_the_line_goes_on_below(self, tracker: Tracker) -> None:
        for _ in range(10):
            tracker("log ice 5 --at yesterday")
        text = plain(drawn(tracker, ["chart", "sessions", "--weeks", "1"], 22))
        assert "\n2026-W47  10  IIIIIIII\n              II\n\n" in text

    def test_every_number_is_that_of_history(self, long: Tracker) -> None:
        weeks = answer(long, "chart sessions --weeks 8")["weeks"]
        assert len(weeks) == 8
        counts = Counter[tuple[str, str]]()
        for session in history(long, weeks[0]["first_day"]):
            own = dt.date.fromisoformat(session["day"])
            counts[str(own - dt.timedelta(own.weekday())), session["kind"]] += 1
        assert counts == {
            (week["first_day"], one["kind"]): one["sessions"]
            for week in weeks
            for one in week["kinds"]
        }
        assert [sum(one["sessions"] for one in week["kinds"]) for week in weeks] == [
            week["sessions"] for week in weeks
        ]
        drawn_lines = long("chart sessions --weeks 8").splitlines()[2:10]
        assert [Counter(line.split()[-1]) for line in drawn_lines] == [
            {one["kind"][0].upper(): one["sessions"] for one in week["kinds"]} for week in weeks
        ]

    def test_what_was_kept_is_what_the_summary_says(self, long: Tracker) -> None:
        chart = answer(long, "chart kept --weeks 8")
        summed = answer(long, "summary --weeks 8")["weeks"]
        same = ("week", "first_day", "is_running", "kept")
        assert chart["weeks"] == [{name: week[name] for name in same} for week in summed]
        for name in ("planned", "done", "missed", "excused"):
            assert chart["kept"][name] == sum(week["kept"][name] for week in summed)

    def test_a_bar_is_as_long_as_the_share_and_full_for_all_alone(self, long: Tracker) -> None:
        lines = long("chart kept --weeks 8").splitlines()
        for week in answer(long, "chart kept --weeks 8")["weeks"]:
            (line,) = [
                one for one in lines if one.startswith(week["week"]) and "is this" not in one
            ]
            share, bar = week["kept"]["share"], line.split()[-1]
            if share is None:
                assert "#" not in line
                continue
            assert len(bar) > 50
            assert bar.count("#") / len(bar) == pytest.approx(share, abs=1.5 / len(bar))
            assert ("." in bar) == (share < 1)


class TestYear:
    def test_every_number_is_that_of_history(self, long: Tracker) -> None:
        chart = answer(long, "chart year")
        counts = Counter(session["day"] for session in history(long, "2026-01-01"))
        assert {one["day"]: one["sessions"] for one in chart["days"]} == counts
        for month in chart["months"]:
            begun = month["first_day"][:7]
            of_month = [count for name, count in counts.items() if name.startswith(begun)]
            assert (month["days_with_session"], month["sessions"]) == (
                len(of_month),
                sum(of_month),
            )
        gone = [month["days"] for month in chart["months"]]
        assert gone == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 22, 0]

    def test_each_day_stands_under_its_day_of_the_week(self, tracker: Tracker) -> None:
        for _ in range(12):
            tracker("log ice 5 --at '2 nov'")
        tracker("log ice 5 --at '8 nov'")
        tracker("log ice 5 --at today")
        lines = tracker("chart year").splitlines()
        left = lines[11].index("Nov")
        assert [line[left : left + 13].rstrip() for line in lines[11:17]] == [
            "Nov 3 of 22",
            "M T W T F S S",
            "            .",
            "# . . . . . 1",
            ". . . . . . .",
            ". . . . . . 1",
        ]
        assert lines[-1] == "A session on 3 of 326 days so far, 14 sessions in all."
        unicode = plain(drawn(tracker, ["chart", "year"], 80))
        assert "■ · · · · · ▫" in unicode
        assert "· none  ▫ 1 session  ▪ 2  ■ 3 or more" in unicode

    def test_a_week_begins_as_the_person_says(self, tracker: Tracker) -> None:
        tracker.configure(f'first_day_of_week = "sunday"\n{QUIET}')
        tracker("log ice 5 --at today")
        lines = tracker("chart year").splitlines()
        left = lines[11].index("Nov")
        assert [line[left : left + 13].rstrip() for line in lines[12:17]] == [
            "S M T W T F S",
            ". . . . . . .",
            ". . . . . . .",
            ". . . . . . .",
            "1",
        ]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("2027", "has not begun. Write 2026 or a year before."),
            ("26", 'is no year. Write 2026, "this year" or "last year".'),
            ("november", "is no year"),
            ("1066", "is out of reach"),
            ("", "is no year"),
        ],
    )
    def test_a_year_that_is_none_is_refused(self, tracker: Tracker, typed: str, said: str) -> None:
        assert said in tracker(f"chart year --year '{typed}'", code=2)

    def test_a_year_that_is_over_has_all_its_days(self, tracker: Tracker) -> None:
        tracker("log ice 5 --at 2024-02-29 --yes")
        said = tracker("chart year --year 2024")
        assert "Feb 1 of 29" in said
        assert said.endswith("A session on 1 of 366 days, 1 session in all.\n")
        assert "No session in 2025." in tracker("chart year --year 'last year'")


KINDS_OF_CHART = ["pain", "sessions", "kept", "year"]


@pytest.mark.parametrize("name", KINDS_OF_CHART)
def test_a_diary_without_anything_says_so(tracker: Tracker, name: str) -> None:
    said = tracker(f"chart {name}")
    assert re.search(r"^No(thing)? ", said, re.MULTILINE)
    assert len(said.splitlines()) <= 3
    answer(tracker, f"chart {name}")


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
@pytest.mark.parametrize("line", [*KINDS_OF_CHART, "pain --weeks 520", "kept --weeks 1"])
def test_no_line_is_wider_than_the_terminal_and_none_is_cut(
    long: Tracker, line: str, columns: int
) -> None:
    text = plain(drawn(long, ["chart", *line.split()], columns))
    assert max(map(width_of, text.splitlines())) <= columns
    assert "…" not in text


@pytest.mark.parametrize("name", KINDS_OF_CHART)
def test_in_a_pipe_there_is_nothing_but_plain_letters(long: Tracker, name: str) -> None:
    said = long(f"chart {name}")
    assert said.isascii()
    assert max(map(len, said.splitlines())) <= 105


def test_an_emergency_stands_before_every_chart(tracker: Tracker) -> None:
    tracker("redflags saddle")
    for name in KINDS_OF_CHART:
        assert "emergency" in tracker(f"chart {name}").splitlines()[0].casefold()
        assert answer(tracker, f"chart {name}")["emergency"]


def test_weeks_are_a_number(tracker: Tracker) -> None:
    for typed in ("0", "521", "x", "-1"):
        said = tracker(f"chart pain --weeks={typed}", code=2)
        assert said.startswith(f"Error: --weeks {typed}: give a number of weeks from 1 to 520.")
