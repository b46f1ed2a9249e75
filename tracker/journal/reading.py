"""How sessions are read out of their tables."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, or_, select, union_all

from tracker.care.catalogue import PAIN, heat_styles
from tracker.care.fields import BodyArea, Entry, ExerciseDone
from tracker.care.session import Session, stands_at
from tracker.journal.rows import BESIDE, COLUMNS, area_of, exercise_of, session_of
from tracker.tables import (
    exercises_done,
    massages,
    providers,
    readings,
    services,
    session_areas,
    sessions,
)
from tracker.text import is_said

# Well below the number of variables that any SQLite allows in one statement.
_CHUNK = 500

_LATEST_FIRST = (
    sessions.c.day.desc(),
    sessions.c.started_at.desc().nulls_last(),
    sessions.c.id.desc(),
)
_OF_IT = session_areas.c.session_id == sessions.c.id
# Fewer than these are quickly sorted; where there are more, the latest are soon met on the way back.
_FREQUENT = 5000


class Search(Struct, frozen=True):
    """Which sessions are wanted; what is not said does not matter. `limit` keeps the latest.

    What was on both sides of an `area` was on the `side` that is wanted, too. Hot-stone massages are
    heat as well, except where the search `is_strict`. The `words` and all of the `tags` stand in the
    note.
    """

    kinds: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    area: str | None = None
    side: str | None = None
    provider: int | None = None
    limit: int | None = None
    is_strict: bool = False
    words: str | None = None
    tags: tuple[str, ...] = ()


class Found(Struct, frozen=True):
    """The sessions that fit, oldest first; `has_more` tells that older ones were left out."""

    sessions: tuple[Session, ...]
    has_more: bool


def search(db: Connection, wanted: Search) -> Found:
    """Return the sessions that fit, and whether the limit left some out."""
    if wanted.words is not None or wanted.tags:
        return _saying(db, wanted)
    statement = _searching(wanted, is_frequent=_is_frequent(db, wanted))
    if wanted.limit is not None:
        statement = statement.limit(wanted.limit + 1)
    rows = list(db.execute(statement).all())
    has_more = wanted.limit is not None and len(rows) > wanted.limit
    if has_more:
        # The tables know no clocks, so that they cannot tell where a part of a day stands.
        last = rows[-1].day
        of_it = replace(wanted, since=last, until=last, limit=None)
        whole_day = _searching(of_it, is_frequent=True)  # A day has few, so each is asked.
        rows = [row for row in rows if row.day != last] + list(db.execute(whole_day).all())
    rows.sort(key=place)
    return Found(tuple(_whole(db, rows[-wanted.limit :] if wanted.limit else rows)), has_more)


def _saying(db: Connection, wanted: Search) -> Found:
    """Return the sessions whose notes say what is wanted, which no database compares as people do."""
    asked = _with_details(select(sessions.c.id, sessions.c.day, sessions.c.note))
    notes = _searching(
        replace(wanted, limit=None),
        is_frequent=_is_frequent(db, wanted),
        asked=asked.where(sessions.c.note.is_not(None)),
    )
    numbers, last_day = list[int](), None
    with db.execute(notes) as rows:
        for row in rows:
            # The latest come first; what is of one day stands in an order of its own.
            if last_day is not None and row.day < last_day:
                break
            if is_said(row.note, wanted.words, wanted.tags):
                numbers.append(row.id)
                if wanted.limit is not None and len(numbers) > wanted.limit:
                    last_day = row.day
    found = sorted(by_number(db, numbers).values(), key=lambda one: one.place)
    has_more = wanted.limit is not None and len(found) > wanted.limit
    return Found(tuple(found[-wanted.limit :] if wanted.limit else found), has_more)


def by_number(db: Connection, numbers: Sequence[int]) -> dict[int, Session]:
    """Return the sessions that exist of the numbers asked for."""
    rows: list[Row[Any]] = []
    for chunk in _chunks(numbers):
        asked = _session_rows().where(sessions.c.id.in_(chunk)).order_by(sessions.c.id)
        rows += db.execute(asked).all()
    return {session.number: session for session in _whole(db, rows)}


def questions(
    db: Connection, table: Table, first: int, last: int
) -> list[tuple[str, str | None, dt.date]]:
    """Return the kind, style and day of each of these sessions, or readings, once."""
    if table is readings:
        days = select(readings.c.day).where(readings.c.id.between(first, last)).distinct()
        return [(PAIN, None, day) for day in db.execute(days).scalars()]
    asked = select(sessions.c.kind, massages.c.style, sessions.c.day).distinct()
    found = asked.outerjoin(massages, massages.c.session_id == sessions.c.id)
    rows = db.execute(found.where(sessions.c.id.between(first, last)))
    return [(row.kind, row.style, row.day) for row in rows]


def overlapping(db: Connection, entry: Entry, but: int | None = None) -> tuple[Session, ...]:
    """Return the sessions of the same kind that share some time with the entry."""
    if entry.started_at is None or entry.ended_at is None:
        return ()
    day = dt.timedelta(days=1)
    rows = db.execute(
        select(sessions.c.id, sessions.c.started_at, sessions.c.duration_s).where(
            sessions.c.kind == entry.kind,
            sessions.c.day.between(entry.day - 2 * day, entry.day + 2 * day),
            sessions.c.started_at.is_not(None),
            sessions.c.started_at < entry.ended_at,
        )
    )
    started, ended = entry.started_at, entry.ended_at
    numbers = [
        row.id
        for row in rows
        if row.id != but
        and row.started_at < ended
        and started < row.started_at + dt.timedelta(seconds=row.duration_s)
    ]
    return tuple(by_number(db, numbers).values())


def is_of_kind(kind: str) -> ColumnElement[bool]:
    """Return the condition that a session counts as this kind; hot stones count as heat as well."""
    own: ColumnElement[bool] = sessions.c.kind == kind
    if kind != "heat-pack":
        return own
    hot = and_(sessions.c.kind == "massage", massages.c.style.in_(sorted(heat_styles())))
    return or_(own, hot)


def place(row: Row[Any]) -> tuple[dt.date, dt.datetime, int]:
    """Return where a session stands in the order of time."""
    return row.day, stands_at(row.day, row.started_at, row.part, row.zone), row.id


def _session_rows() -> Select[Any]:
    own = (sessions.c.id, sessions.c.kind, sessions.c.came_in)
    written = (sessions.c.created_at, sessions.c.changed_at)
    return _with_details(select(*own, *written, services.c.currency, *COLUMNS))


def _with_details(statement: Select[Any]) -> Select[Any]:
    """Return the statement on sessions with whatever stands beside them."""
    statement = statement.select_from(sessions)
    for table in BESIDE:
        statement = statement.outerjoin(table, table.c.session_id == sessions.c.id)
    return statement.outerjoin(providers, providers.c.id == services.c.provider_id)


def _is_frequent(db: Connection, wanted: Search) -> bool:
    """Tell whether many sessions have the area, so that the latest of them are soon met."""
    if wanted.area is None or wanted.limit is None:
        return False
    return db.execute(_touched(wanted).limit(1).offset(_FREQUENT)).first() is not None


def _touched(wanted: Search) -> Select[tuple[int]]:
    """Return the numbers of the sessions that have the area, on its side or on both."""
    found = select(session_areas.c.session_id).where(session_areas.c.area == wanted.area)
    if wanted.side is not None:
        found = found.where(session_areas.c.side.in_({wanted.side, "both"}))
    return found


def _latest_of(wanted: Search) -> ColumnElement[bool]:
    """Return the condition that a session is among the latest of any of the kinds.

    Of each kind, and of the massages that count as one, the index holds them in their order;
    taken together they would all have to be sorted. An area that is wanted as well is one that many
    have, so that it is soon met on the way back.
    """
    parts = [sessions.c.kind == kind for kind in wanted.kinds]
    if "heat-pack" in wanted.kinds and "massage" not in wanted.kinds:
        hot = select(massages.c.session_id).where(
            massages.c.session_id == sessions.c.id, massages.c.style.in_(sorted(heat_styles()))
        )
        parts.append(and_(sessions.c.kind == "massage", hot.correlate(sessions).exists()))
    also = [sessions.c.day >= wanted.since] if wanted.since else []
    also += [sessions.c.day <= wanted.until] if wanted.until else []
    also += [_touched(wanted).where(_OF_IT).correlate(sessions).exists()] if wanted.area else []
    assert wanted.limit is not None
    numbers = [
        select(
            select(sessions.c.id)
            .where(part, *also)
            .order_by(*_LATEST_FIRST)
            .limit(wanted.limit + 1)
            .subquery()
            .c.id
        )
        for part in parts
    ]
    return sessions.c.id.in_(union_all(*numbers))


def _searching(
    wanted: Search, *, is_frequent: bool = False, asked: Select[Any] | None = None
) -> Select[Any]:
    """Return the statement for sessions, the latest first; for what is `asked` of them, if told."""
    statement = (_session_rows() if asked is None else asked).order_by(*_LATEST_FIRST)
    is_met_soon = is_frequent or wanted.area is None
    is_limited = wanted.provider is None and wanted.limit is not None
    if wanted.kinds and wanted.is_strict:
        statement = statement.where(sessions.c.kind.in_(wanted.kinds))
    elif wanted.kinds and is_limited and is_met_soon:
        statement = statement.where(_latest_of(wanted))
    elif wanted.kinds:
        statement = statement.where(or_(*(is_of_kind(kind) for kind in wanted.kinds)))
    if wanted.since is not None:
        statement = statement.where(sessions.c.day >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(sessions.c.day <= wanted.until)
    if wanted.area is not None and is_frequent:
        statement = statement.where(_touched(wanted).where(_OF_IT).exists())
    elif wanted.area is not None:
        statement = statement.where(sessions.c.id.in_(_touched(wanted)))
    if wanted.provider is not None:
        statement = statement.where(services.c.provider_id == wanted.provider)
    return statement


def _whole(db: Connection, rows: Sequence[Row[Any]]) -> list[Session]:
    """Return sessions for their rows, with the areas and exercises that belong to them."""
    areas: dict[int, list[BodyArea]] = defaultdict(list)
    exercises: dict[int, list[ExerciseDone]] = defaultdict(list)
    for chunk in _chunks([row.id for row in rows]):
        for row in db.execute(_details_of(session_areas, chunk)):
            areas[row.session_id].append(area_of(row))
    for chunk in _chunks([row.id for row in rows if row.kind == "exercise"]):
        for row in db.execute(_details_of(exercises_done, chunk)):
            exercises[row.session_id].append(exercise_of(row))
    return [session_of(row, areas[row.id], exercises[row.id]) for row in rows]


def _details_of(table: Any, numbers: Sequence[int]) -> Select[Any]:
    of_these = table.c.session_id.in_(numbers)
    return select(table).where(of_these).order_by(table.c.session_id, table.c.position)


def _chunks(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK))
