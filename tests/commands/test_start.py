"""`tracker start`: what it refuses, what it logs, and how it behaves on a real terminal."""

import datetime as dt
import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.commands.schema import checked
from tests.conftest import Program, Tracker
from tests.real_parts import need
from tracker.cli import main

QUIET = '[reminders]\nchannels = ["terminal"]\n'


@pytest.fixture(autouse=True)
def quiet(tracker: Tracker) -> None:
    """Keep the notifications of a timer away from whatever desktop there is."""
    tracker.configure(QUIET)


def run(
    tracker: Tracker, line: str, capsys: pytest.CaptureFixture[str], step_s: int = 1
) -> tuple[int, str, str]:
    """Run one command by a clock that moves on each time it is read."""

    def clock() -> dt.datetime:
        now = tracker.now
        tracker.tick(seconds=step_s)
        return now

    capsys.readouterr()
    code = main(shlex.split(line), clock)
    return code, *capsys.readouterr()


REFUSED = {
    "start icee": '"icee" is no kind of session. Did you mean ice?',
    "start ice 0": '"0" is no length of time from 1 s to 24 h. Write it like 20, 20m, 1h30 or 90s.',
    "start ice 25h": '"25h" is no length of time from 1 s to 24 h.',
    "start ice -5": '"-5" is no length of time',
    "start ice 5 --minutes 6": "the length is given twice.",
    "start ice --pain 11": "--pain 11: this is the pain before, from 0 (none) to 10",
    "start ice --pain 6:3": "--pain 6:3: this is the pain before,",
    "start ice --temperature 90": "--temperature 90 °C cannot be: for ice",
    "start ice --relief 2h": "a timer begins now and knows no --relief yet.",
    "start exercise --effort hard": "a timer begins now and knows no --effort yet.",
    "start ice --style swedish": "ice has no --style; massage has it.",
    "start ice --at yesterday": "a timer begins now and knows no --at yet.",
    "start massage --cost 80": "a timer begins now and knows no --cost yet.",
    "start exercise 15": '"15" is no exercise. Minutes are given as --minutes 15.',
    "start exercise plank:3x": '"plank:3x"',
    "start exercise plank:1x30s --minutes 3": "the exercises say themselves how long they take",
    "start exercise plank:50x60m": "the exercises",
    "start --resume ice": "--resume and --cancel take no kind",
    "start --yes": "either --resume or --cancel is meant.",
    "start --resume --cancel": "either --resume or --cancel is meant.",
}


@pytest.mark.parametrize(("line", "words"), REFUSED.items())
def test_what_cannot_begin_is_refused_and_leaves_nothing(
    tracker: Tracker, line: str, words: str
) -> None:
    before = tracker.rows()
    assert words in tracker(line, code=2)
    assert tracker.rows() == before


def test_a_routine_that_does_not_exist_is_not_found(tracker: Tracker) -> None:
    assert 'there is no routine "evening"' in tracker("start exercise --routine evening", code=3)


def test_alone_it_shows_its_help(tracker: Tracker) -> None:
    code, out, err = tracker.run(["start"])
    assert (code, out) == (2, "")
    assert "Usage: tracker start" in err


@pytest.mark.parametrize("line", ["start --resume", "start --cancel"])
def test_without_a_timer_there_is_nothing_to_go_on_with(tracker: Tracker, line: str) -> None:
    answer = tracker(line, code=3)
    assert "there is no timer to" in answer
    assert "Begin one: tracker start ice" in answer


def test_without_a_terminal_it_is_plain_and_logs_itself(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "start ice 2 --area hip:left --barrier --pain 6 --note cold"
    code, out, err = run(tracker, line, capsys, step_s=20)
    assert (code, err) == (0, "")
    assert out == (
        "Ice, left hip, 1:40 left, skin check at 1:00.\n"
        "Skin check: look at the skin now.\n"
        "1:00 left\n"
        "Time is up.\n"
        '#1  Ice, 2 min, today 10:00 to 10:02. Left hip, pain 6, with a barrier. Note: "cold".\n'
        "    Take back: tracker undo\n"
    )
    assert tracker.rows()["timers"] == []
    tracker("undo")
    assert tracker.rows()["sessions"] == []


def test_a_massage_is_logged_with_all_that_was_said_of_it(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "start mass 1 --style swed --by partner --with Ana --purpose relax --area neck"
    code, out, _ = run(tracker, line, capsys, step_s=30)
    assert code == 0
    assert out.endswith(
        "#1  Massage, swedish, 1 min with Ana by a partner for relaxation, today 10:00 to 10:01. "
        "Neck.\n    Ana is new. Take back: tracker undo\n"
    )


def test_what_it_felt_like_is_kept_until_the_end(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(tracker, "start heat 1 --feels stiff", capsys, step_s=30)
    assert (code, "10:01. Felt stiff.\n" in out) == (0, True)


def test_a_routine_is_led_through_and_logged(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker("routine add morning plank:1x20s bridge:1x5")
    code, out, _ = run(tracker, "start exercise --routine morning", capsys, step_s=20)
    assert code == 0
    assert '#1  Back exercises "morning", 80 s, today' in out
    assert "Plank 1x20 s, bridge 1x5." in out


def test_an_exercise_without_a_dose_has_its_usual_one(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(tracker, "start exercise plank", capsys, step_s=30)
    assert code == 0
    assert "Plank 3x20 s." in out or "Plank 3x15 s." in out


def test_a_program_gets_json_and_nothing_else(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(tracker, "start ice 3s --json", capsys)
    session = json.loads(out)["session"]
    assert code == 0
    assert (session["kind"], session["came_in"], session["duration_s"]) == ("ice", "timer", 3)
    assert "Time is up." in err


def test_a_session_belongs_to_the_day_on_which_it_began(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker.now = dt.datetime(2026, 11, 22, 22, 59, 30, tzinfo=dt.UTC)
    code, out, _ = run(tracker, "start ice 1", capsys, step_s=20)
    assert code == 0
    assert "yesterday (Sun 22 Nov) 23:59 to 00:00" in out


def leave(tracker: Tracker, line: str, looks: int) -> None:
    """Leave a timer behind as a crash does, after so many looks at the clock, 20 s apart."""

    class Crash(BaseException):
        pass

    readings = 0

    def clock() -> dt.datetime:
        nonlocal readings
        readings += 1
        if readings > looks + 2:
            raise Crash
        # The first two are those of the command itself, and of the beginning.
        tracker.tick(seconds=20 if readings > 2 else 0)
        return tracker.now

    with pytest.raises(Crash):
        main(shlex.split(line), clock)


def test_programs_are_told_which_timer_was_dropped(tracker: Tracker) -> None:
    leave(tracker, "start ice 15", 1)
    told = checked(tracker("start --cancel --json"))
    assert told == {
        "shape": "timer-dropped",
        "version": 1,
        "kind": "ice",
        "started_at": told["started_at"],
        "done_s": 20,
        "length_s": 900,
        "is_elsewhere": False,
    }
    assert tracker.rows()["timers"] == []


def test_every_command_says_that_a_timer_was_left(tracker: Tracker) -> None:
    leave(tracker, "start ice 15", 1)
    line = "A timer for ice was left at 0:20 of 15:00: tracker start --resume, or --cancel\n"
    for command in ("today", "history", "log heat-pack 20", "undo", "summary --json"):
        code, out, err = tracker.run(command.split())
        assert (code, err) == (0, line)
        assert line not in out
    assert tracker.run(["start", "--cancel"]) == (
        0,
        "Dropped the timer for ice at 0:20 of 15:00. Nothing was logged.\n",
        "",
    )
    assert tracker.run(["today"])[2] == ""


def test_a_second_one_is_refused_while_one_is_left(tracker: Tracker) -> None:
    leave(tracker, "start ice 15", 1)
    before = tracker.rows()
    assert tracker("start massage", code=4) == (
        "Error: a timer for ice was left at 0:20 of 15:00. Nothing was stored.\n"
        "  First: tracker start --resume, or --cancel\n"
    )
    assert tracker.rows() == before


def test_ice_that_was_left_is_still_on(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(tracker, "start ice 15", 1)
    tracker.tick(minutes=5)
    code, out, _ = run(tracker, "start --resume", capsys, step_s=60)
    assert code == 0
    assert out.startswith("Ice, 7:40 left,")
    assert "#1  Ice, 15 min, today 10:00 to 10:15." in out


def test_exercises_go_on_where_they_were_left(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(tracker, "start exercise walking:10m", 1)
    tracker.tick(minutes=5)
    code, out, _ = run(tracker, "start --resume", capsys, step_s=60)
    assert code == 0
    assert out.startswith("Back exercises, 8:50 left.\n")
    assert "#1  Back exercises, 10 min 10 s, today" in out


def test_a_timer_left_overnight_is_asked_about_and_never_logged_as_nine_hours(
    tracker: Tracker,
) -> None:
    leave(tracker, "start ice 15", 12)
    tracker.tick(hours=9)
    before = tracker.rows()
    assert tracker("start --resume", code=4) == (
        "Error: the timer for ice was last seen at 4:00 of 15:00, today 10:04, and its time is "
        "over since.\n"
        "  Log the 4:00 done: tracker start --resume --yes. Drop it: tracker start --cancel\n"
    )
    assert tracker.rows() == before
    assert "#1  Ice, 4 min, today 10:00 to 10:04." in tracker("start --resume --yes")


def test_what_is_noted_while_a_timer_was_left_holds_it_and_what_was_done_can_be_logged(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(tracker, "start massage 30 --by partner", 4)
    tracker.tick(minutes=5)
    tracker.run(["condition", "add", "flu"])
    before = tracker.rows()
    held = tracker("start --resume", code=6)
    assert held.startswith("Held: You noted a contagious illness (flu, since Sun 22 Nov); massage")
    assert (
        "Log what was done of it: tracker start --resume --yes. Drop it: tracker start --cancel"
        in " ".join(held.split())
    )
    assert tracker.rows() == before
    assert "#1  Massage, 80 s" in tracker("start --resume --yes")


def test_a_high_reading_holds_a_timer_that_was_left_until_the_flags_were_gone_through(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker("redflags none")
    leave(tracker, "start massage 20 --by partner --pain 8", 4)
    tracker.tick(minutes=10)
    leave(tracker, "start --resume", 4)  # The flags were gone through just before it began.
    tracker.run(shlex.split("log heat 5 --pain 9"))
    assert tracker("start --resume", code=6).startswith("Held: Pain 9 of 10 counts as severe here")
    tracker.run(["redflags", "none"])
    code, out, _ = run(tracker, "start --resume", capsys, step_s=60)
    assert code == 0
    assert "Pain this high: tracker redflags asks what matters now." in out


def test_a_timer_that_was_held_goes_on_once_the_condition_is_over(
    tracker: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(tracker, "start massage 6 --by partner", 4)
    tracker.run(["condition", "add", "flu"])
    tracker("start --resume", code=6)
    tracker.run(["condition", "end", "flu"])
    assert run(tracker, "start --resume", capsys, step_s=60)[0] == 0


@pytest.mark.parametrize(
    "line",
    [
        "start ice --temperature 30",
        "safety check ice --temperature 30",
        "log ice --temperature 30",
        "log massage --cost much",
        "plan add ice",
    ],
)
def test_what_is_refused_makes_no_diary(home: Path, program: Program, line: str) -> None:
    path = home / "new.db"
    assert program(f"--database sqlite:///{path} {line}").returncode == 2
    assert not path.exists()


def test_a_database_that_does_not_exist_is_made(home: Path, program: Program) -> None:
    path = home / "new.db"
    done = program(f"--database sqlite:///{path} start ice 1s")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Ice, 0:01 left")
    assert path.exists()


def test_of_two_that_begin_at_once_one_runs(tracker: Tracker) -> None:
    command = [sys.executable, "-m", "tracker", "start", "ice", "2s"]
    both = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    complaints = [process.communicate(timeout=30)[1].decode() for process in both]
    assert sorted(process.returncode for process in both) == [0, 4]
    assert "is running in another window. Nothing was stored." in "".join(complaints)
    assert len(tracker.rows()["sessions"]) == 1


class Window:
    """A window of tmux in which a command line runs, then its exit code is shown."""

    def __init__(self, server: str, folder: Path, line: str, width: int) -> None:
        self._tmux = [need("tmux"), "-u", "-S", server, "-f", "/dev/null"]
        self._name = uuid4().hex
        self._process = folder / f"{self._name}.pid"
        # The server has the environment of whichever test came first.
        own = [f"{name}={os.environ[name]}" for name in ("HOME", "TZ", "LANG")]
        program = f"echo $$ > {self._process}; exec {sys.executable} -m tracker {line}"
        is_sane = "stty -a | grep -Eqe '-(icanon|echo|isig) ' && echo taken || echo given back"
        shell = f"sh -c '{program}'; echo code $?; {is_sane}; exec cat"
        size = ["-x", str(width), "-y", "12"]
        self.tmux("new-session", "-d", "-s", self._name, *size, "env", *own, "sh", "-c", shell)

    def tmux(self, *words: str) -> str:
        done = subprocess.run([*self._tmux, *words], capture_output=True, check=True, timeout=20)
        return done.stdout.decode()

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", self._name, *keys)

    def resize(self, width: int) -> None:
        self.tmux("resize-window", "-t", self._name, "-x", str(width), "-y", "12")

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", self._name).rstrip()

    def shows(self, pattern: str) -> str:
        """Wait until the screen holds the pattern, and return the screen."""
        until = time.monotonic() + 15
        while not re.search(pattern, screen := self.screen(), re.MULTILINE):
            assert time.monotonic() < until, f"{pattern!r} never came:\n{screen}"
            threading.Event().wait(0.05)
        return screen

    def kill(self, number: int) -> None:
        os.kill(int(self._process.read_text()), number)

    def is_sane(self) -> bool:
        """Say whether the terminal was given back as it was."""
        return self.shows("^(taken|given back)$").endswith("given back")


Open = Callable[..., Window]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    socket = str(tmp_path_factory.mktemp("tmux") / "server")
    yield socket
    subprocess.run([need("tmux"), "-S", socket, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def window(server: str, tracker: Tracker) -> Open:
    return lambda line, width=80: Window(server, tracker.home, line, width)


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, """\
Ice, lower back      skin check at 7:30
──────────────────  TIME of 15:00 left
space pause  e end now  ^C stop"""),
        (80, """\
Ice, lower back                                              skin check at 7:30
──────────────────────────────────────────────────────────  TIME of 15:00 left
space pause   e end now   Ctrl-C stop"""),
        (200, """\
Ice, lower back                                                                   skin check at 7:30
───────────────────────────────────────────────────────────────────────────────  TIME of 15:00 left
space pause   e end now   Ctrl-C stop"""),
    ],
)  # fmt: skip
def test_the_bar_on_a_real_terminal(window: Open, width: int, lines: str) -> None:
    here = window("start ice --area lower-back", width)
    here.shows(r"^Pain now \(0-9, t=10, Enter skips\):")
    here.press("t")
    screen = here.shows(r"(15:00|14:5\d) of.*\n.* stop$")
    assert re.sub(r"(15:00|14:5\d) of", "TIME of", screen).splitlines() == [
        "Pain now (0-9, t=10, Enter skips): 10",
        *lines.splitlines(),
    ]
    here.press("e")
    here.shows("^Pain after")
    here.press("x", "3")
    screen = here.shows("^code 0")
    assert re.search(
        r"^#1  Ice, \d+ s, today .*Lower\s+back,\s+pain\s+10\s+→\s+3\.",
        screen,
        re.DOTALL | re.MULTILINE,
    )
    assert here.is_sane()


def test_space_pauses_and_goes_on(window: Open) -> None:
    here = window("start ice --pain 6")
    here.shows("left")
    here.press("Space")
    paused = here.shows("paused")
    assert "space go on" in paused
    here.press("Up", "q", "Space")
    here.shows("skin check at 7:30")
    here.press("e")
    here.shows("Pain after")
    here.press("Enter")
    assert re.search(r"#1  Ice, \d+ s, .*Pain 6\.$", here.shows("code 0"), re.MULTILINE)


def test_next_leads_on_and_only_what_was_done_is_logged(window: Open) -> None:
    here = window("start exercise plank:1x1s bridge:1x20 bird-dog:1x2x8s --pain 2")
    here.shows("next 1 of 3: plank")
    here.press("n")
    here.shows("next 2 of 3: bridge")
    here.press("n")
    here.shows("^2 of 3: bridge")
    here.press("n")
    here.shows("next 3 of 3: bird dog")
    here.press("e")
    here.shows("Pain after")
    here.press("1")
    here.shows(r"^How was it\? e easy, r right, h hard, any other key skips:")
    here.press("Enter")
    assert "Plank 1×1 s.\n" in here.shows("code 0")


def test_ctrl_c_asks_and_can_go_on_keep_or_discard(window: Open, tracker: Tracker) -> None:
    here = window("start ice --pain 6")
    here.shows("left")
    here.press("C-c")
    here.shows(r"Keep the 0:0\d done so far\? k keep, d discard, any other key goes on:")
    here.press("x")
    here.shows("go on\n(.*\n)+space pause")
    here.press("C-c")
    here.shows("go on\nKeep the")
    here.press("d")
    assert "Dropped the timer for ice at 0:0" in here.shows("code 0")
    assert here.is_sane()
    assert tracker.rows()["sessions"] == []
    here = window("start ice --pain 6")
    here.shows("left")
    here.press("C-c", "k", "4")
    assert "Pain 6 → 4." in here.shows("code 0")


def test_ctrl_c_at_the_first_question_stores_nothing(window: Open, tracker: Tracker) -> None:
    before = tracker.rows()
    here = window("start ice")
    here.shows("Pain now")
    here.press("C-c")
    here.shows("code 130")
    assert here.is_sane()
    assert tracker.rows() == before


def test_a_new_width_is_drawn_anew(window: Open) -> None:
    here = window("start ice --pain 6")
    for width in (40, 120, 60, 80):
        here.shows("left")
        here.resize(width)
        edge = min(width - 1, 100)
        screen = here.shows(rf"^Ice {{{edge - 21}}}skin check at 7:30$")
        assert (screen.count("Ice"), screen.count("left"), screen.count("stop")) == (1, 1, 1)
    here.press("C-c", "d")
    here.shows("code 0")


def test_what_is_taught_is_drawn_anew_at_a_new_width(window: Open) -> None:
    here = window("start exercise bird-dog:1x10x8s --pain 6", 120)
    for width, line in (
        (120, "^Stop when your back sags or twists.\n.*tingling begins.$"),
        (40, "^Stop if the pain grows or spreads down$"),
        (80, "numbness or tingling$"),
    ):
        here.resize(width)
        screen = here.shows(line)
        assert [screen.count(one) for one in ("bird dog", "left", "Stop when")] == [1, 1, 1]
    here.press("C-c", "d")
    here.shows("code 0")


def test_a_killed_timer_is_found_again(window: Open, tracker: Tracker) -> None:
    here = window("start ice --pain 6 --area neck")
    here.shows("left")
    here.press("Space")
    here.shows("paused")
    here.kill(signal.SIGKILL)
    here.shows("code 137")
    code, _, notice = tracker.run(["today"])
    assert code == 0
    assert re.fullmatch(r"A timer for ice was left at 0:0\d of 15:00: .*\n", notice)
    here = window("start --resume")
    here.shows("Ice, neck .*skin check")
    there = window("start massage")
    assert "Error: a timer for ice is running in another window." in there.shows("code 4")
    here.press("e", "2")
    assert re.search(r"#1  Ice, .*Neck, pain\s+6 → 2\.", here.shows("code 0"), re.DOTALL)
    assert tracker.run(["today"])[2] == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_like_a_crash_but_gives_the_terminal_back(
    window: Open, tracker: Tracker, number: signal.Signals
) -> None:
    here = window("start ice --pain 6")
    here.shows("left")
    here.kill(number)
    here.shows(f"code {128 + number}")
    assert here.is_sane()
    assert len(tracker.rows()["timers"]) == 1


def test_a_timer_can_be_dropped_from_another_window(window: Open, tracker: Tracker) -> None:
    here = window("start ice --pain 6")
    here.shows("left")
    assert tracker("start --cancel").endswith(" It ran in another window, and ends there.\n")
    # At the next key it finds out; further ones would be for the shell.
    here.press("Space")
    screen = here.shows("code 4")
    assert "this timer was dropped from another window." in screen
    assert here.is_sane()


def test_what_ended_while_nobody_looked_can_be_logged_gone_on_with_or_dropped(
    window: Open, tracker: Tracker
) -> None:
    tracker.now = dt.datetime(2026, 1, 5, 20, 0, tzinfo=dt.UTC)
    for key, outcome in (
        ("C-c", "code 130"),
        ("g", "left"),
        ("d", "Dropped"),
        # After this one the next ice would be too soon.
        ("l", "#1  Ice, 20 s"),
    ):
        if key != "g":
            with sqlite3.connect(tracker.database) as db:
                db.execute("DELETE FROM timers")
            leave(tracker, "start ice 15 --pain 5", 1)
        here = window("start --resume")
        here.shows("l log the 0:20 done, g go on from there, d drop it:")
        here.press(key)
        here.shows(outcome)
        if key == "g":
            here.kill(signal.SIGKILL)


def test_plain_lines_can_be_had_on_a_terminal_too(window: Open) -> None:
    here = window("start ice --plain --pain 6", 40)
    here.shows("Ice, 15:00 left, skin check at 7:30.")
    here.press("Space")
    here.shows(r"^Paused, 1\d:\d\d left.$")
    here.press("e", "Enter")
    here.shows("code 0")


def test_where_only_ascii_can_be_drawn_the_bar_is_ascii(window: Open, tracker: Tracker) -> None:
    tracker.configure('terminal = "ascii"\n' + QUIET)
    here = window("start ice --pain 6")
    assert "-" * 58 + "  " in here.shows("left")
    here.press("C-c", "d")
    here.shows("code 0")


def test_a_notification_that_fails_is_one_line_and_no_error(
    tracker: Tracker, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    tracker.configure('[reminders]\nchannels = ["desktop"]\n')
    code, out, err = run(tracker, "start heat 1s", capsys)
    assert code == 0
    assert "#1  Heat pack, 1 s" in out
    assert err.startswith("The notification was not shown: desktop: ")
    assert err.count("\n") == 1
