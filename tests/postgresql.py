"""A PostgreSQL of the tests' own: one server for each process of tests, on a socket of its own.

Nothing of it is kept for longer than the tests, so that it waits for no disk. Between tests the
diary in it is emptied, which takes milliseconds; whoever changes the schema takes another database.
"""

import contextlib
import functools
import glob
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine

from tests.real_parts import need
from tracker.database.postgresql.connecting import engine_of, url_of
from tracker.tables import metadata

ROLE = "tracker"
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
# What is an instant has to be one wherever the server is.
_OWN = (
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=32MB",
    "log_min_messages=fatal",
    "timezone=Asia/Tokyo",
)
_EMPTYING = """
CREATE FUNCTION pg_temp.emptied() RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN {} UPDATE counters SET seq = 0; END
$$
""".format(
    " ".join(
        f"IF EXISTS (SELECT FROM {table.name}) THEN DELETE FROM {table.name}; END IF;"
        for table in reversed(metadata.sorted_tables)
    )
)


def programs() -> Path:
    """Return the folder with the programs of PostgreSQL; a skip, or a failure, where it is missing."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else []
    found += [Path(one).parent for one in sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))]
    if not found:
        need("initdb")
    return found[-1]


class PostgreSQL:
    """A server, with databases of the role `tracker`, which needs no password on its socket."""

    def __init__(self, *settings: str, is_hasty: bool = True) -> None:
        # A socket's path is short, and the server refuses to be root's.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._programs = programs()
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        self._settings = (*_OWN, *(_HASTY if is_hasty else ()), *settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._run(
            *("initdb", "-D", str(self.folder / "data"), "-U", ROLE, "--auth=trust"),
            *("--no-sync", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"),
        )
        self.start()

    def address(self, database: str = ROLE) -> str:
        """Return the address of a diary in one of its databases."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.folder}"

    def connect(self, database: str = ROLE) -> "psycopg.Connection[tuple[Any, ...]]":
        """Return a connection that stores each statement at once."""
        return psycopg.connect(host=str(self.folder), user=ROLE, dbname=database, autocommit=True)

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database like another, or an empty one, in the place of the one of that name; return its address."""
        with self.connect("postgres") as db:
            db.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            db.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.address(database)

    def start(self) -> None:
        """Start it, after `kill` with what was stored by then."""
        words = [arg for one in self._settings for arg in ("-c", one)]
        self._process = subprocess.Popen(
            [
                str(self._programs / "postgres"),
                *("-D", str(self.folder / "data"), "-k", str(self.folder), *words),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._user,
        )
        for _ in range(3000):
            with contextlib.suppress(psycopg.OperationalError):
                self.connect("postgres").close()
                return
            assert self._process.poll() is None, "the server ended at once"
            time.sleep(0.01)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End it at once, as a loss of power would: nothing that it has in memory is written."""
        self._end(signal.SIGQUIT)

    def close(self) -> None:
        """End it, and take away all that it had."""
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)
            self._process = None

    def _run(self, name: str, *words: str) -> None:
        subprocess.run(
            [str(self._programs / name), *words], check=True, capture_output=True, **self._user
        )


@functools.cache
def shared_engine(address: str) -> Engine:
    """Return what gives connections to a diary that outlast whoever lets go of them.

    A server has to learn all tables anew for each new connection, which takes it longer than a
    command line.
    """
    engine = engine_of(url_of(address))
    vars(engine)["dispose"] = lambda: None
    return engine


def empty(address: str) -> None:
    """Take everything out of a diary, and have it number from 1 again."""
    with shared_engine(address).begin() as db:
        if db.exec_driver_sql("SELECT to_regproc('pg_temp.emptied')").scalar() is None:
            db.exec_driver_sql(_EMPTYING)
        db.exec_driver_sql("SELECT pg_temp.emptied()")


Kept = dict[str, bytes]


def kept(address: str) -> Kept:
    """Return all that is in a diary, to be brought back."""
    with driver(address) as db:
        found = {}
        for table in (*(one.name for one in metadata.sorted_tables), "counters"):
            # How often something was written goes on.
            which = "WHERE name NOT LIKE '(%'" if table == "counters" else ""
            with db.cursor().copy(
                f"COPY (SELECT * FROM {table} {which} ORDER BY 1) TO STDOUT"
            ) as copy:
                if rows := b"".join(copy):
                    found[table] = rows
        return found


def bring_back(address: str, content: Kept) -> None:
    """Have nothing in a diary but what was kept of it."""
    empty(address)
    with driver(address) as db:
        db.execute("DELETE FROM counters WHERE name NOT LIKE '(%'")
        for table, rows in content.items():
            with db.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)


@contextlib.contextmanager
def driver(address: str) -> "Iterator[psycopg.Connection[Any]]":
    """Give the driver's own connection to a diary; what is done is stored at the end."""
    with shared_engine(address).begin() as db:
        given: Any = db.connection.driver_connection
        yield given


@contextlib.contextmanager
def running_server(*settings: str, is_hasty: bool = True) -> Iterator[PostgreSQL]:
    """Give a server that ends with the block."""
    server = PostgreSQL(*settings, is_hasty=is_hasty)
    try:
        yield server
    finally:
        server.close()
