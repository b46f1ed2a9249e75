"""What is told of a session, as programs read it: it follows from the fields, said once in `care`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Annotated, Any, get_args, get_origin
from zoneinfo import ZoneInfo

from msgspec import Meta, defstruct

from tracker.care.catalogue import CLAIMS, EFFORTS, FEELINGS, PERFORMERS, PURPOSES
from tracker.care.fields import FIELDS, BodyArea, Details, Entry, ExerciseDone
from tracker.care.money import Money
from tracker.care.parts import PARTS
from tracker.show.shapes import Shape, one_of, parts, says

_TYPES: Mapping[Any, Any] = {
    dt.timedelta: parts.Length,
    dt.date: parts.Day,
    dt.datetime: parts.Instant,
    BodyArea: parts.Area,
    ExerciseDone: parts.ExerciseDone,
    Money: parts.Money,
}
# What is promised of a field beyond its type.
_PROMISED: Mapping[str, Any] = {
    "zone": Annotated[str, Meta(min_length=1)],
    "pain_before": parts.Pain,
    "pain_after": parts.Pain,
    "performer": Annotated[str, one_of(PERFORMERS)],
    "purpose": Annotated[str, one_of(PURPOSES)],
    "claim": Annotated[str, one_of(CLAIMS)],
    "feels": Annotated[str, one_of(FEELINGS)],
    "effort": Annotated[str, one_of(EFFORTS)],
    "part": Annotated[str, one_of(PARTS)],
    "relief": parts.Relief,
}


def key_of(name: str) -> str:
    """Return under which name programs find a field: a length says that it is in seconds."""
    column = FIELDS[name].column if name in FIELDS else ""
    return column if column.endswith("_s") else name


def types_of(names: Iterable[str]) -> dict[str, Any]:
    """Return the types of some fields, each with its meaning, by the names that programs find."""
    return {
        key_of(name): Annotated[_type_of(_declared(name), name), says(FIELDS[name].says)]
        for name in names
    }


def written(value: Any, zone: ZoneInfo) -> Any:
    """Return the value of a field as programs read it, instants with the offset of the zone."""
    match value:
        case None | str() | int() | float():  # Most are, and a long history has many.
            return value
        case dt.timedelta():
            return int(value.total_seconds())
        case dt.datetime():
            return value.astimezone(zone)
        case Money():
            return parts.money(value)
        case BodyArea():
            return parts.area(value)
        case ExerciseDone():
            return parts.exercise_done(value)
        case tuple():
            return tuple(written(one, zone) for one in value)
    return value


def shape_of(name: str, meaning: str, types: Mapping[str, Any]) -> Any:
    """Return a shape of fields that are known only as the program runs."""
    fields = list(types.items())
    return defstruct(name, fields, bases=(Shape,), namespace={"__doc__": meaning}, frozen=True)


def _declared(name: str) -> Any:
    annotations = Details.__annotations__ | Entry.__annotations__
    return get_args(annotations[name])[0]


def _type_of(declared: Any, name: str) -> Any:
    if get_origin(declared) is tuple:
        return tuple[_type_of(get_args(declared)[0], name), ...]  # type: ignore[misc]
    if NoneType in get_args(declared):
        (whole,) = set(get_args(declared)) - {NoneType}
        return _type_of(whole, name) | None
    return _PROMISED.get(name) or _TYPES.get(declared, declared)
