"""How a session lies in its tables, and how what is planned or timed lies in JSON, there and back."""

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Row, Table

from tracker.care.doses import Dose, read_dose, write_dose
from tracker.care.fields import FIELDS, BodyArea, Entry, ExerciseDone, entry_of, told_of
from tracker.care.money import Money
from tracker.care.session import Session
from tracker.errors import BadInput, Damage
from tracker.escaping import shortened, visible
from tracker.tables import exercises_done, metadata, providers, session_areas, sessions

V = TypeVar("V", bound=Struct)
Rows = dict[Table, list[dict[str, Any]]]

_TABLE_OF = {name: metadata.tables[field.table] for name, field in FIELDS.items()}
# Of these tables a session has one row for each thing in a list.
_LISTED = (session_areas, exercises_done)
DETAILS = tuple(table for table in dict.fromkeys(_TABLE_OF.values()) if table is not sessions)
"""The tables beside its own in which a session has rows."""

BESIDE = tuple(table for table in DETAILS if table not in _LISTED)
"""Those of them in which it has one row at most."""

COLUMNS = [
    (
        providers.c.name
        if name == "provider"
        else _TABLE_OF[name].c[field.column or name]
    ).label(name)
    for name, field in FIELDS.items()
    if _TABLE_OF[name] not in _LISTED
]  # fmt: skip
"""The columns of a session's fields, each under the name of its field."""

_NAMES = tuple(column.name for column in COLUMNS)
_LENGTHS = tuple(name for name, field in FIELDS.items() if field.column.endswith("_s"))


def rows_of(entry: Entry, provider: int | None) -> Rows:
    """Return the rows of an entry by their table; a table of which nothing is known gets none.

    `provider` is the number of the one who is named.
    """
    rows: Rows = {}
    values: dict[Table, dict[str, Any]] = {}
    for name, value in (told_of(entry) | {"provider": provider}).items():
        if name not in FIELDS:
            continue
        table = _TABLE_OF[name]
        if table in _LISTED:
            if value:
                rows[table] = listed_rows(value)
        else:
            row = values.setdefault(table, {})
            row[FIELDS[name].column or name] = _plain(value)
            if name == "cost":
                row["currency"] = value.currency if value else None
    values[sessions] |= {"kind": entry.kind, "came_in": entry.came_in}
    rows |= {
        table: [row]
        for table, row in values.items()
        if any(value is not None for value in row.values())
    }
    return rows


def session_of(
    row: Row[Any], areas: Sequence[BodyArea], exercises: Sequence[ExerciseDone]
) -> Session:
    """Return the session of a row that has the columns above, those of `sessions`, and a currency."""
    told: dict[str, Any] = {name: getattr(row, name) for name in _NAMES}
    for name in _LENGTHS:
        if told[name] is not None:
            told[name] = dt.timedelta(seconds=told[name])
    for name in ("cost", "covered"):
        if told[name] is not None:
            told[name] = Money(told[name], row.currency)
    told |= {"areas": tuple(areas), "exercises": tuple(exercises)}
    entry = entry_of(kind=row.kind, came_in=row.came_in, **told)
    return Session(number=row.id, entry=entry, created_at=row.created_at, changed_at=row.changed_at)


def listed_rows(things: Sequence[BodyArea | ExerciseDone]) -> list[dict[str, Any]]:
    """Return the rows of areas or exercises, numbered in their order."""
    return [{"position": position} | _listed(one) for position, one in enumerate(things)]


@contextlib.contextmanager
def reading_of(what: str, table: Table | None = None, **key: int | str) -> Iterator[None]:
    """Word what cannot be made of a text in a row as damage of the diary; `what` is the thing kept.

    All else can be read without the row of `table` that has this `key`, where these are told.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, BadInput) as error:
        raise Damage(
            f"{what} cannot be read in the diary: {shortened(repr(error), 200)}.",
            None if table is None else (table.name, key),
        ) from error


def value_of(row: Row[Any], of: type[V], **differing: Any) -> V:
    """Return the value whose fields are named as the row's columns, but for what is `differing`.

    It is not converted by its types: the schema is what guards a row, and one that another hand
    has bent, such as a rating of 4.5, must not hide the others.
    """
    same = (name for name in of.__struct_fields__ if name not in differing)
    return of(**{name: getattr(row, name) for name in same}, **differing)


def area_of(row: Row[Any]) -> BodyArea:
    """Return the area of a row."""
    return BodyArea(row.area, row.side)


def exercise_of(row: Row[Any]) -> ExerciseDone:
    """Return the exercise of a row, with its dose if any of it was told."""
    is_told = row.sets or row.reps or row.hold_s
    what, of_it = f"the exercise {visible(str(row.exercise))}", (row.session_id, row.position)
    with reading_of(what, exercises_done, session_id=of_it[0], position=of_it[1]):
        dose = Dose(row.sets, row.reps, row.hold_s, row.each_side) if is_told else None
    return ExerciseDone(row.exercise, dose)


def write_told(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a session as JSON takes it."""
    return {
        name: [_written(one) for one in value] if isinstance(value, tuple) else _plain(value)
        for name, value in told.items()
    }


def read_told(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `write_told` wrote."""
    told = dict(written)
    for name in _LENGTHS:
        if told.get(name) is not None:
            told[name] = dt.timedelta(seconds=told[name])
    told["areas"] = tuple(BodyArea(*area) for area in told.get("areas", ()))
    told["exercises"] = tuple(
        ExerciseDone(name, read_dose(dose) if dose else None)
        for name, dose in told.get("exercises", ())
    )
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, dt.timedelta):
        return int(value.total_seconds())
    return value.minor if isinstance(value, Money) else value


def _written(one: BodyArea | ExerciseDone) -> list[str | None]:
    if isinstance(one, BodyArea):
        return [one.name, one.side]
    return [one.name, write_dose(one.dose) if one.dose else None]


def _listed(one: BodyArea | ExerciseDone) -> dict[str, Any]:
    if isinstance(one, BodyArea):
        return {"area": one.name, "side": one.side}
    dose = one.dose
    return {
        "exercise": one.name,
        "sets": dose.sets if dose else None,
        "reps": dose.reps if dose else None,
        "hold_s": dose.hold_s if dose else None,
        "each_side": dose.each_side if dose else False,
    }
