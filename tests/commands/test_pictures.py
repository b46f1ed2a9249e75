"""`chart -o`: a picture is whole and sound, says what the numbers say, and asks nothing of anybody."""

import datetime as dt
import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tests.commands.conftest import QUIET, prepared
from tests.commands.test_insights import day, read
from tests.conftest import Tracker
from tracker.report import pictures

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ["pain", "sessions", "kept", "year"]
HOSTILE = "<script>alert(1)</script> \"quoted\" 'single' & ]]> --> {{ 7 * 7 }} \x1b[31m \u202e \ufffe back"


@pytest.fixture
def diary(tracker: Tracker) -> Tracker:
    return prepared(tracker, live_two_weeks, settings=QUIET)


def live_two_weeks(tracker: Tracker) -> None:
    tracker("plan add ice --on daily --at 20:00")
    tracker.tick(days=13)
    for back, count in ((9, 1), (8, 2), (7, 4), (6, 1), (1, 1), (0, 1)):
        for number in range(count):
            tracker(f"log ice 5 --pain {3 + number}:2 --at '{back} days ago'")
    tracker("log visit --at '5 days ago'")
    read(tracker, {day(back): level for back, level in {13: 4, 12: 2, 10: 5, -1: 6, -2: 3}.items()})
    tracker("flare start --at '4 days ago'")


def picture(tracker: Tracker, line: str, path: Path) -> Element:
    """Have a chart written, and return it as an XML parser reads it."""
    answer = tracker(f"chart {line} -o {path}")
    assert answer == f"{path} is drawn. Any browser shows it.\n"
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))


def numbers(tracker: Tracker, line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tracker(f"chart {line} --json"))
    return found


def of_class(root: Element, tag: str, name: str) -> list[Element]:
    """Return the elements of a class that say something of themselves."""
    found = (one for one in root.iter(f"{SVG}{tag}") if one.get("class") == name)
    return [one for one in found if one.find(f"{SVG}title") is not None]


def said(one: Element) -> str:
    return one.findtext(f"{SVG}title") or ""


@pytest.mark.parametrize("name", KINDS)
def test_it_says_what_it_is_and_asks_nothing_of_anybody(
    diary: Tracker, name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.svg"
    root = picture(diary, name, path)
    first, second, *_ = root
    assert (first.tag, second.tag) == (f"{SVG}title", f"{SVG}desc")
    assert first.text == diary(f"chart {name}").splitlines()[0]
    assert len(second.text or "") > 20
    assert root.get("aria-labelledby") == f"{first.get('id')} {second.get('id')}"
    assert not {"script", "image", "a", "use", "foreignObject"} & {
        one.tag.removeprefix(SVG) for one in root.iter()
    }
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"https?:[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"url\(|@import|href", text)
    assert re.findall(r"font-family=\"(.*?)\"", text) == ["sans-serif"]
    assert [one.name for one in tmp_path.glob("*.svg*")] == [path.name]


@pytest.mark.parametrize("name", KINDS)
def test_nothing_of_it_lies_outside(diary: Tracker, name: str, tmp_path: Path) -> None:
    root = picture(diary, f"{name}", tmp_path / "chart.svg")
    height = float(root.get("height") or 0)
    for one in root.iter():
        x, y = (float(one.get(key, "0").rstrip("%")) for key in ("x", "y"))
        width, tall = (float(one.get(key, "0")) for key in ("width", "height"))
        assert 0 <= x <= x + width <= pictures.WIDTH
        assert 0 <= y <= y + tall <= height


def test_each_point_is_a_level_and_nothing_is_drawn_over_a_gap(
    diary: Tracker, tmp_path: Path
) -> None:
    root = picture(diary, "pain", tmp_path / "pain.svg")
    chart = numbers(diary, "pain")
    days, (first, last) = chart["days"], (chart[f"{end}_day"] for end in ("first", "last"))
    read_days = [one for one in days if one["readings"]]
    points = of_class(root, "circle", "main")
    levels = [(322 - float(one.get("cy") or 0)) / 25 for one in points]
    assert sorted(levels) == pytest.approx(sorted(one["level"] for one in read_days))
    told = [one["level_before_sessions"] for one in days if one["level_before_sessions"]]
    assert sorted(float(said(one).split()[3]) for one in of_class(root, "path", "other")) == (
        pytest.approx(sorted(round(level, 1) for level in told), abs=0.06)
    )
    lines = [one.get("d", "")[1:] for one in root.iter(f"{SVG}path") if one.get("class") == "line"]
    assert [line.count("L") + 1 for line in lines] == [2, 1, 2]
    count = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1
    step = (pictures.WIDTH - pictures.LEFT - pictures.RIGHT) / count
    for line in lines:
        across = [float(point.split()[0]) for point in line.split("L")]
        assert all(b - a == pytest.approx(step, abs=0.2) for a, b in pairwise(across))
    (band,) = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "band"]
    assert float(band.get("width") or 0) == pytest.approx(5 * step, abs=0.2)


def test_bars_are_as_high_as_the_number(diary: Tracker, tmp_path: Path) -> None:
    root = picture(diary, "sessions", tmp_path / "sessions.svg")
    bars = {said(one): float(one.get("height") or 0) for one in of_class(root, "rect", "main")}
    counts = {
        (week["week"], one["kind"]): one["sessions"]
        for week in numbers(diary, "sessions")["weeks"]
        for one in week["kinds"]
    }
    assert sorted(int(text.split()[-1]) for text in bars) == sorted(counts.values())
    most = max(counts.values())
    for text, height in bars.items():
        assert height == pytest.approx(38 * int(text.split()[-1]) / most, abs=0.1)


def test_what_was_kept_is_as_high_as_its_share(diary: Tracker, tmp_path: Path) -> None:
    root = picture(diary, "kept", tmp_path / "kept.svg")
    weeks = numbers(diary, "kept")["weeks"]
    drawn = list(root.iter(f"{SVG}g"))
    assert len(drawn) == len(weeks) == 12
    for one, week in zip(drawn, weeks, strict=True):
        kept, (*_, bar) = week["kept"], (None, *one.iter(f"{SVG}rect"))
        if kept["share"] is None:
            assert bar is None
            continue
        assert bar is not None
        assert float(bar.get("height") or 0) == pytest.approx(220 * kept["share"], abs=0.1)
        assert said(one).startswith(f"{week['week']}: {kept['done']} of {kept['planned']} planned")


def test_a_cell_is_the_larger_the_more_there_was(diary: Tracker, tmp_path: Path) -> None:
    root = picture(diary, "year", tmp_path / "year.svg")
    counts = [one["sessions"] for one in numbers(diary, "year")["days"]]
    sizes = []
    for shape, is_so in (("some", 1), ("more", 2), ("main", 3)):
        cells = of_class(root, "rect", shape)
        assert len(cells) == sum(min(count, 3) == is_so for count in counts)
        sizes += [{one.get("width") for one in cells}]
    assert sizes == [{"9"}, {"15"}, {"22"}]
    titles = {one.text for one in root.iter(f"{SVG}text")}
    assert {"Nov 5 of 30", "Dec 2 of 5"} <= titles


@pytest.mark.parametrize("template", KINDS)
def test_hostile_text_stays_text(template: str) -> None:
    values: dict[str, Any] = dict.fromkeys(
        ("zero", "rows_end", "legend", "cell", "radius"), 100
    ) | {
        "levels": [{"y": 1, "text": HOSTILE}],
        "ticks": [{"x": 1, "text": HOSTILE}],
        "bands": [{"x": 1, "width": 1, "text_x": 1, "text": HOSTILE}],
        "lines": [],
        "read": [{"x": 1, "y": 1, "text": HOSTILE}],
        "before": [{"x": 1, "y": 1, "text": HOSTILE}],
        "rows": [{"text": HOSTILE, "count": HOSTILE, "y": 1, "bars": []}],
        "bars": [
            *[{"x": 1, "width": 1, "height": 1, "is_planned": True, "title": HOSTILE}],
        ],
        "months": [
            {"x": 1, "y": 1, "text": HOSTILE, "letters": [HOSTILE], "days": []},
        ],
        "shapes": [{"shape": "some", "size": 1, "x": 1, "text": HOSTILE}],
    }
    values["bars"][0]["text"] = HOSTILE
    text = pictures.drawn(template, HOSTILE, [HOSTILE], 100, [HOSTILE], **values)
    root = ElementTree.fromstring(text)
    assert not [*root.iter(f"{SVG}script")]
    shown = (
        HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e").replace("\ufffe", "\\ufffe")
    )
    assert root.findtext(f"{SVG}title") == shown
    assert root.findtext(f"{SVG}desc") == f"{shown} {shown}"
    assert "<script" not in text


def colours() -> tuple[dict[str, str], dict[str, str]]:
    """Return the colour of what is drawn, in the light and in the dark: of its edge, if it has one."""
    style = (Path(pictures.__file__).parent / "templates/base.svg").read_text(encoding="utf-8")
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    coloured = re.compile(r"^\.chart \.?(\w+) \{.*(?:fill|stroke): #(\w{6})", re.MULTILINE)
    return dict(coloured.findall(light)), dict(coloured.findall(dark.partition("</style>")[0]))


def luminance(colour: str) -> float:
    """Return how light a colour is, from 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_whatever_has_a_colour_has_one_in_the_dark_as_well() -> None:
    light, dark = colours()
    assert light.keys() == dark.keys()


@pytest.mark.parametrize("of", colours(), ids=["light", "dark"])
def test_text_and_whatever_tells_something_stand_out_from_the_ground(of: dict[str, str]) -> None:
    least = {"text": 7, "soft": 7} | dict.fromkeys(
        ("main", "line", "other", "some", "more", "band", "axis", "rest"), 3
    )
    # The lines that only lead the eye may be faint.
    assert of.keys() - least.keys() == {"ground", "grid"}
    ground = luminance(of["ground"])
    for name, contrast in least.items():
        darker, lighter = sorted((ground, luminance(of[name])))
        assert (lighter + 0.05) / (darker + 0.05) >= contrast, name


@pytest.mark.parametrize("name", KINDS)
def test_where_there_is_nothing_the_picture_says_so(
    tracker: Tracker, name: str, tmp_path: Path
) -> None:
    tracker.configure(QUIET)
    root = picture(tracker, name, tmp_path / "chart.svg")
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert len(texts) == 2
    assert texts[1].startswith("No")


@pytest.mark.parametrize("weeks", [1, 5, 60, 520])
@pytest.mark.parametrize("name", ["pain", "sessions", "kept"])
def test_any_number_of_weeks_can_be_drawn(
    diary: Tracker, name: str, weeks: int, tmp_path: Path
) -> None:
    path = tmp_path / "chart.svg"
    picture(diary, f"{name} --weeks {weeks}", path)
    assert path.stat().st_size < 110_000


REFUSED = [
    ("pain -o there.svg", 4, "exists already. Nothing was written."),
    ("pain -o missing/chart.svg", 5, "there is no folder"),
    ("pain -o there.svg/chart.svg", 5, "there is no folder"),
    ("pain --force -o folder.svg", 5, "could not be written"),
    (f"pain -o {'n' * 300}.svg", 5, "could not be written"),
    ("pain -o chart.png", 2, "a chart is written as SVG, so end the name in .svg"),
    ("pain -o chart", 2, "a chart is written as SVG"),
    ("pain -o .svg", 2, "a chart is written as SVG"),
    ("pain -o chart.svg --json", 2, "--json and --output exclude each other."),
    ("pain --force", 2, "--force stands with --output."),
]


@pytest.mark.parametrize(("line", "code", "complaint"), REFUSED)
def test_what_cannot_be_written_leaves_everything_as_it_was(
    diary: Tracker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    code: int,
    complaint: str,
) -> None:
    folder = tmp_path / "here"
    (folder / "folder.svg").mkdir(parents=True)
    (folder / "there.svg").write_text("mine")
    (folder / "chart.svg~").write_text("a copy of mine")
    monkeypatch.chdir(folder)
    assert complaint in diary(f"chart {line}", code)
    assert (folder / "there.svg").read_text() == "mine"
    assert sorted(one.name for one in folder.iterdir()) == ["chart.svg~", "folder.svg", "there.svg"]


def test_a_picture_is_written_over_where_that_is_asked_for(diary: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "chart.SVG"
    shutil.copy(__file__, path)
    picture(diary, "pain --force", path)
    assert [one.name for one in tmp_path.glob("chart*")] == ["chart.SVG"]


def test_an_emergency_is_said_beside_a_picture(diary: Tracker, tmp_path: Path) -> None:
    diary("redflags saddle")
    lines = diary(f"chart pain -o {tmp_path / 'chart.svg'}").splitlines()
    assert "emergency" in lines[0].casefold()
    assert lines[-1].endswith("is drawn. Any browser shows it.")
