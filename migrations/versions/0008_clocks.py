"""Clocks: what one that was set back put aside, and a session that was done for several plans."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE plan_dues ADD COLUMN seen_until DATETIME")
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
    op.create_index(
        "ix_reminders_handle",
        "reminders",
        ["handle"],
        unique=False,
        sqlite_where=sa.text("handle IS NOT NULL"),
    )
    op.rename_table("done_for", "done_for_one")
    op.drop_index("ix_done_for_plan_id", "done_for_one")
    op.create_table(
        "done_for",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_done_for_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_done_for_plan_id_plans")),
        sa.PrimaryKeyConstraint("session_id", "plan_id", name=op.f("pk_done_for")),
    )
    op.execute("INSERT INTO done_for SELECT session_id, plan_id FROM done_for_one")
    op.drop_table("done_for_one")
    op.create_index(op.f("ix_done_for_plan_id"), "done_for", ["plan_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
