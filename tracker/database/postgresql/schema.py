"""What of the schema PostgreSQL says in words of its own, and what it needs beside the tables.

Numbers are given as SQLite gives them: in order, without a gap where something was taken back, and
never twice. The sequences of PostgreSQL skip what was rolled back, so a table counts instead; the
write lock of the diary keeps two writers from counting at once.
"""

from typing import Any

from sqlalchemy import Connection, Integer, String, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn

from tracker.tables import metadata
from tracker.tables.columns import NewIdentity

for _table in metadata.tables.values():
    for _index in _table.indexes:
        if "where" in _index.info:
            _index.dialect_options["postgresql"]["where"] = _index.info["where"]

NUMBERED = [
    table
    for table in metadata.sorted_tables
    if "id" in table.c and isinstance(table.c.id.type, Integer)
]
"""The tables whose rows have numbers."""

WRITTEN, REPLACED = "(written)", "(replaced)"
"""The counters of how often something was written, and the diary was replaced as a whole."""

MARK = "selfcare-tracker"
"""What the comment of `alembic_version` begins with: it tells our tables from those of other programs.

The form follows, so that one question answers both.
"""

SCHEMA = "quote_ident(current_schema())::regnamespace"
"""The schema of the diary, whatever its name is."""

HERE = f"relnamespace = {SCHEMA}"
"""What holds of a row of `pg_class` that lies in the schema of the diary, and not further on the search path."""

CHANNEL = f"concat('tracker.', {SCHEMA}::oid)"
"""On which channel the changes of the diary are told; one holds fewer letters than the name of a schema may."""

_TABLES = f"SELECT relname FROM pg_class WHERE {HERE} AND relkind = 'r'"
# Until the end of the transaction nothing is found that lies further on the search path.
_STAY_HERE = "SELECT set_config('search_path', quote_ident(current_schema()), true)"
_COUNTING = """
CREATE TABLE IF NOT EXISTS counters (name VARCHAR(40) PRIMARY KEY, seq INTEGER NOT NULL);
CREATE OR REPLACE FUNCTION next_number(of_table TEXT) RETURNS INTEGER LANGUAGE SQL AS $$
  UPDATE counters SET seq = seq + 1 WHERE name = of_table RETURNING seq
$$;
"""


@compiles(NewIdentity, "postgresql")
def _new_identity(_element: NewIdentity, _compiler: Any, **_options: Any) -> str:
    return "gen_random_uuid()"


@compiles(CreateColumn, "postgresql")
def _column(element: CreateColumn, compiler: Any, **options: Any) -> str:
    """Have text compared as SQLite compares it, whatever the language of the server, and no sequences."""
    written = str(compiler.visit_create_column(element, **options)).replace(" SERIAL", " INTEGER")
    kind = element.element.type
    if isinstance(kind, String):
        name = compiler.dialect.type_compiler_instance.process(kind)
        written = written.replace(name, f'{name} COLLATE "C"', 1)
    return written


def stay_here(db: Connection) -> None:
    """Have a transaction that makes or changes tables know of no schema but that of the diary."""
    db.exec_driver_sql(_STAY_HERE)


def furnish(db: Connection) -> None:
    """Make what the tables need beside them, where it is not there yet, and note which form they have.

    Where migrations stopped before the newest form there are fewer tables, or none.
    """
    tables = set(db.exec_driver_sql(_TABLES).scalars())
    if "alembic_version" not in tables:
        return
    db.exec_driver_sql(_COUNTING)
    for table in NUMBERED:
        if table.name in tables:
            _count(db, table)
    for name in (WRITTEN, REPLACED):
        db.exec_driver_sql(f"INSERT INTO counters VALUES ('{name}', 0) ON CONFLICT DO NOTHING")
    form = db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    db.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{MARK} {form}'")


def _count(db: Connection, table: Table) -> None:
    """Have the rows of a table counted on from the highest number that is known to have been given.

    The history still knows those of rows that are gone, a range of them in `last_key` since it has one.
    """
    db.exec_driver_sql(
        f"INSERT INTO counters SELECT '{table.name}', greatest("
        f"0, (SELECT max(id) FROM {table.name}), (SELECT max(coalesce("
        "(to_jsonb(changed_rows) ->> 'last_key')::int, (row_key::jsonb ->> 'id')::int"
        f")) FROM changed_rows WHERE table_name = '{table.name}'))"
        " ON CONFLICT (name) DO UPDATE SET seq = greatest(counters.seq, excluded.seq)"
    )
    db.exec_driver_sql(
        f"ALTER TABLE {table.name} ALTER COLUMN id SET DEFAULT next_number('{table.name}')"
    )
