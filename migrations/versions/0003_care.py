"""Care: people in full, claims, conditions, routines, own exercises, the timer."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import add_column, create_index_where

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    roles = "'massage-therapist', 'chiropractor', 'physical-therapist', 'doctor', 'other'"
    experiences = "'inexperienced', 'experienced', 'specialist'"
    for column in (
        sa.Column(
            "role",
            sa.String(20),
            sa.CheckConstraint(f"role IN ({roles})", name=op.f("ck_providers_role_known")),
        ),
        sa.Column("styles", sa.Text()),
        sa.Column(
            "approach",
            sa.String(10),
            sa.CheckConstraint(
                "approach IN ('science', 'holistic', 'mixed')",
                name=op.f("ck_providers_approach_known"),
            ),
        ),
        sa.Column(
            "experience",
            sa.String(20),
            sa.CheckConstraint(
                f"experience IN ({experiences})", name=op.f("ck_providers_experience_known")
            ),
        ),
        sa.Column("contact", sa.String(200)),
        sa.Column(
            "rating",
            sa.Integer(),
            sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_providers_rating_in_range")),
        ),
        sa.Column("note", sa.Text()),
    ):
        add_column("providers", column)
    op.create_table(
        "conditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("side", sa.String(length=10), nullable=True),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.Column("cleared_by", sa.String(length=100), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "side IN ('left', 'right', 'both', 'centre')", name=op.f("ck_conditions_side_known")
        ),
        sa.CheckConstraint(
            "(cleared_by IS NULL) = (cleared_on IS NULL)", name=op.f("ck_conditions_cleared_whole")
        ),
        sa.CheckConstraint("until_at >= from_at", name=op.f("ck_conditions_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conditions")),
        sqlite_autoincrement=True,
    )
    create_index_where("ix_conditions_active", "conditions", ["key"], "until_at IS NULL")
    op.create_table(
        "own_exercises",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("dose", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_exercises")),
    )
    op.create_table(
        "routines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routines")),
        sa.UniqueConstraint("name_key", name=op.f("uq_routines_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "timers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_timers_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
    )
    op.create_table(
        "routine_steps",
        sa.Column("routine_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(length=40), nullable=False),
        sa.Column("dose", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["routine_id"], ["routines.id"], name=op.f("fk_routine_steps_routine_id_routines")
        ),
        sa.PrimaryKeyConstraint("routine_id", "position", name=op.f("pk_routine_steps")),
    )
    op.create_table(
        "routines_followed",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("routine", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_routines_followed_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_routines_followed")),
    )
    op.create_index(
        op.f("ix_routines_followed_routine"), "routines_followed", ["routine"], unique=False
    )
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(session_id IS NULL) <> (plan_id IS NULL)", name=op.f("ck_overrides_of_one_thing")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_overrides_plan_id_plans")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_overrides_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
    )
    op.create_index(op.f("ix_overrides_plan_id"), "overrides", ["plan_id"], unique=False)
    op.create_index(op.f("ix_overrides_session_id"), "overrides", ["session_id"], unique=False)
    add_column("services", sa.Column("claim_on", sa.Date(), nullable=True))
    add_column("services", sa.Column("claim_note", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
