"""Parts: a session of which the part of the day is known, and not the clock time."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import add_column

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    add_column(
        "sessions",
        sa.Column(
            "part",
            sa.String(10),
            sa.CheckConstraint(
                "part IN ('morning', 'afternoon', 'evening', 'night')",
                name=op.f("ck_sessions_part_known"),
            ),
            sa.CheckConstraint(
                "part IS NULL OR started_at IS NULL", name=op.f("ck_sessions_part_without_clock")
            ),
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
