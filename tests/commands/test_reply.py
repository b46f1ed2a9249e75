"""A command answers once: in words for people, in JSON for programs, each loaded when it is asked for."""

import datetime as dt
import sys
from pathlib import Path

import pytest

from tracker.app import App
from tracker.cli.reply import Later, reply
from tracker.present import Present
from tracker.settings import Settings
from tracker.show.shapes import Answer, Shape, document, name_of, shaped
from tracker.show.terminal import ASCII, Look

NIGHT = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)


class Part(Shape, frozen=True):
    day: dt.date
    at: dt.datetime


class LongAnswer(Answer, frozen=True):
    parts: tuple[Part, ...]
    name: str | None


def test_a_document_names_its_shape_and_version_before_its_content() -> None:
    berlin = NIGHT.astimezone(dt.timezone(dt.timedelta(hours=1)))
    parts = (Part(NIGHT.date(), NIGHT), Part(berlin.date(), berlin))
    assert document(LongAnswer(parts, "Grüße\x1b[31m\u202e")) == (
        "{\n"
        '  "shape": "long-answer",\n'
        '  "version": 1,\n'
        '  "parts": [\n'
        "    {\n"
        '      "day": "2026-11-22",\n'
        '      "at": "2026-11-22T23:30:00+00:00"\n'
        "    },\n"
        "    {\n"
        '      "day": "2026-11-23",\n'
        '      "at": "2026-11-23T00:30:00+01:00"\n'
        "    }\n"
        "  ],\n"
        '  "name": "Grüße\\u001b[31m\\u202e"\n'
        "}"
    )


def test_a_shape_takes_over_what_a_value_has_under_the_same_names() -> None:
    whole = LongAnswer((), "Ana")
    assert shaped(LongAnswer, whole, name=None) == LongAnswer((), None)
    assert name_of(LongAnswer) == "long-answer"


def test_people_are_answered_in_words_and_programs_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def shape(value: str, present: Present) -> LongAnswer:
        return LongAnswer((), f"{value} {present.now:%H:%M}")

    def words(value: str, present: Present, look: Look) -> str:
        return f"{value} {present.now:%H:%M}{look.marks.dot}"

    app = App("", tmp_path / "config.toml", lambda: NIGHT)
    reply(app, False, shape, words, "at")
    assert capsys.readouterr().out == "at 23:30 - \n"
    reply(app, True, shape, words, "at")
    assert '"name": "at 23:30"' in capsys.readouterr().out


def test_a_file_of_show_is_loaded_when_something_of_it_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "tracker.show.settings", raising=False)
    listing = Later("settings").listing
    assert "tracker.show.settings" not in sys.modules
    plain = Look(ASCII, None, None, is_coloured=False)
    assert "currency  EUR" in listing([Settings().listed("currency")], None, plain)
    assert "tracker.show.settings" in sys.modules
