"""Desks: reminders are shown on several machines, each of which keeps its own bubbles and its own zone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "bubbles",
        sa.Column("reminder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("desk", sa.String(40), nullable=False),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("shown_times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reminder_id", "desk", name=op.f("pk_bubbles")),
    )
    op.execute(
        "INSERT INTO bubbles (reminder_id, desk, handle, shown_times)"
        " SELECT id, '', handle, shown_times FROM reminders"
        " WHERE handle IS NOT NULL OR state = 'shown'"
    )
    op.execute(
        "INSERT INTO bubbles (reminder_id, desk, handle, shown_times)"
        " SELECT id, '', handle, 0 FROM reminders_aside WHERE handle IS NOT NULL"
    )
    op.drop_index("ix_reminders_handle", "reminders")
    # Nothing refers to these columns, so that SQLite takes them away without building the table anew.
    op.execute("ALTER TABLE reminders DROP COLUMN handle")
    op.execute("ALTER TABLE reminders_aside DROP COLUMN handle")
    words = op.get_bind().execute(sa.text("SELECT words FROM due_basis")).scalar()
    op.drop_table("due_basis")
    due_basis = op.create_table(
        "due_basis",
        sa.Column("desk", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", name=op.f("pk_due_basis")),
    )
    if words is not None:
        op.bulk_insert(due_basis, [{"desk": "", "words": words}])


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
