"""What a file tells becomes sessions and readings, or is refused with a reason, and never fails."""

import datetime as dt
import string
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rules.foreign import REACH
from tracker.care.catalogue import resolve, styles
from tracker.care.doses import Dose
from tracker.care.fields import BodyArea, Entry, ExerciseDone
from tracker.care.incoming import Ignored, Incoming, Refused, Understood, Unmapped
from tracker.care.money import Money
from tracker.exchange.resolving import Meanings, Resolver
from tracker.exchange.words import words_of_catalogue

BERLIN = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
IDENTITY = UUID("00000000-0000-4000-8000-000000000001")
wall = dt.datetime.fromisoformat
EVENING = wall("2026-11-20 18:30")
MINUTES = {"massage": 60, "exercise": 15}


def resolver(meanings: Meanings | None = None, source: str = "watson") -> Resolver:
    return Resolver(
        source,
        zone=BERLIN,
        day_starts_at=dt.time(4),
        now=NOW,
        usual_minutes=lambda kind: MINUTES.get(kind, 20),
        meanings=meanings or {},
        known=replace(words_of_catalogue(), styles=resolve(styles(["lava-shell"]))),
    )


def told(**fields: Any) -> Incoming:
    given: dict[str, Any] = {"kind": "massage", "key": "k", "at": EVENING} | fields
    return Incoming(where="line 1", **given)


def understood(incoming: Incoming, meanings: Meanings | None = None) -> Understood:
    found = resolver(meanings).understand(incoming)
    assert isinstance(found, Understood), found
    return found


def entry(incoming: Incoming, meanings: Meanings | None = None) -> Entry:
    found = understood(incoming, meanings).entry
    assert found is not None
    return found


def named(*names: str, **fields: Any) -> Incoming:
    return told(kind=None, names=names, **fields)


@pytest.mark.parametrize(
    ("names", "meanings", "kind"),
    [
        (("massage",), {}, "massage"),
        (("Heat Pack",), {}, "heat-pack"),
        (("hot-pack",), {}, "heat-pack"),
        (("Bath",), {}, "warm-bath"),
        (("Rücken",), {"rücken": "exercise"}, "exercise"),
        (("RÜCKEN ",), {"rücken": "exercise"}, "exercise"),
        (("work", "ice"), {}, "ice"),
        (("massage",), {"massage": "visit"}, "visit"),
        ((), {"": "ice"}, "ice"),
    ],
)
def test_the_first_name_that_means_a_kind_decides(
    names: tuple[str, ...], meanings: Meanings, kind: str
) -> None:
    assert entry(named(*names), meanings).kind == kind


def test_a_name_that_means_nothing_is_asked_about() -> None:
    assert resolver().understand(named("Rücken", "abc")) == Unmapped("line 1", "Rücken")
    assert resolver().understand(named()) == Unmapped("line 1", "")
    # A habit of that name may count anything.
    assert resolver().understand(named("pain")) == Unmapped("line 1", "pain")


def test_a_name_that_is_longer_than_any_is_refused_as_nothing_could_be_said_of_it() -> None:
    found = resolver().understand(named("x" * 101))
    assert found == Refused("line 1", "x" * 101, "a name has at most 100 letters.")


def test_a_name_that_is_left_out_is_ignored() -> None:
    found = resolver({"work": None}).understand(named("work", "massage"))
    assert found == Ignored("line 1", '"work" is left out, as you said.')


def test_what_is_refused_or_ignored_already_stays_so() -> None:
    for known in (Refused("line 2", "x", "it is no frame."), Ignored("line 3", "it runs.")):
        assert resolver().understand(known) is known


def test_an_entry_has_the_same_identity_each_time_and_another_in_another_source() -> None:
    first, again = understood(told()), understood(told(kind="ice"))
    assert first.uuid == again.uuid == UUID("4b10ea26-8743-5441-8031-85c6e4202a50")
    other = resolver(source="harsh").understand(told())
    assert isinstance(other, Understood)
    assert len({first.uuid, other.uuid, understood(told(key="l")).uuid}) == 3
    assert understood(told(uuid=IDENTITY)).uuid == IDENTITY


def test_a_clock_time_is_that_of_where_the_person_is() -> None:
    found = entry(told())
    assert found.started_at == dt.datetime(2026, 11, 20, 17, 30, tzinfo=dt.UTC)
    assert (found.day, found.zone, found.came_in) == (
        dt.date(2026, 11, 20),
        "Europe/Berlin",
        "import",
    )
    abroad = entry(told(zone="Asia/Tokyo"))
    assert abroad.started_at == dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
    assert abroad.zone == "Asia/Tokyo"


def test_an_instant_stays_one() -> None:
    at = dt.datetime(2026, 11, 21, 2, 30, 15, 900_000, tzinfo=ZoneInfo("Asia/Tokyo"))
    found = entry(told(at=at))
    assert found.started_at == dt.datetime(2026, 11, 20, 17, 30, 15, tzinfo=dt.UTC)
    assert (found.day, found.zone) == (dt.date(2026, 11, 20), "Europe/Berlin")


def test_the_day_is_the_person_s_own() -> None:
    late = told(at=wall("2026-11-21 02:30"))
    assert entry(late).day == dt.date(2026, 11, 20)
    assert entry(told(at=late.at, day=dt.date(2026, 11, 21))).day == dt.date(2026, 11, 21)
    only = entry(told(at=None, day=dt.date(2026, 11, 21)))
    assert (only.day, only.started_at) == (dt.date(2026, 11, 21), None)


def test_a_clock_time_that_did_not_come_or_came_twice_is_taken_with_a_word() -> None:
    skipped = understood(told(at=wall("2026-03-29 02:30")))
    assert skipped.entry is not None
    assert skipped.entry.started_at == dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)
    assert skipped.doubts == (
        "02:30 did not come on 2026-03-29, as the clocks went forward; taken as 03:00.",
    )
    twice = understood(told(at=wall("2026-10-25 02:30")))
    assert twice.entry is not None
    assert twice.entry.started_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert twice.doubts == ("02:30 came twice on 2026-10-25; taken as the first.",)


def test_a_zone_that_is_not_known_is_taken_as_the_person_s_with_a_word() -> None:
    found = understood(told(zone="Pacific Standard Time"))
    assert found.entry is not None
    assert found.entry.zone == "Europe/Berlin"
    assert found.doubts == (
        'The time zone "Pacific Standard Time" is not known; taken as Europe/Berlin.',
    )
    # A diary of another machine knows what it wrote.
    assert entry(told(uuid=IDENTITY, zone="Mars/Base")).zone == "Mars/Base"


def test_a_length_that_is_not_told_is_the_usual_one_and_none_at_all_is_doubtful() -> None:
    usual = understood(told())
    assert usual.entry is not None
    assert (usual.entry.details.duration, usual.doubts) == (dt.timedelta(hours=1), ())
    zero = understood(told(duration=dt.timedelta(), kind="exercise"))
    assert zero.entry is not None
    assert zero.entry.details.duration == dt.timedelta(minutes=15)
    assert zero.doubts == ("It has no length; taken as the usual 15 min.",)
    assert understood(told(duration=dt.timedelta(hours=8))).doubts == ()
    assert understood(told(duration=dt.timedelta(hours=9))).doubts == ("It lasted 9 h.",)


@pytest.mark.parametrize(
    ("fields", "value", "reason"),
    [
        ({"duration": dt.timedelta(minutes=-5)}, "-5 min", "its length is less than nothing."),
        ({"duration": dt.timedelta(hours=25)}, "25 h", "a session lasts at most 24 hours."),
        ({"at": wall("2026-11-22 10:01")}, "2026-11-22 10:01", "it lies ahead."),
        ({"at": None, "day": dt.date(2026, 11, 23)}, "2026-11-23", "it lies ahead."),
        (
            {"at": None, "day": dt.date(2026, 11, 22), "told": {"part": "evening"}},
            "2026-11-22, evening",
            "it lies ahead.",
        ),
        ({"at": None}, "", "it tells no day."),
        (
            {"at": wall("0001-01-01 00:00")},
            "0001-01-01 00:00:00",
            REACH,
        ),
        (
            {"at": None, "day": dt.date(9999, 1, 1)},
            "9999-01-01",
            REACH,
        ),
        ({"day": dt.date(2026, 11, 1)}, "2026-11-01", "that is not its day: it began on 2026-11-20."),
        (
            {"kind": "levitation"},
            "levitation",
            "it is no kind; the kinds are massage, heat-pack, ice, warm-bath, exercise, visit, pain.",
        ),
        (
            {"told": {"pain_before": 11}},
            "11",
            "pain goes from 0 (none) to 10 (the worst imaginable), in whole numbers.",
        ),
        ({"told": {"note": "a\x00b"}}, "a\\x00b", "a note cannot hold a NUL character."),
        (
            {"told": {"cost": Money(100, "EUR"), "covered": Money(101, "EUR")}},
            "1.01 EUR",
            "what is covered is at most the cost, 1.00 EUR.",
        ),
        (
            {"kind": "ice", "told": {"temperature_c": 90.0}},
            "90 °C",
            "for ice, -30 to 20 °C are accepted.",
        ),
        ({"kind": "pain"}, "", "it tells no level of pain from 0 to 10."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_value_and_the_reason(
    fields: dict[str, Any], value: str, reason: str
) -> None:
    assert resolver().understand(told(**fields)) == Refused("line 1", value, reason)


def test_tags_say_the_style_the_exercises_and_the_place_and_the_rest_stays_in_the_note() -> None:
    found = entry(
        named(
            *("Massage", "Swedish", "left hip", "Frau Müller"),
            tags=("lower back", "neck:right", "lava shell", "2024", "gut"),
            told={"note": "after work #gut"},
        )
    )
    assert found.details.style == "swedish"
    assert found.details.areas == (
        BodyArea("hip", "left"),
        BodyArea("lower-back"),
        BodyArea("neck", "right"),
    )
    assert found.note == "after work #gut #Frau-Müller #lava-shell 2024"
    done = entry(named("exercises", "bird dog", "plank:3x30s", "swedish"))
    assert done.details.exercises == (
        ExerciseDone("bird-dog"),
        ExerciseDone("plank", Dose(3, None, 30)),
    )
    assert done.note == "#swedish"
    assert entry(named("massage", "lava-shell")).details.style == "lava-shell"


@pytest.mark.parametrize(
    ("note", "tag", "kept"),
    [
        ("Walk with Ana", "walk", "Walk with Ana"),
        ("a walk, with Ana", "Walk", "a walk, with Ana"),
        ("with Ana #walk", "Walk", "with Ana #walk"),
        ("with #frau-müller", "Frau Müller", "with #frau-müller"),
        ("with Frau  müller", "Frau-Müller", "with Frau  müller #Frau-Müller"),
        ("a boardwalk", "walk", "a boardwalk #walk"),
        ("a #walk-in", "walk", "a #walk-in #walk"),
        ("5 (2024)", "2024", "5 (2024)"),
    ],
)
def test_what_a_note_says_already_is_no_tag_behind_it(note: str, tag: str, kept: str) -> None:
    assert entry(told(told={"note": note}, tags=(tag,))).note == kept


def test_what_a_kind_does_not_have_goes_into_its_note_with_a_word() -> None:
    found = understood(told(kind="ice", told={"cost": Money(800, "EUR"), "note": "cold"}))
    assert found.entry is not None
    assert (found.entry.note, found.entry.cost) == ("cold cost: 8.00", None)
    assert found.doubts == ("What ice does not have stands in the note: cost: 8.00.",)


def test_a_long_note_is_cut_with_a_word() -> None:
    found = understood(told(told={"note": "a" * 2400}, tags=("tag",)))
    assert found.entry is not None
    assert found.entry.note == "a" * 1995 + " #tag"
    assert found.doubts == ("Its note has 2,400 letters; the first 1,995 of them are kept.",)


def test_pain_becomes_a_reading() -> None:
    found = understood(
        told(
            kind="pain",
            tags=("neck", "desk"),
            told={"level": 4, "took": "ibuprofen 400", "areas": (BodyArea("lower-back"),)},
        )
    )
    assert found.entry is None
    assert found.told == {
        "day": dt.date(2026, 11, 20),
        "at": dt.datetime(2026, 11, 20, 17, 30, tzinfo=dt.UTC),
        "part": None,
        "zone": "Europe/Berlin",
        "level": 4,
        "took": "ibuprofen 400",
        "note": "#desk",
        "areas": (BodyArea("lower-back"), BodyArea("neck")),
    }


def test_an_amount_is_read_in_the_person_s_own_currency_unless_it_names_another() -> None:
    found = entry(told(told={"cost": "80,50 USD", "covered": "50"}))
    assert (found.cost, found.covered) == (Money(8050, "USD"), Money(5000, "USD"))
    assert entry(told(told={"cost": "80"})).cost == Money(8000, "EUR")


_WORDS = st.sampled_from(
    ["massage", "ice", "hip left", "plank:3x", "", " ", "\x00", "\ud800", "#", "pain"]
)
_TEXTS = st.one_of(_WORDS, st.text(max_size=8), st.text(alphabet=string.printable, max_size=2100))
_ANY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    _TEXTS,
    st.dates(),
    st.timedeltas(),
    st.builds(Money, st.integers(), _TEXTS),
    st.tuples(st.builds(BodyArea, _TEXTS, st.one_of(st.none(), _TEXTS))),
    st.tuples(st.builds(ExerciseDone, _TEXTS)),
    st.tuples(st.integers()),
)
_TELLABLE = st.sampled_from(
    ["note", "part", "came_in", "areas", "exercises", "style", "provider", "performer", "purpose",
     "temperature_c", "routine", "pain_before", "pain_after", "cost", "covered", "claim", "claim_on", "claim_note",
     "barrier", "feels", "effort", "relief", "level", "took", "nonsense"]
)  # fmt: skip
_ZONES = st.one_of(
    st.none(), st.sampled_from(["Europe/Berlin", "+03:00", "CET-1CEST", "Pacific/Apia", "../x", "posixrules"]), _TEXTS
)  # fmt: skip
INCOMING = st.builds(
    Incoming,
    where=st.just("line 1"),
    key=_TEXTS,
    uuid=st.one_of(st.none(), st.uuids()),
    kind=st.sampled_from([None, "massage", "ice", "exercise", "visit", "pain", "x"]),
    names=st.lists(_TEXTS, max_size=3).map(tuple),
    tags=st.lists(_TEXTS, max_size=3).map(tuple),
    day=st.one_of(st.none(), st.dates()),
    at=st.one_of(
        st.none(),
        st.datetimes(),
        st.datetimes(timezones=st.timezones()),
        st.datetimes(wall("2020-01-01 00:00"), wall("2026-11-22 00:00")),
    ),
    zone=_ZONES,
    duration=st.one_of(st.none(), st.timedeltas(), st.timedeltas(dt.timedelta(), dt.timedelta(1))),
    told=st.dictionaries(_TELLABLE, _ANY, max_size=4),
)


@given(INCOMING)
def test_whatever_is_told_is_understood_or_refused(incoming: Incoming) -> None:
    found = resolver({"#": None}).understand(incoming)
    assert isinstance(found, Understood | Refused | Ignored | Unmapped)
    assert found.where == "line 1"
    if not isinstance(found, Understood):
        return
    if found.entry is None:
        assert 0 <= found.told["level"] <= 10
        day, at = found.told["day"], found.told["at"]
    else:
        day, at = found.entry.day, found.entry.started_at
        assert dt.timedelta() < found.entry.details.duration <= dt.timedelta(days=1)
        assert len(found.entry.note or "") <= 2000
    assert 1900 <= day.year <= 2999
    assert at is None or at <= NOW
