"""The tables, in SQLAlchemy Core."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

# The schema guards its own words; a test compares them with those of the catalogue.
KINDS = ("massage", "heat-pack", "ice", "warm-bath", "exercise", "visit")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC; a naive one is refused rather than guessed at."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[dt.datetime]:
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def _one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=f"{column}_known")


def _session_key(**options: Any) -> Column[int]:
    return Column(
        "session_id",
        Integer,
        ForeignKey("sessions.id"),
        primary_key=True,
        nullable=False,
        **options,
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
    _one_of("role", "massage-therapist", "chiropractor", "physical-therapist", "doctor", "other"),
    _one_of("approach", "science", "holistic", "mixed"),
    _one_of("experience", "inexperienced", "experienced", "specialist"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_in_range"),
    sqlite_autoincrement=True,
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
    _one_of("kind", *KINDS),
    _one_of("came_in", "logged", "timer", "reminder", "import"),
    CheckConstraint("duration_s > 0 AND duration_s <= 86400", name="duration_within_a_day"),
    CheckConstraint("pain_before BETWEEN 0 AND 10", name="pain_before_on_scale"),
    CheckConstraint("pain_after BETWEEN 0 AND 10", name="pain_after_on_scale"),
    sqlite_autoincrement=True,
)
# History reads newest first by day; a kind's last session and its overlaps are asked for on each log.
Index("ix_sessions_day_started_at_id", sessions.c.day, sessions.c.started_at, sessions.c.id)
Index("ix_sessions_kind_day_started_at", sessions.c.kind, sessions.c.day, sessions.c.started_at)

session_areas = Table(
    "session_areas",
    metadata,
    _session_key(),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("area", String(40), nullable=False, index=True),
    Column("side", String(10), nullable=True),
    _one_of("side", "left", "right", "both", "centre"),
)

massages = Table(
    "massages",
    metadata,
    _session_key(),
    Column("style", String(40), nullable=True, index=True),
    Column("performer", String(20), nullable=True),
    Column("purpose", String(20), nullable=True),
    _one_of("performer", "professional", "partner", "self"),
    _one_of("purpose", "relaxation", "pain-relief", "rehabilitation"),
)

# Who gave a massage or held a visit, and what it cost in the smallest unit of its currency.
services = Table(
    "services",
    metadata,
    _session_key(),
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
    _one_of("claim", "none", "to-claim", "submitted", "paid", "refused"),
)

applications = Table(
    "applications",
    metadata,
    _session_key(),
    Column("temperature_c", Float, nullable=True),
    Column("barrier", Boolean(create_constraint=True, name="barrier_is_boolean"), nullable=True),
)

exercises_done = Table(
    "exercises_done",
    metadata,
    _session_key(),
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

# One row a use case that changed something, so that `undo` can take it back whole.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("verb", String(20), nullable=False),
    Column("what", Text, nullable=False),
    sqlite_autoincrement=True,
)

# What each row was before the change; no `before` means that the row did not exist.
changed_rows = Table(
    "changed_rows",
    metadata,
    Column("change_id", Integer, ForeignKey("changes.id"), primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("table_name", String(40), nullable=False),
    Column("row_key", Text, nullable=False),
    Column("before", Text, nullable=True),
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
    _one_of("kind", *KINDS),
    sqlite_autoincrement=True,
)
Index(
    "uq_plans_living_name_key",
    plans.c.name_key,
    unique=True,
    sqlite_where=plans.c.removed_at.is_(None),
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
    _one_of("rhythm", "weekdays", "interval", "quota"),
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
)
Index(
    "ix_plan_dues_next_due_at",
    plan_dues.c.next_due_at,
    sqlite_where=plan_dues.c.next_due_at.is_not(None),
)
Index("ix_plan_dues_stale", plan_dues.c.plan_id, sqlite_where=plan_dues.c.is_stale)

# The zone and the settings that the due times were worked out with.
due_basis = Table(
    "due_basis",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# One row for each planned occurrence that came due. `attention_at` is when the reminder process
# has to look at it again: to show it, to repeat it, or because the claim of `owner` has run out.
reminders = Table(
    "reminders",
    metadata,
    Column("id", Integer, primary_key=True),
    # A plan goes only when its making is taken back, and then what came due of it goes too.
    Column("plan_id", Integer, ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("day", Date, nullable=False),
    Column("clock", String(5), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attention_at", Instant, nullable=True),
    Column("owner", String(80), nullable=True),
    Column("tries", Integer, nullable=False),
    Column("shown_at", Instant, nullable=True),
    Column("shown_times", Integer, nullable=False),
    Column("channel", String(20), nullable=True),
    Column("handle", Text, nullable=True),
    Column("trouble", Text, nullable=True),
    Column("why", Text, nullable=True),
    Column("answered_by", Integer, ForeignKey("sessions.id"), nullable=True, index=True),
    UniqueConstraint("plan_id", "day", "clock"),
    _one_of("state", "due", "shown", "snoozed", "done", "skipped", "missed", "held", "dropped"),
    CheckConstraint("answered_by IS NULL OR state = 'done'", name="answered_is_done"),
    sqlite_autoincrement=True,
)
Index("ix_reminders_day", reminders.c.day)
Index(
    "ix_reminders_open",
    reminders.c.plan_id,
    reminders.c.day,
    sqlite_where=reminders.c.state.in_(["due", "shown", "snoozed"]),
)
Index(
    "ix_reminders_attention_at",
    reminders.c.attention_at,
    sqlite_where=reminders.c.attention_at.is_not(None),
)
Index("ix_reminders_trouble", reminders.c.id, sqlite_where=reminders.c.trouble.is_not(None))
Index("ix_reminders_shown_at", reminders.c.shown_at)

# Why a reminder was shown, or was not: `tracker remind why` reads it.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "reminder_id",
        Integer,
        ForeignKey("reminders.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("at", Instant, nullable=False),
    Column("what", String(20), nullable=False),
    Column("words", Text, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("week_first", Date, primary_key=True, nullable=False),
    Column("lease_until", Instant, nullable=True),
    Column("shown_at", Instant, nullable=True),
    Column("tries", Integer, nullable=False),
    Column("trouble", Text, nullable=True),
)

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
    Column("until_at", Instant, nullable=True),
    Column("cleared_by", String(100), nullable=True),
    Column("cleared_on", Date, nullable=True),
    Column("note", Text, nullable=True),
    Column("created_at", Instant, nullable=False),
    _one_of("side", "left", "right", "both", "centre"),
    CheckConstraint("until_at >= from_at", name="ends_after_it_begins"),
    CheckConstraint("(cleared_by IS NULL) = (cleared_on IS NULL)", name="cleared_whole"),
    sqlite_autoincrement=True,
)
Index("ix_conditions_active", conditions.c.key, sqlite_where=conditions.c.until_at.is_(None))

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
    sqlite_autoincrement=True,
)

routine_steps = Table(
    "routine_steps",
    metadata,
    Column("routine_id", Integer, ForeignKey("routines.id"), primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("exercise", String(40), nullable=False),
    Column("dose", String(40), nullable=True),
)

# The routine that a session of exercises, or a plan of them, follows; its name stays if it goes.
routines_followed = Table(
    "routines_followed",
    metadata,
    _session_key(),
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
