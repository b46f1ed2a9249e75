"""Plans: each form that they have had, their pauses, and when they are due."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    text,
)

from tracker.tables.columns import (
    KEEPS_NUMBERS,
    PLANNED_KINDS,
    Instant,
    identity,
    index_where,
    metadata,
    one_of,
    session_key,
)

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("name_key", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    # What a session of the plan is logged with; only the style takes part in a question.
    Column("details", Text, nullable=False),
    Column("style", String(40), nullable=True),
    Column("directed_by", Integer, ForeignKey("providers.id"), nullable=True),
    Column("zone", String(64), nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("removed_at", Instant, nullable=True),
    # What becomes of it in a flare-up.
    Column("in_flare", String(10), nullable=False, server_default=text("'same'")),
    identity(),
    one_of("kind", *PLANNED_KINDS),
    one_of("in_flare", "half", "rest", "same"),
    info=KEEPS_NUMBERS,
)
index_where(
    plans.c.removed_at.is_(None), plans.c.name_key, name="uq_plans_living_name_key", unique=True
)

# One row for each form a plan has had, so that what was planned in the past stays what it was.
schedules = Table(
    "schedules",
    metadata,
    Column("plan_id", Integer, ForeignKey("plans.id"), primary_key=True, nullable=False),
    Column("from_at", Instant, primary_key=True, nullable=False),
    Column("rhythm", String(10), nullable=False),
    Column("weekdays", String(20), nullable=True),
    Column("every", Integer, nullable=True),
    Column("times_a_week", Integer, nullable=True),
    Column("clock_times", String(200), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("until_on", Date, nullable=True),
    Column("gap_days", Integer, nullable=False),
    one_of("rhythm", "weekdays", "interval", "quota"),
    CheckConstraint("(rhythm = 'weekdays') = (weekdays IS NOT NULL)", name="weekdays_told"),
    CheckConstraint("(rhythm = 'quota') = (times_a_week IS NOT NULL)", name="times_told"),
    CheckConstraint("(rhythm = 'quota') = (every IS NULL)", name="every_told"),
    CheckConstraint("every > 0 AND every <= 366", name="every_within_a_year"),
    CheckConstraint("times_a_week > 0", name="times_positive"),
    CheckConstraint("gap_days >= 0 AND gap_days <= 366", name="gap_within_a_year"),
    CheckConstraint("until_on >= first_on", name="ends_after_it_begins"),
)

pauses = Table(
    "pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", Integer, ForeignKey("plans.id"), nullable=False, index=True),
    Column("first_on", Date, nullable=False),
    Column("until_on", Date, nullable=True),
    Column("why", Text, nullable=True),
    # What wrote the pause, and is the one to end it.
    Column("flare_id", Integer, ForeignKey("flares.id"), nullable=True, index=True),
    Column("trial_id", Integer, ForeignKey("trials.id"), nullable=True, index=True),
    CheckConstraint("until_on >= first_on", name="ends_after_it_begins"),
)

# When a plan is next due, worked out from what is stored; `is_stale` asks for it to be done anew.
plan_dues = Table(
    "plan_dues",
    metadata,
    Column(
        "plan_id",
        Integer,
        ForeignKey("plans.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column("computed_until", Instant, nullable=False),
    Column("next_due_at", Instant, nullable=True),
    Column("is_stale", Boolean(create_constraint=True, name="is_stale_is_boolean"), nullable=False),
    # How far a clock had come that was set back since; what it came to lies aside.
    Column("seen_until", Instant, nullable=True),
)
index_where(
    plan_dues.c.next_due_at.is_not(None), plan_dues.c.next_due_at, name="ix_plan_dues_next_due_at"
)
index_where(plan_dues.c.is_stale, plan_dues.c.plan_id, name="ix_plan_dues_stale")

# The zone and the settings that each desk worked out due times with last. Where one of its own has
# changed it works them out anew; that another desk has others is no change.
due_basis = Table(
    "due_basis",
    metadata,
    Column("desk", String(40), primary_key=True, nullable=False),
    Column("words", Text, nullable=False),
)

# The plan that the person named, or whose reminder they answered: the session is for it as it is.
done_for = Table(
    "done_for",
    metadata,
    session_key(),
    Column(
        "plan_id", Integer, ForeignKey("plans.id"), primary_key=True, nullable=False, index=True
    ),
)
