"""Fits: which plan a session was done for, and whether it has to fit all that a plan names."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import add_column

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # What is there already goes on to count by its kind alone, so that no figure of the past changes.
    is_boolean = op.f("ck_sessions_has_to_fit_is_boolean")
    add_column(
        "sessions",
        sa.Column(
            "has_to_fit",
            sa.Boolean(create_constraint=True, name=is_boolean),
            nullable=False,
            server_default=sa.false(),
        ),
    )
    op.create_table(
        "done_for",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_done_for_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_done_for_plan_id_plans")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_done_for")),
    )
    op.create_index(op.f("ix_done_for_plan_id"), "done_for", ["plan_id"], unique=False)
    op.execute(
        "INSERT INTO done_for (session_id, plan_id)"
        " SELECT sessions.id, min(reminders.plan_id) FROM sessions"
        " JOIN reminders ON reminders.answered_by = sessions.id"
        " WHERE sessions.came_in = 'reminder' GROUP BY sessions.id"
    )


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
