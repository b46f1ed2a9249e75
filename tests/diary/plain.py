"""A diary that is written by plain SQL, in a file or on a server: both refuse in the same words."""

import contextlib
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import psycopg

_KINDS = {"23514": "CHECK", "23505": "UNIQUE", "23502": "NOT NULL", "23503": "FOREIGN KEY"}
# A server has types of its own, which refuse what only a rule refuses in a file.
_OF_A_TYPE = ("22P02", "42804")


class Refused(Exception):
    """A row was refused: for which kind of rule, and for the rule, or the columns that broke it."""

    def __init__(self, kind: str, of: str = "") -> None:
        super().__init__(f"{kind} constraint failed: {of}".removesuffix(": "))
        self.kind = kind


class Plain(ABC):
    """A diary of one test."""

    is_on_server: bool

    @abstractmethod
    def execute(self, statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run a statement with a mark ? for each value, and return its rows; raise Refused."""

    @abstractmethod
    def pass_over_references(self) -> None:
        """Let rows refer to nothing from now on."""

    @abstractmethod
    def pass_over_checks(self) -> None:
        """Let rows break what CHECK says from now on."""

    def put(self, table: str, row: dict[str, Any]) -> None:
        """Insert a row."""
        marks = ", ".join("?" * len(row))
        self.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    @contextlib.contextmanager
    def taking_back(self) -> Iterator[None]:
        """Take back what the block did."""
        self.execute("SAVEPOINT before")
        yield
        self.execute("ROLLBACK TO SAVEPOINT before")
        self.execute("RELEASE SAVEPOINT before")


class InFile(Plain):
    is_on_server = False

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def execute(self, statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(statement, values or []).fetchall()
        except sqlite3.IntegrityError as error:
            kind, _, of = str(error).partition(" constraint failed")
            raise Refused(kind, of.removeprefix(": ")) from error

    def pass_over_references(self) -> None:
        self._db.execute("PRAGMA foreign_keys = OFF")

    def pass_over_checks(self) -> None:
        self._db.execute("PRAGMA ignore_check_constraints = ON")


class OnServer(Plain):
    """Whatever is done stands in one transaction, which is never stored."""

    is_on_server = True

    def __init__(self, db: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self._db = db

    def execute(self, statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        asked = statement.replace("%", "%%").replace("?", "%s")
        if "SAVEPOINT" in statement:
            self._db.execute(statement)
            return []
        try:
            with self._db.transaction():
                found = self._db.execute(asked, values or [])
                return found.fetchall() if found.description else []
        except psycopg.Error as error:
            told = error.diag
            if error.sqlstate in _OF_A_TYPE:
                raise Refused("TYPE") from error
            if error.sqlstate not in _KINDS:
                raise
            kind = _KINDS[error.sqlstate]
            of = told.constraint_name if kind == "CHECK" else ""
            if kind == "NOT NULL":
                of = f"{told.table_name}.{told.column_name}"
            elif kind == "UNIQUE":
                key = re.match(r"Key \((.*?)\)=", told.message_detail or "")
                columns = key[1].replace('"', "").split(", ") if key else []
                of = ", ".join(f"{told.table_name}.{column}" for column in columns)
            raise Refused(kind, of or "") from error

    def pass_over_references(self) -> None:
        self._db.execute("SET LOCAL session_replication_role = replica")

    def pass_over_checks(self) -> None:
        checks = self._db.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"
            " AND connamespace = current_schema()::regnamespace"
        ).fetchall()
        for table, name in checks:
            self._db.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
