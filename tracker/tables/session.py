"""What is written down of a session, and the people who gave it."""

from sqlalchemy import (
    BigInteger,
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
    false,
)

from tracker.tables.columns import (
    KEEPS_NUMBERS,
    KINDS,
    Instant,
    identity,
    metadata,
    one_of,
    session_key,
)

providers = Table(
    "providers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("name_key", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=True),
    Column("styles", Text, nullable=True),
    Column("approach", String(10), nullable=True),
    Column("experience", String(20), nullable=True),
    Column("contact", String(200), nullable=True),
    Column("rating", Integer, nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", Instant, nullable=False),
    identity(),
    one_of("role", "massage-therapist", "chiropractor", "physical-therapist", "doctor", "other"),
    one_of("approach", "science", "holistic", "mixed"),
    one_of("experience", "inexperienced", "experienced", "specialist"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_in_range"),
    info=KEEPS_NUMBERS,
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("started_at", Instant, nullable=True),
    Column("zone", String(64), nullable=False),
    Column("duration_s", Integer, nullable=False),
    Column("pain_before", Integer, nullable=True),
    Column("pain_after", Integer, nullable=True),
    Column("note", Text, nullable=True),
    Column("came_in", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    # Sessions of before the rule count for a plan by their kind, style and routine alone.
    Column(
        "has_to_fit",
        Boolean(create_constraint=True, name="has_to_fit_is_boolean"),
        nullable=False,
        server_default=false(),
    ),
    Column("feels", String(20), nullable=True),
    Column("effort", String(10), nullable=True),
    Column("relief_s", Integer, nullable=True),
    Column("part", String(10), nullable=True),
    identity(),
    # The program that it was taken over from, if it was.
    Column("source", String(20), nullable=True),
    one_of("kind", *KINDS),
    one_of("came_in", "logged", "timer", "reminder", "import"),
    one_of("feels", "stiff", "swollen", "after-injury"),
    one_of("effort", "easy", "right", "hard"),
    one_of("part", "morning", "afternoon", "evening", "night"),
    CheckConstraint("duration_s > 0 AND duration_s <= 86400", name="duration_within_a_day"),
    CheckConstraint("pain_before BETWEEN 0 AND 10", name="pain_before_on_scale"),
    CheckConstraint("pain_after BETWEEN 0 AND 10", name="pain_after_on_scale"),
    CheckConstraint("relief_s BETWEEN 0 AND 5184000", name="relief_within_60_days"),
    CheckConstraint("part IS NULL OR started_at IS NULL", name="part_without_clock"),
    info=KEEPS_NUMBERS,
)
# History reads newest first by day; a kind's last session and its overlaps are asked for on each log.
Index("ix_sessions_day_started_at_id", sessions.c.day, sessions.c.started_at, sessions.c.id)
Index("ix_sessions_kind_day_started_at", sessions.c.kind, sessions.c.day, sessions.c.started_at)

session_areas = Table(
    "session_areas",
    metadata,
    session_key(),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("area", String(40), nullable=False, index=True),
    Column("side", String(10), nullable=True),
    one_of("side", "left", "right", "both", "centre"),
)

massages = Table(
    "massages",
    metadata,
    session_key(),
    Column("style", String(40), nullable=True, index=True),
    Column("performer", String(20), nullable=True),
    Column("purpose", String(20), nullable=True),
    one_of("performer", "professional", "partner", "self"),
    one_of("purpose", "relaxation", "pain-relief", "rehabilitation"),
)

# Who gave a massage or held a visit, and what it cost in the smallest unit of its currency.
services = Table(
    "services",
    metadata,
    session_key(),
    Column("provider_id", Integer, ForeignKey("providers.id"), nullable=True, index=True),
    Column("cost", BigInteger, nullable=True),
    Column("currency", String(3), nullable=True),
    Column("covered", BigInteger, nullable=True),
    Column("claim", String(20), nullable=True),
    Column("claim_on", Date, nullable=True),
    Column("claim_note", Text, nullable=True),
    CheckConstraint("cost >= 0", name="cost_not_negative"),
    CheckConstraint("(cost IS NULL) = (currency IS NULL)", name="cost_has_currency"),
    CheckConstraint("covered >= 0 AND covered <= cost", name="covered_within_cost"),
    CheckConstraint("covered IS NULL OR cost IS NOT NULL", name="covered_has_cost"),
    one_of("claim", "none", "to-claim", "submitted", "paid", "refused"),
)

applications = Table(
    "applications",
    metadata,
    session_key(),
    Column("temperature_c", Float, nullable=True),
    Column("barrier", Boolean(create_constraint=True, name="barrier_is_boolean"), nullable=True),
)

exercises_done = Table(
    "exercises_done",
    metadata,
    session_key(),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("exercise", String(40), nullable=False, index=True),
    Column("sets", Integer, nullable=True),
    Column("reps", Integer, nullable=True),
    Column("hold_s", Integer, nullable=True),
    Column(
        "each_side", Boolean(create_constraint=True, name="each_side_is_boolean"), nullable=False
    ),
    CheckConstraint("sets > 0 AND (reps IS NULL OR reps > 0)", name="counts_positive"),
    CheckConstraint("hold_s > 0", name="hold_positive"),
)

# The routine that a session of exercises, or a plan of them, follows; its name stays if it goes.
routines_followed = Table(
    "routines_followed",
    metadata,
    session_key(),
    Column("routine", String(100), nullable=False, index=True),
)

# The one timer that runs, so that a crash loses nothing of it.
timers = Table(
    "timers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("content", Text, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)
