"""The history of changes."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from tracker.tables.columns import KEEPS_NUMBERS, Instant, metadata

# One row a use case that changed something, so that `undo` can take it back whole.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("verb", String(20), nullable=False),
    Column("what", Text, nullable=False),
    info=KEEPS_NUMBERS,
)

# What each row was before the change; no `before` means that the row did not exist. Of many rows
# that were made at once, `row_key` names the first and `last_key` is the number of the last.
changed_rows = Table(
    "changed_rows",
    metadata,
    Column("change_id", Integer, ForeignKey("changes.id"), primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("table_name", String(40), nullable=False),
    Column("row_key", Text, nullable=False),
    Column("before", Text, nullable=True),
    Column("last_key", Integer, nullable=True),
)

# What a name of another program means here: a kind of session or pain; null where it is left out.
known_names = Table(
    "known_names",
    metadata,
    Column("source", String(20), primary_key=True, nullable=False),
    Column("name_key", String(200), primary_key=True, nullable=False),
    Column("meaning", String(20), nullable=True),
)
