"""How the server is reached: by which driver, how long it is waited for, and what is found there."""

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, Integer, create_engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import NullPool

from tracker.database.form import HEAD
from tracker.database.postgresql.schema import MARK
from tracker.errors import BadInput, DatabaseTrouble
from tracker.escaping import visible
from tracker.servers import read_server

if TYPE_CHECKING:
    from psycopg import Connection as Driver

LOCK_PATIENCE_S = 10
"""For so long one who writes is waited for."""

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
_FORM = """
SELECT current_schema() AS schema,
  obj_description(to_regclass('alembic_version'), 'pg_class') AS mark,
  (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace
     AND relkind IN ('r', 'p', 'v', 'm')) AS tables
"""


class _Asked(Integer):
    """A number that is asked for, which may be beyond all that the columns hold."""

    render_bind_cast = True


@compiles(_Asked, "postgresql")
def _asked(_element: _Asked, _compiler: Any, **_options: Any) -> str:
    return "BIGINT"


def url_of(address: str) -> URL:
    """Return what SQLAlchemy makes of an address, with the driver; raise BadInput for one it cannot use.

    No part of the address is said again, as it may hold a password.
    """
    told = read_server(address)
    if told.driver not in ("", "psycopg"):
        raise BadInput(
            f"{{}}: a server is reached by the driver psycopg alone. {ACCEPTED}", told.name
        )
    try:
        url = make_url(re.sub(r"^postgres(ql)?(\+\w*)?:", "postgresql+psycopg:", address))
    except (ArgumentError, ValueError):
        raise BadInput(f"{{}} is no address of a server. {ACCEPTED}", told.name) from None
    return url.update_query_dict({k: v for k, v in _PATIENCE.items() if k not in url.query})


def engine_of(url: URL) -> Engine:
    """Return what makes connections to the server; raise DatabaseTrouble where the driver is missing."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise DatabaseTrouble(
            "a diary on a server needs the package psycopg, which is not installed.", _INSTALL
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
    vars(engine.dialect)["colspecs"] = {**engine.dialect.colspecs, Integer: _Asked}
    return engine


def reader_of(engine: Engine) -> Engine:
    """Return what gives transactions that see one state of the database, and change nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def version_of(db: Connection, name: str) -> str:
    """Return the form of the schema, "" where there are no tables; refuse what this program cannot use."""
    found = db.exec_driver_sql(_FORM).one()
    if found.schema is None:
        raise DatabaseTrouble(
            f"the diary {name} has no schema to lie in: none of its search path exists.",
            "Make one, as in CREATE SCHEMA tracker; or put the search path right.",
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
    return version


def listening(url: URL) -> "Driver":
    """Return a connection of the driver's own that hears of every change of the diary."""
    engine = create_engine(
        url, isolation_level="AUTOCOMMIT", poolclass=NullPool, use_native_hstore=False
    )
    connection = engine.raw_connection()
    connection.detach()
    driver: Driver = connection.driver_connection  # type: ignore[assignment]
    (schema,) = (
        driver.execute("SELECT quote_ident('tracker.' || current_schema())").fetchone() or ()
    )
    driver.execute(f"LISTEN {schema}")
    return driver
