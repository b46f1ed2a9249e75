"""Condition days: since which day a condition is there, where no clock time is known."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("ALTER TABLE conditions ADD COLUMN from_on DATE")


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
