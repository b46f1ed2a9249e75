"""The diary on a server as the program has it: reached at first use, and current in its form."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from tracker.database.diary import Database
from tracker.database.form import HEAD, make_tables, run_migrations
from tracker.database.postgresql.bell import Bell, new_speaker, tell
from tracker.database.postgresql.connecting import (
    LOCK_PATIENCE_S,
    engine_of,
    reader_of,
    secrets_of,
    url_of,
    version_of,
)
from tracker.database.postgresql.schema import REPLACED, SCHEMA, WRITTEN, furnish, stay_here
from tracker.database.postgresql.troubles import (
    is_of_a_statement,
    may_not,
    not_reached,
    trouble_of,
)
from tracker.errors import DatabaseTrouble
from tracker.escaping import shortened
from tracker.servers import read_server
from tracker.tables import metadata

if TYPE_CHECKING:
    from tracker.database.postgresql.examining import Examined

# One who writes has the diary alone, on whichever machine, as with a file; readers wait for nobody.
# A machine that fell asleep over it loses it, lest nobody could write until the server noticed.
_LOCK = f"""
SET LOCAL lock_timeout = '{LOCK_PATIENCE_S}s';
SET LOCAL idle_in_transaction_session_timeout = '120s';
SELECT pg_advisory_xact_lock({0x5E1FCA2E}, hashtext(current_schema()));
"""
_COUNTED = "SELECT seq FROM counters WHERE name = '{}'"
_MOST = 2**31 - 1
# Two servers may have been copied from one, and are told apart by when each began to run. No role
# needs a right for any of this.
_IDENTITY = f"""
SELECT pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database()),
  {SCHEMA}::oid
"""


class DiaryServer(Database):
    """A diary in a schema of a PostgreSQL database. Raises BadInput for an address that cannot be used."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._told = read_server(address)
        self._url = url_of(address)
        self._secrets = secrets_of(self._url)
        self._engine: Engine | None = None
        self._empty: Engine | None = None
        self._is_current = False
        self._own_writes = 0
        self._is_ending = False
        self._speaker = new_speaker()

    @property
    def name(self) -> str:
        return self._told.name

    @property
    def address(self) -> str:
        return "" if self._told.has_password else self._address

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        has_told = False
        with self._worded():
            with self._opened().begin() as db:
                db.exec_driver_sql(_LOCK)
                yield db
                has_told = tell(db, self._speaker)
                self._is_ending = True
            self._is_ending = False
        self._own_writes += has_told
        self.has_written = True

    @contextlib.contextmanager
    def erasing(self, *, is_whole: bool) -> Iterator[Connection]:
        with self.writing() as db:
            yield db
            if is_whole:
                seen = f"UPDATE counters SET seq = mod(seq + 1, {_MOST}) WHERE name = '{REPLACED}'"
                db.exec_driver_sql(seen)
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        try:
            with (
                self._worded(),
                self._opened().execution_options(isolation_level="AUTOCOMMIT").connect() as db,
            ):
                # What was deleted lies in the files of the tables until they are written anew.
                db.exec_driver_sql(f"SET lock_timeout = '{LOCK_PATIENCE_S}s'")
                db.exec_driver_sql(f"VACUUM (FULL) {tables}")
        except DatabaseTrouble as trouble:
            raise DatabaseTrouble(
                f"what was deleted could not be wiped out of the server's files yet: {trouble}",
                "Say the same again when nobody else reads the diary.",
            ) from trouble
        finally:
            self.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._worded():
            engine = reader_of(self._opened()) if self.exists() else self._nothing()
            with engine.begin() as db:
                yield db

    @contextlib.contextmanager
    def looking(self) -> Iterator[Connection]:
        with self._worded():
            self._find()
            with reader_of(self._reached()).begin() as db:
                yield db

    @contextlib.contextmanager
    def migrating(self) -> Iterator[Connection]:
        with self._worded(), self._reached().begin() as db:
            db.exec_driver_sql(_LOCK)
            version_of(db, self.name)
            stay_here(db)
            yield db
            furnish(db)

    def examine(self, trouble: DatabaseTrouble | None) -> "Examined":
        """Return how the diary is, whatever became of it; `trouble` is what it met a moment ago."""
        from tracker.database.postgresql.examining import Examined, examine
        from tracker.database.postgresql.troubles import why_not_reached

        cause = trouble and trouble.__cause__
        if isinstance(cause, DBAPIError) and not getattr(cause.orig, "sqlstate", None):
            # Nobody waits twice for a server that does not answer.
            return Examined(why_not_reached(cause.orig))
        try:
            with self._reached().begin() as db:
                return examine(db)
        except DBAPIError as error:
            return Examined(why_not_reached(error.orig))
        except DatabaseTrouble:
            return Examined("no driver")
        finally:
            self.close()

    def count_anew(self) -> None:
        """Have numbers go on behind the highest ones, where others were stored by hand."""
        from tracker.database.postgresql.examining import count_anew

        with self.writing() as db:
            count_anew(db)

    @property
    def is_open(self) -> bool:
        return self._is_current

    def exists(self) -> bool:
        with self._worded():
            return self._is_current or self._find() != ""

    def place(self) -> str:
        return self._told.key

    def identity(self) -> tuple[object, ...]:
        with self._worded():
            self._find()
            with reader_of(self._reached()).begin() as db:
                return tuple(db.exec_driver_sql(_IDENTITY).one())

    def data_version(self) -> int:
        return (self._counter(WRITTEN) - self._own_writes) % _MOST

    def generation(self) -> int:
        return self._counter(REPLACED)

    def now(self) -> dt.datetime:
        with self._worded():
            if not self._is_current:
                self._find()
            with reader_of(self._reached()).begin() as db:
                # In a form that is understood whichever way the server writes its dates.
                asked = "SELECT clock_timestamp() AT TIME ZONE 'UTC'"
                told: dt.datetime = db.exec_driver_sql(asked).scalar_one()
        return told.replace(tzinfo=dt.UTC)

    def bell(self) -> Bell:
        with self._reaching():
            return Bell(self._url, self._speaker)

    def close(self) -> None:
        for engine in filter(None, (self._engine, self._empty)):
            engine.dispose()
        self._engine = self._empty = None
        self._is_current = False

    def _counter(self, name: str) -> int:
        with self.reading() as db:
            return int(db.exec_driver_sql(_COUNTED.format(name)).scalar_one())

    def _nothing(self) -> Engine:
        if self._empty is None:
            from tracker.database.sqlite.connecting import engine_of_nothing

            self._empty = engine_of_nothing()
        return self._empty

    def _reached(self) -> Engine:
        if self._engine is None:
            self._engine = engine_of(self._url)
        return self._engine

    def _find(self) -> str:
        """Return the form of the diary that is there now, "" for none."""
        engine = self._reached()
        with self._reaching():
            db = reader_of(engine).connect()
        with db, db.begin():
            found = version_of(db, self.name)
        self._is_current = found == HEAD
        return found

    def _opened(self) -> Engine:
        engine = self._reached()
        if not self._is_current:
            if self._find() != HEAD:
                self._make_current(engine)
            self._is_current = True
        return engine

    def _make_current(self, engine: Engine) -> None:
        with engine.begin() as db:
            db.exec_driver_sql(_LOCK)
            found = version_of(db, self.name)
            if found == HEAD:
                return
            stay_here(db)
            if found:
                self._upgrade(db, found)
            else:
                make_tables(db)
            furnish(db)
        if found:
            self.notices.append(
                f"The diary {self.name} was brought up to date (form {found} to {HEAD}); the other"
                " machines need this version of the program too."
            )

    def _upgrade(self, db: Connection, found: str) -> None:
        try:
            run_migrations(db)
        except Exception as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            if isinstance(error, DBAPIError) and may_not(error):
                raise DatabaseTrouble(
                    f"the diary {self.name} is of an older form ({found}); this program needs {HEAD},"
                    " and you may not bring it up to date.",
                    "Run this program once as the role that its tables belong to.",
                ) from error
            if isinstance(error, DBAPIError) and not is_of_a_statement(error):
                raise
            raise DatabaseTrouble(
                f"the diary {self.name} could not be brought up to date:"
                f" {shortened(str(cause), 200)}. It was left as it was.",
                "Go on with the version that you used before, and report this.",
            ) from error

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            self.close()
            raise not_reached(error, self.name, self._secrets) from error

    @contextlib.contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            is_ending, self._is_ending = self._is_ending, False
            trouble = trouble_of(error, self.name, self._secrets, is_ending=is_ending)
            if isinstance(trouble, DatabaseTrouble):
                self.close()
            raise trouble from error
