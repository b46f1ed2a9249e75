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
)

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
    Column("created_at", Instant, nullable=False),
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
    _one_of("kind", "massage", "heat-pack", "ice", "warm-bath", "exercise", "visit"),
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
