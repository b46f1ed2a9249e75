"""`import`: what other programs wrote comes in once, is counted, and is taken back as one change."""

import json
import os
import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.schema import checked
from tests.commands.terminals import Terminal, plain
from tests.commands.test_json import WHOLE_DIARY
from tests.conftest import Program, Tracker
from tests.places import CHECKOUT
from tracker.app import App
from tracker.care.outgoing import Wanted
from tracker.escaping import shortened
from tracker.exchange import csv_out, diary_json
from tracker.exchange.formats import FORMATS, recognise
from tracker.exchange.source import Source
from tracker.exchange.suggesting import suggested
from tracker.exchange.words import words_of_catalogue

pytestmark = pytest.mark.both

# 20 November, 18:30 in Berlin.
FRIDAY = 1_795_195_800
HOUR = 3600


def frame(number: int, project: str, *tags: str, at: int = FRIDAY, length: int = HOUR) -> list[Any]:
    """Return a frame of Watson, each a minute after the one before."""
    start = at + 60 * number
    return [start, start + length, project, f"{number:032x}", list(tags), start]


def watson(tracker: Tracker, *frames: list[Any]) -> Path:
    path = tracker.home / "frames"
    path.write_text(json.dumps(frames), encoding="utf-8")
    return path


def sheet(tracker: Tracker, text: str) -> Path:
    path = tracker.home / "sessions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def counts(answer: str) -> dict[str, int]:
    """Return the counts of an answer in JSON, whose sum is that of all entries."""
    content = checked(answer)
    names = ("new", "same", "changed", "refused", "ignored", "unmapped")
    found = {name: content[name] for name in names if content[name]}
    assert sum(found.values()) == content["read"]
    return found


def test_what_another_program_wrote_comes_in_once_and_is_taken_back_as_one(
    tracker: Tracker,
) -> None:
    before = tracker.rows()
    file = watson(
        tracker, frame(1, "massage", "swedish", "neck"), frame(2, "ice", "Ana", length=900)
    )
    assert tracker(f"import {file}") == (
        "Watson, 2 entries: 2 new. On Fri 20 Nov.\n"
        "  New: massage 1, ice 1.\nTake back: tracker undo\n"
    )
    history = checked(tracker("history --json"))["sessions"]
    assert [(one["kind"], one["duration_s"], one["style"], one["note"]) for one in history] == [
        ("massage", 3600, "swedish", None),
        ("ice", 900, None, "#Ana"),
    ]
    assert history[0]["started_at"] == "2026-11-20T18:31:00+01:00"
    assert {one["came_in"] for one in history} == {"import"}
    assert tracker(f"import {file}") == "Watson, 2 entries: 0 new, 2 here already.\n"
    watson(
        tracker,
        frame(1, "massage", "swedish"),
        frame(2, "ice", "Ana", length=1200),
        frame(3, "visit"),
    )
    answer = tracker(f"import {file} --json")
    assert counts(answer) == {"new": 1, "changed": 2}
    assert checked(answer)["kinds"] == [{"kind": "visit", "count": 1}]
    assert "import  of 1 session and 2 changed from Watson\n" in tracker("undo --list")
    assert tracker("undo").startswith(
        "Took back: import of 1 session and 2 changed from Watson.\n           #1 is again: "
    )
    assert checked(tracker("history --json"))["sessions"] == history
    tracker("undo")
    assert tracker.rows() == before


def test_a_name_that_means_nothing_is_asked_about_once(tracker: Tracker) -> None:
    file = watson(
        tracker, *(frame(number, "Rücken") for number in (1, 2)), frame(3, "Büro"), frame(4, "ice")
    )
    before = tracker.rows()
    refused = tracker(f"import {file}", code=2)
    assert refused == (
        f'Error: "{shortened(str(file))}" is read as Watson, and what these names mean is not known: "Rücken" (2), '
        '"Büro" (1). Say which kind of session each is, or skip. Nothing was stored.\n'
        f'  tracker import {file} --map "Rücken=exercise" --map "Büro=KIND"\n'
    )
    assert tracker.rows() == before
    line = refused.splitlines()[1].strip().removeprefix("tracker ")
    answer = tracker(line.replace("KIND", "skip"))
    assert answer == (
        "Watson, 4 entries: 3 new, 1 left out. On Fri 20 Nov.\n"
        "  New: back exercises 2, ice 1.\n"
        "Left out:\n"
        '  1  "Büro" is left out, as you said.\n'
        "Take back: tracker undo\n"
    )
    # What was said is remembered for files of the same program.
    watson(tracker, frame(5, "rücken"), frame(6, "BÜRO"))
    assert counts(tracker(f"import {file} --json")) == {"new": 1, "ignored": 1}
    assert counts(tracker(f"import {file} --map büro=visit --json")) == {"new": 1, "same": 1}


def test_the_names_that_are_suggested_are_taken_with_yes(tracker: Tracker) -> None:
    file = watson(tracker, frame(1, "Rücken"), frame(2, "Wärme"))
    assert counts(tracker(f"import {file} --yes --json")) == {"new": 2}
    watson(tracker, frame(3, "Yoga"), frame(4, "Büro"))
    refused = tracker(f"import {file} --yes", code=2)
    assert refused.endswith(f'  tracker import {file} --map "Büro=KIND" --yes\n')
    assert counts(tracker(f"import {file} --yes --dry-run --json")) == {"new": 1, "unmapped": 1}
    kinds = [one["kind"] for one in checked(tracker("history --json"))["sessions"]]
    assert kinds == ["exercise", "heat-pack"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Rücken", "exercise"),
        ("Rückenschmerzen", "pain"),
        ("morning stretch", "exercise"),
        ("Shiatsu mit Ana", "massage"),
        ("Warmes Bad", "warm-bath"),
        ("Wärmflasche", "heat-pack"),
        ("Eis", "ice"),
        ("Reise", None),
        ("Practice", None),
        ("Physio", "visit"),
        ("bird dog", "exercise"),
        ("swedish", "massage"),
        ("温熱", "heat-pack"),
        ("", None),
        ("Back pain", "pain"),
        ("mal de dos", "pain"),
        ("yoga for back pain", "exercise"),
        ("Warm-up", "exercise"),
        ("Aufwärmen", "exercise"),
        ("Rückengymnastik", "exercise"),
        ("Krankengymnastik", "visit"),
        ("étirements du dos", "exercise"),
        ("estiramientos", "exercise"),
        ("ejercicios de espalda", "exercise"),
        ("masaje", "massage"),
        ("baño caliente", "warm-bath"),
        ("bain chaud", "warm-bath"),
        ("bouillotte", "heat-pack"),
        ("almohadilla de calor", "heat-pack"),
        ("hielo", "ice"),
        ("poche de glace", "ice"),
        ("Kühlpack", "ice"),
        ("kiné", "visit"),
        ("fisioterapia", "visit"),
        ("Arzttermin", "visit"),
        # What whoever works by the hour calls things is not taken for what it only sounds like.
        ("Terminal", None),
        ("Immobilien", None),
        ("Buchhaltung", None),
        ("Painting", None),
        ("Bathroom", None),
        ("core team", None),
        ("Kühlschrank", None),
        ("ice cream", None),
        ("bad day", None),
        ("Headache", None),
    ],
)
def test_a_name_suggests_a_kind_by_its_words(name: str, kind: str | None) -> None:
    assert suggested(name, words_of_catalogue()) == kind


def test_on_a_terminal_each_name_is_asked_for(tracker: Tracker) -> None:
    """It is a process of its own, so the clock is real, and what is taken lies years back."""
    past = 1_600_000_000
    file = watson(
        tracker,
        *(frame(1 + number, "Rücken", at=past) for number in (1, 2)),
        frame(4, "Büro", at=past),
    )
    terminal = Terminal(["import", str(file)], 200, 40, {})
    shown = terminal.read("[exercise]: ")
    terminal.type("levitation\n")
    shown += terminal.read("[exercise]: ")
    terminal.type("\n")
    shown += terminal.read("[skip]: ")
    terminal.type("\n")
    shown += terminal.read()
    assert terminal.end() == 0
    text = plain(shown)
    assert text.startswith(
        "Watson, 3 entries.\n"
        "What kind of session is each of these? Enter takes what stands in brackets.\n"
        "  Kinds: massage, heat-pack, ice, warm-bath, exercise, visit, pain. skip leaves one out, "
        "skip all that and all after it.\n"
    )
    assert '"Rücken", 2 times [exercise]: ' in text
    assert '"levitation" is no kind of session.' in text
    assert '"Büro", once [skip]: ' in text
    assert "Watson, 3 entries: 2 new, 1 left out." in text
    assert [one["kind"] for one in checked(tracker("history --limit 0 --json"))["sessions"]] == [
        "exercise"
    ] * 2


def test_names_that_may_mean_something_are_asked_about_first_and_the_rest_is_left_out_at_once(
    tracker: Tracker,
) -> None:
    past = 1_600_000_000
    others = [frame(number, f"Project {number}", at=past + number) for number in range(1, 60)]
    file = watson(tracker, *others, *others[:1], frame(99, "Yoga", at=past))
    terminal = Terminal(["import", str(file)], 200, 40, {})
    assert '"Yoga", once' in terminal.read("[exercise]: ")
    terminal.type("\n")
    terminal.read("[skip]: ")
    terminal.type("skip  ALL\n")
    shown = plain(terminal.read())
    assert terminal.end() == 0
    assert ": 1 new, 60 left out." in shown


def test_the_bar_of_a_large_file_ends_where_the_file_does(tracker: Tracker) -> None:
    file = watson(tracker, frame(1, "ice", at=1_600_000_000))
    with file.open("a", encoding="utf-8") as large:
        large.write(" " * 2_000_000)
    terminal = Terminal(["import", str(file), "--dry-run"], 80, 40, {})
    shown = plain(terminal.read())
    assert terminal.end() == 0
    assert re.search(r"Reading  \[#+\] +100%", shown)


BAD = (frame(1, "ice"), frame(2, "ice", length=-HOUR), frame(3, "ice", length=25 * HOUR))


def test_what_cannot_be_taken_is_listed_and_the_rest_waits_for_a_word(tracker: Tracker) -> None:
    file, before = watson(tracker, *BAD), tracker.rows()
    refused = tracker(f"import {file}", code=2)
    assert refused.startswith("Watson, 3 entries.\nWhat cannot be taken:\n  frame 2: ")
    assert refused.endswith(
        '  frame 3: "25 h": a session lasts at most 24 hours.\n'
        f'Error: 2 of 3 entries of "{shortened(str(file))}" cannot be taken. Nothing was stored.\n'
        f"  The rest alone:\n  tracker import {file} --skip-bad\n"
    )
    assert tracker.rows() == before
    answer = tracker(f"import {file} --skip-bad")
    assert answer.startswith("Watson, 3 entries: 1 new, 2 that cannot be taken.")
    assert "\n  frame 3: " in answer
    content = checked(tracker(f"import {file} --skip-bad --json"))
    assert [one["where"] for one in content["refusals"]] == ["frame 2", "frame 3"]
    watson(tracker, BAD[1])
    assert tracker(f"import {file} --yes", code=2).endswith(
        f'Error: nothing of "{shortened(str(file))}" can be taken. Nothing was stored.\n'
    )


@pytest.mark.parametrize(("said", "code", "kept"), [("y", 0, 1), ("n", 1, 0)])
def test_on_a_terminal_the_rest_is_taken_after_asking(
    tracker: Tracker, said: str, code: int, kept: int
) -> None:
    file = watson(tracker, *BAD)
    terminal = Terminal(["import", str(file)], 200, 40, {})
    shown = terminal.read("[y/N]: ")
    assert "Leave these 2 out and take the rest?" in shown
    terminal.type(f"{said}\n")
    shown = terminal.read()
    assert (terminal.end(), "Nothing was stored." in shown) == (code, said == "n")
    assert "frame 2" not in shown, "it was listed before it was asked"
    assert len(checked(tracker("history --limit 0 --json"))["sessions"]) == kept


def test_a_long_list_is_cut_for_people_and_whole_for_programs(tracker: Tracker) -> None:
    file = watson(
        tracker,
        *(frame(number, "ice", length=-number) for number in range(1, 31)),
        frame(31, "ice", length=30 * HOUR),
        frame(32, "ice"),
    )
    lines = tracker(f"import {file} --skip-bad").splitlines()
    first, last = (line for line in lines if line.startswith("  frame"))
    assert first.endswith("it stops before it starts. 29 more like it.")
    assert last == '  frame 31: "30 h": a session lasts at most 24 hours.'
    assert len(checked(tracker(f"import {file} --skip-bad --json"))["refusals"]) == 31
    names = [frame(number, f"Project {number}") for number in range(1, 13)]
    assert "  and 2 more: --dry-run --json lists them all\n" in tracker(
        f"import {watson(tracker, *names)} --dry-run"
    )


def test_what_is_doubtful_is_taken_with_a_word_for_all_that_are_alike(tracker: Tracker) -> None:
    rows = "".join(f"2026-10-{day} 02:30,0\n" for day in (24, 25, 26))
    file = sheet(tracker, f"At,Minutes\n{rows}")
    answer = tracker(f"import {file} --map-columns at=At,minutes=Minutes --map =ice")
    assert "CSV, 3 entries: 3 new. From Sat 24 Oct to Mon 26 Oct.\n" in answer
    assert (
        "To look at:\n"
        "  line 2 and 2 more: It has no length; taken as the usual 15 min.\n"
        "  line 3: 02:30 came twice on 2026-10-25; taken as the first.\n"
    ) in answer


def test_a_dry_run_says_what_would_come_and_changes_nothing(tracker: Tracker) -> None:
    file = watson(tracker, *BAD, frame(4, "Rücken"), frame(5, "ice", at=FRIDAY + 10 * 24 * HOUR))
    tracker("log ice 5")
    before = tracker.kept()
    content = checked(tracker(f"import {file} --dry-run --json"))
    assert (content["dry_run"], content["names"]) == (
        True,
        [{"name": "Rücken", "count": 1, "suggested": "exercise"}],
    )
    assert counts(tracker(f"import {file} --dry-run --json")) == {
        "new": 1,
        "refused": 3,
        "unmapped": 1,
    }
    answer = tracker(f"import {file} --dry-run")
    assert answer.endswith(
        "Names whose kind is not known:\n"
        '  "Rücken" (1)\n'
        "Nothing was changed. To take it over:\n"
        f'  tracker import {file} --map "Rücken=exercise"\n'
    )
    assert tracker.kept() == before
    assert tracker("undo --list").count("\n") == 2


@pytest.mark.in_file
def test_a_dry_run_makes_no_diary(tracker: Tracker) -> None:
    tracker.database.unlink()
    file = watson(tracker, frame(1, "ice"), frame(1, "ice"), frame(2, "massage"))
    assert counts(tracker(f"import {file} --dry-run --json")) == {"new": 2, "ignored": 1}
    assert not tracker.database.exists()
    tracker(f"import {file}")
    assert tracker.database.exists()


def test_what_comes_in_through_a_pipe_is_read_and_left_nowhere(
    program: Program, tracker: Tracker, tmp_path: Path
) -> None:
    (tmp_path / "passing").mkdir()
    text = json.dumps([frame(1, "ice", at=1_600_000_000)])
    done = program("import -", stdin=text, variables={"TMPDIR": str(tmp_path / "passing")})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Watson, 1 entry: 1 new.")
    assert list((tmp_path / "passing").iterdir()) == []
    done = program("import - --format csv", stdin="x")
    assert (done.returncode, done.stderr.startswith('Error: "the standard input": it is CSV')) == (
        2,
        True,
    )


def test_sessions_go_out_as_csv_and_come_back_as_they_were(tracker: Tracker) -> None:
    empty = tracker.kept()
    for line in WHOLE_DIARY:
        tracker(line)
    tracker("log massage 10 --note '=1+1' --at 'yesterday morning'")
    file = tracker.home / "out.csv"
    with exported(tracker) as journal, file.open("wb") as target:
        count = csv_out.write(journal.exports.sessions(Wanted()), target)
    history = checked(tracker("history --limit 0 --json"))["sessions"]
    assert counts(tracker(f"import {file} --json")) == {"same": count}
    tracker("edit 1 --note other")
    assert counts(tracker(f"import {file} --json")) == {"same": count - 1, "changed": 1}
    tracker.bring_back(empty)
    assert counts(tracker(f"import {file} --json")) == {"new": count}
    known = [told(one) for one in history]
    assert [told(one) for one in checked(tracker("history --limit 0 --json"))["sessions"]] == known


def told(session: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a session, without what the diary itself notes of it."""
    own = ("number", "created_at", "changed_at")
    return {name: value for name, value in session.items() if name not in own}


def exported(tracker: Tracker) -> Any:
    app = App(tracker.address, tracker.config, lambda: tracker.now)
    return app.reading()


def test_a_diary_in_json_comes_back_and_tells_what_cannot(tracker: Tracker) -> None:
    empty = tracker.kept()
    tracker("log massage 60 --with Ana --pain 6:3")
    tracker("pain 4")
    file = tracker.home / "diary.json"
    with exported(tracker) as journal, file.open("wb") as target:
        records = diary_json.write(journal.exports.records(Wanted()), target)
    assert counts(tracker(f"import {file} --json")) == {"same": records}
    assert counts(tracker(f"import {file} --format json --json")) == {"same": records}
    history = tracker("history --json")
    lines = file.read_text(encoding="utf-8").replace('"level":4', '"level":"x"')
    file.write_text(lines, encoding="utf-8")
    tracker.bring_back(empty)
    assert "1 of " in tracker(f"import {file}", code=2)
    assert counts(tracker(f"import {file} --skip-bad --json")) == {"new": records - 1, "refused": 1}
    tracker("pain 4")
    assert checked(history)["sessions"] == checked(tracker("history --json"))["sessions"]
    assert "files of other programs" in tracker(f"import {file} --map a=ice", code=2)


def test_what_only_the_diary_refuses_is_asked_about_before_anything_is_stored(
    tracker: Tracker,
) -> None:
    empty = tracker.kept()
    tracker("log massage 60 --pain 6:3")
    tracker("log ice 15")
    file = tracker.home / "diary.json"
    tracker(f"export {file}")
    file.write_text(file.read_text(encoding="utf-8").replace('"pain_before":6', '"pain_before":11'))
    tracker.bring_back(empty)
    refused = tracker(f"import {file}", code=2)
    assert "1 of 2 entries of" in refused
    assert "pain_before_on_scale" in refused
    assert "--skip-bad" in refused
    assert checked(tracker("history --json"))["sessions"] == []
    assert counts(tracker(f"import {file} --dry-run --json")) == {"new": 1, "refused": 1}
    assert counts(tracker(f"import {file} --skip-bad --json")) == {"new": 1, "refused": 1}


def test_the_line_to_type_keeps_what_was_typed(tracker: Tracker) -> None:
    file = sheet(tracker, "Datum;Art;Min\n20.11.2026;Eis;x\n20.11.2026;Büro;5\n20.11.2026;ice;5\n")
    line = f"import {file} --map-columns date=Datum,kind=Art,minutes=Min --zone Asia/Tokyo --map Büro=skip"
    refused = tracker(line, code=2)
    assert (
        refused.splitlines()[-1]
        == f'  tracker import {file} --map-columns date=Datum,kind=Art,minutes=Min --zone Asia/Tokyo --map "Büro=skip" --skip-bad'
    )
    assert counts(tracker(f"{line} --skip-bad --json")) == {"new": 1, "refused": 1, "ignored": 1}


@pytest.mark.parametrize(
    ("line", "code", "why"),
    [
        ("import nowhere", 3, "there is no file ~/nowhere."),
        ("import .", 2, "that is a folder. Give a file."),
        ("import pipe", 2, "that is a pipe. Give a file."),
        ("import empty", 2, "it is in no format that is known here. Accepted: "),
        ("import binary", 2, "it is in no format that is known here."),
        ("import table", 2, 'it is CSV, and its columns are "a", "b".'),
        ("import table --map-columns date=c", 2, 'it has no column "c".'),
        ("import table --map-columns dat=a", 2, "Did you mean date?"),
        ("import table --map-columns minutes=a", 2, "name the column of the day"),
        ("import table --format watson --map-columns date=a", 2, "--map-columns stands with CSV."),
        ("import table --format toggl", 2, '--format toggl is no format that can be read.'),
        ("import table --map Rücken", 2, 'as in --map "Rücken=exercise".'),
        ("import table --map Rücken=x", 2, "is no kind of session"),
        ("import table --zone Mars", 2, "is no time zone that is known here."),
        ("import latin", 2, "is not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_stops_at_once_with_what_to_do(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, line: str, code: int, why: str
) -> None:
    monkeypatch.chdir(tracker.home)
    os.mkfifo("pipe")
    for name, content in {
        "empty": b"",
        "binary": bytes(range(256)),
        "table": b"a,b\n1,2\n",
        "latin": "uuid,kind,day,minutes\n,ice,2026-11-20,5,Ü\n".encode("latin-1"),
    }.items():
        Path(name).write_bytes(content)
    before = tracker.rows()
    complaint = tracker(line, code=code)
    assert why in complaint
    assert "Nothing was stored." in complaint
    assert tracker.rows() == before


def test_a_file_with_nothing_in_it_is_no_failure(tracker: Tracker) -> None:
    file = sheet(tracker, "uuid,kind,day,minutes\n")
    assert tracker(f"import {file}") == "CSV, 0 entries. There is nothing in it to take over.\n"


def test_the_zone_of_clock_times_can_be_said(tracker: Tracker) -> None:
    file = sheet(tracker, "At,Kind\n2026-11-20 18:30,ice\n")
    tracker(f"import {file} --map-columns at=At,kind=Kind --zone asia/tokyo")
    (session,) = checked(tracker("history --json"))["sessions"]
    assert (session["started_at"], session["zone"]) == ("2026-11-20T18:30:00+09:00", "Asia/Tokyo")


def test_a_column_of_pain_becomes_readings(tracker: Tracker) -> None:
    file = sheet(tracker, "At,What,Level\n2026-11-20 18:30,Schmerz,6\n2026-11-21 9:00,Schmerz,\n")
    answer = tracker(
        f"import {file} --map-columns at=At,kind=What,pain=Level --map Schmerz=pain --skip-bad"
    )
    assert "  line 3: it tells no level of pain from 0 to 10.\n" in answer
    (reading,) = checked(tracker("history --json"))["readings"]
    assert (reading["level"], reading["at"]) == (6, "2026-11-20T18:30:00+01:00")


def test_a_plan_is_answered_by_what_came_in(tracker: Tracker) -> None:
    tracker.configure("[reminders]\nnag = false\n")
    tracker.tick(days=-5)
    tracker("plan add ice --on daily --at 18:00 --name cool")
    tracker.tick(days=5)
    tracker(f"import {watson(tracker, frame(1, 'ice', length=900))}")
    friday = next(line for line in tracker("plan show cool").splitlines() if "kept" in line.lower())
    assert "1 of" in friday


SAMPLES = [
    ("watson/frames", "", {"new": 7}),
    ("watson/state", "", {"ignored": 1}),
    ("timewarrior/2026-10.data", "--map =visit", {"new": 3}),
    ("loop/Loop Habits Backup 2026-11-23 180000.db", "--map Ibuprofen=skip", {"new": 7, "ignored": 6}),
    ("loop/Loop Habits CSV 2026-09-14.zip", "", {"new": 7, "ignored": 8}),
    ("harsh/log", "--map Walk=skip --map 'Pain above 5=skip'", {"new": 4, "ignored": 6}),
    ("icalendar/khal-exercise-weekly.ics", "", {"new": 8}),
    ("icalendar/khal-massage-alarm.ics", "", {"new": 1}),
    ("klog/selfcare.klg", "--skip-bad", {"new": 5, "refused": 1, "ignored": 1}),
    ("medtimer/MedTimer_Backup_20260911_200000.json", "", {"new": 3, "ignored": 4}),
    ("medtimer/MedTimer_EventsExport_20260911_200100.csv", "", {"new": 3, "ignored": 3}),
    ("apple-health/exportieren.zip", "--map running=skip --skip-bad", {"new": 7, "refused": 1, "ignored": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options", "expected"), SAMPLES)
def test_a_file_of_each_program_comes_in_once(
    tracker: Tracker, name: str, options: str, expected: dict[str, int]
) -> None:
    tracker.tick(days=2)
    line = f"import {shlex.quote(str(CHECKOUT / 'tests/samples' / name))} {options}"
    before = tracker.rows()
    answer = tracker(f"{line} --yes --json")
    assert counts(answer) == expected
    assert checked(answer)["format"] == name.partition("/")[0]
    again = {("same" if one == "new" else one): count for one, count in expected.items()}
    assert counts(tracker(f"{line} --yes --json")) == again
    if "new" in expected:
        tracker("undo")
        assert tracker.rows() == before


@pytest.mark.parametrize("name", [*FORMATS])
def test_each_format_has_a_name_for_people(name: str) -> None:
    assert FORMATS[name].title
    assert re.fullmatch(r"[a-z-]{1,20}", name)


def test_a_file_is_recognised_by_what_is_in_it(tracker: Tracker) -> None:
    contents: Iterable[tuple[str, str]] = (
        ("tracker", '{"format":"tracker diary","form":1,"records":[\n]}\n'),
        ("watson", json.dumps([frame(1, "ice")])),
        ("timewarrior", "inc 20261120T173000Z - 20261120T183000Z # ice\n"),
        ("icalendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
        ("csv", "uuid,kind,day,minutes\n"),
        ("csv", "Datum;Art\n1;2\n"),
    )
    for name, content in contents:
        assert recognise(Source(sheet(tracker, content))).name == name


def test_the_manual_shows_what_an_import_answers(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (CHECKOUT / "docs/moving.md").read_text(encoding="utf-8")
    table = re.search(r"^```csv\n(.*?)^```\n", page, re.MULTILINE | re.DOTALL)
    assert table
    monkeypatch.chdir(tracker.home)
    sheet(tracker, table[1])
    shown = re.findall(r"^```text\n(\$ .*?)^```\n", page, re.MULTILINE | re.DOTALL)
    assert shown
    for block in shown:
        line, _, answer = block.partition("\n")
        _, found, complaint = tracker.run(shlex.split(line.removeprefix("$ tracker ")))
        assert found + complaint == answer
