"""Red flags: the answers to them, and until when a doctor's word counts."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import add_column

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    follows = "cleared_until IS NULL OR (cleared_on IS NOT NULL AND cleared_until >= cleared_on)"
    add_column(
        "conditions",
        sa.Column(
            "cleared_until",
            sa.Date(),
            sa.CheckConstraint(follows, name=op.f("ck_conditions_review_follows_clearance")),
        ),
    )
    op.create_table(
        "red_flag_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signs", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "level IN ('emergency', 'urgent', 'doctor', 'ask-early')",
            name=op.f("ck_red_flag_answers_level_known"),
        ),
        sa.CheckConstraint(
            "(level IS NULL) = (signs = '')", name=op.f("ck_red_flag_answers_signs_have_a_level")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_red_flag_answers")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
