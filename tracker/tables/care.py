"""What care depends on: conditions, rules passed over, exercises and routines of one's own."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from tracker.tables.columns import KEEPS_NUMBERS, Instant, identity, index_where, metadata, one_of

# What a person notes of their health; `key` is a condition of the care rules.
conditions = Table(
    "conditions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_key", String(200), nullable=False),
    Column("area", String(40), nullable=True),
    Column("side", String(10), nullable=True),
    Column("from_at", Instant, nullable=False),
    # The day alone, where that is all that is known of its beginning.
    Column("from_on", Date, nullable=True),
    Column("until_at", Instant, nullable=True),
    Column("cleared_by", String(100), nullable=True),
    Column("cleared_on", Date, nullable=True),
    Column("cleared_until", Date, nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", Instant, nullable=False),
    identity(),
    one_of("side", "left", "right", "both", "centre"),
    CheckConstraint("until_at >= from_at", name="ends_after_it_begins"),
    CheckConstraint("(cleared_by IS NULL) = (cleared_on IS NULL)", name="cleared_whole"),
    CheckConstraint(
        "cleared_until IS NULL OR (cleared_on IS NOT NULL AND cleared_until >= cleared_on)",
        name="review_follows_clearance",
    ),
    info=KEEPS_NUMBERS,
)
index_where(conditions.c.until_at.is_(None), conditions.c.key, name="ix_conditions_active")

# Each time that the red flags were gone through: the signs answered yes, if any, joined by commas.
red_flag_answers = Table(
    "red_flag_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("signs", Text, nullable=False),
    Column("level", String(20), nullable=True),
    identity(),
    one_of("level", "emergency", "urgent", "doctor", "ask-early"),
    CheckConstraint("(level IS NULL) = (signs = '')", name="signs_have_a_level"),
    info=KEEPS_NUMBERS,
)

# Why a care rule was passed over, in the person's own words.
overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", Integer, ForeignKey("sessions.id"), nullable=True, index=True),
    Column("plan_id", Integer, ForeignKey("plans.id"), nullable=True, index=True),
    Column("rule", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("(session_id IS NULL) <> (plan_id IS NULL)", name="of_one_thing"),
)

own_exercises = Table(
    "own_exercises",
    metadata,
    Column("id", String(40), primary_key=True, nullable=False),
    Column("name", String(100), nullable=False),
    Column("dose", String(40), nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", Instant, nullable=False),
)

routines = Table(
    "routines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("name_key", String(200), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    info=KEEPS_NUMBERS,
)

routine_steps = Table(
    "routine_steps",
    metadata,
    Column("routine_id", Integer, ForeignKey("routines.id"), primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("exercise", String(40), nullable=False),
    Column("dose", String(40), nullable=True),
)
