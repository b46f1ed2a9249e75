"""Pain and function by themselves: readings, check-ins, flare-ups, and trials of one's own."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from tracker.tables.columns import KEEPS_NUMBERS, KINDS, Instant, identity, metadata, one_of

# How strong the pain was, with no session to it; `at` is unknown where only a day or its part is.
readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("at", Instant, nullable=True),
    Column("part", String(10), nullable=True),
    Column("zone", String(64), nullable=False),
    Column("level", Integer, nullable=False),
    Column("took", Text, nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    identity(),
    # The program that it was taken over from, if it was.
    Column("source", String(20), nullable=True),
    one_of("part", "morning", "afternoon", "evening", "night"),
    CheckConstraint("level BETWEEN 0 AND 10", name="level_on_scale"),
    CheckConstraint("part IS NULL OR at IS NULL", name="part_without_clock"),
    info=KEEPS_NUMBERS,
)
Index("ix_readings_day_at_id", readings.c.day, readings.c.at, readings.c.id)

reading_areas = Table(
    "reading_areas",
    metadata,
    Column("reading_id", Integer, ForeignKey("readings.id"), primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("area", String(40), nullable=False, index=True),
    Column("side", String(10), nullable=True),
    one_of("side", "left", "right", "both", "centre"),
)

# A questionnaire that was gone through; of one that is scored elsewhere only the `total` is known.
checkins = Table(
    "checkins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measure", String(10), nullable=False),
    Column("day", Date, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("total", Float, nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    identity(),
    one_of("measure", "peg", "psfs", "rmdq", "odi"),
    CheckConstraint("(measure = 'odi') = (total IS NOT NULL)", name="total_from_elsewhere"),
    CheckConstraint("total BETWEEN 0 AND 100", name="total_on_scale"),
    info=KEEPS_NUMBERS,
)
Index("ix_checkins_measure_day_id", checkins.c.measure, checkins.c.day, checkins.c.id)

# One row an item that was answered; `activity` is the person's own, where the measure asks for it.
checkin_answers = Table(
    "checkin_answers",
    metadata,
    Column("checkin_id", Integer, ForeignKey("checkins.id"), primary_key=True, nullable=False),
    Column("item", Integer, primary_key=True, nullable=False),
    Column("answer", Integer, nullable=False),
    Column("activity", String(100), nullable=True),
    CheckConstraint("item > 0", name="item_counted"),
    CheckConstraint("answer BETWEEN 0 AND 10", name="answer_on_scale"),
)

flares = Table(
    "flares",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first_on", Date, nullable=False),
    Column("until_on", Date, nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", Instant, nullable=False),
    identity(),
    CheckConstraint("until_on >= first_on", name="ends_after_it_begins"),
    info=KEEPS_NUMBERS,
)
Index("ix_flares_first_on", flares.c.first_on)

# A trial of whether a kind of session helps; it is over after its weeks, or when it was stopped.
trials = Table(
    "trials",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("plan_id", Integer, ForeignKey("plans.id"), nullable=False, index=True),
    Column("pain_plan_id", Integer, ForeignKey("plans.id"), nullable=False, index=True),
    Column("first_on", Date, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("stopped_on", Date, nullable=True),
    Column("created_at", Instant, nullable=False),
    identity(),
    one_of("kind", *KINDS),
    CheckConstraint("weeks BETWEEN 2 AND 52 AND weeks % 2 = 0", name="weeks_in_pairs"),
    CheckConstraint("stopped_on >= first_on", name="stops_after_it_begins"),
    info=KEEPS_NUMBERS,
)

# Of each block of two weeks, which of them was drawn to be the one with the sessions.
trial_blocks = Table(
    "trial_blocks",
    metadata,
    Column("trial_id", Integer, ForeignKey("trials.id"), primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True, nullable=False),
    Column(
        "with_first",
        Boolean(create_constraint=True, name="with_first_is_boolean"),
        nullable=False,
    ),
)
