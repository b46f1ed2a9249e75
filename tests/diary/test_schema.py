"""The schema guards the rules: good rows are taken, and bad ones refused by the name of a rule."""

import sqlite3
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import CheckConstraint, Connection, Index, Table
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.schema import UniqueConstraint

from tests.diary.good_rows import GOOD, LATER, put
from tests.postgresql import shared_engine
from tracker.database.statements import Rule, broken_rule
from tracker.tables import metadata

# What makes a good row break each rule; those for a word that is not known are not told here.
BREAKING: dict[str, list[dict[str, Any]]] = {
    "ck_providers_rating_in_range": [{"rating": 0}, {"rating": 6}],
    "ck_sessions_duration_within_a_day": [{"duration_s": bad} for bad in (0, -1, 86401, "long")],
    "ck_sessions_pain_before_on_scale": [{"pain_before": bad} for bad in (-1, 11, "much")],
    "ck_sessions_pain_after_on_scale": [{"pain_after": bad} for bad in (-1, 11, "much")],
    "ck_sessions_relief_within_60_days": [{"relief_s": bad} for bad in (-1, 5_184_001, "long")],
    "ck_sessions_part_without_clock": [{"part": "evening"}],
    "ck_services_cost_not_negative": [{"cost": -1, "covered": None}],
    "ck_services_cost_has_currency": [
        {"currency": None},
        {"cost": None, "covered": None},
    ],
    "ck_services_covered_within_cost": [{"covered": 8001}, {"covered": -1}],
    "ck_services_covered_has_cost": [{"cost": None, "currency": None}],
    "ck_sessions_has_to_fit_is_boolean": [{"has_to_fit": 2}],
    "ck_applications_barrier_is_boolean": [{"barrier": 2}, {"barrier": "yes"}],
    "ck_exercises_done_each_side_is_boolean": [{"each_side": 2}],
    "ck_exercises_done_counts_positive": [{"sets": 0}, {"reps": 0}, {"sets": None, "reps": 0}],
    "ck_exercises_done_hold_positive": [{"hold_s": 0}],
    "ck_schedules_weekdays_told": [
        {"weekdays": None},
        {"rhythm": "interval"},
    ],
    "ck_schedules_times_told": [
        {"times_a_week": 3},
        {"rhythm": "quota", "weekdays": None, "every": None},
    ],
    "ck_schedules_every_told": [
        {"every": None},
        {"rhythm": "quota", "weekdays": None, "times_a_week": 3},
    ],
    "ck_schedules_every_within_a_year": [{"every": 0}, {"every": 367}],
    "ck_schedules_times_positive": [
        {"rhythm": "quota", "weekdays": None, "every": None, "times_a_week": 0}
    ],
    "ck_schedules_gap_within_a_year": [{"gap_days": -1}, {"gap_days": 367}],
    "ck_schedules_ends_after_it_begins": [{"until_on": "2026-11-22"}],
    "ck_pauses_ends_after_it_begins": [{"until_on": "2026-11-22"}],
    "ck_readings_level_on_scale": [{"level": bad} for bad in (-1, 11, "much")],
    "ck_readings_part_without_clock": [{"part": "evening"}],
    "ck_checkins_total_from_elsewhere": [{"total": 30}, {"measure": "odi"}],
    "ck_checkins_total_on_scale": [{"measure": "odi", "total": bad} for bad in (-1, 101, "much")],
    "ck_checkin_answers_item_counted": [{"item": 0}],
    "ck_checkin_answers_answer_on_scale": [{"answer": bad} for bad in (-1, 11, "much")],
    "ck_flares_ends_after_it_begins": [{"until_on": "2026-11-22"}],
    "ck_trials_weeks_in_pairs": [{"weeks": bad} for bad in (0, 3, 54, "many")],
    "ck_trials_stops_after_it_begins": [{"stopped_on": "2026-11-22"}],
    "ck_trial_blocks_with_first_is_boolean": [{"with_first": 2}],
    "ck_reminders_read_is_done": [
        {"read_by": 1},
        {"read_by": 1, "answered_by": None, "state": "due"},
    ],
    "ck_plan_dues_is_stale_is_boolean": [{"is_stale": 2}],
    "ck_reminders_answered_is_done": [{"state": "due"}],
    "ck_conditions_ends_after_it_begins": [{"from_at": LATER}],
    "ck_conditions_cleared_whole": [
        {"cleared_by": None},
        {"cleared_on": None, "cleared_until": None},
    ],
    "ck_conditions_review_follows_clearance": [
        {"cleared_until": "2026-11-22"},
        {"cleared_by": None, "cleared_on": None},
    ],
    "ck_red_flag_answers_signs_have_a_level": [{"level": None}, {"signs": ""}],
    "ck_overrides_of_one_thing": [{"plan_id": 1}, {"session_id": None}],
    "ck_timers_only_one": [{"id": 2}],
    "uq_plans_living_name_key": [{"id": 2}],
    "uq_providers_name_key": [{"id": 2}],
    "uq_reminders_plan_id_day_clock": [{"id": 2}],
    "uq_routines_name_key": [{"id": 2}],
}

# What must change besides, lest another rule be broken before.
FREEING: dict[str, dict[str, Any]] = {
    "ck_schedules_rhythm_known": {"weekdays": None},
    "ck_sessions_part_known": {"started_at": None},
    "ck_readings_part_known": {"at": None},
    "ck_reminders_state_known": {"answered_by": None},
}

# What lies just within the rules.
BORDERS: list[tuple[str, dict[str, Any]]] = [
    ("sessions", {"duration_s": 86400, "pain_before": 0, "pain_after": 10, "started_at": None}),
    ("sessions", {"duration_s": 1, "relief_s": 0}),
    ("sessions", {"feels": "after-injury", "effort": "right", "relief_s": 5_184_000}),
    ("sessions", {"part": "night", "started_at": None}),
    ("services", {"cost": 0, "covered": 0}),
    ("services", {"cost": 2**63 - 1, "covered": None}),
    ("services", {"cost": None, "currency": None, "covered": None, "claim": None}),
    ("exercises_done", {"sets": None, "reps": None, "hold_s": None}),
    ("exercises_done", {"reps": None}),
    ("applications", {"barrier": None}),
    ("readings", {"level": 0}),
    ("readings", {"level": 10, "at": None, "part": "night"}),
    ("checkins", {"measure": "odi", "total": 100}),
    ("plans", {"kind": "pain", "in_flare": "rest"}),
    ("reminders", {"answered_by": None, "read_by": 1}),
]


# There a word may mean a truth.
UNLIKE = [{"barrier": "yes"}]


def put_there(db: Connection, table: str, row: dict[str, Any]) -> None:
    """Insert a row into a diary on a server, which makes of each text what its column holds."""
    marks = ", ".join(["%s"] * len(row))
    values = tuple(None if value is None else str(value) for value in row.values())
    db.exec_driver_sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", values)


def checks() -> dict[str, Table]:
    """Return the names of all CHECK constraints, with their tables."""
    return {
        str(constraint.name): table
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def cases() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, table in checks().items():
        if name.endswith("_known"):
            column = name.removeprefix(f"ck_{table.name}_").removesuffix("_known")
            yield name, table.name, {column: "nonsense"} | FREEING.get(name, {})
        for changes in BREAKING.get(name, []):
            yield name, table.name, changes


class TestBadRows:
    def test_every_table_and_every_rule_is_tried(self) -> None:
        uniques = {
            str(unique.name)
            for table in metadata.sorted_tables
            for unique in [*table.constraints, *table.indexes]
            if isinstance(unique, UniqueConstraint) or (isinstance(unique, Index) and unique.unique)
            if not str(unique.name).endswith("_uuid")
        }
        assert GOOD.keys() == metadata.tables.keys()
        told = {name for name in checks() if not name.endswith("_known")}
        assert BREAKING.keys() == told | uniques

    def test_good_rows_are_taken(self, full: sqlite3.Connection) -> None:
        for table in GOOD:
            assert full.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)

    @pytest.mark.parametrize(("table", "changes"), BORDERS)
    def test_what_lies_just_within_is_taken(
        self, full: sqlite3.Connection, table: str, changes: dict[str, Any]
    ) -> None:
        values = ", ".join(f"{name} = ?" for name in changes)
        full.execute(f"UPDATE {table} SET {values}", list(changes.values()))

    def test_what_breaks_a_rule_is_refused_by_its_name(self, full: sqlite3.Connection) -> None:
        full.execute("PRAGMA foreign_keys = OFF")
        said = {}
        for name, table, changes in cases():
            full.execute("BEGIN")
            full.execute(f"DELETE FROM {table}")
            with pytest.raises(sqlite3.IntegrityError) as refused:
                put(full, table, GOOD[table] | changes)
            full.execute("ROLLBACK")
            said[name, str(changes)] = str(refused.value)
        assert said == {
            (name, str(changes)): f"CHECK constraint failed: {name}" for name, _, changes in cases()
        }

    def test_a_server_refuses_it_by_the_same_name(self, lasting: str) -> None:
        unique = [
            (name, name.split("_")[1], BREAKING[name][0])
            for name in BREAKING
            if name.startswith("uq_")
        ]
        with shared_engine(lasting).begin() as db:
            for table, row in GOOD.items():
                put_there(db, table, row)
            for name, table, changes in [*cases(), *unique]:
                if changes in UNLIKE:
                    continue
                with pytest.raises(DBAPIError) as refused, db.begin_nested():
                    put_there(db, table, GOOD[table] | changes)
                has_no_such_value = isinstance(refused.value, DataError)
                expected = None if has_no_such_value else Rule(name, name.startswith("uq_"))
                assert broken_rule(refused.value) == expected
                assert not has_no_such_value or set(changes.values()) & {"long", "much", "many", 2}

    def test_what_must_be_unique_is(self, full: sqlite3.Connection) -> None:
        for name in [name for name in BREAKING if name.startswith("uq_")]:
            table = next(table for table in GOOD if name.startswith(f"uq_{table}_"))
            columns = name.removeprefix(f"uq_{table}_").removeprefix("living_")
            with pytest.raises(sqlite3.IntegrityError, match=f"UNIQUE.*{table}.{columns[:4]}"):
                put(full, table, GOOD[table] | BREAKING[name][0])
        full.execute("UPDATE plans SET removed_at = created_at")
        put(full, "plans", GOOD["plans"] | {"id": 2})

    @pytest.mark.parametrize("table", [one for one in metadata.sorted_tables if "uuid" in one.c])
    def test_no_two_rows_are_the_same_thing(self, full: sqlite3.Connection, table: Table) -> None:
        full.execute("UPDATE plans SET removed_at = created_at")
        (first,) = full.execute(f"SELECT uuid FROM {table}").fetchone()
        assert UUID(first).version == 4
        other = GOOD[table.name] | {"id": 2}
        if "name_key" in other:
            other |= {"name_key": "another"}
        with pytest.raises(sqlite3.IntegrityError, match=rf"UNIQUE.*{table}.uuid"):
            put(full, table.name, other | {"uuid": first})
        put(full, table.name, other)

    @pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
    def test_the_same_key_twice_is_refused(self, full: sqlite3.Connection, table: Table) -> None:
        key = {column.name: GOOD[table.name][column.name] for column in table.primary_key}
        told = {name: value for name, value in GOOD[table.name].items() if name not in key}
        if unique := {"name_key"} & told.keys():
            told |= dict.fromkeys(unique, "another")
        if table.name == "reminders":
            told["clock"] = "19:00"
        columns = ", ".join(f"{table}.{name}" for name in key)
        with pytest.raises(sqlite3.IntegrityError) as refused:
            put(full, table.name, told | key)
        assert str(refused.value) == f"UNIQUE constraint failed: {columns}"

    @pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
    def test_what_is_needed_must_be_told(self, empty: sqlite3.Connection, table: Table) -> None:
        empty.execute("PRAGMA foreign_keys = OFF")
        # SQLite gives a number itself where a table has one as its key.
        only = next(iter(table.primary_key)) if len(table.primary_key) == 1 else None
        numbered = only if only is not None and only.type.python_type is int else None
        for column in table.columns:
            if column.nullable or column is numbered:
                continue
            with pytest.raises(sqlite3.IntegrityError) as refused:
                put(empty, table.name, GOOD[table.name] | {column.name: None})
            assert str(refused.value) == f"NOT NULL constraint failed: {table}.{column.name}"

    def test_what_refers_to_nothing_is_refused(self, full: sqlite3.Connection) -> None:
        full.execute("PRAGMA ignore_check_constraints = ON")
        tried = 0
        for table in metadata.sorted_tables:
            for column in table.columns:
                if column.foreign_keys:
                    tried += 1
                    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint"):
                        full.execute(f"UPDATE {table} SET {column.name} = 999")
        assert tried > 10

    def test_what_others_need_cannot_be_deleted(self, full: sqlite3.Connection) -> None:
        referred = {
            key.column.table.name
            for table in metadata.sorted_tables
            for column in table.columns
            for key in column.foreign_keys
            if key.ondelete is None
        }
        for table in referred:
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint"):
                full.execute(f"DELETE FROM {table}")

    def test_a_number_is_never_given_twice(self, empty: sqlite3.Connection) -> None:
        for table in (
            "providers",
            "sessions",
            "changes",
            "plans",
            "conditions",
            "red_flag_answers",
        ):
            put(empty, table, GOOD[table] | {"id": 7})
            empty.execute("PRAGMA foreign_keys = OFF")
            empty.execute(f"DELETE FROM {table}")
            told = {name: value for name, value in GOOD[table].items() if name != "id"}
            put(empty, table, told)
            assert empty.execute(f"SELECT id FROM {table}").fetchall() == [(8,)]
