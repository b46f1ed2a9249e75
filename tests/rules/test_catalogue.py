"""The catalogue: its data files are whole, agree with each other and keep to the words we use."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import fields

from tracker.care import catalogue
from tracker.care.catalogue import (
    APPROACHES,
    GOALS,
    KINDS,
    LEVELS,
    MARKS,
    SIDE_SPELLINGS,
    SIDES,
    STOP_RULE,
    Area,
    Exercise,
    Kind,
    Style,
    areas,
    counts_as,
    exercises,
    heat_styles,
    kinds,
    resolve,
    styles,
)
from tracker.care.doses import Dose, total_hold_s, write_dose
from tracker.care.fields import FIELDS
from tracker.care.safety import rules

Entry = Kind | Style | Area | Exercise
BOOKS: dict[str, Mapping[str, Entry]] = {
    "kinds": kinds(),
    "styles": styles(),
    "areas": areas(),
    "exercises": exercises(),
}

every_book = pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
every_style = pytest.mark.parametrize("style", styles().values(), ids=styles())
every_exercise = pytest.mark.parametrize("exercise", exercises().values(), ids=exercises())


def test_the_kinds_stand_in_their_order_with_their_names() -> None:
    assert KINDS == ("massage", "heat-pack", "ice", "warm-bath", "exercise", "visit")
    assert [kind.name for kind in kinds().values()] == [
        *("massage", "heat pack", "ice", "warm bath", "back exercises", "visit")
    ]


def own_fields(kind: str) -> set[str]:
    """What a kind has beyond the others; all of a claim counts as one."""
    own = {name for name, field in FIELDS.items() if kind in field.kinds}
    return {name.removesuffix("_c") for name in own if not name.startswith("claim_")}


def test_each_kind_has_its_own_fields() -> None:
    cost = {"provider", "cost", "covered", "claim"}
    assert {key: own_fields(key) for key in kinds()} == {
        "massage": {"style", "performer", "purpose", "feels", *cost},
        "heat-pack": {"temperature", "barrier", "feels"},
        "ice": {"temperature", "barrier", "feels"},
        "warm-bath": {"temperature", "feels"},
        "exercise": {"exercises", "routine", "effort"},
        "visit": cost,
    }


def test_a_temperature_has_a_plausible_range_where_there_is_one() -> None:
    assert {key: kind.temperature for key, kind in kinds().items() if kind.temperature} == {
        "heat-pack": (20, 90),
        "ice": (-30, 20),
        "warm-bath": (20, 50),
    }
    assert all(
        bool(kind.temperature) == ("temperature" in own_fields(kind.id))
        for kind in kinds().values()
    )


def test_the_other_spelling_of_centre_is_understood() -> None:
    assert {SIDE_SPELLINGS[word] for word in (*SIDES, "center")} == set(SIDES)


def test_the_catalogue_holds_what_it_should() -> None:
    assert set(areas()) == {
        *("neck", "shoulder", "upper-back", "mid-back"),
        *("lower-back", "tailbone", "buttock", "hip"),
    }
    assert set(styles()) == {
        *("swedish", "relaxation-spa", "sports", "deep-tissue", "orthopedic", "structural"),
        *("myofascial-release", "trigger-point", "strain-counterstrain", "neuromuscular"),
        *("trager", "shiatsu", "thai", "acupressure", "tuina", "reiki", "polarity"),
        *("therapeutic-touch", "hot-stone", "lymph-drainage", "craniosacral", "chair"),
        *("self-massage", "partner"),
    }
    assert set(exercises()) == {
        *("knee-to-chest", "lower-back-rotation", "pelvic-tilt", "bridge", "cat-stretch"),
        *("bottom-to-heels", "back-extension-prone", "deep-abdominals", "press-up"),
        *("prone-on-elbows", "bird-dog", "mcgill-curl-up", "side-bridge", "dead-bug"),
        *("kneeling-back-extension", "head-rolls", "standing-extension", "side-bend"),
        *("hamstring-stretch", "seated-rotation", "clam", "wall-sit", "walking", "plank"),
        *("hip-hinge", "sit-to-stand", "hip-flexor-stretch", "figure-4-stretch", "nerve-slider"),
        *("chin-tuck", "shoulder-blade-squeeze", "thoracic-extension", "breathing"),
        *("cycling", "swimming"),
    }


@pytest.mark.parametrize("book", ["styles", "areas", "exercises"])
def test_every_field_is_filled(book: str) -> None:
    empty = [
        (key, field.name)
        for key, entry in BOOKS[book].items()
        for field in fields(entry)
        if field.name != "equipment" and getattr(entry, field.name) in ("", (), None)
    ]
    # There is nobody for whom breathing calmly is not, and nothing easier to do instead.
    assert empty == [("breathing", "meets"), ("breathing", "instead")] * (book == "exercises")


@every_book
def test_ids_are_words_with_hyphens(book: Mapping[str, Entry]) -> None:
    spellings = [word for entry in book.values() for word in (entry.id, *entry.other_names)]
    assert [word for word in spellings if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", word)] == []
    assert [key for key, entry in book.items() if key != entry.id] == []


@every_book
def test_no_spelling_stands_for_two(book: Mapping[str, Entry]) -> None:
    spellings = Counter(
        word
        for entry in book.values()
        for word in {entry.id, entry.name.lower().replace(" ", "-"), *entry.other_names}
    )
    assert [word for word, count in spellings.items() if count > 1] == []


@every_book
def test_no_text_promises_or_means_what_we_do_not_say(book: Mapping[str, Entry]) -> None:
    unsaid = re.compile(r"!|\b(cur(e[sd]?|ing)|heal(s|ed|ing)?|\w*tox\w*|energ\w*|chakras?)\b")
    texts = [str(getattr(entry, f.name)) for entry in book.values() for f in fields(entry)]
    assert [text for text in [*texts, STOP_RULE] if unsaid.search(text.lower())] == []


@every_style
def test_a_style_keeps_to_the_vocabulary(style: Style) -> None:
    assert style.goal in GOALS
    assert style.approach in APPROACHES
    assert style.deep_pressure in ("yes", "maybe", "no")
    assert style.professional in ("no", "advised", "required")
    assert style.mark in MARKS
    assert style.note.endswith(".")
    assert len(style.note) <= 130


def test_the_styles_meant_for_the_back_and_those_only_for_professionals() -> None:
    assert {s.id for s in styles().values() if s.meant_for_back} == {"orthopedic", "structural"}
    assert {s.id for s in styles().values() if s.professional == "required"} == {
        *("orthopedic", "structural", "hot-stone"),
        *("strain-counterstrain", "neuromuscular", "trager"),
    }


@every_exercise
def test_an_exercise_keeps_to_the_vocabulary(exercise: Exercise) -> None:
    assert set(exercise.areas) <= set(areas())
    assert exercise.level in LEVELS
    assert exercise.mark in MARKS
    assert 1 <= exercise.per_day <= 8
    assert exercise.dose is not None
    assert total_hold_s(exercise.dose) <= 600


@every_exercise
def test_an_exercise_is_told_in_a_few_short_steps(exercise: Exercise) -> None:
    assert 3 <= len(exercise.steps) <= 6
    assert [step for step in exercise.steps if len(step) > 85 or not step.endswith(".")] == []
    assert exercise.not_for.endswith(".")
    assert not exercise.stop_when.endswith(".")
    assert not exercise.aim.endswith(".")


@every_exercise
def test_an_exercise_meets_conditions_that_there_are_and_names_others_to_do(
    exercise: Exercise,
) -> None:
    of_exercises = [rule for rule in rules().values() if "each-exercise" in rule.kinds]
    assert set(exercise.meets) <= {key for rule in of_exercises for key in rule.conditions}
    assert set(exercise.instead) <= set(exercises()) - {exercise.id}
    assert bool(exercise.meets) == bool(exercise.instead)
    # Whatever is met, but for a fresh injury or bones that mend, something of it is free of that.
    easy = set(exercise.meets) - {"fracture", "surgery", "injury"}
    assert all(any(key not in exercises()[it].meets for it in exercise.instead) for key in easy)


def test_no_exercise_rests_on_a_site_of_small_weight() -> None:
    sites = re.compile(r"\b[\w-]+\.(?:com|net|org|ca|co\.uk)\b")
    named = {exercise.id for exercise in exercises().values() if sites.search(exercise.source)}
    # The academy's own programme was read in a clinic's copy of it.
    assert named == {"kneeling-back-extension", "head-rolls"}


def test_the_text_of_an_exercise_and_its_dose_say_one_thing() -> None:
    for name in ("mcgill-curl-up", "side-bridge"):
        steps = " ".join(exercises()[name].steps)
        assert exercises()[name].dose == Dose(3, 4, 10, each_side=name == "side-bridge")
        assert "four" in steps
        assert "twice more" in steps
        assert "six" not in steps
    assert exercises()["press-up"].steps[-1] == (
        "Lower all the way; go higher only if no pain moves down a leg."
    )


@pytest.mark.parametrize("name", ["walking", "cycling", "swimming", "breathing"])
def test_what_only_lasts_is_told_in_minutes(name: str) -> None:
    dose = exercises()[name].dose
    assert dose is not None
    assert (dose.sets, dose.reps) == (None, None)
    assert write_dose(dose) in ("5min", "10min")


@pytest.mark.parametrize("entry", [*styles().values(), *exercises().values()], ids=lambda e: e.id)
def test_a_source_says_when_it_is_ours(entry: Style | Exercise) -> None:
    assert (entry.mark == "ours") == entry.source.startswith("A default of ours")


@pytest.mark.parametrize(
    ("spelling", "meant"),
    [
        ("cat-cow", "cat-stretch"),
        ("side-plank", "side-bridge"),
        ("glute-bridge", "bridge"),
        ("front-plank", "plank"),
        ("knee-to-chest-stretch", "knee-to-chest"),
        ("bird-dog", "bird-dog"),
    ],
)
def test_an_exercise_is_found_by_its_other_names(spelling: str, meant: str) -> None:
    assert resolve(exercises())[spelling] == meant


def test_areas_styles_and_kinds_have_other_names_too() -> None:
    assert resolve(areas())["low-back"] == "lower-back"
    assert resolve(styles())["medical"] == "orthopedic"
    assert resolve(kinds())["bath"] == "warm-bath"


@pytest.mark.parametrize(
    ("kind", "style", "kinds_counted"),
    [
        ("massage", "hot-stone", ("massage", "heat-pack")),
        ("massage", "swedish", ("massage",)),
        ("massage", "style-of-my-own", ("massage",)),
        ("massage", None, ("massage",)),
        ("ice", "hot-stone", ("ice",)),
    ],
)
def test_a_hot_stone_massage_counts_as_heat_too(
    kind: str, style: str | None, kinds_counted: tuple[str, ...]
) -> None:
    assert counts_as(kind, style) == kinds_counted
    assert heat_styles() == {"hot-stone"}


def test_words_of_your_own_stand_after_ours() -> None:
    assert list(styles(["towel-roll"]).items()) == [
        *styles().items(),
        ("towel-roll", Style("towel-roll", "towel roll")),
    ]
    assert areas(["left-calf"])["left-calf"] == Area("left-calf", "left calf")
    assert exercises(["rückenrolle"])["rückenrolle"] == Exercise("rückenrolle", "rückenrolle")
    assert exercises(["rückenrolle"])["rückenrolle"].dose is None


def test_a_word_of_your_own_does_not_replace_ours() -> None:
    assert areas(["neck", "neck"]) == areas()


def test_a_word_of_your_own_goes_before_another_name_of_ours() -> None:
    assert resolve(styles(["spa"]))["spa"] == "spa"


@pytest.mark.parametrize(
    "word",
    [
        *("", "Towel", "towel roll", "towel_roll", "towel:3x10", "a,b", "a/b"),
        *("-a", "a-", "a\x1bb", "a" * 41),
    ],
)
def test_a_word_that_could_not_be_typed_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"^\{\} cannot be a word of your own") as refused:
        exercises([word])
    assert "towel-stretch" in str(refused.value)


@every_book
def test_nobody_can_change_the_catalogue(book: Mapping[str, Entry]) -> None:
    with pytest.raises(TypeError):
        book["new"] = book[next(iter(book))]  # type: ignore[index]


def test_the_data_is_not_read_before_it_is_asked_for() -> None:
    script = "import sys, tracker.care.catalogue; print('tomllib' in sys.modules)"
    asked = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert asked.stdout == "False\n"


def test_every_data_file_says_what_its_fields_mean() -> None:
    here = Path(catalogue.__file__).parent
    for file in ("styles.toml", "areas.toml", "exercises.toml"):
        assert (here / file).read_text(encoding="utf-8").startswith("# ")
