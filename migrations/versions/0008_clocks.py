"""Clocks: what one that was set back put aside, and a session that was done for several plans."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import add_column, build_anew, create_index_where

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    add_column("plan_dues", sa.Column("seen_until", sa.DateTime()))
    op.create_table(
        "reminders_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plans.id"],
            name=op.f("fk_reminders_aside_plan_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders_aside")),
    )
    create_index_where("ix_reminders_handle", "reminders", ["handle"], "handle IS NOT NULL")
    build_anew(
        "done_for",
        "session_id, plan_id",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_done_for_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_done_for_plan_id_plans")),
        sa.PrimaryKeyConstraint("session_id", "plan_id", name=op.f("pk_done_for")),
    )
    op.create_index(op.f("ix_done_for_plan_id"), "done_for", ["plan_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
