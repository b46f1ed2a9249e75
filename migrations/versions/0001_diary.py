"""The diary: sessions of every kind, providers, and the history of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "providers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
        sa.UniqueConstraint("name_key", name=op.f("uq_providers_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=False),
        sa.Column("pain_before", sa.Integer(), nullable=True),
        sa.Column("pain_after", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("came_in", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "came_in IN ('logged', 'timer', 'reminder', 'import')",
            name=op.f("ck_sessions_came_in_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('massage', 'heat-pack', 'ice', 'warm-bath', 'exercise', 'visit')",
            name=op.f("ck_sessions_kind_known"),
        ),
        sa.CheckConstraint(
            "duration_s > 0 AND duration_s <= 86400", name=op.f("ck_sessions_duration_within_a_day")
        ),
        sa.CheckConstraint(
            "pain_after BETWEEN 0 AND 10", name=op.f("ck_sessions_pain_after_on_scale")
        ),
        sa.CheckConstraint(
            "pain_before BETWEEN 0 AND 10", name=op.f("ck_sessions_pain_before_on_scale")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_sessions_day_started_at_id", "sessions", ["day", "started_at", "id"], unique=False
    )
    op.create_index(
        "ix_sessions_kind_day_started_at", "sessions", ["kind", "day", "started_at"], unique=False
    )
    op.create_table(
        "applications",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("temperature_c", sa.Float(), nullable=True),
        sa.Column(
            "barrier", sa.Boolean(create_constraint=True, name="barrier_is_boolean"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_applications_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_applications")),
    )
    op.create_table(
        "changed_rows",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name=op.f("fk_changed_rows_change_id_changes")
        ),
        sa.PrimaryKeyConstraint("change_id", "position", name=op.f("pk_changed_rows")),
    )
    op.create_table(
        "exercises_done",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(length=40), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=True),
        sa.Column("reps", sa.Integer(), nullable=True),
        sa.Column("hold_s", sa.Integer(), nullable=True),
        sa.Column(
            "each_side",
            sa.Boolean(create_constraint=True, name="each_side_is_boolean"),
            nullable=False,
        ),
        sa.CheckConstraint("hold_s > 0", name=op.f("ck_exercises_done_hold_positive")),
        sa.CheckConstraint(
            "sets > 0 AND (reps IS NULL OR reps > 0)",
            name=op.f("ck_exercises_done_counts_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_exercises_done_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "position", name=op.f("pk_exercises_done")),
    )
    op.create_index(
        op.f("ix_exercises_done_exercise"), "exercises_done", ["exercise"], unique=False
    )
    op.create_table(
        "massages",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=True),
        sa.Column("performer", sa.String(length=20), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "performer IN ('professional', 'partner', 'self')",
            name=op.f("ck_massages_performer_known"),
        ),
        sa.CheckConstraint(
            "purpose IN ('relaxation', 'pain-relief', 'rehabilitation')",
            name=op.f("ck_massages_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_massages_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_massages")),
    )
    op.create_index(op.f("ix_massages_style"), "massages", ["style"], unique=False)
    op.create_table(
        "services",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("covered", sa.BigInteger(), nullable=True),
        sa.Column("claim", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "claim IN ('none', 'to-claim', 'submitted', 'paid', 'refused')",
            name=op.f("ck_services_claim_known"),
        ),
        sa.CheckConstraint(
            "(cost IS NULL) = (currency IS NULL)", name=op.f("ck_services_cost_has_currency")
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_services_cost_not_negative")),
        sa.CheckConstraint(
            "covered >= 0 AND covered <= cost", name=op.f("ck_services_covered_within_cost")
        ),
        sa.CheckConstraint(
            "covered IS NULL OR cost IS NOT NULL", name=op.f("ck_services_covered_has_cost")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_services_provider_id_providers")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_services_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_services")),
    )
    op.create_index(op.f("ix_services_provider_id"), "services", ["provider_id"], unique=False)
    op.create_table(
        "session_areas",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "side IN ('left', 'right', 'both', 'centre')", name=op.f("ck_session_areas_side_known")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_areas_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "position", name=op.f("pk_session_areas")),
    )
    op.create_index(op.f("ix_session_areas_area"), "session_areas", ["area"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
