"""Reminders: what came due, why it was shown or was not, and the weeks that were shown."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tracker.tables.columns import KEEPS_NUMBERS, Instant, index_where, metadata, one_of

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
    Column("trouble", Text, nullable=True),
    Column("why", Text, nullable=True),
    Column("answered_by", Integer, ForeignKey("sessions.id"), nullable=True, index=True),
    # A plan of pain is answered by a reading.
    Column("read_by", Integer, ForeignKey("readings.id"), nullable=True, index=True),
    UniqueConstraint("plan_id", "day", "clock"),
    one_of("state", "due", "shown", "snoozed", "done", "skipped", "missed", "held", "dropped"),
    CheckConstraint("answered_by IS NULL OR state = 'done'", name="answered_is_done"),
    CheckConstraint(
        "read_by IS NULL OR (state = 'done' AND answered_by IS NULL)", name="read_is_done"
    ),
    info=KEEPS_NUMBERS,
)
Index("ix_reminders_day", reminders.c.day)
index_where(
    reminders.c.state.in_(["due", "shown", "snoozed"]),
    reminders.c.plan_id,
    reminders.c.day,
    name="ix_reminders_open",
)
index_where(
    reminders.c.attention_at.is_not(None),
    reminders.c.attention_at,
    name="ix_reminders_attention_at",
)
index_where(reminders.c.trouble.is_not(None), reminders.c.id, name="ix_reminders_trouble")
Index("ix_reminders_shown_at", reminders.c.shown_at)

# On which desk each showing stands, the last one of a reminder alone; `handle` is by what it is
# found again there, null where it left nothing on the screen. A bubble outlives its reminder until
# it is taken off the screen, so that no foreign key takes it along.
bubbles = Table(
    "bubbles",
    metadata,
    Column("reminder_id", Integer, primary_key=True, nullable=False, autoincrement=False),
    Column("desk", String(40), primary_key=True, nullable=False),
    Column("handle", Text, nullable=True),
    Column("shown_times", Integer, nullable=False),
)

# What a clock that was set back made to lie ahead, kept as it was until the time has come there.
reminders_aside = Table(
    "reminders_aside",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", Integer, ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("image", Text, nullable=False),
    Column("decided", Text, nullable=False),
)

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
