"""`report`: the page says what the diary says, to whom it is meant, and asks nothing of anybody."""

import contextlib
import datetime as dt
import json
import re
import shlex
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser import chromium, findings
from tests.commands.conftest import QUIET
from tests.conftest import Tracker
from tests.real_parts import need
from tracker.report import pictures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route
    from playwright.sync_api import Page as Shown

HOSTILE = (
    "<script>alert(1)</script> \"quoted\" 'single' & ]]> --> {{ 7 * 7 }} \x1b[31m \u202e \ufffe"
)
SHOWN = HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e").replace("\ufffe", "\\ufffe")
ADDRESSES = re.compile(r"""https?:[^"'<\s]*|\bsrc=|href|url\(|@import|javascript:""")


class Page(HTMLParser):
    """A page as a browser reads it: its tags, its headings, its lists of facts and its tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = defaultdict(list)
        self.facts: dict[str, list[str]] = defaultdict(list)
        self.tables: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._caption = self._label = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self._open.append(tag)
            self.words[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        text = self.words[tag][-1]
        if tag == "caption":
            self._caption = text
            self.tables[text] = []
        elif tag == "dt":
            self._label = text
        elif tag == "dd":
            self.facts[self._label].append(text)
        elif tag == "tr" and "tbody" in self._open:
            self.tables[self._caption].append(self.words.pop("row"))
        elif tag in ("td", "th") and "tbody" in self._open:
            self.words["row"].append(text)

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.words[tag][-1] += data

    def fact(self, label: str) -> str:
        (found,) = self.facts[label]
        return found


PLANS = (
    "plan add exercise bird-dog:2x8 walking --name morning --on daily --at 07:30",
    "plan add heat-pack --times 3/week",
    "pain 2 --at '40 days ago' --note 'long ago'",
    "checkin peg 8 7 7 --at '60 days ago'",
)
DONE = (
    "provider add Ana --role physical-therapist",
    "condition add osteoporosis --at '20 days ago'",
    "condition clear osteoporosis --by 'Dr. Roth' --on '12 days ago'",
    "checkin peg 4 4 4 --at '9 days ago'",
    "checkin rmdq 1 3 7 24 --at '9 days ago'",
    "log massage 60 --with ana --pain 6:3 --cost 80 --covered 50 --at '15 days ago'",
    "log massage 45 --with Ana --style hot-stone --by professional --pain 5:6 --at '8 days ago'",
    "log visit 30 --with Ana --cost 40 --at '3 days ago'",
    "log visit 20 --at '5 days ago'",
    "log exercise bird-dog:2x8 bird-dog:3x10 --minutes 20 --at '4 days ago'",
    "log exercise bird-dog:2x8 walking --minutes 20 --at '3 days ago'",
    "log exercise bird-dog:2x8 walking:15min --minutes 25 --at '2 days ago'",
    "log exercise walking --minutes 40 --pain 3:4 --at '1 days ago'",
    "log heat-pack 20 --pain 4:4 --at '2 days ago'",
    "log ice 10 --pain 7:5 --at '7 days ago' --note 'behind the shed'",
    "pain 5 --took 'Ibuprofen 400' --at '6 days ago'",
    "pain 4 --took 'ibuprofen  400' --at '7 days ago'",
    "pain 7 --took paracetamol --at '6 days ago'",
    "redflags fever",
    "flare start --at '10 days ago'",
    "flare end --at '6 days ago'",
)


Course = tuple[tuple[tuple[str, ...], int], ...]
Kept = dict[str, tuple[bytes, dt.datetime]]


@pytest.fixture(scope="module")
def kept() -> Kept:
    """Keep what took long to write down, for the tests that begin with the same."""
    return {}


def begun(tracker: Tracker, kept: Kept, name: str, course: Course) -> Tracker:
    """Bring a diary to where its course of lines and days that went by leads, and keep it."""
    if name in kept:
        content, tracker.now = kept[name]
        tracker.database.parent.mkdir(parents=True, exist_ok=True)
        tracker.database.write_bytes(content)
        return tracker
    for lines, days in course:
        for line in lines:
            code, _, complaint = tracker.run(shlex.split(line))
            assert code == 0, complaint
        tracker.tick(days=days)
    kept[name] = tracker.database.read_bytes(), tracker.now
    return tracker


@pytest.fixture
def diary(tracker: Tracker, kept: Kept) -> Tracker:
    """Return a diary with something of everything that the page tells of, three weeks on."""
    tracker.configure(QUIET)
    return begun(tracker, kept, "diary", ((PLANS, 21), (DONE, 0)))


def page(tracker: Tracker, options: str = "") -> Page:
    return Page(tracker(f"report {options} -o -"))


def history(tracker: Tracker, options: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tracker(f"history --json --limit 0 {options}"))
    return found


# The days of which it is without being told: twelve weeks up to today.
SINCE = "--since '83 days ago'"
PERIODS = ["", "--from '12 days ago'", "--from '70 days ago' --to '3 days ago'"]


def since_and_until(options: str) -> str:
    return options.replace("--from", "--since").replace("--to", "--until")


def minutes(sessions: list[dict[str, Any]]) -> int:
    seconds: int = sum(one["duration_s"] for one in sessions)
    return round(seconds / 60)


def longest_gap(days: set[str], count: int, last: str) -> int:
    """Return how many days in a row at most are none of these, of so many up to the last."""
    end = dt.date.fromisoformat(last)
    row = ["x" if str(end - dt.timedelta(days=back)) in days else "." for back in range(count)]
    return max(map(len, "".join(row).split("x")))


def table(found: Page, caption: str) -> list[list[str]]:
    return found.tables[caption]


@pytest.mark.parametrize("options", PERIODS)
def test_each_number_is_that_of_the_history(diary: Tracker, options: str) -> None:
    found, told = page(diary, options), history(diary, since_and_until(options or SINCE))
    sessions, readings = told["sessions"], told["readings"]
    told_days = {one["day"] for one in (*sessions, *readings)}
    entries = re.match(r"on (\d+) of (\d+) days; nothing on (.*)", found.fact("Entries"))
    assert entries
    assert int(entries[1]) == len(told_days)
    last = json.loads(diary(f"insights --json {since_and_until(options)}"))["last_day"]
    longest = longest_gap(told_days, int(entries[2]), last)
    assert entries[3].partition(";")[0].endswith(f"({longest} days)")
    of_days = defaultdict(list)
    for one in readings:
        of_days[one["day"]].append(one["level"])
    mean = sum(sum(levels) / len(levels) for levels in of_days.values()) / len(of_days)
    assert found.fact("Pain").startswith(f"{mean:.1f} on {len(of_days)} days, {len(readings)} read")
    whole = found.fact("Sessions")
    assert whole.startswith(
        f"{len(sessions)} sessions on {len({one['day'] for one in sessions})} d"
    )
    kept = told["kept"]
    assert found.fact("Kept").startswith(f"{kept['done']} of {kept['planned']} planned, ")
    both = [one for one in sessions if None not in (one["pain_before"], one["pain_after"])]
    worse = [one for one in both if one["pain_after"] > one["pain_before"]]
    assert f"after {len(worse)} of {len(both)} sessions" in found.fact("Worse after")
    taken = Counter(
        what
        for _, what in {
            (one["day"], " ".join(one["took"].casefold().split()))
            for one in readings
            if one["took"]
        }
    )
    assert found.fact("Taken").casefold() == "; ".join(
        f"{what} on {count} day{'s' * (count > 1)}" for what, count in taken.most_common()
    )
    for kind, name in (("massage", "massage"), ("ice", "ice"), ("visit", "visit")):
        of_kind = [one for one in sessions if one["kind"] == kind]
        row = [str(len(of_kind)), str(len({one["day"] for one in of_kind})), str(minutes(of_kind))]
        done = table(found, "What was done, beside what was planned")
        assert [one[2:] for one in done if one[0] == name] == ([row] if of_kind else [])
    for name, _, count, _ in table(found, "Exercises by dose"):
        word = name.replace(" ", "-")
        having = [one for one in sessions if word in [it["name"] for it in one["exercises"]]]
        assert int(count) == len(having)
    for who, kind, count, _ in table(found, "Visits, and people who gave sessions"):
        named = who.partition(",")[0]
        given = [one for one in sessions if one["kind"] == kind]
        assert int(count) == sum((one["provider"] or "nobody named") == named for one in given)
    of_insights = json.loads(diary(f"insights --json {since_and_until(options)}"))["outcomes"]
    changes = table(found, "Change in pain over sessions")
    assert [int(row[1]) for row in changes] == [one["sessions"] for one in of_insights]


def test_what_is_known_stands_on_the_page(diary: Tracker) -> None:
    found = page(diary)
    assert (
        found.fact("Red flags")
        == "asked once. Sun 13 Dec, urgent: A high temperature (38 °C, 100.4 °F, or more), or feeling hot and shivery."
    )
    assert found.facts["Conditions"] == [
        "Urgent signs (urgent-signs), since Sun 13 Dec.",
        "Osteoporosis, since Mon 23 Nov; Dr. Roth agreed Tue 1 Dec.",
    ]
    assert found.fact("Flare-ups") == "Thu 3 Dec to Mon 7 Dec, 5 days"
    assert found.fact("Walking") == "55 min in 2 sessions, and 1 more of unknown length"
    assert table(found, "Questionnaires, beside the first one") == [
        [
            "PEG, 0 to 10, more is worse",
            "7.3 (Wed 23 Sep)",
            "4.0 (Fri 4 Dec)",
            "3.3 lower",
            "a clear change for the better",
        ],
        ["RMDQ, 0 to 24, more is worse", "4 (Fri 4 Dec)", "4 (Fri 4 Dec)", "the first one", ""],
    ]
    done = {row[0]: row[1:] for row in table(found, "What was done, beside what was planned")}
    assert done["morning"] == ["4 of 20", "4", "4", "105"]
    # A massage with hot stones is heat as well, as in summary.
    assert done["heat pack"] == ["2 of 7, 1 to come", "2", "2", "65"]
    assert table(found, "Exercises by dose") == [
        ["bird dog", "2×8", "3", "2×8 (3 times), 3×10 (1 time)"],
        ["walking", "any dose", "3", "no dose told (2 times), 15 min (1 time)"],
    ]
    assert table(found, "Visits, and people who gave sessions") == [
        ["Ana, physical therapist", "massage", "2", "Sat 5 Dec"],
        ["nobody named", "visit", "1", "Tue 8 Dec"],
        ["Ana, physical therapist", "visit", "1", "Thu 10 Dec"],
    ]
    told = diary("chart pain --weeks 2")
    assert [one for one in found.words["title"] if one.startswith("Pain by day")]
    assert "Flare-up: Thu 3 Dec to Mon 7 Dec." in told
    assert "Flare-up: Thu 3 Dec to Mon 7 Dec." in found.words["figcaption"][0]


def test_it_is_of_twelve_weeks_or_of_the_days_that_are_asked_for(diary: Tracker) -> None:
    (told,) = (text for text in page(diary).words["p"] if "2026 to" in text)
    assert told == "Monday 21 September 2026 to Sunday 13 December 2026 (12 weeks)"
    (told,) = (
        text
        for text in page(diary, "--from november --to november").words["p"]
        if "2026 to" in text
    )
    assert told == "Sunday 1 November 2026 to Monday 30 November 2026 (30 days)"
    # What lies ahead is nothing yet.
    (told,) = (text for text in page(diary, "--from december").words["p"] if "2026 to" in text)
    assert told == "Tuesday 1 December 2026 to Sunday 13 December 2026 (13 days)"
    assert page(diary, "--from december --to december").words["p"][0] == told


def test_it_says_first_that_it_is_a_diary_and_no_diagnosis(diary: Tracker) -> None:
    found = page(diary, "--name 'Kim Doe'")
    assert found.words["h1"] == ["Back diary of Kim Doe"]
    assert found.words["p"][1].startswith("A diary and no diagnosis.")
    assert found.words["header"][0].count("no diagnosis") == 1
    assert page(diary).words["h1"] == ["Back diary"]


def test_own_notes_and_money_stand_in_it_only_where_that_is_asked_for(diary: Tracker) -> None:
    bare, whole = page(diary), page(diary, "--notes --money")
    for word in ("behind the shed", "120.00", "EUR"):
        assert word not in bare.text
        assert word in whole.text
    assert table(whole, "What it cost") == [["EUR", "120.00 EUR", "50.00 EUR", "70.00 EUR"]]
    assert whole.facts["Sun 6 Dec, ice"] == ["behind the shed"]
    assert whole.facts["Sun 13 Dec, condition"] == []
    assert "long ago" in whole.text
    assert "long ago" not in page(diary, "--notes --from '3 days ago'").text


def test_it_is_one_file_that_asks_nothing_of_anybody(diary: Tracker) -> None:
    found = page(diary, "--notes --money --name Kim")
    assert ADDRESSES.findall(found.text) == ["http://www.w3.org/2000/svg"]
    names = [name for name, _ in found.tags]
    assert not {"script", "link", "img", "iframe", "object", "form", "a", "base"} & set(names)
    assert not [key for _, attrs in found.tags for key in attrs if key.startswith("on")]
    (policy,) = (attrs["content"] for _, attrs in found.tags if "http-equiv" in attrs)
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
        " form-action 'none'"
    )
    # The charset has to stand within the first kilobyte.
    assert 'charset="utf-8"' in found.text[:1024]


def test_it_can_be_heard_as_well_as_seen(diary: Tracker) -> None:
    found = page(diary, "--notes --money")
    names, attributes = [name for name, _ in found.tags], dict(found.tags)
    assert attributes["html"]["lang"] == "en"
    assert found.words["title"][0].startswith("Back diary, Monday 21 September 2026 to ")
    assert [names.count(name) for name in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    levels = [int(name[1]) for name in names if re.fullmatch(r"h\d", name)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    named = [
        attrs["aria-labelledby"] or "" for _, attrs in found.tags if "aria-labelledby" in attrs
    ]
    assert {one for names in named for one in names.split()} <= set(ids)
    assert names.count("table") == names.count("caption") == len(found.tables) > 4
    assert all(attrs.get("scope") in ("row", "col") for name, attrs in found.tags if name == "th")
    # What can be scrolled can be reached by keyboard, and has a name.
    wide = [attrs for _, attrs in found.tags if attrs.get("class") == "wide"]
    assert all(one["tabindex"] == "0" and one["role"] == "region" for one in wide)
    assert all(one["aria-label"] for one in wide)


def test_hostile_text_stays_text(diary: Tracker) -> None:
    spelled = shlex.quote(HOSTILE)
    for line in (
        f"log visit --with {spelled} --note {spelled}",
        f"pain 4 --took {spelled} --note {spelled}",
        f"plan add ice --name {spelled} --on daily --at 20:00",
        f"condition add {spelled} --contagious --note {spelled}",
        "checkin psfs 'lift=3' '<b>walk</b>=2' 'sit=1' --note '<i>x</i>'",
    ):
        code, _, complaint = diary.run(shlex.split(line))
        assert code == 0, complaint
    found = page(diary, f"--notes --money --name {spelled}")
    clean = page(diary, "--notes --money --name Kim")
    assert {name for name, _ in found.tags} == {name for name, _ in clean.tags}
    assert not {"script", "b", "i"} & {name for name, _ in found.tags}
    assert found.words["h1"] == [f"Back diary of {SHOWN}"]
    assert found.text.count("&lt;script&gt;") >= 6
    for sign in ("\x1b", "\u202e", "\ufffe", "<script", "{{ 7"):
        assert sign not in found.text.replace("{{ 7 * 7 }}", "")
    assert "49" not in found.words["h1"][0]


def test_where_there_is_nothing_the_page_says_so(tracker: Tracker) -> None:
    tracker.configure(QUIET)
    found = page(tracker, "--notes --money --name Kim")
    assert "Nothing was written down in these days." in found.words["main"][0]
    assert not found.tables
    assert not found.facts
    assert "A diary and no diagnosis." in found.text


def test_days_without_anything_are_said_beside_what_is_known_otherwise(diary: Tracker) -> None:
    found = page(diary, "--from '31 days ago' --to '25 days ago'")
    assert "Nothing was written down in these days." in found.words["main"][0]
    found = page(diary, "--from '20 days ago' --to '18 days ago'")
    assert found.facts["Conditions"] == [
        "Osteoporosis, since Mon 23 Nov; Dr. Roth agreed Tue 1 Dec."
    ]
    assert found.fact("Entries") == "on 0 of 3 days; nothing on Mon 23 Nov to Wed 25 Nov (3 days)"
    assert "Pain" not in found.facts
    assert found.fact("Worse after") == "no session with pain before and after"


@pytest.fixture
def trying(tracker: Tracker) -> Tracker:
    """Return a diary with a trial on its way."""
    tracker.configure(QUIET)
    tracker.run(shlex.split("plan add pain --on daily --at 21:00"))
    tracker.run(shlex.split("trial start heat-pack --weeks 2 --at 18:00"))
    tracker.tick(days=10)
    return tracker


def test_a_trial_tells_nothing_on_its_way(trying: Tracker) -> None:
    found = page(trying)
    assert found.words["h3"][0].startswith("Trial of heat packs: week ")
    assert found.fact("Found").startswith("nothing yet: that is said at its end")
    trying.tick(days=14)
    found = page(trying)
    assert found.words["h3"][0].endswith("over.")
    assert found.fact("Found").startswith("nothing: no two weeks of a block")


def test_an_emergency_stands_above_all(diary: Tracker, tmp_path: Path) -> None:
    diary("redflags saddle")
    found = page(diary)
    assert found.words["p"][2].startswith("Emergency signs, noted Sun 13 Dec. This needs help now.")
    assert "tracker" not in found.words["header"][0]
    lines = diary(f"report -o {tmp_path / 'back.html'}").splitlines()
    assert "Emergency signs" in lines[0]
    assert "is written." in lines[2]


def test_whatever_has_a_colour_has_one_in_the_dark_as_well() -> None:
    style = (Path(pictures.__file__).parent / "templates/page.css").read_text(encoding="ascii")
    light, dark = style.split("@media screen and (prefers-color-scheme: dark) {")
    names = [set(re.findall(r"(--\w+): #", part.partition("\n}")[0])) for part in (light, dark)]
    assert names[0] == names[1]
    assert set(re.findall(r"var\((--\w+)\)", style)) == {*names[0], "--figure"}


def test_a_file_holds_what_the_output_does(diary: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "back.HTML"
    answer = diary(f"report -o {path}")
    assert answer.split() == (
        f"{path} is written. Any browser shows it, and prints it or makes a PDF of it.".split()
    )
    assert path.read_text(encoding="utf-8") == diary("report -o -")
    assert diary(f"report --name Kim -o {path} --force")
    assert "of Kim" in path.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.glob("back*")] == [path.name]


REFUSED = [
    ("-o there.html", 4, "exists already. Nothing was written."),
    ("-o missing/back.html", 5, "there is no folder"),
    ("--force -o folder.html", 5, "could not be written"),
    (f"-o {'n' * 300}.html", 5, "could not be written"),
    ("-o back.svg", 2, "the page is written as HTML or PDF, so end the name in .html or .pdf"),
    ("-o there.html/back.pdf", 5, "there is no folder"),
    ("-o back", 2, "the page is written as HTML or PDF"),
    ("-o .pdf", 2, "the page is written as HTML or PDF"),
    ("", 2, "--output"),
    ("-o - --force", 2, "--force stands with a file."),
    ("-o back.html --from yesterday --to '3 days ago'", 2, "lies before --from"),
    ("-o back.html --from whenever", 2, "whenever"),
    (f"-o back.html --name {'n' * 101}", 2, "at most 100"),
]


@pytest.mark.parametrize(("options", "code", "complaint"), REFUSED)
def test_what_cannot_be_written_leaves_everything_as_it_was(
    diary: Tracker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: str,
    code: int,
    complaint: str,
) -> None:
    folder = tmp_path / "here"
    (folder / "folder.html").mkdir(parents=True)
    (folder / "there.html").write_text("mine")
    monkeypatch.chdir(folder)
    assert complaint in " ".join(diary(f"report {options}", code).split())
    assert (folder / "there.html").read_text() == "mine"
    assert sorted(one.name for one in folder.iterdir()) == ["folder.html", "there.html"]


LONG = "a name of " + 14 * "words "
MANY = "bird-dog bridge cat-stretch pelvic-tilt plank side-bridge hip-hinge dead-bug knee-to-chest"
FULL = (
    *(f"plan add exercise {MANY} --name '{LONG}{n}' --on daily" for n in range(1, 13)),
    *(f"condition add '{LONG}{n}' --contagious --at '9 days ago'" for n in range(8)),
    *(f"condition clear '{LONG}{n}' --by '{LONG}' --on '3 days ago'" for n in range(8)),
    *(
        f"log massage 60 --with '{LONG}{n}' --pain 7:4 --cost {n}.50 --note '{9 * LONG}'"
        for n in range(1, 10)
    ),
    *(f"pain 5 --took '{LONG}{n}' --note 'short' --at '{2 * n} days ago'" for n in range(1, 40)),
    *(f"log exercise {' '.join(f'{name}:{n}x9' for name in MANY.split())}" for n in range(1, 5)),
    "redflags saddle feverish weight-loss shape night one-leg-weak pulsing height",
    "redflags weeks daily-life worse exercises",
    "redflags cancer osteoporosis steroids immune-system age shoulder-blades",
    "checkin psfs 'lift=3' 'walk=2' 'sit=1'",
    "checkin odi 34 --at '30 days ago'",
    "checkin odi 20",
    "checkin rmdq 1",
    "flare start",
)


@pytest.fixture
def full(diary: Tracker, kept: Kept) -> Tracker:
    """Return a diary with more of everything than there is room for."""
    return begun(diary, kept, "full", ((FULL, 2),))


def test_what_has_no_room_is_counted_and_never_what_is_worst(full: Tracker) -> None:
    found = page(full, "--notes")
    told = found.fact("Red flags")
    assert told.startswith("asked 4 times. Sun 13 Dec, urgent: Cancer, now or in the past; ")
    assert "and 3 more. Sun 13 Dec, emergency now: Numbness or tingling around the gen" in told
    assert told.endswith("And 2 times more with a sign.")
    assert found.facts["Conditions"][0].startswith("Emergency signs")
    assert found.facts["Conditions"][-1] == "and 8 more"
    assert found.fact("Taken").endswith("; and 38 more")
    rows = table(found, "What was done, beside what was planned")
    assert len(rows) == 7
    assert any(text.startswith("And 11 more: a name of words") for text in found.words["p"])
    assert any(re.match(r"And \d+ more, for which there is no room", p) for p in found.words["p"])


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as running:
        yield running


def sheets(shown: "Shown", paper: str) -> int:
    """Return on how many sheets of paper the real browser prints a page."""
    return len(re.findall(rb"/Type\s*/Page\b", shown.pdf(format=paper)))


def test_a_browser_prints_it_on_three_sheets_however_much_there_is(
    full: Tracker, browser: "Browser"
) -> None:
    shown = browser.new_page()
    shown.set_content(full(f"report --notes --money --name '{LONG}' -o -"))
    assert [sheets(shown, paper) for paper in ("A4", "Letter")] == [3, 3]
    shown.add_style_tag(content="@media print { .rest { display: none } }")
    assert [sheets(shown, paper) for paper in ("A4", "Letter")] == [1, 1]


ADDRESS = "http://diary.test/"
LURE = f'<img src="{ADDRESS}image"><script src="{ADDRESS}script"></script></body>'


def shown_to(browser: "Browser", text: str) -> tuple[str, list[str], list[str]]:
    """Have a browser show a page; return what it shows, complains of, and asks the network for."""
    complaints, asked = [], []

    def answer(route: "Route") -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=text, content_type="text/html")
        else:
            asked.append(route.request.url)
            route.abort()

    with browser.new_context() as context:
        context.route("**", answer)
        shown = context.new_page()
        shown.on("console", lambda message: complaints.append(message.text))
        shown.goto(ADDRESS)
        return shown.content(), complaints, asked


def test_a_browser_has_nothing_to_complain_of_and_may_ask_for_nothing(
    diary: Tracker, browser: "Browser"
) -> None:
    text = diary("report --notes --money -o -")
    shown, complaints, asked = shown_to(browser, text)
    assert Page(shown).tables == Page(text).tables
    assert complaints == asked == []
    lured = text.replace("</body>", LURE)
    _, complaints, asked = shown_to(browser, lured)
    assert complaints
    assert asked == []
    *_, asked = shown_to(browser, re.sub(r"<meta http-equiv.*?>", "", lured))
    assert {f"{ADDRESS}image", f"{ADDRESS}script"} <= set(asked)


PHONE, DESKTOP, PAPER = 390, 1280, 718
LOOKS: list[tuple[Literal["screen", "print"], Literal["light", "dark"], int]] = [
    ("screen", "light", PHONE),
    ("screen", "dark", PHONE),
    ("screen", "light", DESKTOP),
    ("screen", "dark", DESKTOP),
    ("print", "light", PAPER),
    ("print", "dark", PAPER),
]
PAGES = [
    ("full", "--notes --money --name Kim"),
    ("trying", ""),
    ("diary", "--from '31 days ago' --to '25 days ago'"),
    ("tracker", ""),
]


# What axe cannot tell by itself, and of what.
UNTOLD = {
    # What is behind the text of a drawing: test_pictures works out the contrast of its colours.
    "color-contrast": "svg text",
    # What is not shown: on a phone the heads of the columns, which stand beside each cell there.
    "hidden-content": ".long thead",
}
WIDE = "[...document.querySelectorAll('.wide')].filter(it => it.scrollWidth > it.clientWidth)"


@pytest.mark.parametrize(("of", "options"), PAGES, ids=["full", "trial", "no days", "nothing"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    request: pytest.FixtureRequest, browser: "Browser", of: str, options: str
) -> None:
    tracker: Tracker = request.getfixturevalue(of)
    shown = browser.new_page()
    text = tracker(f"report {options} -o -")
    shown.set_content(text)
    for media, scheme, width in LOOKS:
        shown.emulate_media(media=media, color_scheme=scheme)
        shown.set_viewport_size({"width": width, "height": 900})
        assert findings(shown, UNTOLD) == []
        assert shown.evaluate("document.documentElement.scrollWidth") == width
        # On a phone the drawing is scrolled, and tables have their columns one below the other.
        is_drawn = width == PHONE and "<svg" in text
        assert shown.evaluate(f"{WIDE}.map(it => it.ariaLabel)") == is_drawn * [
            "Pain by day, drawn"
        ]


def test_axe_would_find_what_is_wrong(trying: Tracker, browser: "Browser") -> None:
    shown = browser.new_page()
    text = trying("report -o -").replace(' lang="en"', "")
    shown.set_content(text.replace("--soft: #555555", "--soft: #999999"))
    assert {one.partition(" ")[0] for one in findings(shown, UNTOLD)} == {
        "html-has-lang",
        "color-contrast",
    }


@pytest.fixture
def _pango() -> None:
    """Skip the test where Pango is missing, with which PDF is written, or fail where it must be there."""
    try:
        import_module("weasyprint")
    except OSError:
        need("pango")


def unpacked(content: bytes) -> bytes:
    """Return what the streams of a PDF hold; some are no text and cannot be unpacked."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found += zlib.decompress(stream)
    return content + found


@pytest.mark.usefixtures("_pango")
def test_it_is_a_pdf_where_that_is_asked_for(full: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "back.pdf"
    answer = full(f"report --notes --money --name Kim -o {path}")
    assert answer.endswith(f"{path.name} is written.\n")
    content = unpacked(path.read_bytes())
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 3
    assert b"/StructTreeRoot" in content
    assert not re.search(rb"/(URI|JavaScript|Launch)\b", content)
    assert [one.name for one in tmp_path.glob("back*")] == [path.name]
    assert "exists already" in full(f"report -o {path}", 4)


MISSING = [
    (ImportError("no such module"), 'pip install "selfcare-tracker[pdf]"'),
    (OSError("cannot load library 'libpango-1.0-0'"), "a PDF needs Pango"),
]


@pytest.mark.parametrize(("failure", "complaint"), MISSING, ids=["weasyprint", "pango"])
def test_where_no_pdf_can_be_made_nothing_is_written_and_there_is_a_way(
    diary: Tracker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    complaint: str,
) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Refusing(failure), *sys.meta_path])
    refusal = diary(f"report -o {tmp_path / 'back.pdf'}", 5)
    assert complaint in refusal
    assert "have a browser print it to PDF" in refusal
    assert list(tmp_path.glob("back*")) == []


class Refusing:
    """Stands for a system on which WeasyPrint cannot be loaded."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def find_spec(self, name: str, *_: object) -> None:
        if name == "weasyprint":
            raise self._failure
