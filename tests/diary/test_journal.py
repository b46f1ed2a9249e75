"""Whatever was done to the diary can be taken back, step by step, and no number comes twice."""

import contextlib
import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from tests.conftest import SUNDAY_MORNING, Rows, alike, moment_of, rows_of
from tests.postgresql import empty
from tracker.care import catalogue
from tracker.care.doses import Dose
from tracker.care.fields import FIELDS, BodyArea, Entry, ExerciseDone, entry_of
from tracker.care.money import Money
from tracker.database import Database, database_at
from tracker.journal import Journal, reading
from tracker.tables import applications, exercises_done, services, session_areas, sessions

pytestmark = pytest.mark.both

PAIN = st.none() | st.integers(0, 10)
NAMES = st.none() | st.sampled_from(["Ana", "ana ", "Dr. Lee", "李", "a\u202eb"])
MONEY = st.builds(Money, st.integers(100, 10_000), st.just("EUR"))
AREAS = st.builds(
    BodyArea, st.sampled_from(["neck", "hip"]), st.none() | st.sampled_from(catalogue.SIDES)
)
DOSES = st.builds(Dose, st.integers(1, 5), st.integers(1, 20), st.none() | st.integers(1, 60))
EXERCISES = st.builds(ExerciseDone, st.sampled_from(["plank", "bridge"]), st.none() | DOSES)
OWN: dict[str, st.SearchStrategy[Any]] = {
    "style": st.none() | st.sampled_from(["thai", "hot-stone"]),
    "provider": NAMES,
    "performer": st.none() | st.sampled_from(catalogue.PERFORMERS),
    "purpose": st.none() | st.sampled_from(catalogue.PURPOSES),
    "cost": st.none() | MONEY,
    "claim": st.none() | st.sampled_from(catalogue.CLAIMS),
    "temperature_c": st.none() | st.integers(-20, 60).map(lambda tenths: tenths / 10),
    "barrier": st.none() | st.booleans(),
    "feels": st.none() | st.sampled_from(catalogue.FEELINGS),
    "effort": st.none() | st.sampled_from(catalogue.EFFORTS),
    "relief": st.none() | st.integers(0, 60 * 86_400).map(lambda s: dt.timedelta(seconds=s)),
    "exercises": st.lists(EXERCISES, max_size=3).map(tuple),
}


@st.composite
def fields(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Draw some fields of a session of the kind, as a command would give them."""
    common = {
        "duration": st.integers(1, 86_400).map(lambda seconds: dt.timedelta(seconds=seconds)),
        "pain_before": PAIN,
        "pain_after": PAIN,
        "note": st.none() | st.text("aä\x1b\n語", max_size=5),
        "areas": st.lists(AREAS, max_size=3).map(tuple),
    }
    own = {name: OWN[name] for name in OWN if FIELDS[name].is_of(kind)}
    told = draw(st.fixed_dictionaries({}, optional=common | own))
    if draw(st.booleans()):
        day = dt.date(2026, 11, draw(st.integers(1, 20)))
        at = draw(st.none() | st.times(timezones=st.just(dt.UTC)))
        told |= {"day": day, "started_at": at and dt.datetime.combine(day, at)}
    return told


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(catalogue.KINDS))
    usual: dict[str, Any] = {"day": dt.date(2026, 11, 22), "started_at": None}
    usual |= {"duration": dt.timedelta(minutes=20), "zone": "Europe/Berlin"}
    return entry_of(kind=kind, **usual | draw(fields(kind)))


STEPS = st.lists(st.sampled_from(["log", "log", "edit", "edit", "delete", "again", "log_all"]), max_size=6)  # fmt: skip


def do(databases: list[Database], step: str, data: st.DataObject, seen: list[int]) -> bool:
    """Do one random thing to each diary, as one use case; say whether it changed them."""
    with databases[0].reading() as db:
        act = drawn(Journal(db, moment_of(SUNDAY_MORNING)), step, data)
    if act is None:
        return False
    done = []
    for database in databases:
        with database.writing() as db:
            done.append(act(Journal(db, moment_of(SUNDAY_MORNING))))
    assert done == done[:1] * len(databases)
    assert not set(done[0]) & set(seen)
    seen += done[0]
    return True


def drawn(
    journal: Journal, step: str, data: st.DataObject
) -> Callable[[Journal], Sequence[int]] | None:
    """Draw a thing to do, which returns the numbers that it gives; None where there is nothing to do it to."""
    present = [one.number for one in journal.sessions.find().sessions]
    if step == "log":
        entry = data.draw(entries())
        return lambda journal: [journal.sessions.log(entry).session.number]
    if step == "log_all":
        several = data.draw(st.lists(entries(), min_size=1, max_size=3))
        return lambda journal: journal.sessions.log_all(several)
    if not present:
        return None
    if step == "again":
        return lambda journal: [journal.sessions.log(journal.sessions.last().entry).session.number]
    if step == "delete":
        gone = data.draw(st.lists(st.sampled_from(present), min_size=1))

        def delete(journal: Journal) -> list[int]:
            journal.delete(gone)
            return []

        return delete
    number = data.draw(st.sampled_from(present))
    told = data.draw(fields(journal.sessions.get(number).entry.kind))

    def edit(journal: Journal) -> list[int]:
        stored = journal.sessions.edit(number, told)
        assert journal.sessions.get(number) == stored.session
        return []

    return edit


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=STEPS, then=STEPS, data=st.data())
def test_as_many_undos_as_changes_give_the_first_state_back_and_each_is_the_same_everywhere(
    empty_diary: Path, lasting: str, first: list[str], then: list[str], data: st.DataObject
) -> None:
    empty(lasting)
    with tempfile.TemporaryDirectory() as folder:
        addresses = [f"sqlite:///{shutil.copy(empty_diary, folder)}", lasting]
        with contextlib.ExitStack() as stack:
            opened = [
                stack.enter_context(contextlib.closing(database_at(one))) for one in addresses
            ]
            take_all_back(opened, addresses, first, then, data)


def take_all_back(
    databases: list[Database],
    addresses: list[str],
    first: list[str],
    then: list[str],
    data: st.DataObject,
) -> None:
    """Do all that, and take it back step by step, past the state in between to the empty diary."""

    def rows() -> list[Rows]:
        found = [rows_of(address) for address in addresses]
        assert alike(found[0]) == alike(found[1])
        return found

    begun, seen, states = rows(), list[int](), list[list[Rows]]()
    for step in first:
        do(databases, step, data, seen)
    with databases[0].reading() as db:
        undos = len(Journal(db, moment_of(SUNDAY_MORNING)).changes.latest(1000))
    for step in then:
        state = rows()
        if do(databases, step, data, seen):
            states.append(state)
    for state in reversed(states):
        undo(databases)
        assert rows() == state
    for _ in range(undos):
        undo(databases)
    assert rows() == begun


def undo(databases: list[Database]) -> None:
    for database in databases:
        with database.writing() as db:
            Journal(db, moment_of(SUNDAY_MORNING)).sessions.undo()


def test_a_refused_edit_leaves_neither_rows_nor_a_change_behind(address: str) -> None:
    database = database_at(address)
    massage = entry_of(
        kind="massage",
        day=dt.date(2026, 11, 22),
        started_at=None,
        zone="Europe/Berlin",
        duration=dt.timedelta(hours=1),
        cost=Money(8000, "EUR"),
    )
    with database.writing() as db:
        Journal(db, moment_of(SUNDAY_MORNING)).sessions.log(massage)
    before = rows_of(address)
    with pytest.raises(IntegrityError), database.writing() as db:
        Journal(db, moment_of(SUNDAY_MORNING)).sessions.edit(
            1, {"provider": "Bo", "pain_before": 11}
        )
    assert rows_of(address) == before
    with database.reading() as db:
        assert len(Journal(db, moment_of(SUNDAY_MORNING)).changes.latest(1000)) == 1
    database.close()


SESSION = {
    "kind": "ice",
    "day": dt.date(2026, 11, 22),
    "started_at": SUNDAY_MORNING,
    "zone": "Europe/Berlin",
    "duration_s": 900,
    "came_in": "logged",
    "created_at": SUNDAY_MORNING,
    "changed_at": SUNDAY_MORNING,
}


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (sessions, SESSION | {"kind": "sauna"}),
        (sessions, SESSION | {"came_in": "guessed"}),
        (sessions, SESSION | {"pain_before": 11}),
        (sessions, SESSION | {"pain_after": -1}),
        (sessions, SESSION | {"duration_s": 0}),
        (sessions, SESSION | {"duration_s": 86_401}),
        (sessions, SESSION | {"day": None}),
        (services, {"session_id": 1, "cost": -1, "currency": "EUR"}),
        (services, {"session_id": 1, "cost": 5, "currency": None}),
        (services, {"session_id": 1, "cost": 5, "currency": "EUR", "covered": 6}),
        (services, {"session_id": 1, "covered": 6}),
        (services, {"session_id": 1, "claim": "lost"}),
        (services, {"session_id": 1, "provider_id": 99}),
        (services, {"session_id": 99, "claim": "paid"}),
        (applications, {"session_id": 99, "barrier": True}),
        (session_areas, {"session_id": 1, "position": 0, "area": "neck", "side": "up"}),
        (exercises_done, {"session_id": 1, "position": 0, "exercise": "x", "sets": 0, "each_side": False}),
    ],
)  # fmt: skip
def test_the_schema_itself_refuses_what_cannot_be(
    address: str, table: Any, values: dict[str, Any]
) -> None:
    database = database_at(address)
    with database.writing() as db:
        db.execute(insert(sessions).values(**SESSION))
    with pytest.raises(IntegrityError), database.writing() as db:
        db.execute(insert(table).values(**values))
    database.close()


@pytest.mark.in_file
def test_a_kind_and_an_area_are_met_on_the_way_back_and_never_gone_through(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_FREQUENT", 20)
    database = database_at(address)
    told = {"duration": dt.timedelta(minutes=20), "areas": (BodyArea("neck", "left"),)}
    entries = [
        entry_of(kind="ice", day=dt.date(2026, 1, 1), started_at=None, zone="UTC", **told)
    ] * 30
    with database.writing() as db:
        Journal(db, moment_of(SUNDAY_MORNING)).sessions.log_all(entries)
    asked: list[tuple[str, Any]] = []
    with database.reading() as db:
        event.listen(db, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
        for kinds in (("ice",), ("heat-pack", "ice")):
            reading.search(db, reading.Search(kinds=kinds, area="neck", limit=20))
        plans = [
            " / ".join(str(row[3]) for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", told))
            for sql, told in [*asked]
            if " FROM sessions " in sql.replace("\n", " ")
        ]
    database.close()
    assert len(plans) == 4  # Each time the whole day of the oldest is looked at as well.
    for plan in plans:
        assert "SCAN sessions" not in plan
        assert "ix_session_areas_area" not in plan
    for plan in plans[::2]:
        assert "COVERING INDEX ix_sessions_kind_day_started_at (kind=?)" in plan


@pytest.mark.parametrize("side", [None, "left"])
@pytest.mark.parametrize("is_frequent", [True, False])
@pytest.mark.parametrize(
    "kinds", [(), ("heat-pack",), ("heat-pack", "ice"), ("massage", "heat-pack")]
)
@pytest.mark.parametrize("area", [None, "neck"])
@pytest.mark.parametrize("until", [None, dt.date(2026, 11, 12)])
def test_the_latest_of_a_search_are_the_last_of_all_that_it_finds(
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    is_frequent: bool,
    kinds: tuple[str, ...],
    area: str | None,
    side: str | None,
    until: dt.date | None,
) -> None:
    monkeypatch.setattr(reading, "_FREQUENT", 0 if is_frequent else 99)
    database = database_at(address)
    told = [("heat-pack", None), ("massage", "hot-stone"), ("massage", "thai"), ("ice", None)]
    with database.writing() as db:
        for number in range(24):
            kind, style = told[number % 4]
            details = {} if style is None else {"style": style}
            entry = entry_of(
                kind=kind,
                day=dt.date(2026, 11, 1 + number * 7 % 20),
                started_at=None,
                zone="UTC",
                duration=dt.timedelta(minutes=20),
                areas=(
                    BodyArea(
                        ("neck", "hip", "lower-back")[number % 3],
                        (None, "left", "both", "right")[number // 3 % 4],
                    ),
                ),
                **details,
            )
            Journal(db, moment_of(SUNDAY_MORNING)).sessions.log(entry)
        wanted = reading.Search(kinds=kinds, area=area, side=area and side, until=until)
        whole = reading.search(db, wanted).sessions
        assert whole or (area and side)
        for one in whole:
            sides = {None, "right", "left", "both"} if side is None else {"left", "both"}
            assert not area or one.entry.details.areas[0].side in sides
        for limit in (1, 3, len(whole), 50):
            found = reading.search(db, replace(wanted, limit=limit))
            assert found.sessions == whole[-limit:]
            assert found.has_more == (limit < len(whole))
    database.close()
