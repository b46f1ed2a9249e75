"""Parts: a session of which the part of the day is known, and not the clock time."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    # SQLite can add a column with its rule in place; rebuilding the table would let numbers
    # of sessions be used twice.
    op.execute(
        "ALTER TABLE sessions ADD COLUMN part VARCHAR(10) CONSTRAINT ck_sessions_part_known"
        " CHECK (part IN ('morning', 'afternoon', 'evening', 'night'))"
        " CONSTRAINT ck_sessions_part_without_clock CHECK (part IS NULL OR started_at IS NULL)"
    )


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
