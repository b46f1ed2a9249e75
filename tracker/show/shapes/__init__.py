"""What programs read: one Struct a JSON answer, each field with its type and its meaning.

A function that makes an answer takes `(value, present)` and is named as the function of `show`
that says the same in words. The schema and the tables of the documentation are written from here.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec import Meta, Struct, to_builtins

from tracker.text import OBEYED

VERSION = 1
"""The version of every shape; it goes up where a field changes its meaning or goes."""

# JSON escapes control characters itself; of the first ones only the line feeds of its layout are left.
_PASSED_ON = re.compile(OBEYED.pattern.replace("\x00-\x1f", ""))

S = TypeVar("S", bound="Shape")


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an answer: every field is there, and what was not told is null or an empty list."""


class Answer(Shape, frozen=True):
    """A whole answer; its shape is named as its class is, in small letters with hyphens."""


def document(answer: Answer) -> str:
    """Return the JSON document of an answer, which names its shape and version before the rest."""
    content = to_builtins(answer, builtin_types=(dt.date, dt.datetime))
    whole = {"shape": name_of(type(answer)), "version": VERSION, **content}
    text = json.dumps(whole, default=_written, ensure_ascii=False, indent=2)
    return _PASSED_ON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def name_of(answer: type[Answer]) -> str:
    """Return how the shape of an answer is called: `care-rules` for `CareRules`."""
    return re.sub(r"\B(?=[A-Z])", "-", answer.__name__).lower()


def shaped(shape: type[S], value: object, /, **differing: Any) -> S:
    """Return a shape with what the value has under the same names, but for what is `differing`."""
    same = (name for name in shape.__struct_fields__ if name not in differing)
    return shape(**{name: getattr(value, name) for name in same}, **differing)


def says(meaning: str) -> Meta:
    """Return what a field means, for the schema and the documentation."""
    return Meta(description=meaning)


def one_of(words: Iterable[str]) -> Meta:
    """Return that a text is one of a vocabulary."""
    return Meta(extra_json_schema={"enum": [*words]})


def _written(value: dt.date) -> str:
    """Write a day or an instant; an instant keeps its offset, and UTC is +00:00."""
    return value.isoformat(timespec="seconds") if isinstance(value, dt.datetime) else str(value)
