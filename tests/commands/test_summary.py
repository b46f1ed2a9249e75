"""One week on one screen: whatever is in the diary, each of its figures is that of the history."""

import datetime as dt
import json
import random
import shlex
import sqlite3
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.commands.conftest import PLANNING
from tests.commands.schema import checked
from tests.commands.terminals import drawn, plain
from tests.conftest import Tracker
from tests.postgresql import Kept
from tracker.app import App
from tracker.care.fields import Entry, entry_of
from tracker.care.money import Money
from tracker.show.summary import MOST_LINES
from tracker.show.terminal import width_of

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = dt.date(2026, 9, 7)
LAST = dt.date(2026, 11, 22)
WEEK = (dt.date(2026, 11, 16), LAST)
# Sunday 22 November, 21:30 in Berlin.
NOW = dt.datetime(2026, 11, 22, 20, 30, tzinfo=dt.UTC)
SETTINGS = '[reminders]\nnag = false\n[safety]\nemergency_number = "112"\n'
PLANS = (
    "exercise bird-dog:3x10x8s --on mon,wed,fri --at 07:30 --minutes 12 --name morning",
    "exercise walking --on daily --at 12:30 --minutes 20 --name walk",
    "massage --every 7d --at 18:00 --with Ana --minutes 60",
    "heat-pack --times 3/week --at 20:00",
    "ice --on tue,thu --at 12:00",
    "warm-bath --on sun --at 19:00 --minutes 30",
    "visit --every 14d --at 10:00 --minutes 30 --name physiotherapy",
    "exercise cat-cow --on tue,sat --at 21:00 --minutes 5 --name 'stretching in the evening'",
)


def sessions(first: dt.date, last: dt.date, seed: int) -> Iterator[Entry]:
    """Yield sessions of all kinds, some on each day, the same at each call."""
    chance = random.Random(seed)
    kinds = ("massage", "heat-pack", "ice", "warm-bath", "exercise", "exercise", "visit")
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        for kind in chance.sample(kinds, chance.randrange(4)):
            start = dt.datetime.combine(day, dt.time(chance.randrange(6, 20), 5), BERLIN)
            before = chance.choice((None, 3, 5, 7, 8))
            after = None if before is None else chance.choice((None, max(before - 2, 0), before))
            yield entry_of(
                kind=kind,
                day=day,
                started_at=start.astimezone(dt.UTC),
                zone="Europe/Berlin",
                duration=dt.timedelta(minutes=chance.randrange(5, 61)),
                pain_before=before,
                pain_after=after,
                relief=chance.choice((None, dt.timedelta(), dt.timedelta(hours=5))),
                **_of_kind(kind, chance),
            )


def ice(day: dt.date) -> Entry:
    """Return ice at ten on a day."""
    at = dt.datetime.combine(day, dt.time(10), BERLIN).astimezone(dt.UTC)
    length = dt.timedelta(minutes=15)
    return entry_of(kind="ice", day=day, started_at=at, zone="Europe/Berlin", duration=length)


def _of_kind(kind: str, chance: random.Random) -> dict[str, Any]:
    if kind == "massage":
        cost, covered = Money(8000, "EUR"), Money(chance.choice((0, 5000)), "EUR")
        style = chance.choice(("swedish", "hot-stone"))
        return {"provider": "Ana", "style": style, "cost": cost, "covered": covered}
    if kind == "visit":
        return {"cost": Money(chance.randrange(2000, 9000), chance.choice(("EUR", "CHF", "JPY")))}
    if kind == "exercise":
        return {"effort": chance.choice(("easy", "right", None))}
    return {}


def readings(first: dt.date, last: dt.date, seed: int) -> list[tuple[str, int]]:
    """Return readings of the pain: on most days one or two."""
    chance = random.Random(seed)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        (str(day), chance.randrange(2, 9)) for day in days for _ in range(chance.choice((0, 1, 2)))
    ]


def read(tracker: Tracker, rows: list[tuple[str, int]]) -> None:
    """Write readings into a diary."""
    at = f"{NOW:%Y-%m-%d %H:%M:%S}.000000"
    tracker.ask(
        "INSERT INTO readings (day, zone, level, created_at, changed_at) VALUES "
        + ", ".join(f"('{day}', 'Europe/Berlin', {level}, '{at}', '{at}')" for day, level in rows)
    )


@pytest.fixture(scope="module")
def lived_in() -> dict[str, bytes | Kept]:
    """Return the diary of some weeks once it was made, by where it lies."""
    return {}


@pytest.fixture
def full(tracker: Tracker, where: str, lived_in: dict[str, bytes | Kept]) -> Tracker:
    """Return a diary of eleven weeks with eight plans, on the evening of a Sunday."""
    tracker.configure(SETTINGS)
    tracker.passed_over = ("(tracker safety show massage-without-exercise)\n",)
    if where not in lived_in:
        tracker.now = dt.datetime(2026, 9, 6, 8, tzinfo=dt.UTC)
        for line in PLANS:
            tracker.run(["plan", "add", *shlex.split(line)])
        tracker.now = NOW - dt.timedelta(days=3)
        log_all(tracker, list(sessions(FIRST, WEEK[0] + dt.timedelta(days=3), 7)))
        tracker("skip ice --why travelling")
        tracker.now = NOW
        log_all(tracker, list(sessions(WEEK[0] + dt.timedelta(days=4), LAST, 8)))
        read(tracker, readings(FIRST, LAST, 9))
        lived_in[where] = tracker.kept()
    tracker.bring_back(lived_in[where])
    tracker.now = NOW
    return tracker


def log_all(tracker: Tracker, entries: list[Entry]) -> None:
    """Log sessions as of now, as one change."""
    app = App(tracker.address, tracker.config, lambda: tracker.now)
    with app.journal() as journal:
        journal.sessions.log_all(entries)
    app.close()


class TestScreen:
    @pytest.mark.parametrize("scene", ["empty", "first", "full", "past", "emergency", "flare"])
    def test_it_fits_one_screen_however_much_there_is(
        self, request: pytest.FixtureRequest, tracker: Tracker, scene: str
    ) -> None:
        words = ["summary"]
        if scene in ("empty", "first"):
            tracker.configure(SETTINGS)
        else:
            request.getfixturevalue("full")
        if scene == "first":
            tracker("plan add heat --times 3/week --at 20:00")
            tracker("log massage 60 --with Ana --pain 6:3 --cost 80 --covered 50")
        if scene == "past":
            words += ["--week", "w44"]
        if scene == "emergency":
            tracker("redflags saddle")
        if scene == "flare":
            tracker("flare start --at 2026-11-14")
        for columns in (40, 80, 120):
            lines = plain(drawn(tracker, words, columns)).splitlines()
            assert max(map(width_of, lines)) <= columns
            assert columns < 80 or len(lines) <= MOST_LINES, "\n".join(lines)
            assert any(line.startswith("Coming ") for line in lines)
        assert len(tracker(" ".join(words)).splitlines()) <= MOST_LINES

    def test_what_is_as_long_as_it_can_be_fits_as_well(self, full: Tracker) -> None:
        long = "x" * 50 + " and more " + "y" * 30
        for number in range(14):
            full(f"plan add visit --on daily --at 0{number % 10}:00 --name '{number} {long}'")
        full.passed_over += ("or until it is lower.\n",)
        full("plan add massage --on daily --at 21:00 --name 'held one'")
        full.tick(days=1)
        full(f"condition add flu --note '{long}'")
        for number in range(6):
            full(f"skip '{number} x' --why '{number} {long * 2}'")
        full.tick(days=5)
        full("redflags saddle")
        for code in ("USD", "SEK", "NOK", "CAD"):
            full(f"log visit 30 --cost 12345.67{code}")
        lines = plain(drawn(full, ["summary"], 80)).splitlines()
        assert len(lines) <= MOST_LINES, "\n".join(lines)
        assert max(map(width_of, lines)) <= 80
        (more,) = [line for line in lines if " more plans: " in line or " more: " in line]
        assert int(more.split()[0]) > 14

    def test_what_was_missed_is_shown_before_what_was_not(self, full: Tracker) -> None:
        full("redflags saddle")  # This takes four lines.
        week = json.loads(full("summary --json"))["week"]
        missed = {plan["name"] for plan in week["plans"] if plan["missed"]}
        lines = full("summary").splitlines()
        rest = next(line for line in lines if " more: " in line or " more plans: " in line)
        head = next(place for place, line in enumerate(lines) if "M T W T F S S" in line)
        shown = {line[2:].split("  ")[0] for line in lines[head + 1 : lines.index(rest)]}
        assert len(shown) >= 3
        assert missed
        assert missed <= shown or shown <= missed

    def test_what_does_not_fit_is_in_markdown(self, full: Tracker) -> None:
        page = full("summary --markdown")
        names = {plan["name"] for plan in json.loads(full("summary --json"))["week"]["plans"]}
        assert len(names) > 5
        assert {name for name in names if f"| {name} | " not in page} == set()

    @pytest.mark.parametrize("seed", range(4))
    def test_in_a_pipe_the_same_is_said(self, full: Tracker, seed: int) -> None:
        log_all(full, list(sessions(*WEEK, seed)))
        in_a_pipe = full("summary").split()
        on_a_screen = plain(drawn(full, ["summary"], 200)).split()
        marks = str.maketrans("●◑○–◌·×", "xmo-?.x")
        for shown, said in zip(on_a_screen, in_a_pipe, strict=True):
            # What is cut has one mark of three dots, or three dots.
            cut = min(
                (one.find(end) for one, end in ((shown, "…"), (said, "...")) if end in one),
                default=None,
            )
            assert shown.translate(marks)[:cut] == said[:cut]


def figures_of(full: Tracker, since: dt.date, until: dt.date) -> dict[str, Any]:
    """Work out a stretch from its history alone."""
    history = json.loads(full(f"history --since {since} --until {until} --limit 0 --json"))
    listed = history["sessions"]
    changes = [
        one["pain_after"] - one["pain_before"]
        for one in listed
        if one["pain_before"] is not None and one["pain_after"] is not None
    ]
    by_day: dict[str, list[int]] = {}
    for one in listed:
        if one["pain_before"] is not None:
            by_day.setdefault(one["day"], []).append(one["pain_before"])
    return {
        "sessions": len(listed),
        "days": sorted({one["day"] for one in listed}),
        "duration_s": sum(one["duration_s"] for one in listed),
        "change": round(statistics.fmean(changes), 3) if changes else None,
        "pairs": len(changes),
        "before": level_of(by_day),
        "reliefs": [one["relief_s"] for one in listed if one["relief_s"] is not None],
        "listed": listed,
        "plans": history["plans"],
    }


def level_of(by_day: dict[str, list[int]]) -> dict[str, Any] | None:
    """Return the mean of the days' means, as the summary tells it."""
    if not by_day:
        return None
    means = [sum(levels) / len(levels) for levels in by_day.values()]
    return {
        "level": round(sum(means) / len(means), 3),
        "days": len(by_day),
        "readings": sum(map(len, by_day.values())),
    }


def read_level(full: Tracker, since: dt.date, until: dt.date) -> dict[str, Any] | None:
    """Work out the level of the readings from the history alone."""
    listed = json.loads(full(f"history pain --since {since} --until {until} --limit 0 --json"))
    by_day: dict[str, list[int]] = {}
    for one in listed["readings"]:
        by_day.setdefault(one["day"], []).append(one["level"])
    return level_of(by_day)


def amounts(listed: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Return cost and covered by currency."""
    found: dict[str, tuple[float, float]] = {}
    for one in listed:
        if one["cost"]:
            cost, covered = found.get(one["cost"]["currency"], (0.0, 0.0))
            cost += float(one["cost"]["amount"])
            covered += float(one["covered"]["amount"]) if one["covered"] else 0.0
            found[one["cost"]["currency"]] = cost, covered
    return found


@pytest.mark.both(1)
class TestFigures:
    @pytest.mark.parametrize("back", range(3))
    def test_each_figure_of_a_week_is_that_of_the_history(self, full: Tracker, back: int) -> None:
        since, until = (day - dt.timedelta(weeks=back) for day in WEEK)
        summary = checked(full(f"summary --week {since} --json"))
        self.check(full, summary["week"], since, until)
        self.check(full, summary["week_before"], since - dt.timedelta(7), until - dt.timedelta(7))
        month_ago = summary["pain_four_weeks_ago"]["by_readings"]
        assert month_ago == read_level(full, since - dt.timedelta(28), until - dt.timedelta(28))

    @pytest.mark.parametrize("month", ["2026-11", "2026-10", "2026-09"])
    def test_each_figure_of_a_month_is_that_of_the_history(self, full: Tracker, month: str) -> None:
        answer = checked(full(f"summary --month {month} --json"))
        of_month = answer["month"]
        assert of_month["month"] == month
        since, until = (dt.date.fromisoformat(of_month[f"{end}_day"]) for end in ("first", "last"))
        assert (since.day, (until + dt.timedelta(days=1)).day) == (1, 1)
        self.check(full, of_month, since, min(until, LAST))
        # Exercises answer more than one plan.
        tallied = {
            one["kind"]: (one["sessions"], one["duration_s"], one["days"])
            for one in answer["tallies"]
            if one["kind"] != "exercise" and one["sessions"]
        }
        assert tallied == {
            one["kind"]: (one["sessions"], one["duration_s"], one["days"])
            for one in of_month["kinds"]
            if one["kind"] != "exercise"
        }

    def check(self, full: Tracker, week: dict[str, Any], since: dt.date, until: dt.date) -> None:
        own, whole = figures_of(full, since, until), week["whole"]
        assert (whole["sessions"], whole["days"], whole["duration_s"]) == (
            own["sessions"],
            own["days"],
            own["duration_s"],
        )
        assert (whole["mean_pain_change"], whole["sessions_with_both_readings"]) == (
            own["change"],
            own["pairs"],
        )
        assert week["pain"] == {
            "by_readings": read_level(full, since, until),
            "before_sessions": own["before"],
        }
        if own["reliefs"]:
            assert week["relief"] == {
                "median_s": int(statistics.median(own["reliefs"])),
                "sessions": len(own["reliefs"]),
            }
        costs = {
            one["currency"]: (float(one["cost"]), float(one["covered"])) for one in week["costs"]
        }
        own_costs = amounts(own["listed"])
        assert costs.keys() == own_costs.keys()
        assert all(costs[code] == pytest.approx(told) for code, told in own_costs.items())
        for one in week["costs"]:
            own_share = float(one["cost"]) - float(one["covered"])
            assert float(one["own_share"]) == pytest.approx(own_share)
        for kind in {one["kind"] for one in own["listed"]} - {"heat-pack"}:
            of_kind = [one for one in own["listed"] if one["kind"] == kind]
            (total,) = [one for one in week["kinds"] if one["kind"] == kind]
            assert total["sessions"] == len(of_kind)
            assert total["duration_s"] == sum(one["duration_s"] for one in of_kind)

    def test_each_plan_is_kept_as_its_days_and_sessions_say(self, full: Tracker) -> None:
        since, until = (day - dt.timedelta(weeks=1) for day in WEEK)
        week = json.loads(full(f"summary --week {since} --json"))["week"]
        own = figures_of(full, since, until)
        done = {one["number"]: one for one in own["listed"]}
        for plan in week["plans"]:
            states = Counter(one["state"] for one in plan["occurrences"])
            assert plan["done"] == states["done"] + states["made-up"]
            assert plan["planned"] == plan["done"] + states["missed"]
            for one in plan["occurrences"]:
                if one["state"] == "done" and plan["name"] == "ice":
                    assert done[one["session"]]["day"] == one["day"]
        ice = next(one for one in week["plans"] if one["name"] == "ice")
        # Tuesday and Thursday: as many were done as there were days with ice of half its length.
        long_enough = [
            one
            for one in own["listed"]
            if one["kind"] == "ice" and one["duration_s"] * 2 >= 15 * 60
        ]
        assert ice["done"] == min(2, len(long_enough))
        assert week["kept"]["done"] == sum(one["done"] for one in week["plans"])

    def test_the_words_say_what_programs_are_told(self, full: Tracker) -> None:
        summary = json.loads(full("summary --week 'last week' --json"))
        week, lines = summary["week"], full("summary --week 'last week'").splitlines()
        whole, kept = week["whole"], week["kept"]
        of_all = next(line for line in lines if line.startswith("In all"))
        assert of_all.split()[2] == str(whole["sessions"])
        told = next(line for line in lines if line.startswith("Kept"))
        share = round(100 * kept["share"])
        assert told.startswith(f"Kept      {kept['done']} of {kept['planned']} planned, {share} %")
        pain = week["pain"]["by_readings"]
        beside = [summary["week_before"]["pain"]["by_readings"]]
        beside.append(summary["pain_four_weeks_ago"]["by_readings"])
        before, month = (f"{one['level']:.1f} on {one['days']}" for one in beside)
        line = next(line for line in lines if line.startswith("Pain"))
        assert line.startswith(f"Pain      {pain['level']:.1f} on {pain['days']} days")
        assert f"(the week before {before}" in line
        assert f"; four weeks ago {month}" in line


class TestLevel:
    pytestmark = PLANNING

    def line(self, diary: Tracker) -> str:
        lines = diary("summary").splitlines()
        return next((one for one in lines if one.startswith("Pain")), "")

    def test_without_readings_it_is_that_before_sessions_and_called_so(
        self, diary: Tracker
    ) -> None:
        assert self.line(diary) == ""
        diary("log ice 10 --pain 6:5")
        diary("log ice 10 --pain 3 --at 8:00")
        diary("log ice 10 --pain 8 --at yesterday")
        diary("log ice 10 --pain 7 --at '2026-11-12'")
        assert self.line(diary) == (
            "Pain      before sessions 6.2 on 2 days, 3 readings (the week before 7.0 on 1)"
        )

    def test_what_was_read_is_never_set_beside_what_was_before_sessions(
        self, diary: Tracker
    ) -> None:
        diary("log ice 10 --pain 6:5 --at '2026-11-12'")
        read(diary, [("2026-11-17", 4), ("2026-11-17", 6), ("2026-11-18", 2)])
        assert self.line(diary) == "Pain      3.5 on 2 days, 3 readings"
        read(diary, [("2026-10-20", 7)])
        assert self.line(diary) == (
            "Pain      3.5 on 2 days, 3 readings (the week before no reading; four weeks ago 7.0 on 1)"
        )

    def test_a_gap_is_said(self, diary: Tracker) -> None:
        read(diary, [("2026-11-10", 7)])
        assert self.line(diary) == (
            "Pain      no reading (the week before 7.0 on 1; four weeks ago no reading)"
        )
        diary("log ice 10 --pain 6:5")
        assert self.line(diary).startswith(
            "Pain      no reading; before sessions 6.0 on 1 day (the week before 7.0 on 1;"
        )
        assert "pain (days)" in diary("summary --weeks 2")


class TestSuggestions:
    pytestmark = PLANNING

    def test_a_weekday_that_was_missed_twice_can_be_moved_as_it_says(self, diary: Tracker) -> None:
        diary("plan add exercise --on mon,wed,fri --at 07:30 --minutes 12 --name morning")
        for day in (1, 3, 8, 10):
            log = (
                f"log exercise --minutes 12 --at '{dt.date(2026, 11, 22) + dt.timedelta(day)} 7:30'"
            )
            diary.tick(days=(day * 24 + 12 - (diary.now - NOW).total_seconds() // 3600) / 24)
            diary(log)
        diary.tick(days=3)
        last = diary("summary").splitlines()[-1].strip()
        move = "tracker plan edit morning --on mon,wed,sat"
        assert last == f'"morning" was missed on Friday twice in a row. Another day? {move}'
        why = diary("summary --why")
        assert "morning: Friday (Fri 27 Nov and Fri 4 Dec)." in why
        assert f"Said: {last}" in why
        answer = checked(diary("summary --json"))
        assert answer["suggestion"] == {"rule": "missed-twice", "says": last}
        assert [one["is_said"] for one in answer["rules"]] == [False, True, False]
        diary(move.removeprefix("tracker "))
        assert "twice in a row" not in diary("summary")

    def test_two_easy_weeks_could_be_more_of_each_exercise(self, diary: Tracker) -> None:
        diary("provider add Lee --role physical-therapist")
        diary("plan add exercise bird-dog:3x10x8s bridge --times 2/week --name morning")
        for ago in (12, 9, 4, 1):
            diary(f"log exercise bird-dog:3x10x8s --minutes 12 --effort easy --at '{ago} days ago'")
        last = diary("summary").splitlines()[-1].strip()
        more = "tracker plan edit morning --exercise bird-dog:3x12x8s --exercise bridge"
        assert last == f'"morning": all told easy for two weeks. A little more? {more}'
        diary("plan edit morning --directed-by Lee")
        assert ". A little more, if Lee agrees? " in diary("summary")
        diary(more.removeprefix("tracker "))
        diary("log exercise --minutes 12 --effort hard")
        assert "A little more" not in diary("summary")

    def test_of_a_routine_and_of_mere_minutes_it_is_a_little_more_as_well(
        self, diary: Tracker
    ) -> None:
        diary("plan add exercise --times 2/week --minutes 30 --name morning")
        for ago in (12, 9, 4, 1):
            diary(f"log exercise --minutes 30 --effort easy --at '{ago} days ago'")
        assert "A little more? tracker plan edit morning --minutes 35\n" in diary("summary")
        diary("plan remove morning")
        diary("routine add early plank:3x30s")
        diary("plan add exercise --routine early --times 2/week --minutes 30 --name early")
        assert "tracker routine edit early plank:3x35s\n" in diary("summary")

    def test_in_a_flare_up_ease_comes_first(self, diary: Tracker) -> None:
        diary("plan add exercise --on daily --at 20:00 --name morning")
        diary("flare start --at 2026-11-20")
        last = diary("summary").splitlines()[-1].strip()
        ease = "tracker plan edit morning --in-flare half"
        assert last == (
            f'A flare-up has gone on since Fri 20 Nov, and "morning" asks for as much as ever. Half of it? {ease}'
        )
        assert "Flare-up  since Fri 20 Nov\n" in diary("summary")
        diary("plan edit morning --directed-by Lee")
        assert f"Half of it, if Lee agrees? {ease}\n" in diary("summary")
        diary(ease.removeprefix("tracker "))
        assert "When it is over: tracker flare end" in diary("summary")
        diary("flare end")
        assert "flare end" not in diary("summary")
        assert "Flare-up  Fri 20 Nov to Sun 22 Nov, 3 days\n" in diary("summary")

    def test_a_week_that_is_long_over_and_an_emergency_leave_it_at_that(
        self, diary: Tracker
    ) -> None:
        diary("flare start")
        diary("plan add exercise --on daily --at 20:00 --name morning")
        assert "Suggestions are made" in diary("summary --why --week 2026-W40")
        assert checked(diary("summary --week 2026-W40 --json"))["rules"] == []
        diary("redflags saddle")
        assert "Suggestions are made" in diary("summary --why")
        assert "Half of it?" not in diary("summary")


class TestWhatWasLeftOut:
    pytestmark = PLANNING

    def test_what_was_missed_skipped_and_held_is_counted(self, diary: Tracker) -> None:
        diary("plan add ice --on daily --at 10:30")
        diary("plan add heat --times 2/week --at 11:00")
        diary("plan add massage --on daily --at 11:30 --minutes 60")
        diary.tick(days=1, hours=2)
        diary("skip ice --why travelling")
        diary.tick(days=1)
        diary("skip ice --why travelling")
        diary("skip massage")
        diary.tick(days=1)
        diary("condition add flu --at 6:00")
        diary.tick(days=5)
        lines = diary("summary --week 'last week'").splitlines()
        told = {line[:10].strip(): line[10:] for line in lines if line[:10].strip()}
        assert told["Missed"] == "ice Wed, Thu, Fri, Sat, Sun; heat pack Tue, Sat; massage Mon"
        assert told["Skipped"] == "ice Mon, Tue; massage Tue (2x travelling)"
        assert told["Held"].startswith("massage Wed, Thu, Fri, Sat, Sun: You noted a contagious")
        skipped = [
            (one["why"], one["day"])
            for plan in json.loads(diary("summary --week 'last week' --json"))["week"]["plans"]
            for one in plan["occurrences"]
            if one["state"] == "skipped"
        ]
        assert skipped == [
            ("travelling", "2026-11-23"),
            ("travelling", "2026-11-24"),
            (None, "2026-11-24"),
        ]

    def test_a_plan_of_pain_is_kept_by_readings(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 20:00")
        diary.tick(days=1)
        diary("log ice 10 --at 9:00")
        diary("pain 4")
        diary.tick(days=1)
        diary("pain 6 --at 9:00")
        lines = diary("summary").splitlines()
        row = next(line for line in lines if line.startswith("  pain "))
        assert row.split() == ["pain", "2", "of", "2", "2", *"xx?????"]
        assert "Kept      2 of 2 planned, 100 %, 5 to come" in "\n".join(lines)
        assert "Pain      5.0 on 2 days" in lines
        answer = checked(diary("summary --json"))
        (tally,) = [one for one in answer["tallies"] if one["kind"] == "pain"]
        assert (tally["sessions"], tally["days"]) == (0, ["2026-11-23", "2026-11-24"])
        assert answer["week_ahead"]["plans"][0]["kind"] == "pain"
        row = next(line for line in diary("summary --month").splitlines() if "pain" in line)
        # The day before the week had none.
        assert row.split()[:5] == ["pain", "2", "of", "3", "2"]

    def test_where_plans_ask_for_nothing_none_is_recommended(self, diary: Tracker) -> None:
        # It is Sunday, and the next one of the plan lies four weeks ahead.
        diary("plan add ice --on sun --every 4w --at 20:00")
        diary("log ice 10 --at 9:00")
        week_ahead = diary("summary").splitlines()[-1]
        assert week_ahead == "Coming    next week nothing: tracker plan list"
        assert diary("summary --week 'last week'").endswith(
            "Coming    this week nothing more: tracker plan list\n"
        )

    def test_all_days_of_a_month_are_there_on_a_narrow_terminal(self, diary: Tracker) -> None:
        diary("plan add ice --on daily --at 20:00 --name 'ice in the evening'")
        diary("log ice --at 9:00")
        lines = plain(drawn(diary, ["summary", "--month"], 40)).splitlines()
        place = next(place for place, line in enumerate(lines) if "ice in" in line)
        assert lines[place - 1 : place + 2] == [
            "      1...5....10...15...20...25....",
            "  ice in the evening  1 of 1",
            "      " + "·" * 21 + "●" + "◌" * 8,
        ]
        wide = plain(drawn(diary, ["summary", "--month"], 80))
        assert "1  " + "·" * 21 + "●" + "◌" * 8 in wide

    def test_a_month_says_its_flare_ups(self, diary: Tracker) -> None:
        diary("flare start --at 2026-10-30")
        diary("flare end --at 2026-11-02")
        diary("flare start --at 2026-11-20")
        said = "Flare-up  Fri 30 Oct to Mon 2 Nov, 4 days; since Fri 20 Nov\n"
        assert said in diary("summary --month")
        answer = checked(diary("summary --month --json"))
        assert [one["number"] for one in answer["flares"]] == [1, 2]
        assert "- **Flare-up**: Fri 30 Oct to Mon 2 Nov, 4 days\n" in diary(
            "summary --month october --markdown"
        )
        assert "Flare-up" not in diary("summary --month september")

    def test_weeks_in_a_row_are_counted_up_to_twelve(self, diary: Tracker) -> None:
        diary("plan add ice --on mon --at 10:00")
        mondays = [dt.date(2026, 11, 23) + dt.timedelta(weeks=week) for week in range(14)]
        diary.now = NOW + dt.timedelta(days=1, weeks=13)
        log_all(diary, [ice(day) for day in mondays])
        for weeks, said in (
            (1, ""),
            (2, "2 weeks"),
            (11, "11 weeks"),
            (12, "12+ weeks"),
            (14, "12+ weeks"),
        ):
            lines = diary(f"summary --week {mondays[weeks - 1]}").splitlines()
            row = next(one for one in lines if one.startswith("  ice "))
            assert said in row
            assert ("weeks" in row) == bool(said)
        streaks = json.loads(diary("summary --json"))["streaks"]
        assert streaks == [{"plan": 1, "weeks": 12}]

    def test_two_plans_of_a_kind_have_a_row_each_and_what_is_more_one_beside(
        self, diary: Tracker
    ) -> None:
        diary("plan add exercise plank --on mon --at 10:00 --minutes 20 --name early")
        diary("plan add exercise bridge --on mon --at 20:00 --minutes 10 --name late")
        diary("log exercise cat-stretch --minutes 30 --at 2026-11-22")
        diary.tick(days=1, hours=12)
        diary("log exercise plank --minutes 20 --at 9:00")
        diary("log exercise bridge --minutes 15 --at 20:00")
        diary("log exercise cat-stretch --minutes 40 --at 8:00")
        rows = json.loads(diary("summary --json"))["tallies"]
        assert [
            (one["plan"], one["sessions"], one["beyond"], one["duration_s"]) for one in rows
        ] == [
            (1, 1, 0, 20 * 60),
            (2, 1, 0, 15 * 60),
            (None, 1, 1, 40 * 60),
        ]
        lines = diary("summary").splitlines()
        assert [line[:22].split("  ")[1] for line in lines[2:5]] == [
            "early",
            "late",
            "back exercises, more",
        ]
        assert [line[-13:] for line in lines[2:5]] == ["x . . . . . ."] * 3


class TestNextWeek:
    pytestmark = PLANNING

    def line(self, diary: Tracker, words: str = "") -> str:
        return diary(f"summary {words}").splitlines()[-1]

    def test_it_says_what_is_planned_after_the_week(self, diary: Tracker) -> None:
        diary("plan add exercise --on mon,wed,fri --at 07:30 --name morning")
        diary("plan add massage --every 7d --at 18:00 --minutes 60")
        diary("log massage 60 --at 2026-11-18")
        diary("condition add flu")
        planned = "massage Wed 18:00 (held for now)"
        assert self.line(diary) == f"Coming    next week: morning 3x from Mon 07:30, {planned}"
        diary.tick(days=1, hours=-4)
        planned = "massage Wed 18:00 (held for now)"
        assert self.line(diary, "--week 'last week'").startswith(
            "Coming    this week: morning 3x from Mon"
        )
        assert self.line(diary, "--week 2026-W40").startswith(
            "Coming    this week: morning 3x from Mon"
        )
        ahead = json.loads(diary("summary --week 2026-W40 --json"))["week_ahead"]
        assert (ahead["first_day"], ahead["last_day"]) == ("2026-11-23", "2026-11-29")
        assert [len(one["due_at"]) for one in ahead["plans"]] == [3, 1]


class TestWays:
    @pytest.mark.parametrize(
        ("words", "complaint"),
        [
            ("--month --week w46", "--month and --week exclude each other."),
            ("--month november --weeks 3", "--month and --weeks exclude each other."),
            ("--month --why", "--month and --why exclude each other."),
            ("--why --weeks 3", "--why and --weeks exclude each other."),
            ("--why --markdown", "--why and --markdown exclude each other."),
            ("--json --markdown", "--json and --markdown exclude each other."),
            ("--month 2026-13", "--month 2026-13 is no month."),
            ("--month 2026", "--month 2026 is no month."),
            ("--month w46", "--month w46 is no month."),
            ("--month 2027-01", "--month 2027-01 lies in the future."),
            ("--month soon", "--month soon is no month."),
        ],
    )
    def test_what_excludes_each_other_or_is_no_month_is_said(
        self, tracker: Tracker, words: str, complaint: str
    ) -> None:
        assert complaint in tracker(f"summary {words}", code=2)

    @pytest.mark.parametrize("month", ["", "november", "2026-11", "'this month'"])
    def test_a_month_is_named_in_many_ways(self, tracker: Tracker, month: str) -> None:
        assert tracker(f"summary --month {month}").startswith("November 2026, so far\n")
        assert tracker("summary --month 'last month'").startswith("October 2026\n")

    def test_a_month_counts_days_and_marks_each(self, tracker: Tracker) -> None:
        tracker.configure(SETTINGS)
        tracker.now = dt.datetime(2026, 9, 30, 6, tzinfo=dt.UTC)
        tracker("plan add ice --on daily --at 10:00")
        tracker.now = NOW
        log_all(tracker, [ice(dt.date(2026, 10, day)) for day in range(1, 18)])
        lines = tracker("summary --month october").splitlines()
        assert lines[1].endswith("1...5....10...15...20...25...30")
        assert lines[2].endswith("x" * 17 + "o" * 14)
        assert lines[2].split()[1:4] == ["17", "of", "31"]

    def test_markdown_is_plain_and_escapes_what_a_person_wrote(self, tracker: Tracker) -> None:
        tracker.configure(SETTINGS)
        tracker("plan add ice --on daily --at 20:00 --name 'a|b *c*'")
        for words in ("", "--month", "--weeks 2"):
            page = tracker(f"--color always summary --markdown {words}")
            assert "\x1b" not in page
            assert page.startswith("## ")
            rows = [line for line in page.splitlines() if line.startswith("| ")]
            assert len({line.replace("\\|", "").count("|") for line in rows}) == 1
        assert "| a\\|b \\*c\\* | " in tracker("summary --markdown")


def steps(path: Path, config: Path) -> tuple[int, list[str]]:
    """Return how many steps SQLite takes for a summary, and how it looks up what is asked."""
    app, counted, asked = App(f"sqlite:///{path}", config, lambda: NOW), [0], list[str]()
    with app.reading() as journal:
        db = journal._db.connection.dbapi_connection
        assert isinstance(db, sqlite3.Connection)

        def count() -> int:
            counted[0] += 1
            return 0

        db.set_trace_callback(asked.append)
        db.set_progress_handler(count, 10)
        journal.review.summary()
        db.set_progress_handler(None, 0)
        db.set_trace_callback(None)
        plans = [
            row[3]
            for statement in asked
            if statement.startswith("SELECT")
            for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")
        ]
    app.close()
    return counted[0], plans


@pytest.mark.in_file
def test_no_long_table_is_read_whole_for_a_week(full: Tracker) -> None:
    _, plans = steps(full.database, full.config)
    assert any("readings" in one for one in plans)
    long_tables = ("sessions", "readings", "massages", "services", "exercises_done", "decisions")
    scanned = [one for one in plans if one.startswith("SCAN ") and one.split()[1] in long_tables]
    assert [one for one in scanned if "INDEX" not in one] == []


@pytest.mark.in_file
def test_a_week_costs_the_same_in_a_diary_of_many_years(full: Tracker) -> None:
    short, _ = steps(full.database, full.config)
    for year in range(2019, 2025):
        log_all(full, list(sessions(dt.date(year, 1, 1), dt.date(year, 12, 31), year)))
    read(full, readings(dt.date(2019, 1, 1), dt.date(2024, 12, 31), 3))
    long, _ = steps(full.database, full.config)
    assert long <= 1.2 * short
