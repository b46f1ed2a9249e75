"""Identity: each thing of the diary gets a UUID, and a session or reading says which program it is from."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import add_column, add_worked_out, new_identity

revision = "0011"
down_revision = "0010"

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
    add_column("changed_rows", sa.Column("last_key", sa.Integer(), nullable=True))
    op.create_table(
        "known_names",
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("meaning", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("source", "name_key", name=op.f("pk_known_names")),
    )


def _identify(table: str) -> None:
    added = [sa.Column("uuid", sa.Uuid(), nullable=False, server_default=new_identity())]
    if table in ("sessions", "readings"):
        added.append(sa.Column("source", sa.String(20), nullable=True))
    add_worked_out(table, *added)
    op.create_index(op.f(f"ix_{table}_uuid"), table, ["uuid"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
