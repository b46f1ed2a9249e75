"""What cannot be is refused calmly: the value, what is accepted, and nothing is stored."""

import pytest

from tests.conftest import Tracker

pytestmark = pytest.mark.diary(
    "log massage 60 --with Ana --cost 80 --covered 50 --pain 6:3 --at yesterday",
    "log ice 15 --at 8:00",
)

NOTHING_STORED = " Nothing was stored.\n"
PAIN = (
    ": pain goes from 0 (none) to 10 (the worst imaginable), as in --pain 6, --pain 6:3 for "
    "before and after, or --pain :3 for after."
)
LENGTH = " is no length of time from 1 s to 24 h. Write it like 20, 20m, 1h30 or 90s."
FUTURE = (
    ' lies in the future. Write a time that has passed, such as now, "20m ago", "yesterday 18:30" '
    "or 2026-11-19."
)
DOSE = (
    " is no dose. Write sets x repetitions as in 3x10, with a hold as in 3x10x8s, sets of one hold "
    "as in 3x30s, or a length as in 5min; add /side where each side does all of it."
)
AMOUNT = (
    " is no amount of money. Accepted: digits without separators between thousands, such as 80 or "
    "80.50, and the code or the sign of another currency before or behind them: 80 USD, 80€."
)

REFUSED = {
    "log ice --pain 11": f"--pain 11{PAIN}",
    "log ice --pain x": f"--pain x{PAIN}",
    "log ice --pain 3:": f"--pain 3:{PAIN}",
    "log ice --pain /3": f"--pain /3{PAIN}",
    "log ice --pain :": f"--pain :{PAIN}",
    "log ice --pain :11": f"--pain :11{PAIN}",
    "log ice --pain 6/10": "--pain 6/10 could be 6 out of 10, or 6 before and 10 after. Write 6 or 6:10.",
    "log ice --pain 6:11": f"--pain 6:11{PAIN}",
    "log ice --pain 06:03": f"--pain 06:03{PAIN}",
    "log ice --pain -1": f"--pain -1{PAIN}",
    "log ice --pain ٣": f"--pain ٣{PAIN}",
    "log ice 0": f'"0"{LENGTH}',
    "log ice -5": f'"-5"{LENGTH}',
    "log ice 100000": f'"100000"{LENGTH}',
    "log ice nan": f'"nan"{LENGTH}',
    "log ice 1e9": f'"1e9"{LENGTH}',
    "log ice --minutes 25h": f"--minutes 25h{LENGTH}",
    'log ice --minutes ""': f"--minutes ''{LENGTH}",
    "log ice --at 2999-01-01": f"--at 2999-01-01{FUTURE}",
    "log ice --at blursday": '--at blursday cannot be read as a time. Did you mean thursday? Write, for example, now, "20m ago", "yesterday 18:30", "last friday 7pm", 2026-11-19 or "2026-11-19 18:30".',
    "log ice --at 03/04": '--at 03/04 could be 3 April or 4 March. Write 2026-04-03 or "3 april".',
    "log ice --at 03-11-2026": "--at 03-11-2026 could be 3 November 2026 or 11 March 2026. Write 2026-11-03 or 2026-03-11.",
    "log ice --at 2h": '--at 2h could be a clock time or a length of time. Write 2:00 or "2h ago".',
    **{
        line: f'{option} {text} needs quotes: {option} "{text}".'
        for line, option, text in (
            ("log ice 20 --at yesterday evening", "--at", "yesterday evening"),
            ("log ice --at yesterday 18:30 --pain 3", "--at", "yesterday 18:30"),
            ("log ice --at=half past 6", "--at", "half past 6"),
            ("log exercise plank --at 3 days ago", "--at", "3 days ago"),
            ("edit 1 --at last friday", "--at", "last friday"),
            ("again --at this morning", "--at", "this morning"),
            ("done --at last night", "--at", "last night"),
        )
    },
    "log ice --at yesterday 20 --pain 11": f"--pain 11{PAIN}",
    "log ice --at yesterday 99h": f'"99h"{LENGTH}',
    "log exercise bird-dog:3xx": f'"bird-dog:3xx"{DOSE}',
    "log exercise :3": '":3" names no exercise. Write it as bird-dog or bird-dog:3x10x8s.',
    "log exercise bird-dog:": '"bird-dog:" has no dose after the colon. Write it as bird-dog:3x10x8s, or leave the colon out.',
    "log exercise brid-dog:3x10": '"brid-dog" is no exercise. Did you mean bird-dog or bridge?',
    "log exercise 12": '"12" is no exercise. Minutes are given as --minutes 12.',
    "log massage --style sweedish": "--style sweedish is no style of massage. Did you mean swedish?",
    "log massage --style t": "--style t could be trigger-point, trager, thai, tuina or therapeutic-touch. Write more of it.",
    "log ice --area elbowish": "--area elbowish is no area. Areas: neck, shoulder, upper-back, mid-back, lower-back, tailbone, buttock, hip.",
    "log ice --area hip:up": "--area up is no side (your own left is left). Sides: left, right, both, centre, center.",
    "log massage --by nobody": "--by nobody is not one who can have given it. Accepted: professional, partner, self.",
    "log massage --purpose fun": "--purpose fun is no purpose. Accepted: relaxation, pain-relief, rehabilitation.",
    "log massage --claim lost": "--claim lost is no state of a claim. Accepted: none, to-claim, submitted, paid, refused.",
    "log massage --cost 10 --covered 20": "--covered 20.00 EUR: what is covered is at most the cost, 10.00 EUR.",
    "log massage --cost 10 --covered '5 USD'": "--covered 5.00 USD: what is covered is at most the cost, 10.00 EUR.",
    "log massage --covered 5": "--covered 5.00 without a cost: give that with --cost.",
    "log massage --cost -5": "--cost -5 is negative. Accepted: an amount from 0 on.",
    "log massage --cost 5.555": "--cost 5.555 has more decimals than EUR. Accepted: at most 2, behind a point or a comma; thousands are not separated.",
    "log massage --cost much": f"--cost much{AMOUNT}",
    "log massage --cost '5 XYZ'": "--cost 5 XYZ: XYZ is no currency code of ISO 4217, such as EUR, USD or GBP.",
    "log massage --cost 1000001": "--cost 1000001 is too much. Accepted: at most 1,000,000 EUR.",
    "log bath --temperature 400": "--temperature 400 °C cannot be: for warm bath, 20 to 50 °C are accepted (68 to 122 F, written with an F behind the number).",
    "log bath --temperature hot": "--temperature hot: a temperature is a number, as in 37, 37.5C or 99F.",
    "log ice --style swedish": "ice has no --style; massage has it.",
    "log heat --feels sore": "--feels sore is not a way it can feel that is asked about. "
    "Accepted: stiff, swollen, after-injury.",
    "log exercise plank --feels stiff": "back exercises has no --feels; massage, heat-pack, ice "
    "and warm-bath have it.",
    "log ice --effort hard": "ice has no --effort; exercise has it.",
    "log exercise plank --effort harder": "--effort harder is not a word for how hard it was. "
    "Did you mean hard? Accepted: easy, right, hard.",
    "edit 2 --effort hard": "#2 (ice) has no --effort.",
    **{
        f"log ice --relief {word}": f"--relief {word} is no length of relief: give it with its unit, "
        'up to 60 days, as in 20m, 36h or "2 days"; 0 is none.'
        for word in ("6", "61d", "1441h", "-1h", "long")
    },
    "log heat --cost 5": "heat pack has no --cost; massage and visit have it.",
    "log ice 15 --minutes 5": "the length is given twice.\n  More: tracker help log ice",
    "log ice 15 16": "Got unexpected extra argument (16).\n  More: tracker help log ice",
    "log ice --colour red": "No such option '--colour'.\n  More: tracker help log ice",
    "log ice --notes red": "No such option '--notes'. (Did you mean one of: '--minutes', '--note', '--yes'?)\n  More: tracker help log ice",
    "edit 1 --pain 11": f"--pain 11{PAIN}",
    "edit 1 --minutes 0": f"--minutes 0{LENGTH}",
    'edit 1 --minutes ""': f"--minutes ''{LENGTH}",
    "edit 1 --at 2999-01-01": f"--at 2999-01-01{FUTURE}",
    "edit 1 --cost -5": "--cost -5 is negative. Accepted: an amount from 0 on.",
    "edit 1 --covered 90": "--covered 90.00 EUR: what is covered is at most the cost, 80.00 EUR.",
    "edit 1 --cost '90 USD'": "--covered 50.00 EUR: what is covered is at most the cost, 90.00 USD.",
    'edit 1 --cost ""': "--covered 50.00 without a cost: give that with --cost.",
    "edit 1 --temperature 40": "#1 (massage) has no --temperature.",
    "edit 2 --style swedish": "#2 (ice) has no --style.",
    "edit 2 --temperature 400": "--temperature 400 °C cannot be: for ice, -30 to 20 °C are accepted (-22 to 68 F, written with an F behind the number).",
    "edit 2": "nothing to change was given, as in --minutes 12.\n  More: tracker help edit",
    "edit two --minutes 3": '"two" is no number of a session.\n  They stand in: tracker history',
    "edit": "Missing argument 'NUMBER'.\n  More: tracker help edit",
    "delete 1 two": '"two" is no number of a session.\n  They stand in: tracker history',
    "delete": "Missing argument 'NUMBER...'.\n  More: tracker help delete",
    "again --pain 11": f"--pain 11{PAIN}",
    "again ice --minutes 0": f"--minutes 0{LENGTH}",
    "again --at 2999-01-01": f"--at 2999-01-01{FUTURE}",
    "again masage": '"masage" is no kind of session. Did you mean massage? Kinds: massage, heat-pack, ice, warm-bath, exercise, visit.',
}  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), REFUSED.items())
def test_what_cannot_be_stored_is_refused_and_nothing_is(
    diary: Tracker, line: str, reason: str
) -> None:
    before = diary.rows()
    said, *hint = reason.split("\n")
    assert diary(line, code=2) == "\n".join([f"Error: {said} Nothing was stored.", *hint, ""])
    assert diary.rows() == before


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_day_of_several_words_is_told_to_be_quoted(diary: Tracker, option: str) -> None:
    assert diary(f"history {option} 2 weeks ago", code=2) == (
        f'Error: {option} 2 weeks ago needs quotes: {option} "2 weeks ago".\n'
    )


@pytest.mark.parametrize(
    ("line", "beginning", "end"),
    [
        (
            "log massage --style blursday",
            "--style blursday is no style of massage. Styles: swedish, relaxation-spa, ",
            ", self-massage, partner.",
        ),
        (
            "log exercise nosuch:3x10",
            '"nosuch" is no exercise. Exercises: knee-to-chest, ',
            ", cycling, swimming.",
        ),
    ],
)
def test_a_word_unlike_any_is_told_all_there_are(
    diary: Tracker, line: str, beginning: str, end: str
) -> None:
    said = diary(line, code=2)
    assert said.startswith(f"Error: {beginning}")
    assert said.endswith(f"{end}{NOTHING_STORED}")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["log", "ice", "--note", "x" * 20_000], f"--note {'x' * 60}…: a note has at most 2,000 characters, this has 20,000."),
        (["log", "ice", "--note", "a\0b"], r"--note a\x00b: a note cannot hold a NUL character."),
        (["log", "ice", "--note", "a\udcff"], r"--note a\udcff: a note must be valid text; a part of this is not Unicode."),
        (["edit", "1", "--note", "a\udcff"], r"--note a\udcff: a note must be valid text; a part of this is not Unicode."),
        (["again", "--note", "a\0b"], r"--note a\x00b: a note cannot hold a NUL character."),
        (["log", "visit", "--with", "x" * 101], f"--with {'x' * 60}…: a name has at most 100 characters, this has 101."),
        (["log", "visit", "--with", "a\0b"], r"--with a\x00b: a name cannot hold a NUL character."),
        (["log", "visit", "--with", "\ud800"], r"--with \ud800: a name must be valid text; a part of this is not Unicode."),
        (["log", "massage", "--style", "\x1b[31m\udcff"], None),
        (["log", "ice", "--at", "\0"], None),
        (["log", "ice", "\udcff"], f'"\\udcff"{LENGTH}'),
        (["edit", "\udcff", "--note", "x"], '"\\udcff" is no number of a session.\n  They stand in: tracker history'),
    ],
    ids=map(str, range(12)),
)  # fmt: skip
def test_text_that_cannot_be_kept_is_refused_and_nothing_is_stored(
    diary: Tracker, words: list[str], reason: str | None
) -> None:
    before = diary.rows()
    code, answer, complaint = diary.run(words)
    said, *hint = complaint.splitlines(keepends=True)
    assert (code, answer) == (2, "")
    assert said.endswith(NOTHING_STORED)
    assert "\x1b" not in complaint
    if reason is not None:
        expected, *more = reason.split("\n")
        assert said == f"Error: {expected}{NOTHING_STORED}"
        assert hint == [f"{line}\n" for line in more]
    assert diary.rows() == before


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("edit 99 --minutes 3", "there is no session #99. Nothing was stored.\n  The numbers stand in: tracker history"),
        ("edit 999999999999999999 --pain 3", "there is no session #999999999999999999. Nothing was stored.\n  The numbers stand in: tracker history"),
        ("delete 99", "there is no session #99. Nothing was stored.\n  The numbers stand in: tracker history"),
        ("again visit", "there is no visit session to repeat yet. Nothing was stored.\n  Log one: tracker help log"),
    ],
)  # fmt: skip
def test_a_number_or_a_kind_that_is_not_there_is_not_found(
    diary: Tracker, line: str, complaint: str
) -> None:
    before = diary.rows()
    assert diary(line, code=3) == f"Error: {complaint}\n"
    assert diary.rows() == before


@pytest.mark.parametrize(
    "words",
    [
        ["log", "heat-pack", "20", "--temperature"],
        ["log", "exercise"],
        ["log", "ice"],
        ["log", "ice", "--at"],
        ["log", "massage", "--cost"],
        ["log", "massage", "--pain"],
        ["plan", "add", "ice", "--on"],
        ["history", "--limit"],
    ],
)
def test_what_is_endless_is_refused_before_it_is_read(diary: Tracker, words: list[str]) -> None:
    code, answer, complaint = diary.run([*words, "3" + " " * 60_000 + "x"])
    assert (code, answer) == (2, "")
    assert "has 60,002 characters. Accepted: at most 5,000." in complaint


KINDS = "Kinds: massage, heat-pack, ice, warm-bath, exercise, visit."
LISTED = KINDS.replace(".", ", pain.")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("log masage 60", f'"masage" is no kind of session. Did you mean massage? {KINDS}'),
        ("log nosuch", f'"nosuch" is no kind of session. {KINDS}'),
        ("history --kind nosuch", f"--kind nosuch is no kind of session. {LISTED}"),
        ("history --since tomorrow", "--since tomorrow lies in the future. Write a day up to today, such as yesterday or 2026-11-19."),
        ("history --since today --until yesterday", "--until 2026-11-21 lies before --since, so no day is left."),
        ("history --limit -1", "--limit -1: give how many sessions you want at most, 0 for all."),
        ("history --limit many", "--limit many: give how many sessions you want at most, 0 for all."),
        ('history --with ""', "--with '': a name is needed, as in --with Ana."),
        ("history --json --csv", "--json and --csv exclude each other.\n  More: tracker help history"),
        ("summary --week 2026-W54", "--week 2026-W54 is no week: 2026 has 53, 2026-W01 to 2026-W53."),
        ("summary --week 2027-W01", '--week 2027-W01 lies in the future. Write "this week", "last week" or one before, such as 2026-W46.'),
        ("summary --weeks 0", "--weeks 0: give a number of weeks from 1 to 520."),
        ("summary --weeks 0000000010000", "--weeks 0000000010000: give a number of weeks from 1 to 520."),
        ("history --find", "Option '--find' requires an argument.\n  More: tracker help history"),
        ("plan next --days", "Option '--days' requires an argument.\n  More: tracker help plan next"),
        ("undo 3", "Got unexpected extra argument (3).\n  More: tracker help undo"),
        ("--nosuch", "No such option '--nosuch'.\n  More: tracker help"),
        ("help log ice more", '"ice" has no further commands.\n  More: tracker help help'),
        ("hist --\x1b[31m", "No such option '--\\x1b[31m'.\n  More: tracker help history"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused(
    diary: Tracker, line: str, complaint: str
) -> None:
    assert diary(line, code=2) == f"Error: {complaint}\n"


@pytest.mark.parametrize("word", ["historie", "sumary", "h", "nosuch"])
def test_an_unknown_command_is_told_the_nearest_ones(tracker: Tracker, word: str) -> None:
    said = tracker(word, code=2)
    assert said.startswith({
        "historie": 'Error: "historie" is no command. Did you mean history',
        "sumary": 'Error: "sumary" is no command. Did you mean summary?',
        "h": 'Error: "h" could be help or history. Write more of it.\n',
        "nosuch": 'Error: "nosuch" is no command. Commands: ',
    }[word])  # fmt: skip


def test_a_search_for_text_that_is_not_unicode_finds_nobody(diary: Tracker) -> None:
    assert diary.run(["history", "--with", "\udcff"]) == (
        2,
        "",
        "Error: --with \\udcff: a name must be valid text; a part of this is not Unicode.\n",
    )


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("heat 20", "log heat-pack 20"),
        ("mass 30 --at 'last friday 7pm'", 'log massage 30 --at "last friday 7pm"'),
        ("ice", "log ice"),
    ],
)
def test_a_kind_in_the_place_of_a_command_is_told_what_to_type(
    tracker: Tracker, line: str, meant: str
) -> None:
    complaint = tracker(line, code=2)
    typed = line.split()[0]
    assert complaint == f'Error: "{typed}" is no command.\n  To write it down: tracker {meant}\n'
