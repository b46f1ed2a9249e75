"""On a terminal lines fit, marks are drawn where they can be, and endings are quiet."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.terminals import NONE, Terminal, drawn, plain, shown
from tests.conftest import Program, Tracker
from tracker.show.terminal import UNICODE, Look, cut, width_of, wrapped

LONG = "One that says a good deal more than what fits on a line of any terminal, " * 4
pytestmark = pytest.mark.diary(
    ("log massage 60 --style swedish --with Ana --by professional --purpose pain-relief --cost 80 "
    f'--covered 50 --claim to-claim --pain 6:3 --area low --area hip:left --note "{LONG}" '
    '--at "20 nov 17:05"'),
    'log massage 60 --style deep-tissue --with "林美玲" --cost 12000JPY --pain 7:8 --at "10 nov 9:00"',
    "log massage 60 --style hot-stone --with Müller-Lüdenscheidt --cost 12000 --at '18 nov 10:00'",
    'log ice 15 --area hip:left --pain 5:4 --note "日本語のメモ、とても長いものです、とても長いものです" --at 8:00',
    "log exercise bird-dog:3x10x8s plank:3x30s cat-cow bridge:2x10 --minutes 12",
)  # fmt: skip


@pytest.mark.parametrize("figure", ["20 min", "80.00 EUR", "100 %"])
def test_no_line_is_broken_between_a_figure_and_its_unit(figure: str) -> None:
    look = Look(UNICODE, 20, None, is_coloured=False)
    assert wrapped(f"in all it was kept {figure}", look) == f"in all it was kept\n{figure}"


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(
    "line",
    [
        "history",
        "summary",
        "summary --weeks 8",
        "today",
        "undo --list",
        "config",
        "delete 1",
        "edit 1 --pain 3",
        "status",
        "claims",
        "exercise list",
        "style list",
        "safety list",
        "remind why",
    ],
)
def test_no_line_is_wider_than_the_terminal(diary: Tracker, line: str, columns: int) -> None:
    text = drawn(diary, line.split(), columns)
    assert max(width_of(one) for one in plain(text).splitlines()) <= columns


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("line", ["plan list", "config"])
def test_what_was_set_and_planned_is_never_cut(diary: Tracker, line: str, columns: int) -> None:
    diary("config set reminders.nag no")
    diary("routine add 'a long evening routine' cat-stretch:2x10 bird-dog:3x10x8s plank:3x30s")
    diary(
        "plan add exercise --routine 'a long evening routine' --on mon,wed,fri,sat --at 18:00 "
        "--name 'exercises after a long day at work'"
    )
    text = plain(drawn(diary, line.split(), columns))
    assert "…" not in text
    assert max(map(width_of, text.splitlines())) <= columns
    words = (word for row in diary(line).splitlines()[1:] for word in row.split())
    assert not {*words} - {*text.replace("·", " ").split()}


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("line", ["--help", "help import", "import --help", "log ice --help"])
def test_help_fits_a_narrow_screen(diary: Tracker, line: str, columns: int) -> None:
    text = plain(drawn(diary, line.split(), columns)).partition("Examples:")[0]
    assert max(map(width_of, text.splitlines())) <= columns


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("line", ["today", "exercise list", "style list", "summary", "safety list"])
def test_words_in_a_list_go_on_below_where_they_have_no_room(
    diary: Tracker, line: str, columns: int
) -> None:
    diary("config set reminders.nag no")
    diary("exercise add a-movement-of-my-own --note 'shown by the therapist on the second visit'")
    diary(
        "plan add exercise plank --times 12/week --at 7:00 --at 19:00 --name 'exercises after a long day at work'"
    )
    text = plain(drawn(diary, line.split(), columns))
    assert "…" not in text
    assert max(map(width_of, text.splitlines())) <= columns
    words = re.findall("[a-z-]{3,}", "".join(diary(line).splitlines(keepends=True)[3:]))
    assert not {*words} - {*re.findall("[a-z-]+", text)}


@pytest.mark.parametrize("columns", [40, 80])
def test_the_weeks_are_never_cut(diary: Tracker, columns: int) -> None:
    diary("config set reminders.nag no")
    diary("plan add exercise plank --times 12/week --at 7:00 --at 19:00 --name plank")
    diary.tick(days=7)
    text = plain(drawn(diary, ["summary", "--weeks", "8"], columns))
    assert "…" not in text
    assert max(map(width_of, text.splitlines())) <= columns


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("ice, 12 min", 7, "ice,…"),
        ("ice, 12 min", 8, "ice,…"),
        ("5 → 4 more", 6, "5 →…"),
        ("80.00 EUR", 5, "…"),
        ("heat pack", 6, "heat…"),
    ],
)
def test_no_figure_is_cut_to_another_one(text: str, width: int, shown: str) -> None:
    assert cut(text, width, Look(UNICODE, 80, 24, is_coloured=False)) == shown


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("line", ["log ice 15 --pain 11", "edit 99 --pain 3", "again --at 03/04"])
def test_a_refusal_is_broken_between_words(diary: Tracker, line: str, columns: int) -> None:
    lines = plain(drawn(diary, line.split(), columns)).splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[0].startswith("Error: ")
    assert all(one.startswith("  ") for one in lines[1:])


WIDE = """\
Tue 10 Nov
  #2  09:00     1 h  massage, deep tissue                                  7 → 8
                     林美玲 · 12000 JPY
Wed 18 Nov
  #3  10:00     1 h  massage, hot stone
                     Müller-Lüdenscheidt · 12000.00 EUR
Fri 20 Nov
  #1  17:05     1 h  massage, swedish, lower back, left hip                6 → 3
                     Ana · 80.00 EUR · One that says a good deal more than what
                     fits on a line of…
Sun 22 Nov
  #4  08:00  15 min  ice, left hip                                         5 → 4
                     日本語のメモ、とても長いものです、とても長いものです
  #5  09:48  12 min  back exercises, bird dog 3×10×8 s, plank 3×30 s, cat
                     stretch, bridge 2×10
5 sessions on 4 days, 3 h 27 min, 12080.00 EUR, 12000 JPY
"""
NARROW = """\
Tue 10 Nov
  #2  09:00     1 h  7 → 8
      massage, deep tissue · 林美玲 ·
      12000 JPY
Wed 18 Nov
  #3  10:00     1 h
      massage, hot stone ·
      Müller-Lüdenscheidt · 12000.00 EUR
Fri 20 Nov
  #1  17:05     1 h  6 → 3
      massage, swedish, lower back, left
      hip · Ana · 80.00 EUR · One that
      says a good deal more than what
      fits on a line of…
Sun 22 Nov
  #4  08:00  15 min  5 → 4
      ice, left hip ·
      日本語のメモ、とても長いものです、
      とても長いものです
  #5  09:48  12 min
      back exercises, bird dog 3×10×8 s,
      plank 3×30 s, cat stretch, bridge
      2×10
5 sessions on 4 days, 3 h 27 min,
12080.00 EUR, 12000 JPY
"""


@pytest.mark.parametrize(("columns", "text"), [(80, WIDE), (40, NARROW)])
def test_the_history_loses_nothing_however_narrow(diary: Tracker, columns: int, text: str) -> None:
    assert plain(shown("history", columns)) == text


def test_only_what_matters_is_emphasised_and_nothing_where_it_must_not_be(diary: Tracker) -> None:
    assert shown("history").startswith("\x1b[1mTue 10 Nov\x1b[0m\n")
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}):
        assert shown("history", variables=variables) == WIDE


@pytest.mark.parametrize(
    ("variables", "is_unicode"),
    [
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": ""}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_ALL": "C.UTF-8"}, True),
    ],
)
def test_marks_are_ascii_where_the_locale_says_so(
    diary: Tracker, variables: dict[str, str], is_unicode: bool
) -> None:
    text = shown("history", variables={"NO_COLOR": "1", **variables})
    assert ("6 → 3" in text, "6 -> 3" in text) == (is_unicode, not is_unicode)


@pytest.mark.parametrize(("setting", "mark"), [("ascii", "x"), ("unicode", "●")])
def test_the_settings_have_the_last_word_on_marks(diary: Tracker, setting: str, mark: str) -> None:
    diary(f"config set terminal {setting}")
    assert f"{mark} . " in plain(shown("summary --week 2026-W47")).replace("·", ".")
    assert f"{mark} . " in diary("summary").replace("·", ".")


def test_in_a_pipe_nothing_is_cut_and_nothing_emphasised(diary: Tracker, program: Program) -> None:
    done = program("history", variables={"COLUMNS": "30"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == diary("history")
    assert LONG.strip() in done.stdout
    assert "日本語のメモ、とても長いものです、とても長いものです" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.fixture
def pager(tmp_path: Path) -> str:
    script = tmp_path / "pager"
    script.write_text("#!/bin/sh\necho paged\ncat\n")
    script.chmod(0o755)
    return str(script)


def test_only_what_is_longer_than_the_terminal_is_paged(
    diary: Tracker, program: Program, pager: str
) -> None:
    variables = {"PAGER": pager, "NO_COLOR": "1"}
    assert shown("history", rows=8, variables=variables) == f"paged\n{WIDE}"
    assert shown("history", rows=24, variables=variables) == WIDE
    assert "paged" not in program("history", variables=variables).stdout
    diary("config set pager no")
    assert shown("history", rows=8, variables=variables) == WIDE


@pytest.fixture
def unread() -> Iterator[int]:
    """A pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize("line", ["history", "history --json", "today", "--help", "log ice"])
def test_a_reader_that_has_seen_enough_is_no_failure(
    diary: Tracker, program: Program, unread: int, line: str
) -> None:
    diary("backup --auto")
    done = program(line, stdout=unread)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_first_line_alone_can_be_taken(diary: Tracker) -> None:
    command = f"set -o pipefail; '{sys.executable}' -m tracker history | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Tue 10 Nov\n", "")


def test_without_any_standard_output_the_work_is_done_all_the_same(diary: Tracker) -> None:
    command = f"'{sys.executable}' -m tracker log ice 5 >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(diary.rows()["sessions"]) == 6


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("line", ["history", "summary --json", "--version"])
def test_an_answer_that_cannot_be_written_is_a_failure(
    diary: Tracker, program: Program, line: str
) -> None:
    with open("/dev/full", "w") as full:
        done = program(line, stdout=full)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: the answer could not be written: No space left on device.\n",
    )


FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")


@FULL
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("log ice 7 --at 2026-11-10", "It was stored as #6"),
        ("edit 3 --note x --json", "It was stored as #3"),
        ("delete 2", "It was stored"),
        ("plan add heat-pack --on mon --at 7:30", "It was stored"),
        ("config set currency USD", "It was stored"),
    ],
)
def test_what_was_stored_is_said_where_the_answer_cannot_be_written(
    diary: Tracker, program: Program, line: str, said: str
) -> None:
    with open("/dev/full", "w") as full:
        done = program(line, stdout=full)
    assert f"{said}; the answer could not be written: No space left on device.\n" in done.stderr
    assert done.returncode == 0
    if line.startswith("log"):
        assert len(diary.rows()["sessions"]) == 6


@FULL
@pytest.mark.parametrize(
    ("line", "code"), [("log ice 7", 0), ("history", 0), ("log ice x", 2), ("edit 99 --pain 3", 3)]
)
def test_what_cannot_be_said_aside_changes_nothing(
    diary: Tracker, program: Program, line: str, code: int
) -> None:
    with open("/dev/full", "w") as full:
        done = program(line, stderr=full)
        both = program(line, stdout=full, stderr=full)
    assert (done.returncode, bool(done.stdout)) == (code, code == 0)
    assert both.returncode == (1 if line == "history" else code)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "ascii:strict", "latin-1:strict"])
def test_characters_that_an_output_does_not_have_are_escaped(diary: Tracker, encoding: str) -> None:
    name = "Zoë 猫 😀"
    diary(f"log massage 30 --with '{name}' --at 2026-11-10")
    escaped = "Zo\\u00eb" if "ascii" in encoding else "Zoë"
    shown = json.loads(_in(encoding, "provider list --json"))
    assert name in [one["name"] for one in shown["providers"]]
    assert f"{escaped} \\u732b \\ud83d\\ude00" in _in(encoding, "provider list")


def _in(encoding: str, line: str) -> str:
    """Return the answer to a command line in a process whose streams have this encoding."""
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *line.split()],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout.decode(encoding.partition(":")[0])


QUESTION = "2020-01-01 is more than two years ago. Is it meant? [y/N]: "


@pytest.mark.parametrize(
    ("answer", "code", "end", "count"),
    [
        ("y\n", 0, "#6  Ice, 15 min, Wed 1 Jan 2020.\n    Take back: tracker undo\n", 6),
        ("n\n", 1, "Error: Nothing was stored.\n", 5),
        ("\n", 1, "Error: Nothing was stored.\n", 5),
    ],
)
def test_a_day_long_past_is_asked_about(
    diary: Tracker, answer: str, code: int, end: str, count: int
) -> None:
    terminal = Terminal(["log", "ice", "--at", "2020-01-01"], 80, 24, NONE)
    assert terminal.read(until="[y/N]: ") == QUESTION
    terminal.type(answer)
    assert plain(terminal.read()).partition("\n")[2] == end
    assert terminal.end() == code
    assert len(diary.rows()["sessions"]) == count


@pytest.mark.parametrize("line", ["log ice --at 2020-01-01", "again --at 2020-01-01", "edit 4 --at 2020-01-01"])  # fmt: skip
def test_interrupting_the_question_ends_quietly_and_stores_nothing(
    diary: Tracker, line: str
) -> None:
    before = diary.rows()
    terminal = Terminal(line.split(), 80, 24, NONE)
    terminal.read(until="[y/N]: ")
    # While the question stands the diary is free: this would wait for a lock otherwise.
    diary("log visit")
    diary("undo")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.read() == "\n"
    assert terminal.end() == 130
    assert diary.rows() == before


HOSTILE = "a\x1b[31mb\x07\x9b1m\u202ec\u2066d\u2028e\x7f\r\nf"
ESCAPED = r"a\x1b[31mb\x07\x9b1m\u202ec\u2066d\u2028e\x7f\r\nf"


@pytest.fixture
def hostile(tracker: Tracker) -> Tracker:
    code, _, complaint = tracker.run(["log", "massage", "--note", HOSTILE, "--with", HOSTILE])
    assert (code, complaint) == (0, "")
    tracker.run(["config", "set", "massage.with", HOSTILE])
    return tracker


OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    "line",
    [
        "history",
        "history --json",
        "history --csv",
        "today",
        "today --json",
        "summary",
        "insights --per provider",
        "insights --per style --json",
        "again",
        "again --json",
        "edit 1 --pain 3",
        "edit 1 --pain 3 --json",
        "delete 1",
        "delete 1 --json",
        "undo",
        "undo --json",
        "undo --list",
        "undo --list --json",
        "config",
        "config --json",
        "config get massage.with",
        "config set pager no",
        "history --with a",
        "log massage --json",
        "log nosuch\x1b[31m",
        "log ice --at \x1b[31m",
        "history --with \x1b[31m",
        "--\x1b[31m",
        "\x1b[31m\u202e",
        "config get \x1b[31m",
        "help \x1b[31m",
    ],
)
def test_what_a_terminal_could_obey_never_reaches_it(hostile: Tracker, line: str) -> None:
    text = drawn(hostile, line.split(" "), 200)
    assert OBEYED.findall(re.sub(r"\x1b\[(?:[012]|32|35|1;31)m", "", text)) == []


def test_such_text_is_shown_escaped_and_kept_as_it_is(hostile: Tracker) -> None:
    answer = hostile("history")
    assert answer.count(ESCAPED) == 2
    assert hostile("config get massage.with") == f"{ESCAPED}\n"
    assert HOSTILE in hostile.rows()["sessions"][0]
