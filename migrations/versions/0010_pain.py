"""Pain: readings and check-ins of their own, plans that ask for a reading, flare-ups and trials."""

import sqlalchemy as sa
from alembic import op

from tracker.database.altering import build_anew, create_index_where

revision = "0010"
down_revision = "0009"

_KINDS = "'massage', 'heat-pack', 'ice', 'warm-bath', 'exercise', 'visit'"
_OF_PLANS = "id, name, name_key, kind, details, style, directed_by, zone, created_at, changed_at, removed_at"
_OF_REMINDERS = (
    "id, plan_id, day, clock, due_at, state, attention_at, owner, tries, shown_at, shown_times,"
    " channel, handle, trouble, why, answered_by"
)


def upgrade() -> None:
    _make_readings()
    _make_checkins()
    _let_plans_ask_for_pain()
    _let_readings_answer()
    _make_flares_and_trials()


def _make_readings() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("part", sa.String(10), nullable=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("took", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "part IN ('morning', 'afternoon', 'evening', 'night')",
            name=op.f("ck_readings_part_known"),
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 10", name=op.f("ck_readings_level_on_scale")),
        sa.CheckConstraint(
            "part IS NULL OR at IS NULL", name=op.f("ck_readings_part_without_clock")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_readings_day_at_id"), "readings", ["day", "at", "id"], unique=False)
    op.create_table(
        "reading_areas",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("side", sa.String(10), nullable=True),
        sa.CheckConstraint(
            "side IN ('left', 'right', 'both', 'centre')",
            name=op.f("ck_reading_areas_side_known"),
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_reading_areas_reading_id_readings")
        ),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_reading_areas")),
    )
    op.create_index(op.f("ix_reading_areas_area"), "reading_areas", ["area"], unique=False)


def _make_checkins() -> None:
    op.create_table(
        "checkins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "measure IN ('peg', 'psfs', 'rmdq', 'odi')", name=op.f("ck_checkins_measure_known")
        ),
        sa.CheckConstraint(
            "(measure = 'odi') = (total IS NOT NULL)", name=op.f("ck_checkins_total_from_elsewhere")
        ),
        sa.CheckConstraint("total BETWEEN 0 AND 100", name=op.f("ck_checkins_total_on_scale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkins")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_checkins_measure_day_id"), "checkins", ["measure", "day", "id"], unique=False
    )
    op.create_table(
        "checkin_answers",
        sa.Column("checkin_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(100), nullable=True),
        sa.CheckConstraint("item > 0", name=op.f("ck_checkin_answers_item_counted")),
        sa.CheckConstraint(
            "answer BETWEEN 0 AND 10", name=op.f("ck_checkin_answers_answer_on_scale")
        ),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkins.id"], name=op.f("fk_checkin_answers_checkin_id_checkins")
        ),
        sa.PrimaryKeyConstraint("checkin_id", "item", name=op.f("pk_checkin_answers")),
    )


def _let_plans_ask_for_pain() -> None:
    build_anew(
        "plans",
        _OF_PLANS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("style", sa.String(40), nullable=True),
        sa.Column("directed_by", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("in_flare", sa.String(10), nullable=False, server_default=sa.text("'same'")),
        sa.CheckConstraint(f"kind IN ({_KINDS}, 'pain')", name=op.f("ck_plans_kind_known")),
        sa.CheckConstraint(
            "in_flare IN ('half', 'rest', 'same')", name=op.f("ck_plans_in_flare_known")
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


def _let_readings_answer() -> None:
    build_anew(
        "reminders",
        _OF_REMINDERS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clock", sa.String(5), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attention_at", sa.DateTime(), nullable=True),
        sa.Column("owner", sa.String(80), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=True),
        sa.Column("shown_times", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=True),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("read_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('due', 'shown', 'snoozed', 'done', 'skipped', 'missed', 'held', 'dropped')",
            name=op.f("ck_reminders_state_known"),
        ),
        sa.CheckConstraint(
            "answered_by IS NULL OR state = 'done'", name=op.f("ck_reminders_answered_is_done")
        ),
        sa.CheckConstraint(
            "read_by IS NULL OR (state = 'done' AND answered_by IS NULL)",
            name=op.f("ck_reminders_read_is_done"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_reminders_plan_id_plans"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["sessions.id"], name=op.f("fk_reminders_answered_by_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["read_by"], ["readings.id"], name=op.f("fk_reminders_read_by_readings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("plan_id", "day", "clock", name=op.f("uq_reminders_plan_id_day_clock")),
        sqlite_autoincrement=True,
    )
    for columns in (["day"], ["answered_by"], ["read_by"], ["shown_at"]):
        name = op.f(f"ix_reminders_{columns[0]}")
        op.create_index(name, "reminders", columns, unique=False)
    for name, columns, where in (
        ("ix_reminders_open", ["plan_id", "day"], "state IN ('due', 'shown', 'snoozed')"),
        ("ix_reminders_attention_at", ["attention_at"], "attention_at IS NOT NULL"),
        ("ix_reminders_trouble", ["id"], "trouble IS NOT NULL"),
        ("ix_reminders_handle", ["handle"], "handle IS NOT NULL"),
    ):
        create_index_where(name, "reminders", columns, where)


def _make_flares_and_trials() -> None:
    op.create_table(
        "flares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("until_on >= first_on", name=op.f("ck_flares_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flares")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_flares_first_on"), "flares", ["first_on"], unique=False)
    op.create_table(
        "trials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("pain_plan_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_trials_kind_known")),
        sa.CheckConstraint(
            "weeks BETWEEN 2 AND 52 AND weeks % 2 = 0", name=op.f("ck_trials_weeks_in_pairs")
        ),
        sa.CheckConstraint("stopped_on >= first_on", name=op.f("ck_trials_stops_after_it_begins")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_trials_plan_id_plans")),
        sa.ForeignKeyConstraint(
            ["pain_plan_id"], ["plans.id"], name=op.f("fk_trials_pain_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_trials_plan_id"), "trials", ["plan_id"], unique=False)
    op.create_index(op.f("ix_trials_pain_plan_id"), "trials", ["pain_plan_id"], unique=False)
    op.create_table(
        "trial_blocks",
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "with_first",
            sa.Boolean(create_constraint=True, name=op.f("ck_trial_blocks_with_first_is_boolean")),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trials.id"], name=op.f("fk_trial_blocks_trial_id_trials")
        ),
        sa.PrimaryKeyConstraint("trial_id", "position", name=op.f("pk_trial_blocks")),
    )
    build_anew(
        "pauses",
        "id, plan_id, first_on, until_on, why",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("flare_id", sa.Integer(), nullable=True),
        sa.Column("trial_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until_on >= first_on", name=op.f("ck_pauses_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_pauses_plan_id_plans")),
        sa.ForeignKeyConstraint(
            ["flare_id"], ["flares.id"], name=op.f("fk_pauses_flare_id_flares")
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trials.id"], name=op.f("fk_pauses_trial_id_trials")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    for column in ("plan_id", "flare_id", "trial_id"):
        op.create_index(op.f(f"ix_pauses_{column}"), "pauses", [column], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a diary is brought back from the copy made before the upgrade")
