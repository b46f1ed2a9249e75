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
from tracker.care.doses import read_dose, write_dose
from tracker.care.fields import BodyArea, ExerciseDone, entry_of
from tracker.care.timer import Timer
from tracker.errors import Conflict
from tracker.show.terminal import ASCII, UNICODE, Look, Marks
from tracker.timing import words as show
from tracker.timing.course import Announcer, Course, Screen, Terminal
from tracker.timing.voice import Voice

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
    # So low that there is no room for more than the bar with its words.
    lines, widths = show.board(timer, Look(marks, width, 4, is_coloured=False))
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


class Spoken(Voice):
    """Remembers what would have been spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def say(self, words: str) -> None:
        self.words.append(words)

    def fail(self, trouble: str) -> None:
        self._trouble = trouble


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
        has_bell = self.app.present.settings.has_bell
        screen = Screen(self.paper, "unicode", has_bar=False, has_bell=has_bell)
        self.voice = Spoken()
        self.course = Course(self.app, timer, Terminal(hand, screen, self.heard, self.voice))

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
    assert desk.paper.getvalue().replace("\a", "").splitlines() == [
        "Ice, 4:00 left, skin check at 2:00.",
        "3:00 left",
        "Skin check: look at the skin now.",
        "2:00 left",
        "1:00 left",
        "Time is up.",
    ]
    assert desk.heard.words == ["Ice: look at the skin now", "Ice: time is up"]
    assert desk.voice.words == [
        "Ice, 4 minutes.",
        "Half time. Look at the skin now.",
        "Time is up.",
    ]
    desk.app.close()


def test_exercises_are_led_through_step_by_step(folder: Path) -> None:
    timer = timer_for("plank:2x20s bird-dog:1x3x5s/side")
    desk = Desk(folder, timer, Hand({}))
    assert desk.course.run() == "over"
    taught = {"1", "2", "3", "4", "5", "Stop", "After", "begins."}
    lines = desk.paper.getvalue().replace("\a", "").splitlines()
    assert [line for line in lines if line.split(" ")[0] not in taught or ": " in line] == [
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


def test_plain_lines_teach_each_exercise_as_it_begins(folder: Path) -> None:
    desk = Desk(folder, timer_for("bird-dog:2x1x1s bridge:1x1"), Hand({}))
    assert desk.course.run() == "over"
    lines = desk.paper.getvalue().replace("\a", "").splitlines()
    begun = (
        "1  Kneel on all",
        "1  Lie on your",
        "Stop when your",
        "Stop if the",
        "After an",
        "Next 1",
        "Next 2",
    )
    assert [one for line in lines for one in begun if line.startswith(one)] == [
        *("Next 1", "1  Kneel on all", "Stop when your", "Stop if the", "After an", "Next 1"),
        *("Next 2", "1  Lie on your", "Stop when your"),
    ]
    desk.app.close()


@pytest.mark.parametrize(
    ("timer", "bell", "rings"),
    [
        # Once at half time, when the skin is to be looked at, and once at the end.
        (timer_for(minutes=1), "true", 2),
        (timer_for(minutes=1), "false", 0),
        (timer_for(kind="massage", minutes=1), "true", 2),
        # After getting ready, after the first set and after the rest; and at the end.
        (timer_for("plank:2x20s"), "true", 4),
        # A long hold, or a long stretch, has a half time besides.
        (timer_for("plank:1x60s"), "true", 3),
        (timer_for("walking:10m"), "true", 3),
        (timer_for("bird-dog:1x10x8s"), "true", 2),
        (timer_for("side-bridge:1x20s/side"), "true", 4),
        (timer_for("side-bridge:1x20s/side"), "false", 0),
    ],
)
def test_the_bell_rings_at_half_time_at_each_change_and_at_the_end(
    folder: Path, timer: Timer, bell: str, rings: int
) -> None:
    (folder / "config.toml").write_text(f"[timer]\nbell = {bell}\n")
    desk = Desk(folder, timer, Hand({}))
    assert desk.course.run() == "over"
    assert desk.paper.getvalue().count("\a") == rings
    desk.app.close()


def test_each_change_is_spoken(folder: Path) -> None:
    timer = timer_for("plank:2x20s side-bridge:1x5x5s/side bridge:1x1 walking:4m")
    desk = Desk(folder, timer, Hand({}))
    assert desk.course.run() == "over"
    assert desk.voice.words == [
        "Get ready: plank, set 1 of 2.",
        "Plank, set 1 of 2. Hold 20 seconds.",
        "Rest. Next: plank, set 2 of 2.",
        "Plank, set 2 of 2. Hold 20 seconds.",
        "Rest. Next: side bridge, left side.",
        "Side bridge, left side. 5 times, 5 seconds each.",
        "Change sides: right side.",
        "Side bridge, right side. 5 times, 5 seconds each.",
        "Rest. Next: bridge.",
        "Bridge. Once.",
        "Rest. Next: walking.",
        "Walking. 4 minutes.",
        "Half time.",
        "Time is up.",
    ]
    desk.app.close()


def test_a_voice_that_fails_is_one_line_and_the_timer_goes_on(folder: Path) -> None:
    desk = Desk(folder, timer_for("walking:10m"), Hand({}))
    desk.voice.fail("no voice")
    assert desk.course.run() == "over"
    text = desk.paper.getvalue()
    assert text.count("Nothing is said aloud: no voice.\n") == 1
    assert text.count("\a") == 3
    desk.app.close()


@pytest.mark.parametrize(
    ("words", "at_s", "counted"),
    [
        ("plank:3x30s", 22, "Counted 12 s of 30 s of plank, set 1 of 3."),
        ("bird-dog:1x3x8s/side", 28, "Counted 2 of 3 of bird dog, left side."),
        ("bridge:1x10", 19, "Counted 2 of 10 of bridge."),
        ("bridge:1x10", 30, "Counted 10 of 10 of bridge."),
        ("bridge:1x10", 13, "Counted nothing of bridge."),
        ("walking:10m", 105, "Counted 95 s of 10:00 of walking."),
        ("bridge:1x10", 9, ""),
    ],
)
def test_a_set_broken_off_says_what_counts_of_it(
    folder: Path, words: str, at_s: int, counted: str
) -> None:
    desk = Desk(folder, timer_for(words), Hand({at_s: "n", at_s + 1: "e"}))
    desk.course.run()
    found = [line for line in desk.paper.getvalue().splitlines() if "Counted" in line]
    assert found == ([counted] if counted else [])
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
    assert [(one.name, one.dose and write_dose(one.dose)) for one in done] == [
        ("plank", "1x3s"),
        ("bridge", "1x10"),
        ("walking", "1min"),
    ]
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
            feels="stiff",
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
