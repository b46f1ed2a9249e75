"""Identity: each thing of the diary gets a UUID, and a session or reading says which program it is from."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# A random UUID, version 4 of RFC 9562, in hexadecimal digits.
_NEW_UUID = (
    "(lower(hex(randomblob(6))) || '4' || substr(lower(hex(randomblob(2))), 2)"
    " || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2)"
    " || lower(hex(randomblob(6))))"
)
_IDENTIFIED = (
    "providers",
    "sessions",
    "plans",
    "readings",
    "checkins",
    "flares",
    "trials",
    "conditions",
    "red_flag_answers",
)


def upgrade() -> None:
    for table in _IDENTIFIED:
        _identify(table)
    with op.batch_alter_table("changed_rows") as changed_rows:
        changed_rows.add_column(sa.Column("last_key", sa.Integer(), nullable=True))
    op.create_table(
        "known_names",
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("meaning", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("source", "name_key", name=op.f("pk_known_names")),
    )


def _identify(table: str) -> None:
    """Build the table anew with a UUID for each row, as SQLite adds no column that is worked out."""
    db = op.get_bind()
    last = db.execute(
        sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table}
    ).scalar()
    with op.batch_alter_table(
        table, recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as anew:
        anew.add_column(
            sa.Column("uuid", sa.Uuid(), nullable=False, server_default=sa.text(_NEW_UUID))
        )
        if table in ("sessions", "readings"):
            anew.add_column(sa.Column("source", sa.String(20), nullable=True))
    op.create_index(op.f(f"ix_{table}_uuid"), table, ["uuid"], unique=True)
    if last is not None:
        # No number is ever used twice, even of a row that is gone.
        db.execute(
            sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = :table"),
            {"table": table, "last": last},
        )


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
