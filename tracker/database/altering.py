"""How a migration changes a table that is there: it says what is to be, and each database has its way to it.

SQLite cannot change the rules of a table, so that it is built anew, while foreign keys are off.
PostgreSQL lets no table go that others refer to, and changes it as it stands.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations.ops import CreateTableOp
from sqlalchemy.schema import AddConstraint, CreateColumn, DropConstraint
from sqlalchemy.sql.compiler import DDLCompiler

from tracker.tables.columns import NewIdentity


def add_column(table: str, column: sa.Column[Any]) -> None:
    """Add a column, with the rules in it, to the table as it stands; each rule has its whole name.

    What refers to another table is no such rule, and what is worked out for each row no such column.
    """
    written = CreateColumn(column).compile(dialect=op.get_bind().dialect)
    assert isinstance(written, DDLCompiler)
    # The rule of a Boolean stands at its table, where the database has a rule for it.
    whole = column.table if column.table is not None else sa.Table(table, sa.MetaData(), column)
    rules = written.create_table_constraints(whole)  # type: ignore[no-untyped-call]
    op.execute(f"ALTER TABLE {table} ADD COLUMN {written} {rules}".rstrip())


def add_worked_out(table: str, *columns: sa.Column[Any]) -> None:
    """Add columns to a table that counts, where the database works a value out for each row.

    The indexes of before stay.
    """
    if _changes_in_place():
        for column in columns:
            add_column(table, column)
        return
    options = {"sqlite_autoincrement": True}
    with (
        _numbers_of(table),
        op.batch_alter_table(table, recreate="always", table_kwargs=options) as anew,
    ):
        for column in columns:
            anew.add_column(column)


def build_anew(table: str, kept: str, *items: sa.schema.SchemaItem, **options: Any) -> None:
    """Give a table more columns, other rules or another key: the `items` say all of what it is to be.

    Its rows are kept in the columns `kept`. Its indexes are gone after it.
    """
    if _changes_in_place():
        _change_in_place(table, items)
        return
    with _numbers_of(table):
        op.create_table(f"{table}_anew", *items, **options)
        op.execute(f"INSERT INTO {table}_anew ({kept}) SELECT {kept} FROM {table}")
        op.drop_table(table)
        op.rename_table(f"{table}_anew", table)


def create_index_where(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    """Make an index of the rows alone of which a condition holds."""
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )


def new_identity() -> sa.TextClause:
    """Return what makes a random UUID, as a default."""
    return sa.text(str(NewIdentity().compile(dialect=op.get_bind().dialect)))


def _changes_in_place() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _change_in_place(table: str, items: tuple[sa.schema.SchemaItem, ...]) -> None:
    db = op.get_bind()
    found = sa.inspect(db)
    there = {column["name"] for column in found.get_columns(table)}
    for item in items:
        if isinstance(item, sa.Column) and item.name not in there:
            add_column(table, item)
    anew = CreateTableOp(table, items).to_table(op.get_context())
    references = {one["name"] for one in found.get_foreign_keys(table)}
    key = found.get_pk_constraint(table)
    for index in found.get_indexes(table):
        if "duplicates_constraint" not in index:
            op.drop_index(str(index["name"]), table)
    for check in found.get_check_constraints(table):
        op.drop_constraint(str(check["name"]), table)
    for rule in anew.constraints:
        if isinstance(rule, sa.PrimaryKeyConstraint):
            is_new = list(rule.columns.keys()) != key["constrained_columns"]
            if is_new:
                db.execute(DropConstraint(rule))
        else:
            is_new = isinstance(rule, sa.CheckConstraint) or (
                isinstance(rule, sa.ForeignKeyConstraint) and rule.name not in references
            )
        if is_new:
            db.execute(AddConstraint(rule))


@contextlib.contextmanager
def _numbers_of(table: str) -> Iterator[None]:
    """Keep the last number of a table that is built anew: none is ever used twice, even of a row that is gone."""
    db = op.get_bind()
    asked = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    last = db.execute(asked, {"table": table}).scalar()
    yield
    if last is not None:
        db.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
        noted = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")
        db.execute(noted, {"table": table, "last": last})
