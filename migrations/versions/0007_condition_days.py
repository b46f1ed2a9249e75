"""Condition days: since which day a condition is there, where no clock time is known."""

import sqlalchemy as sa

from tracker.database.altering import add_column

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    add_column("conditions", sa.Column("from_on", sa.Date()))


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
