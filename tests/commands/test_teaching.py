"""The guided timer teaches: steps and stop sign beside the bar, a voice, and a question at the end."""

import datetime as dt
import json
import os
import re
import sys
import threading
from pathlib import Path

import pytest

from tests.commands.conftest import QUIET
from tests.commands.terminals import NONE, Terminal
from tests.commands.test_start import leave
from tests.commands.test_timer import after, timer_for
from tests.conftest import Program, Tracker
from tracker.care.catalogue import exercises
from tracker.care.timer import Timer
from tracker.reminding.notifiers import NotShown
from tracker.reminding.notifiers.plyer_voice import speak
from tracker.show.terminal import UNICODE, Look
from tracker.timing import voice
from tracker.timing import words as show
from tracker.timing.voice import Voice

BIRD_DOG = timer_for("bird-dog:1x3x8s")
WHOLE = """\

1  Kneel on all fours with your back in its natural curve.
2  Stretch one arm forward and the opposite leg back, no higher than your
   trunk.
3  Hold without letting the hips turn.
4  Lower and change sides; with time hold up to 10 seconds.
Stop when your back sags or twists.
Stop if the pain grows or spreads down a leg, or if numbness or tingling
begins.
After an injury or an operation ask a professional before you start.
"""
STOP = WHOLE.splitlines()[6:]


def beside(timer: Timer, width: int, height: int) -> list[str]:
    """Return what stands below the bar and its words."""
    lines, widths = show.board(timer, Look(UNICODE, width, height, is_coloured=False))
    assert widths == [len(line) for line in lines]
    assert max(widths) < width
    assert len(lines) < height
    return lines[3 if width >= 60 else 4 :]


@pytest.mark.parametrize(
    ("height", "lines"),
    [
        (24, WHOLE.splitlines()),
        (14, WHOLE.splitlines()),
        (13, WHOLE.splitlines()[1:]),
        (12, STOP),
        (8, STOP),
        (7, STOP[:3]),
        (6, STOP[:1]),
        (5, STOP[:1]),
        (4, []),
    ],
)
def test_the_steps_go_first_where_there_is_no_room(height: int, lines: list[str]) -> None:
    assert beside(BIRD_DOG, 80, height) == lines
    assert beside(after(BIRD_DOG, 15), 80, height) == lines


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("height", [5, 8, 12, 24, 50])
@pytest.mark.parametrize("name", exercises())
def test_whatever_is_taught_fits_the_terminal(width: int, height: int, name: str) -> None:
    lines, widths = show.board(
        timer_for(f"{name}:1m"), Look(UNICODE, width, height, is_coloured=False)
    )
    assert max(widths) < width
    assert len(lines) < height or width == 20
    if height == 50:
        for step in exercises()[name].steps:
            assert step in re.sub(r"\s+", " ", " ".join(lines))


def test_the_next_exercise_is_taught_while_one_rests_before_it() -> None:
    two = timer_for("plank:1x10s bird-dog:1x3x8s")
    assert beside(after(two, 19), 80, 24)[1:] != WHOLE.splitlines()[1:]
    assert beside(after(two, 21), 80, 24) == WHOLE.splitlines()


def test_of_an_exercise_of_ones_own_the_general_stop_sign_is_shown() -> None:
    assert beside(timer_for("towel-stretch:1m"), 80, 24) == ["", *STOP[1:]]


def test_only_exercises_are_taught() -> None:
    assert beside(timer_for(), 80, 24) == []


def led(line: str) -> Terminal:
    return Terminal(line.split(), 80, 24, NONE)


@pytest.mark.parametrize(
    ("key", "word", "effort"),
    [("e", "easy", "easy"), ("R", "right", "right"), ("h", "hard", "hard"), ("\r", "-", None), ("x", "-", None), ("\x03", "-", None)],
)  # fmt: skip
def test_one_key_at_the_end_says_how_hard_it_was(
    tracker: Tracker, key: str, word: str, effort: str | None
) -> None:
    tracker.configure(QUIET)
    terminal = led("start exercise walking:5m --pain 3")
    screen = terminal.read(until="you start.")
    assert "Ctrl-C stop" in screen
    assert "Stop if the pain grows" in screen
    terminal.type("n")
    assert "\a" in terminal.read(until="5:00 left")
    terminal.type("e")
    terminal.read(until="Enter skips): ")
    terminal.type("2")
    terminal.read(until="any other key skips: ")
    terminal.type(key)
    assert terminal.read().startswith(f"{word}\n#1  Back exercises, ")
    assert terminal.end() == 0
    (session,) = json.loads(tracker("history --json"))["sessions"]
    assert (session["effort"], session["pain_before"], session["pain_after"]) == (effort, 3, 2)


def test_only_exercises_are_asked_how_hard_they_were_and_mute_rings_no_bell(
    tracker: Tracker,
) -> None:
    tracker.configure(QUIET)
    terminal = led("start ice 1s --pain 3 --mute")
    text = terminal.read(until="Enter skips): ")
    terminal.type("2")
    text += terminal.read()
    assert terminal.end() == 0
    assert "\a" not in text
    assert "How was it" not in text


@pytest.mark.parametrize("line", ["start --resume --yes", "start --resume --yes --plain"])
def test_yes_asks_nothing_even_on_a_terminal(tracker: Tracker, line: str) -> None:
    tracker.configure(QUIET)
    # Its time ended by the clock, so recently that its pain after would be asked for otherwise.
    tracker.now = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=20)
    leave(tracker, "start exercise walking:5m --pain 3", 4)
    terminal = led(line)
    assert re.match(r"#1  Back exercises, \d+ s, .* Walking \d+ s\.", terminal.read(), re.DOTALL)
    assert terminal.end() == 0


@pytest.fixture
def espeak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of espeak, which writes down what it is to say."""
    program = tmp_path / "espeak"
    program.write_text(f'#!/bin/sh\necho "ALSA: no card" >&2\necho "$@" >>{tmp_path}/said\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return program


only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="plyer's way on Linux")


@only_on_linux
def test_a_timer_says_its_changes_aloud(espeak: Path, tracker: Tracker, program: Program) -> None:
    tracker.configure(QUIET)
    done = program("start heat 1s --say")
    assert (done.returncode, done.stderr) == (0, "")
    # In a pipe no bell rings.
    assert "\a" not in done.stdout
    assert (espeak.parent / "said").read_text() == "Heat pack, 1 second.\nTime is up.\n"


@only_on_linux
def test_a_voice_that_is_missing_is_said_once_and_the_session_is_kept(
    tracker: Tracker, program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tracker.configure(QUIET)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = program("start heat 1s --say")
    line = "Nothing is said aloud: neither espeak nor flite is installed.\n"
    assert (done.returncode, (done.stdout + done.stderr).count(line)) == (0, 1)
    assert "#1  Heat pack" in done.stdout


@only_on_linux
@pytest.mark.parametrize(
    ("script", "deadline_s", "reason"),
    [
        ("exit 0", 20, ""),
        ("echo noise >&2; exit 0", 20, ""),
        ("echo 'no sound card' >&2; exit 3", 20, "plyer failed: no sound card"),
        ("exit 4", 20, "plyer failed: exit status 4"),
        ("kill -9 $$", 20, "plyer failed: exit status 9"),
        ("sleep 60", 0.5, "no end in 0.5 s"),
    ],
)
def test_a_voice_fails_by_its_exit_status_alone(
    espeak: Path, script: str, deadline_s: float, reason: str
) -> None:
    espeak.write_text(f"#!/bin/sh\n{script}\n")
    said = ""
    try:
        speak("Rest.", deadline_s)
    except NotShown as failure:
        said = failure.reason
    assert said == reason


@only_on_linux
def test_what_is_spoken_is_never_an_option(espeak: Path) -> None:
    speak("--version")
    assert (espeak.parent / "said").read_text() == "version\n"


def test_a_voice_holds_nothing_up_and_leaves_out_what_came_too_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def slowly(words: str) -> None:
        begun.set()
        assert may_end.wait(20)
        said.append(words)

    monkeypatch.setattr("tracker.reminding.notifiers.plyer_voice.speak", slowly)
    speaking = Voice()
    speaking.say("one")
    assert begun.wait(20)
    for words in ("two", "three", "four"):
        speaking.say(words)
    assert said == []
    may_end.set()
    assert speaking.end() == ""
    assert said == ["one", "four"]
    speaking.say("five")
    assert speaking.end() == ""
    assert said == ["one", "four", "five"]


def test_after_a_failure_no_more_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def failing(words: str) -> None:
        tried.append(words)
        raise NotShown("no voice.")

    monkeypatch.setattr("tracker.reminding.notifiers.plyer_voice.speak", failing)
    speaking = Voice()
    speaking.say("one")
    assert speaking.end() == "Nothing is said aloud: no voice."
    speaking.say("two")
    assert (speaking.end(), tried) == ("", ["one"])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (90, "90 seconds"), (150, "2 minutes 30 seconds"), (600, "10 minutes")],
)  # fmt: skip
def test_a_length_is_spoken_in_whole_words(seconds: int, words: str) -> None:
    timer = timer_for(kind="massage", minutes=seconds / 60)
    assert voice.spoken(timer) == f"Massage, {words}."
