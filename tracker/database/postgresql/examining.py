"""What a look at the diary on a server finds, whatever became of it; nothing is changed by the look."""

from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tracker.database.form import HEAD
from tracker.database.postgresql.connecting import FORM
from tracker.database.postgresql.schema import HERE, MARK, NUMBERED
from tracker.database.postgresql.troubles import NotReached, is_lost

Trouble = NotReached | Literal["", "no driver", "no schema", "foreign", "newer", "closed", "failed"]

_SERVER = """
SELECT current_setting('server_version_num')::int / 10000 AS major,
  split_part(current_setting('server_version'), ' ', 1) AS version,
  pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS is_read_only,
  coalesce(inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1', TRUE) AS is_local,
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE)
    OR coalesce((SELECT encrypted FROM pg_stat_gssapi WHERE pid = pg_backend_pid()), FALSE)
    AS is_encrypted,
  least(
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - (SELECT sum(numbackends) FROM pg_stat_database),
    (SELECT rolconnlimit - (SELECT count(*) FROM pg_stat_activity WHERE usename = rolname)
      FROM pg_roles WHERE rolname = current_user AND rolconnlimit >= 0),
    (SELECT datconnlimit - (SELECT count(*) FROM pg_stat_activity AS a WHERE a.datname = d.datname)
      FROM pg_database AS d WHERE d.datname = current_database() AND datconnlimit >= 0)
  ) AS connections_left
"""
_TABLES = f"""
SELECT sum(pg_total_relation_size(oid)) AS size,
  bool_and(has_table_privilege(oid, 'SELECT')) AS may_read,
  bool_and(has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')
    AND has_table_privilege(oid, 'DELETE')) AS may_write,
  bool_and(pg_has_role(relowner, 'MEMBER')) AS is_own
FROM pg_class WHERE {HERE} AND relkind IN ('r', 'p')
"""
_BEHIND = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE (SELECT max(id) FROM {table.name})"
    f" > coalesce((SELECT seq FROM counters WHERE name = '{table.name}'), 0)"
    for table in NUMBERED
)


class Examined(Struct, frozen=True):
    """How a diary on a server is. `trouble` is why it cannot be used, "" where it can.

    `reason` is the code of PostgreSQL for what it met. `major` is 0 where the server was not reached.
    `form` is that of the schema, "" where nothing was stored yet. `size` counts bytes. `behind` are
    the tables that hold a higher number than was counted, of which the next one cannot be stored.
    """

    trouble: Trouble = ""
    reason: str = ""
    version: str = ""
    major: int = 0
    is_read_only: bool = False
    is_local: bool = True
    is_encrypted: bool = False
    connections_left: int = 0
    form: str = ""
    size: int = 0
    may_write: bool = True
    is_own: bool = True
    behind: tuple[str, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Tell whether it is a diary of the program's own form."""
        return not self.trouble and self.form == HEAD


def examine(db: Connection) -> Examined:
    """Look at the server, and at the diary on it."""
    server = db.execute(text(_SERVER)).one()._asdict()
    found = {**server, "connections_left": int(server["connections_left"])}
    try:
        found |= _diary(db)
    except DBAPIError as error:
        code = getattr(error.orig, "sqlstate", None) or ""
        found["trouble"] = "lost" if is_lost(code, error.orig) else "failed"
        found["reason"] = code
    return Examined(**found)


def count_anew(db: Connection) -> None:
    """Have each counter go on behind the highest number of its table."""
    for table in NUMBERED:
        db.exec_driver_sql(
            f"INSERT INTO counters SELECT '{table.name}', coalesce(max(id), 0) FROM {table.name}"
            " ON CONFLICT (name) DO UPDATE SET seq = greatest(counters.seq, excluded.seq)"
        )


def _diary(db: Connection) -> dict[str, object]:
    found = db.exec_driver_sql(FORM).one()
    if found.schema is None:
        return {"trouble": "no schema"}
    if not found.tables:
        return {}
    mark, _, form = (found.mark or "").partition(" ")
    if mark != MARK:
        return {"trouble": "foreign"}
    tables = db.exec_driver_sql(_TABLES).one()
    told = {
        "form": form,
        "size": int(tables.size),
        "may_write": tables.may_write,
        "is_own": tables.is_own,
    }
    if form > HEAD or not tables.may_read:
        return {**told, "trouble": "newer" if form > HEAD else "closed"}
    if form == HEAD:
        told["behind"] = tuple(db.exec_driver_sql(_BEHIND).scalars())
    return told
