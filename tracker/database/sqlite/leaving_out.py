"""How rows of which nothing can be made are left out, so that all the others can still be read."""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tracker.database.sqlite.soundness import refused, unreadable
from tracker.errors import Damage
from tracker.escaping import shown_path
from tracker.tables import metadata

# Nobody may go on as if there were no condition, or take back another change than the last; and a
# timer that cannot be read has its own way out.
_NEEDED = frozenset({"changes", "changed_rows", "conditions", "red_flag_answers", "timers"})
_SAID = 3
# Each turn of a command finds one more at least, and its patience ends somewhere.
_MOST = 200
_WRITTEN = re.compile(r"\A(INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) (\w+)")


class LeftOut:
    """The rows of a file that are left out, each with what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[tuple[str, str], str] = {}

    def add(self, error: Exception) -> bool:
        """Add what may be why something failed; tell whether there was anything to add.

        What the schema would not take can often be shown as it is, so that it comes last.
        """
        before = len(self._rows)
        if isinstance(error, Damage) and error.row:
            table, key = error.row
            self._put(table, _condition(key), error.message.rstrip("."))
        for faults in (unreadable, refused):
            if before < len(self._rows) and faults is refused:
                break
            for fault in faults(self._path):
                self._put(fault.table, _condition({"rowid": fault.rowid}), str(fault))
        return before < len(self._rows) <= _MOST

    def said(self) -> Damage:
        """Return what is left out, as the person is told of it."""
        whats = list(self._rows.values())
        named = "; ".join(whats[:_SAID])
        more = f"; and {len(whats) - _SAID} more" if len(whats) > _SAID else ""
        rows = "a row" if len(whats) == 1 else f"{len(whats)} rows"
        return Damage(f"the diary {shown_path(self._path)} was read without {rows}: {named}{more}.")

    def leave_out_of(self, engine: Engine) -> None:
        """Have each connection of an engine, to be made yet, read the tables without the rows.

        A view that is the connection's own stands before the table of its name. What is written
        names the table itself.
        """
        views = list(self._views())

        @event.listens_for(engine, "connect")
        def _prepare(raw: sqlite3.Connection, _record: Any) -> None:
            raw.execute("PRAGMA temp_store = MEMORY")
            for view in views:
                raw.execute(view)

        @event.listens_for(engine, "before_cursor_execute", retval=True)
        def _name_table(
            _db: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
        ) -> tuple[str, Any]:
            return _WRITTEN.sub(r"\1 main.\2", statement, count=1), parameters

    def _put(self, table: str, condition: str, what: str) -> None:
        if table in metadata.tables and table not in _NEEDED:
            self._rows.setdefault((table, condition), what)

    def _views(self) -> "list[str]":
        hidden: dict[str, list[str]] = {}
        for table, condition in self._rows:
            hidden.setdefault(table, []).append(condition)
        if rhythms := hidden.get("schedules"):
            # With one of its rhythms missing a plan would be read as another.
            bent = f"SELECT plan_id FROM main.schedules WHERE {' OR '.join(rhythms)}"
            hidden.setdefault("plans", []).append(f"id IN ({bent})")
        for child in metadata.sorted_tables:
            for key in child.foreign_keys:
                gone = hidden.get(key.column.table.name)
                if gone and not key.parent.nullable:
                    parents = (
                        f"SELECT {key.column.name} FROM main.{key.column.table.name}"
                        f" WHERE {' OR '.join(gone)}"
                    )
                    hidden.setdefault(child.name, []).append(f"{key.parent.name} IN ({parents})")
        return [
            f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table}"
            f" WHERE ({' OR '.join(conditions)}) IS NOT TRUE"
            for table, conditions in hidden.items()
        ]


def _condition(key: Mapping[str, int | str]) -> str:
    parts = (f"{column} = {_literal(value)}" for column, value in key.items())
    return f"({' AND '.join(parts)})"


def _literal(value: int | str) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
