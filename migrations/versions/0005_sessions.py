"""Sessions: what it feels like before, how hard it was, how long relief lasted."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import add_column

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for column in (
        sa.Column(
            "feels",
            sa.String(20),
            sa.CheckConstraint(
                "feels IN ('stiff', 'swollen', 'after-injury')",
                name=op.f("ck_sessions_feels_known"),
            ),
        ),
        sa.Column(
            "effort",
            sa.String(10),
            sa.CheckConstraint(
                "effort IN ('easy', 'right', 'hard')", name=op.f("ck_sessions_effort_known")
            ),
        ),
        sa.Column(
            "relief_s",
            sa.Integer(),
            sa.CheckConstraint(
                "relief_s BETWEEN 0 AND 5184000", name=op.f("ck_sessions_relief_within_60_days")
            ),
        ),
    ):
        add_column("sessions", column)


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
