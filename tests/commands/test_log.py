"""Sessions are written down in one line, and the answer says what was understood."""

import json
import unicodedata

import pytest

from tests.conftest import Tracker

pytestmark = pytest.mark.both(1)

WHOLE_SESSIONS = {
    'log massage 60 --style swedish --with Ana --by professional --purpose pain-relief --cost 80 '
    '--covered 50 --claim to-claim --pain 6:3 --area lower-back --area hip:left '
    '--note "Felt good" --at "yesterday 17:05"': """\
#1  Massage, swedish, 1 h with Ana by a professional for pain relief, yesterday (Sat 21 Nov) 17:05 \
to 18:05. Lower back, left hip, pain 6 -> 3. 80.00 EUR, 50.00 covered. Claim: to claim. \
Note: "Felt good".
    Ana is new. Take back: tracker undo
""",
    "log heat-pack 20 --temperature 45 --barrier --pain 5 --area neck --area shoulder:both "
    "--at '20m ago' --note 'new pack'": """\
#1  Heat pack, 20 min at 45 C, today 09:40 to 10:00. Neck, shoulder (both sides), pain 5, with \
a barrier. Note: "new pack".
    Take back: tracker undo
""",
    "log ice --no-barrier --temperature -3 --area lower-back:centre": """\
#1  Ice, 15 min at -3 C, today 09:45 to 10:00. Lower back (centre), without a barrier.
    Caution: Ice on bare skin can burn it. (tracker safety show ice-barrier)
    Take back: tracker undo
""",
    "log ice --feels swollen --relief 20m": """\
#1  Ice, 15 min, today 09:45 to 10:00. Felt swollen. Relief for 20 min.
    Take back: tracker undo
""",
    "log exercise plank:3x30s --effort right --relief 0": """\
#1  Back exercises, 15 min, today 09:45 to 10:00. Plank 3x30 s. Effort right. No relief.
    Take back: tracker undo
""",
    "log warm-bath 25 --temperature 98F --pain 0:10": """\
#1  Warm bath, 25 min at 36.7 C, today 09:35 to 10:00. Pain 0 -> 10.
    Pain this high: tracker redflags asks what matters now.
    Take back: tracker undo
""",
    "log exercise bird-dog:3x10x8s plank:3x30s walking:20m side-bend:2x10/side bridge "
    "--minutes 32 --at 7:30": """\
#1  Back exercises, 32 min, today 07:30 to 08:02. Bird dog 3x10x8 s, plank 3x30 s, walking 20 min, \
side bend 2x10 each side, bridge.
    Take back: tracker undo
""",
    'log visit 1h30 --with "Dr. Lee" --cost 40.5 --covered 0 --claim none --at "mon 9:30"': """\
#1  Visit, 1 h 30 min with Dr. Lee, Mon 16 Nov 09:30 to 11:00. 40.50 EUR, 0.00 covered. Claim: none.
    Dr. Lee is new. Take back: tracker undo
""",
}  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), WHOLE_SESSIONS.items())
def test_each_kind_is_logged_with_all_that_can_be_told(
    tracker: Tracker, line: str, answer: str
) -> None:
    assert tracker(line) == answer


@pytest.mark.parametrize(
    ("line", "answer"),
    {
        "log massage": "Massage, 1 h, today 09:00 to 10:00.",
        "log heat-pack": "Heat pack, 20 min, today 09:40 to 10:00.",
        "log ice": "Ice, 15 min, today 09:45 to 10:00.",
        "log warm-bath": "Warm bath, 20 min, today 09:40 to 10:00.",
        "log exercise": "Back exercises, 15 min, today 09:45 to 10:00.",
        "log visit": "Visit, 30 min, today 09:30 to 10:00.",
    }.items(),
)
def test_a_kind_alone_is_enough_and_has_just_ended(
    tracker: Tracker, line: str, answer: str
) -> None:
    assert tracker(line) == f"#1  {answer}\n    Take back: tracker undo\n"


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("log heat", "log heat-pack"),
        ("log HEAT_PACK", "log heat-pack"),
        ("l massage --style swe", "log massage --style swedish"),
        ("log ice --area low", "log ice --area lower-back"),
        ("log ice --area hip:l", "log ice --area hip:left"),
        ("log ice --area lumbar", "log ice --area lower-back"),
        ("log ice --area hip:center", "log ice --area hip:centre"),
        ("log bath", "log warm-bath"),
        ("log ice-pack", "log ice"),
        ("log exercise cat-cow", "log exercise cat-stretch"),
        ("log exercise bird:3x10", "log exercise bird-dog:3x10"),
        ("log massage --by self --purp rel", "log massage --by self --purpose relaxation"),
        ("log ice --minutes 10", "log ice 10"),
        ("log massage --cost '80 EUR'", "log massage --cost 80,00"),
    ],
)  # fmt: skip
def test_words_may_be_shortened_and_have_other_names(
    tracker: Tracker, short: str, whole: str
) -> None:
    answer = tracker(whole)
    tracker("undo")
    assert tracker(short.replace("--purp ", "--purpose ")).replace("#2", "#1") == answer


def test_the_settings_say_what_is_usual_and_an_empty_text_leaves_it_out(tracker: Tracker) -> None:
    tracker.configure(
        'currency = "USD"\ntemperature_unit = "F"\n'
        '[massage]\nminutes = 45\nstyle = "swe"\nwith = "Ana"\narea = ["neck", "hip:left"]\n'
        '[ice]\nminutes = 5\n[vocabulary]\nstyles = ["rolfing"]\nexercises = ["towel-stretch"]\n'
    )
    assert [
        tracker("log massage --cost 10"),
        tracker('log massage 30 --style rolfing --with "" --area "" --at yesterday'),
        tracker("log ice --temperature 30"),
        tracker("log exercise towel:2x10"),
    ] == [
        (
            "#1  Massage, swedish, 45 min with Ana, today 09:15 to 10:00. Neck, left hip. 10.00 USD.\n"
            "    Ana is new. Take back: tracker undo\n"
        ),
        "#2  Massage, rolfing, 30 min, yesterday (Sat 21 Nov).\n    Take back: tracker undo\n",
        "#3  Ice, 5 min at 30 F, today 09:55 to 10:00.\n    Take back: tracker undo\n",
        (
            "#4  Back exercises, 15 min, today 09:45 to 10:00. Towel stretch 2x10.\n"
            "    Take back: tracker undo\n"
        ),
    ]


def test_a_usual_style_that_does_not_exist_is_reported_as_the_setting_it_is(
    tracker: Tracker,
) -> None:
    tracker.configure('[massage]\nstyle = "sweedish"\n')
    assert tracker("log massage", code=2) == (
        "Error: the setting massage.style = sweedish is no style of massage. "
        "Did you mean swedish? Nothing was stored.\n"
    )


SPELLINGS = [
    "Zoë Müller",
    "ZOË MÜLLER",
    "  zoë   müller ",
    unicodedata.normalize("NFD", "Zoë Müller"),
    "Ｚｏë Ｍüｌｌｅｒ",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_person_is_recognised_in_any_spelling(tracker: Tracker, spelling: str) -> None:
    assert "Zoë Müller is new." in tracker('log massage --with "Zoë Müller" --at yesterday')
    assert tracker(f'log visit --with "{spelling}"') == (
        "#2  Visit, 30 min with Zoë Müller, today 09:30 to 10:00.\n    Take back: tracker undo\n"
    )
    assert tracker(f'history --with "{spelling}"').endswith("2 sessions on 2 days, 1 h 30 min\n")
    assert len(tracker.rows()["providers"]) == 1


def test_a_title_needs_no_blank_behind_its_full_stop(tracker: Tracker) -> None:
    tracker('log visit --with "Dr. Lee"')
    assert "is new" not in tracker("log visit --with dr.lee")


def test_the_same_kind_at_the_same_time_is_kept_and_said(tracker: Tracker) -> None:
    tracker("log massage 60 --at 8:00")
    assert tracker("log massage 60 --at 8:30") == (
        "#2  Massage, 1 h, today 08:30 to 09:30.\n"
        "    It shares some time with #1; both are kept.\n"
        "    Take back: tracker undo\n"
    )
    assert "shares" not in tracker("log heat 60 --at 8:30")
    assert "shares" not in tracker("log massage 30 --at 9:30")
    assert "shares" not in tracker("log massage 60 --at today")
    assert "#1, #2; both are kept" not in tracker("log massage 5 --at 7:55")
    assert "It shares some time with #1, #2;" in tracker("log massage 5 --at 8:55")


def test_again_logs_the_last_session_once_more(tracker: Tracker) -> None:
    tracker(
        "log massage 45 --style swedish --with Ana --by partner --cost 80 --covered 50 --claim paid "
        '--pain 6:3 --area neck --note "Felt good" --at yesterday'
    )
    tracker("log exercise bird-dog:3x10x8s --minutes 12 --at '1h ago'")
    assert [tracker(line) for line in ("again", "again massage --pain 5:2 --note Better")] == [
        (
            "#3  Back exercises, 12 min, today 09:48 to 10:00. Bird dog 3x10x8 s.\n"
            "    Take back: tracker undo\n"
        ),
        (
            "#4  Massage, swedish, 45 min with Ana by a partner, today 09:15 to 10:00. "
            'Neck, pain 5 -> 2. 80.00 EUR, 50.00 covered. Note: "Better".\n'
            "    Take back: tracker undo\n"
        ),
    ]
    tracker.tick(minutes=25)
    assert tracker('again --minutes 20 --at "20 nov 8:15"') == (
        "#5  Back exercises, 20 min, Fri 20 Nov 08:15 to 08:35. Bird dog 3x10x8 s.\n"
        "    Take back: tracker undo\n"
    )


def test_again_repeats_the_kind_itself_not_one_that_counts_as_it(tracker: Tracker) -> None:
    tracker("log heat-pack 20 --at yesterday")
    tracker("log massage 60 --style hot-stone")
    assert tracker("again heat").startswith("#3  Heat pack, 20 min, today 09:40 to 10:00.")


@pytest.mark.parametrize("line", ["log ice 15 --at 2020-02-03", "again --at 2020-02-03"])
def test_a_day_long_past_must_be_meant(tracker: Tracker, line: str) -> None:
    tracker("log ice 15")
    before = tracker.rows()
    assert tracker(line, code=2) == (
        "Error: --at 2020-02-03 is more than two years ago. If it is meant, add --yes. "
        "Nothing was stored.\n"
    )
    assert tracker.rows() == before
    assert tracker(f"{line} --yes") == (
        "#2  Ice, 15 min, Mon 3 Feb 2020.\n    Take back: tracker undo\n"
    )
    tracker("log ice 15 --at 2024-11-22")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("log ice 10 --feels swollen --relief 2h", "Ice, 10 min, today 09:50 to 10:00.\n"),
        ("log exercise plank --effort hard", "Back exercises, 15 min, today 09:45 to 10:00. Plank.\n"),
    ],
)  # fmt: skip
def test_what_was_felt_of_a_session_is_not_repeated_with_it(
    tracker: Tracker, line: str, answer: str
) -> None:
    tracker(line)
    assert answer in tracker("again")


def test_the_pain_after_can_be_told_alone_and_added_later(tracker: Tracker) -> None:
    def pain(line: str) -> tuple[int | None, int | None]:
        entry = json.loads(tracker(f"{line} --json"))["session"]
        return entry["pain_before"], entry["pain_after"]

    assert pain("log ice 15 --pain :3") == (None, 3)
    assert tracker("edit 1 --note x").startswith(
        "#1  Now: Ice, 15 min, today 09:45 to 10:00. Pain 3 after."
    )
    assert "ice  3 after  x" in tracker("history")
    assert pain("edit 1 --pain 6") == (6, 3)
    assert pain("edit 1 --pain :2") == (6, 2)
    assert pain('edit 1 --pain ""') == (None, None)


@pytest.mark.parametrize(
    ("typed", "areas"),
    [
        ("--area 'left hip'", [("hip", "left")]),
        ("--area 'Lower back, left hip'", [("lower-back", None), ("hip", "left")]),
        (
            "--area 'shoulder (both sides), neck (centre)'",
            [("shoulder", "both"), ("neck", "centre")],
        ),
        ("--area lower-back,hip:right", [("lower-back", None), ("hip", "right")]),
        (
            "--area neck,hip --area left-shoulder",
            [("neck", None), ("hip", None), ("shoulder", "left")],
        ),
        ("--area left-over", [("left-over", None)]),
    ],
)
def test_areas_are_read_as_they_are_shown_and_with_commas(
    tracker: Tracker, typed: str, areas: list[tuple[str, str | None]]
) -> None:
    tracker("config set vocabulary.areas left-over")
    stored = json.loads(tracker(f"log ice 15 {typed} --json"))["session"]["areas"]
    assert [(area["name"], area["side"]) for area in stored] == areas
    shown = tracker("history").partition("ice  ")[2].partition("\n")[0]
    again = json.loads(tracker(f"edit 1 --area '{shown}' --json"))["session"]["areas"]
    assert again == stored


def test_the_usual_options_have_a_short_form(tracker: Tracker) -> None:
    assert tracker("log massage -m 60 -w Ana -p6:3 -n Good -a yesterday") == tracker(
        "log massage --minutes 60 --with Ana --pain 6:3 --note Good --at yesterday"
    ).replace("#2", "#1").replace("Take back", "Ana is new. Take back")
    assert tracker("log ice -w Ana", code=2).startswith("Error: ice has no --with; massage and")
    assert tracker("log ice -p 11", code=2).startswith("Error: --pain 11: pain goes from 0")
