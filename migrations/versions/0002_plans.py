"""Plans, and the reminders that come of them."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import create_index_where

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("week_first", sa.Date(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("shown_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("week_first", name=op.f("pk_digests")),
    )
    op.create_table(
        "due_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_due_basis_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_basis")),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=True),
        sa.Column("directed_by", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('massage', 'heat-pack', 'ice', 'warm-bath', 'exercise', 'visit')",
            name=op.f("ck_plans_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["directed_by"], ["providers.id"], name=op.f("fk_plans_directed_by_providers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sqlite_autoincrement=True,
    )
    create_index_where(
        "uq_plans_living_name_key", "plans", ["name_key"], "removed_at IS NULL", unique=True
    )
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("until_on >= first_on", name=op.f("ck_pauses_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_pauses_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    op.create_index(op.f("ix_pauses_plan_id"), "pauses", ["plan_id"], unique=False)
    op.create_table(
        "plan_dues",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("computed_until", sa.DateTime(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(), nullable=True),
        sa.Column(
            "is_stale",
            sa.Boolean(create_constraint=True, name="is_stale_is_boolean"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plans.id"],
            name=op.f("fk_plan_dues_plan_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_dues")),
    )
    create_index_where(
        "ix_plan_dues_next_due_at", "plan_dues", ["next_due_at"], "next_due_at IS NOT NULL"
    )
    create_index_where("ix_plan_dues_stale", "plan_dues", ["plan_id"], "is_stale")
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clock", sa.String(length=5), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attention_at", sa.DateTime(), nullable=True),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=True),
        sa.Column("shown_times", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "answered_by IS NULL OR state = 'done'", name=op.f("ck_reminders_answered_is_done")
        ),
        sa.CheckConstraint(
            "state IN ('due', 'shown', 'snoozed', 'done', 'skipped', 'missed', 'held', 'dropped')",
            name=op.f("ck_reminders_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["sessions.id"], name=op.f("fk_reminders_answered_by_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plans.id"],
            name=op.f("fk_reminders_plan_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("plan_id", "day", "clock", name=op.f("uq_reminders_plan_id_day_clock")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reminders_answered_by"), "reminders", ["answered_by"], unique=False)
    create_index_where(
        "ix_reminders_attention_at", "reminders", ["attention_at"], "attention_at IS NOT NULL"
    )
    op.create_index("ix_reminders_day", "reminders", ["day"], unique=False)
    create_index_where(
        "ix_reminders_open", "reminders", ["plan_id", "day"], "state IN ('due', 'shown', 'snoozed')"
    )
    op.create_index("ix_reminders_shown_at", "reminders", ["shown_at"], unique=False)
    create_index_where("ix_reminders_trouble", "reminders", ["id"], "trouble IS NOT NULL")
    op.create_table(
        "schedules",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        sa.Column("weekdays", sa.String(length=20), nullable=True),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("times_a_week", sa.Integer(), nullable=True),
        sa.Column("clock_times", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("gap_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(rhythm = 'quota') = (every IS NULL)", name=op.f("ck_schedules_every_told")
        ),
        sa.CheckConstraint(
            "(rhythm = 'quota') = (times_a_week IS NOT NULL)", name=op.f("ck_schedules_times_told")
        ),
        sa.CheckConstraint(
            "(rhythm = 'weekdays') = (weekdays IS NOT NULL)",
            name=op.f("ck_schedules_weekdays_told"),
        ),
        sa.CheckConstraint(
            "rhythm IN ('weekdays', 'interval', 'quota')", name=op.f("ck_schedules_rhythm_known")
        ),
        sa.CheckConstraint(
            "every > 0 AND every <= 366", name=op.f("ck_schedules_every_within_a_year")
        ),
        sa.CheckConstraint(
            "gap_days >= 0 AND gap_days <= 366", name=op.f("ck_schedules_gap_within_a_year")
        ),
        sa.CheckConstraint("times_a_week > 0", name=op.f("ck_schedules_times_positive")),
        sa.CheckConstraint("until_on >= first_on", name=op.f("ck_schedules_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_schedules_plan_id_plans")),
        sa.PrimaryKeyConstraint("plan_id", "from_at", name=op.f("pk_schedules")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"],
            ["reminders.id"],
            name=op.f("fk_decisions_reminder_id_reminders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_reminder_id"), "decisions", ["reminder_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
