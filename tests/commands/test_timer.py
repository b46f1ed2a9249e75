"""A timer under way: what it shows, which keys it obeys, what it keeps; the clock is a fake one."""

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from tracker.app import App
from tracker.care import guide
from tracker.care.doses import read_dose
from tracker.care.fields import BodyArea, ExerciseDone, entry_of
from tracker.care.timer import Timer
from tracker.errors import Conflict
from tracker.show.terminal import ASCII, UNICODE, Look, Marks
from tracker.timing import words as show
from tracker.timing.course import Announcer, Course, Screen, Terminal

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
INTERRUPT = "\x03"


def timer_for(words: str = "", kind: str = "ice", minutes: float = 15, **told: object) -> Timer:
    pairs = [word.partition(":") for word in words.split()]
    exercises = tuple(ExerciseDone(name, read_dose(dose)) for name, _, dose in pairs)
    length = dt.timedelta(minutes=minutes)
    entry = entry_of(
        kind="exercise" if words else kind,
        day=NOON.date(),
        started_at=NOON,
        zone="Europe/Berlin",
        duration=dt.timedelta(seconds=1),
        exercises=exercises,
        came_in="timer",
    )
    steps = guide.steps_of(exercises) if words else guide.passing(length)
    return Timer(entry.telling(**told), guide.begin(steps, NOON))


def after(timer: Timer, seconds: int) -> Timer:
    run = timer.run.advanced(NOON + dt.timedelta(seconds=seconds))
    return replace(timer, run=run)


def drawn(timer: Timer, width: int, marks: Marks = UNICODE) -> list[str]:
    lines, widths = show.board(timer, Look(marks, width, 24, is_coloured=False))
    assert widths == [len(line) for line in lines]
    assert max(widths) < width
    return lines


ICE = timer_for(areas=(BodyArea("lower-back"),))
MORNING = timer_for("bird-dog:3x10x8s side-bridge:2x20s/side bridge:2x12 walking:10m")
MORNING = replace(MORNING, entry=MORNING.entry.telling(routine="morning"))
BOARDS = [
    (ICE, 348, 40, UNICODE, """\
Ice, lower back      skin check at 7:30
━━━━━━╸───────────  9:12 of 15:00 left
space pause  e end now  ^C stop"""),
    (ICE, 348, 80, UNICODE, """\
Ice, lower back                                              skin check at 7:30
━━━━━━━━━━━━━━━━━━━━━━────────────────────────────────────  9:12 of 15:00 left
space pause   e end now   Ctrl-C stop"""),
    (ICE, 455, 80, ASCII, """\
Ice, lower back                                            skin check: look now
=============================-----------------------------  7:25 of 15:00 left
space pause   e end now   Ctrl-C stop"""),
    (ICE, 600, 80, UNICODE, """\
Ice, lower back
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╸───────────────────  5:00 of 15:00 left
space pause   e end now   Ctrl-C stop"""),
    (ICE, 0, 20, UNICODE, """\
Ice, lower back
skin check at 7:30
15:00 of 15:00 left
space pause  e end…"""),
    (MORNING, 12, 40, UNICODE, """\
1 of 4: bird dog             set 1 of 3
──────────────────  1 of 10: hold 6 s
then rest 30 s, 21:28 left
space pause  n next  e end  ^C stop"""),
    (MORNING, 19, 80, UNICODE, """\
morning, 1 of 4: bird dog                                            set 1 of 3
━━━━━─────────────────────────────────────────────────────  1 of 10: let go
then rest 30 s, 21:21 left           space pause   n next   e end   Ctrl-C stop"""),
    (MORNING, 395, 80, UNICODE, """\
morning, 2 of 4: side bridge                                   set 1 of 2, left
━━╸───────────────────────────────────────────────────────  hold 19 s
then change sides 5 s, 15:05 left    space pause   n next   e end   Ctrl-C stop"""),
    (MORNING, 440, 200, UNICODE, """\
morning, next 2 of 4: side bridge                                                   set 2 of 2, left
━━╸────────────────────────────────────────────────────────────────────────────  rest 29 s
then hold 20 s, 14:20 left                                space pause   n next   e end   Ctrl-C stop"""),
    (MORNING, 660, 80, UNICODE, """\
morning, 3 of 4: bridge                                              set 2 of 2
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╸────────────  10 of 12
then rest 30 s, 10:40 left           space pause   n next   e end   Ctrl-C stop"""),
    (MORNING, 1100, 80, UNICODE, """\
morning, 4 of 4: walking
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╸───────────────────  3:20 left
then done                            space pause   n next   e end   Ctrl-C stop"""),
]  # fmt: skip


@pytest.mark.parametrize(("timer", "seconds", "width", "marks", "lines"), BOARDS)
def test_the_bar_fits_its_terminal(
    timer: Timer, seconds: int, width: int, marks: Marks, lines: str
) -> None:
    assert drawn(after(timer, seconds), width, marks) == lines.splitlines()


@pytest.mark.parametrize("timer", [ICE, MORNING])
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_the_bar_keeps_its_length_and_its_room(timer: Timer, width: int) -> None:
    for seconds in range(timer.run.length_s):
        drawn(after(timer, seconds), width)
    bars = {
        sum(line.count(mark) for mark in "━╸─" for line in drawn(after(timer, seconds), 80))
        for seconds in range(timer.run.length_s)
    }
    assert bars == {58}


def test_a_paused_timer_says_so() -> None:
    paused = replace(ICE, run=ICE.run.paused())
    assert drawn(paused, 40)[::2] == [
        "Ice, lower back                  paused",
        "space go on  e end now  ^C stop",
    ]


def test_a_name_is_shown_without_harm() -> None:
    entry = MORNING.entry.telling(routine="\x1b[2Jnight")
    assert "\\x1b[2Jnight, next 1 of 4" in drawn(replace(MORNING, entry=entry), 80)[0]


@pytest.mark.parametrize(
    ("seconds", "clock"), [(0, "0:00"), (9, "0:09"), (599, "9:59"), (3600, "1:00:00")]
)
def test_seconds_are_written_as_a_clock(seconds: int, clock: str) -> None:
    assert show.clock(seconds) == clock


class Hand:
    """Somebody at the keyboard: presses keys at their seconds, and the clock goes on meanwhile."""

    def __init__(self, keys: Mapping[int, str], step_s: int = 1) -> None:
        self.now = NOON
        self._keys = dict(sorted(keys.items()))
        self._step = dt.timedelta(seconds=step_s)
        self.watch: Callable[[], None] = lambda: None

    def clock(self) -> dt.datetime:
        return self.now

    def wait(self, timeout_s: float) -> str:
        self.watch()
        for second in self._keys:
            if self.now >= NOON + dt.timedelta(seconds=second):
                return self._keys.pop(second)
        self.now += self._step
        return ""


class Heard(Announcer):
    """Remembers what would have been told."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def tell(self, words: str, what: str) -> None:
        self.words.append(f"{what}: {words}")

    def troubles(self) -> list[str]:
        return []


class Console(io.StringIO):
    """Paper that passes for a terminal."""

    def isatty(self) -> bool:
        return True


class Desk:
    """A diary, a hand at the keyboard, and paper for what is shown."""

    def __init__(self, folder: Path, timer: Timer, hand: Hand) -> None:
        self.app = App(f"sqlite:///{folder}/diary.db", folder / "config.toml", hand.clock)
        self.paper, self.heard = Console(), Heard()
        with self.app.journal() as journal:
            journal.timers.begin(timer)
        screen = Screen(self.paper, "unicode", has_bar=False)
        self.course = Course(self.app, timer, Terminal(hand, screen, self.heard))

    def kept(self) -> Timer | None:
        with self.app.reading() as journal:
            return journal.timers.get()


@pytest.fixture
def folder(tmp_path: Path, empty_diary: Path) -> Path:
    (tmp_path / "diary.db").write_bytes(empty_diary.read_bytes())
    return tmp_path


def test_time_passes_line_by_line_to_the_end(folder: Path) -> None:
    desk = Desk(folder, timer_for(minutes=4), Hand({}))
    assert desk.course.run() == "over"
    assert desk.course.timer.run.done_s == 240
    assert desk.paper.getvalue().splitlines() == [
        "Ice, 4:00 left, skin check at 2:00.",
        "3:00 left",
        "Skin check: look at the skin now.",
        "2:00 left",
        "1:00 left",
        "Time is up.",
    ]
    assert desk.heard.words == ["Ice: look at the skin now", "Ice: time is up"]
    desk.app.close()


def test_exercises_are_led_through_step_by_step(folder: Path) -> None:
    timer = timer_for("plank:2x20s bird-dog:1x3x5s/side")
    desk = Desk(folder, timer, Hand({}))
    assert desk.course.run() == "over"
    assert desk.paper.getvalue().splitlines() == [
        "Back exercises, 2:33 left.",
        "Next 1 of 2: plank, set 1 of 2, get ready 10 s.",
        "1 of 2: plank, set 1 of 2, hold 20 s.",
        "Next 1 of 2: plank, set 2 of 2, rest 30 s.",
        "2:00 left",
        "1 of 2: plank, set 2 of 2, hold 20 s.",
        "Next 2 of 2: bird dog, left side, rest 30 s.",
        "1:00 left",
        "2 of 2: bird dog, left side, 3 times, 5 s each.",
        "Next 2 of 2: bird dog, right side, change sides 5 s.",
        "2 of 2: bird dog, right side, 3 times, 5 s each.",
        "Time is up.",
    ]
    assert guide.exercises_done(timer.entry.details.exercises, desk.course.timer.run) == (
        timer.entry.details.exercises
    )
    desk.app.close()


@pytest.mark.parametrize(("sound", "rings"), [("true", 2), ("false", 0)])
def test_the_bell_rings_where_reminders_have_a_sound(folder: Path, sound: str, rings: int) -> None:
    (folder / "config.toml").write_text(f"[reminders]\nsound = {sound}\n")
    desk = Desk(folder, timer_for(minutes=1), Hand({}))
    assert desk.course.run() == "over"
    # Once at half time, when the skin is to be looked at, and once at the end.
    assert desk.paper.getvalue().count("\a") == rings
    desk.app.close()


@pytest.mark.parametrize(
    ("keys", "end", "done_s"),
    [
        ({}, "over", 900),
        ({300: "e"}, "ended", 300),
        ({0: "e"}, "ended", 0),
        ({100: " ", 400: " "}, "over", 900),
        ({100: " ", 400: "e"}, "ended", 100),
        ({100: "n", 200: "x", 250: "E"}, "ended", 250),
        ({100: INTERRUPT, 160: "k"}, "ended", 100),
        ({100: INTERRUPT, 160: "d"}, "dropped", 100),
        ({100: INTERRUPT, 160: "x", 260: "e"}, "ended", 200),
        ({50: " ", 100: INTERRUPT, 160: "x", 260: "e"}, "ended", 50),
        ({100: "\x0c", 300: "e"}, "ended", 300),
    ],
)
def test_a_key_is_obeyed(folder: Path, keys: dict[int, str], end: str, done_s: int) -> None:
    desk = Desk(folder, timer_for(), Hand(keys))
    assert (desk.course.run(), desk.course.timer.run.done_s) == (end, done_s)
    desk.app.close()


def test_next_skips_a_step_and_what_was_skipped_is_not_done(folder: Path) -> None:
    timer = timer_for("plank:1x30s bridge:1x10 walking:1m")
    desk = Desk(folder, timer, Hand({0: "n", 3: "n", 5: "n"}))
    assert desk.course.run() == "over"
    # The plank was left after 3 s, the rest after 2 s; 40 s of bridges, 30 s of rest, 60 s walked.
    assert desk.course.timer.run.done_s == 3 + 2 + 40 + 30 + 60
    done = guide.exercises_done(timer.entry.details.exercises, desk.course.timer.run)
    assert [exercise.name for exercise in done] == ["bridge", "walking"]
    desk.app.close()


def test_what_is_kept_is_never_much_older_than_now(folder: Path) -> None:
    hand = Hand({7: " ", 20: " "})
    desk = Desk(folder, timer_for(minutes=1), hand)
    kept: dict[int, tuple[int, bool]] = {}

    def look_into_the_diary() -> None:
        timer = desk.kept()
        assert timer
        kept[int((hand.now - NOON).total_seconds())] = (timer.run.done_s, timer.run.is_paused)

    hand.watch = look_into_the_diary
    assert desk.course.run() == "over"
    true = {second: min(second, max(7, second - 13)) for second in range(73)}
    assert all(0 <= done - kept[second][0] < 5 for second, done in true.items())
    assert {second: is_paused for second, (_, is_paused) in kept.items()} == {
        second: 7 <= second < 20 for second in range(73)
    }
    assert kept[7] == (7, True)
    assert desk.kept() == desk.course.timer
    desk.app.close()


def test_a_sleep_within_the_time_counts_as_time(folder: Path) -> None:
    desk = Desk(folder, timer_for(), Hand({}, step_s=300))
    assert desk.course.run() == "unwatched"
    # At 10 min it was seen for the last time; the next look would have found it over.
    assert desk.course.timer.run.done_s == 600
    desk.app.close()


def test_exercises_wait_for_whoever_was_not_there(folder: Path) -> None:
    desk = Desk(folder, timer_for("walking:20m"), Hand({900: " ", 1200: "e"}, step_s=300))
    assert desk.course.run() == "ended"
    assert "Paused: for a while nobody was watching." in desk.paper.getvalue()
    assert desk.course.timer.run.done_s == 0
    desk.app.close()


def test_a_timer_dropped_from_another_window_ends(folder: Path) -> None:
    desk = Desk(folder, timer_for(), Hand({}))
    with desk.app.journal() as journal:
        journal.timers.end()
    with pytest.raises(Conflict, match="dropped from another window"):
        desk.course.run()
    assert desk.course.timer.run.done_s == 5
    desk.app.close()


@pytest.mark.parametrize(
    "timer",
    [
        ICE,
        after(ICE, 77),
        replace(ICE, run=after(ICE, 77).run.paused()),
        MORNING,
        after(MORNING, 444),
        timer_for(
            kind="massage",
            style="swedish",
            provider="Ana Ödön",
            performer="partner",
            purpose="relaxation",
            areas=(BodyArea("hip", "left"), BodyArea("neck")),
            pain_before=10,
            note='"quoted"\n\x07',
        ),
        timer_for(temperature_c=-3.5, barrier=False, pain_before=0),
    ],
)
def test_a_timer_is_kept_whole(folder: Path, timer: Timer) -> None:
    app = App(f"sqlite:///{folder}/diary.db", folder / "config.toml", lambda: NOON)
    with app.journal() as journal:
        journal.timers.begin(timer)
    with app.reading() as journal:
        assert journal.timers.get() == timer
    app.close()


def test_there_is_one_timer(folder: Path) -> None:
    app = App(f"sqlite:///{folder}/diary.db", folder / "config.toml", lambda: NOON)
    with app.journal() as journal:
        journal.timers.begin(ICE)
        with pytest.raises(Conflict, match="another timer"):
            journal.timers.begin(MORNING)
        journal.timers.end()
        with pytest.raises(Conflict, match="dropped"):
            journal.timers.end()
        assert journal.timers.get() is None
    app.close()


def test_a_bar_is_drawn_over_itself_only_where_it_changed() -> None:
    look, bar = Look(UNICODE, 80, 24, is_coloured=False), show.Bar()
    first = bar.drawn(ICE, look)
    assert "\x1b[2A" not in first
    assert bar.drawn(ICE, look) == ""
    assert bar.drawn(after(ICE, 1), look).startswith("\r\x1b[2A")
    # Three lines of 79, 79 and 37 columns take five rows of 40.
    assert bar.drawn(after(ICE, 2), replace(look, width=40)).startswith("\r\x1b[4A")
    assert bar.cleared(replace(look, width=40)) == "\r\x1b[2A\x1b[J"
    assert bar.cleared(look) == ""


def test_only_the_time_is_bold_and_colour_says_nothing_more() -> None:
    plain = Look(UNICODE, 80, 24, is_coloured=False)
    coloured, _ = show.board(ICE, replace(plain, is_coloured=True))
    assert [re.sub(r"\x1b\[\dm", "", line) for line in coloured] == drawn(ICE, 80)
    assert re.findall(r"\x1b\[1m(.*?)\x1b", "".join(coloured)) == ["15:00 of 15:00 left"]
