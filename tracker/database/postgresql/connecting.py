"""How the server is reached: by which driver, how long it is waited for, and what is found there."""

import re
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, Integer, create_engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from tracker.database.form import HEAD
from tracker.database.postgresql.schema import CHANNEL, HERE, MARK
from tracker.errors import BadInput, Damage, DatabaseTrouble
from tracker.escaping import visible
from tracker.servers import NOT_UNDERSTOOD, SECRETS, read_server

if TYPE_CHECKING:
    from psycopg import Connection as Driver

LOCK_PATIENCE_S = 10
"""For so long one who writes is waited for."""

OLDEST = 13
"""The first version of PostgreSQL that has all that the diary needs."""

ACCEPTED = "Give it as postgresql+psycopg://NAME@HOST/DATABASE; the password lies in ~/.pgpass."
_INSTALL = 'Install it: pip install "selfcare-tracker[postgresql]"'
# A network that went away without a word is noticed within a quarter of a minute.
_PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
    "application_name": "tracker",
}
FORM = f"""
SELECT current_schema() AS schema, current_setting('server_version_num')::int / 10000 AS major,
  count(*) AS tables, current_setting('server_encoding') AS encoding,
  max(obj_description(oid, 'pg_class')) FILTER (WHERE relname = 'alembic_version') AS mark
FROM pg_class WHERE {HERE} AND relkind IN ('r', 'p', 'v', 'm', 'f')
"""


def url_of(address: str) -> URL:
    """Return what SQLAlchemy makes of an address, with the driver; raise BadInput for one it cannot use.

    No part of the address is said again, as it may hold a password.
    """
    told = read_server(address)
    if told.driver not in ("", "psycopg"):
        raise BadInput(
            f"{{}}: a server is reached by the driver psycopg alone. {ACCEPTED}", told.name
        )
    if told.is_broken:
        raise BadInput(f"{{}} cannot be understood. {NOT_UNDERSTOOD} {ACCEPTED}", told.name)
    try:
        url = make_url(re.sub("^[^:]*", "postgresql+psycopg", address))
    except (ArgumentError, ValueError):
        raise BadInput(f"{{}} is no address of a server. {ACCEPTED}", told.name) from None
    usual = {name: value for name, value in _PATIENCE.items() if name not in url.query}
    # Without it, what comes from a database of no encoding would be bytes.
    return url.update_query_dict({**usual, "client_encoding": "utf8"})


def secrets_of(url: URL) -> tuple[str, ...]:
    """Return what of an address is never said to anybody."""
    query = url.normalized_query
    return tuple(
        filter(None, [url.password, *(one for name in SECRETS for one in query.get(name, ()))])
    )


def engine_of(url: URL) -> Engine:
    """Return what makes connections to the server; raise DatabaseTrouble where the driver is missing."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        lacks = "is not installed" if error.name == "psycopg" else "does not find its library libpq"
        raise DatabaseTrouble(
            f"a diary on a server needs the package psycopg, which {lacks}.", _INSTALL
        ) from None
    # One connection serves for long; where it broke meanwhile, another takes its place.
    # The driver would prepare a statement that is said often, and take it for prepared after a
    # failure among many rows, when it is not; some poolers of connections cannot have it at all.
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=1,
        use_native_hstore=False,
        connect_args={"prepare_threshold": None},
    )
    # A number that is asked for may be beyond all that the columns hold, and is sent as big as it is.
    kinds = engine.dialect.colspecs
    engine.dialect.colspecs = {kind: kinds[kind] for kind in kinds if kind is not Integer}
    return engine


def reader_of(engine: Engine) -> Engine:
    """Return what gives transactions that see one state of the database, and change nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def version_of(db: Connection, name: str) -> str:
    """Return the form of the schema, "" where there are no tables; refuse what this program cannot use."""
    found = db.exec_driver_sql(FORM).one()
    if found.major < OLDEST:
        raise DatabaseTrouble(
            f"the diary {name} lies on PostgreSQL {found.major}, and needs {OLDEST} or newer.",
            "Have the server brought up to date.",
        )
    if found.schema is None:
        raise DatabaseTrouble(
            f"the diary {name} has no schema to lie in: none of its search path is there for you.",
            "Make one, as in CREATE SCHEMA tracker; or put the search path right.",
        )
    if found.encoding != "UTF8":
        raise DatabaseTrouble(
            f"the diary {name} cannot lie in a database whose encoding is {found.encoding}.",
            "Make one that can hold all letters: createdb -T template0 -E UTF8 tracker",
        )
    if not found.tables:
        return ""
    mark, _, version = (found.mark or "").partition(" ")
    if mark != MARK:
        raise DatabaseTrouble(
            f"{name} is a database of another program. It was left untouched.",
            "Make one for the diary alone: createdb tracker",
        )
    if version > HEAD:
        raise DatabaseTrouble(
            f"the diary {name} was written by a newer tracker (form {visible(version)}; "
            f"this one knows {HEAD}). It was left untouched.",
            "Install the newer version here too.",
        )
    if not re.fullmatch("[0-9]{4}", version, re.ASCII):
        raise Damage(f'the diary {name} is damaged: its form is said to be "{visible(version)}".')
    return version


def listening(url: URL) -> "Driver":
    """Return a connection of the driver's own that hears of every change of the diary.

    Raises DBAPIError where nobody is reached.
    """
    engine = create_engine(
        url, isolation_level="AUTOCOMMIT", poolclass=NullPool, use_native_hstore=False
    )
    db = engine.connect()
    try:
        channel = db.exec_driver_sql(f"SELECT {CHANNEL}").scalar()
        db.exec_driver_sql(f'LISTEN "{channel}"')
    except BaseException:
        db.close()
        raise
    driver: Driver = db.connection.driver_connection  # type: ignore[assignment]
    db.connection.detach()
    return driver
