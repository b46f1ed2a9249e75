"""What the diary holds, thing by thing, in a form without numbers of rows, that other files can hold.

The form follows from the tables, so that a new column is carried out and in without a word here.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from types import GenericAlias
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from msgspec import Meta, Struct, defstruct
from sqlalchemy import Column, String, Table

from tracker.care.fields import FIELDS
from tracker.journal.rows import BESIDE
from tracker.tables import (
    checkin_answers,
    checkins,
    conditions,
    done_for,
    exercises_done,
    flares,
    overrides,
    own_exercises,
    pauses,
    plan_dues,
    plans,
    providers,
    reading_areas,
    readings,
    red_flag_answers,
    reminders,
    routine_steps,
    routines,
    schedules,
    session_areas,
    sessions,
    trial_blocks,
    trials,
)


class Part(Struct, frozen=True, eq=False):
    """Rows that belong to a thing by their `key`: a list of them under its `name`.

    Without a name there is one at most, whose columns stand among those of the thing. `columns` are
    the only ones that are carried, where some are told.
    """

    table: Table
    key: str
    name: str = ""
    columns: tuple[str, ...] = ()


class Thing(Struct, frozen=True, eq=False):
    """A kind of record: its name, its table, the columns that tell it apart, and its parts.

    Some columns are `left_out`, as the program alone needs them. Where it `has_later`, the form of
    it that was changed later is right; what was never noted to be changed only takes from another
    form what it does not say itself.
    """

    name: str
    table: Table
    says: str
    identity: tuple[str, ...] = ("uuid",)
    parts: tuple[Part, ...] = ()
    left_out: tuple[str, ...] = ()
    has_later: bool = False

    @property
    def has_number(self) -> bool:
        """Whether people name it by a number."""
        return "uuid" in self.table.c or self.table is routines


THINGS = (
    Thing("person", providers, "Somebody who gives massages or holds visits."),
    Thing("exercise", own_exercises, "An exercise of the person's own.", ("id",)),
    Thing(
        "routine",
        routines,
        "Exercises that are done one after the other.",
        ("name_key",),
        (Part(routine_steps, "routine_id", "steps"),),
    ),
    Thing("condition", conditions, "Something about the person's health that care depends on."),
    Thing("red-flags", red_flag_answers, "That the red flags were gone through."),
    Thing("flare-up", flares, "A stretch of days of more pain than usual."),
    Thing(
        "plan",
        plans,
        "A plan, with every form that it has had.",
        parts=(
            Part(schedules, "plan_id", "forms"),
            Part(pauses, "plan_id", "pauses"),
            Part(overrides, "plan_id", "passed_over", ("rule", "reason", "at")),
            Part(plan_dues, "plan_id", columns=("computed_until",)),
        ),
        left_out=("style",),
        has_later=True,
    ),
    Thing(
        "trial",
        trials,
        "A trial of whether a kind of session helps.",
        parts=(Part(trial_blocks, "trial_id", "blocks"),),
    ),
    Thing(
        "check-in",
        checkins,
        "A questionnaire that was gone through.",
        parts=(Part(checkin_answers, "checkin_id", "answers"),),
        has_later=True,
    ),
    Thing(
        "reading",
        readings,
        "How strong the pain was, with no session to it.",
        parts=(Part(reading_areas, "reading_id", "areas"),),
        has_later=True,
    ),
    Thing(
        "session",
        sessions,
        "A session of self-care.",
        parts=(
            Part(session_areas, "session_id", "areas"),
            Part(exercises_done, "session_id", "exercises"),
            *(Part(table, "session_id") for table in BESIDE),
            Part(done_for, "session_id", "done_for"),
            Part(overrides, "session_id", "passed_over", ("rule", "reason", "at")),
        ),
        has_later=True,
    ),
    Thing(
        "reminder",
        reminders,
        "What came due of a plan, and what became of it.",
        ("plan_id", "day", "clock"),
        left_out=("owner", "tries", "channel", "handle", "trouble"),
    ),
)
"""Every kind of record, in an order in which each comes after what it refers to."""

THING_OF: Mapping[Table, Thing] = {thing.table: thing for thing in THINGS}


class Carried(NamedTuple):
    """A column that a record carries, under which name, and the table whose row it names, if any."""

    column: Column[Any]
    name: str
    of: Table | None


@cache
def carried(of: Thing | Part) -> tuple[Carried, ...]:
    """Return the columns that a record carries of a thing or a part, in their order."""
    return tuple(
        Carried(column, _name_of(column), _refers_to(column)) for column in _columns_of(of)
    )


@cache
def is_plain(part: Part) -> bool:
    """Tell whether its rows are carried as mere values, as each has only one."""
    return len(carried(part)) == 1


def _refers_to(column: Column[Any]) -> Table | None:
    return next((key.column.table for key in column.foreign_keys), None)


def _name_of(column: Column[Any]) -> str:
    if column.name == "id" and column.type.python_type is int:
        return "number"
    return column.name.removesuffix("_id")


def _columns_of(of: Thing | Part) -> list[Column[Any]]:
    if isinstance(of, Part):
        own_number = "id" if of.table in (pauses, overrides) else ""
        left_out = {of.key, own_number, "position"}
        return [
            column
            for column in of.table.c
            if (column.name in of.columns if of.columns else column.name not in left_out)
        ]
    left_out = {*of.left_out, "name_key" if "name" in of.table.c else ""}
    if not of.has_number and of.table is not own_exercises:
        left_out.add("id")
    return [column for column in of.table.c if column.name not in left_out]


def _type_of(one: Carried, *, may_miss: bool = False) -> tuple[Any, ...]:
    column = one.column
    kind: Any = column.type.python_type
    if one.of is not None:
        kind = UUID
    elif column is plans.c.details:
        kind = dict[str, Any]
    elif kind is dt.datetime:
        kind = Annotated[dt.datetime, Meta(tz=True)]
    elif isinstance(column.type, String) and column.type.length:
        kind = Annotated[str, Meta(max_length=column.type.length)]
    field = FIELDS.get(column.name)
    if field is not None and field.says:
        kind = Annotated[kind, Meta(description=field.says)]
    if column.nullable or may_miss:
        return one.name, kind | None, None
    default = _DEFAULTS.get(column.name)
    return (one.name, kind) if default is None else (one.name, kind, default)


_HOW: Mapping[str, Any] = {
    "frozen": True,
    "omit_defaults": True,
    "forbid_unknown_fields": True,
    "kw_only": True,
}
# What a column holds of which a record of an older form says nothing.
_DEFAULTS = {"has_to_fit": False, "in_flare": "same"}


def row_type(part: Part) -> Any:
    """Return the type of one row of a part in a list."""
    columns = carried(part)
    if is_plain(part):
        return _type_of(columns[0])[1]
    return _struct_of(part.table.name, columns)


@cache
def _struct_of(name: str, columns: tuple[Carried, ...]) -> Any:
    return defstruct(name.title().replace("_", ""), [_type_of(one) for one in columns], **_HOW)


def _record_type(thing: Thing) -> Any:
    fields = [_type_of(column) for column in carried(thing)]
    for part in thing.parts:
        if part.name:
            fields.append((part.name, GenericAlias(tuple, (row_type(part), ...)), ()))
        else:
            fields += [_type_of(column, may_miss=True) for column in carried(part)]
    return defstruct(
        thing.name.title().replace("-", ""),
        fields,
        tag_field="record",
        tag=thing.name,
        namespace={"__doc__": thing.says},
        **_HOW,
    )


TYPES: Mapping[str, Any] = {thing.name: _record_type(thing) for thing in THINGS}
"""The type of each kind of record, by its name."""

RECORD: Any = reduce(or_, TYPES.values())
"""Any of these types."""
