"""The backup of Loop Habit Tracker: an SQLite file, opened so that nothing in it can act.

Only the columns of its own two tables are read, and of these none that are worked out by the file,
so that no view, trigger or function in it ever runs.
"""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from tracker.care.incoming import Ignored, Incoming, Told
from tracker.errors import BadInput
from tracker.exchange.loop import DONE, MOST_HABITS, Habit, habit_key, no_answer, told
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit, after_epoch
from tracker.text import LONGEST_TYPED

MOST_BYTES = 100_000_000
LONGEST_FIELD = 20_000_000
"""Of what is longer, nothing is read; it is held in memory, as all of a row is."""

# SQLite asks after so many instructions of its own; it takes some six for a row.
_STEP = 100_000
_STEPS_AT_LEAST = 3
_BYTES_A_STEP = 10_000

_MAGIC = b"SQLite format 3\x00"
# Where SQLite keeps the mark of the program that a file belongs to, and what a diary of ours has.
_MARK = slice(68, 72)
_OUR_MARK = bytes.fromhex("5e1fca2e")
_NEWEST = 25
_DAY_MS = 86_400_000
_TABLES = ("Habits", "Repetitions")
# What an older version does not have yet is as it was then: every row is a habit that was done.
_HABIT = {"id": "", "name": "", "type": "0", "unit": "''", "uuid": "NULL"}
_ANSWER = {"habit": "", "timestamp": "", "value": str(DONE), "notes": "NULL"}


def fits(source: Source) -> bool:
    """Tell whether it is such a backup, or a diary of ours, which `entries` refuses by name."""
    if not source.head.startswith(_MAGIC):
        return False
    if source.head[_MARK] == _OUR_MARK:
        return True
    try:
        with _opened(source) as db:
            return all(_columns(db, table) for table in _TABLES)
    except BadInput:
        # Whatever it was, it is too damaged to tell.
        return False


def entries(source: Source) -> Iterator[Told]:
    """Return what each answer tells, in the order of the table. Raises BadInput."""
    if not source.head.startswith(_MAGIC):
        raise source.refused("that is no database, as Loop makes one for a backup.")
    if source.head[_MARK] == _OUR_MARK:
        raise source.refused("that is a diary of tracker. To take it as yours: tracker restore.")
    with _opened(source) as db:
        if not all(_columns(db, table) for table in _TABLES):
            raise source.refused("that is a database, but no backup of Loop.")
        notice = _notice(db)
        habits = _habits(db, source)
        for number, row in enumerate(_rows(db, source, "Repetitions", _ANSWER), 1):
            where = f"row {number}"
            try:
                entry = _told(habits, where, *row)
            except Unfit as unfit:
                yield unfit.refused(where)
                continue
            if notice and isinstance(entry, Incoming):
                # It is said once, as it holds for all of them.
                entry, notice = replace(entry, doubts=(*notice, *entry.doubts)), ()
            yield entry


def _notice(db: sqlite3.Connection) -> tuple[str, ...]:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    said = f"The backup is of a newer Loop than is known here (form {version}, not {_NEWEST})."
    return () if version <= _NEWEST else (said,)


@contextlib.contextmanager
def _opened(source: Source) -> Iterator[sqlite3.Connection]:
    """Open it to read alone, and without files beside it; refuse what is damaged in words."""
    source.check_size(MOST_BYTES, "backup of Loop")
    address = f"{source.path.absolute().as_uri()}?mode=ro&immutable=1"
    # A file whose pages name each other in a circle has no end: it gets steps by its size alone.
    steps = iter(range(_STEPS_AT_LEAST + source.size // _BYTES_A_STEP))
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as db:
            db.set_progress_handler(lambda: next(steps, None) is None, _STEP)
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_FIELD)
            db.execute("PRAGMA trusted_schema = OFF")
            db.text_factory = _decoded
            yield db
    except sqlite3.Error:
        raise source.refused(
            "it is a database that is damaged. Make the backup again in Loop."
        ) from None


def _decoded(text: bytes) -> str | bytes:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text


def _columns(db: sqlite3.Connection, table: str) -> Mapping[str, str]:
    """Return the names of the columns of a table by their lower case, none where it is no table.

    What its file would have to work out, as a generated column, is left out.
    """
    kind = db.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", (table,)
    ).fetchone()
    if kind is None or not str(kind[0]).upper().startswith("CREATE TABLE"):
        return {}
    columns = db.execute("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (table,))
    return {str(name).lower(): str(name) for (name,) in columns}


def _rows(
    db: sqlite3.Connection, source: Source, table: str, wanted: Mapping[str, str]
) -> Iterator[Sequence[Any]]:
    """Return what is wanted of each row; where a column is missing, what stands in for it."""
    columns = _columns(db, table)
    missing = [name for name, instead in wanted.items() if name not in columns and not instead]
    if missing:
        raise source.refused(f"its table {table} has no {missing[0]}, as Loop writes.")
    chosen = ", ".join(
        f'"{name}"' if name in columns else instead for name, instead in wanted.items()
    )
    return db.execute(f"SELECT {chosen} FROM {table}")  # The names are ours.


def _habits(db: sqlite3.Connection, source: Source) -> Mapping[int, Habit]:
    """Return the habits by their numbers; what no habit of Loop has is as if it were not said."""
    habits: dict[int, Habit] = {}
    named: Counter[str] = Counter()
    for number, name, kind, unit, uuid in _rows(db, source, "Habits", _HABIT):
        if len(habits) >= MOST_HABITS:
            raise source.refused(f"it has more than {MOST_HABITS:,} habits.")
        if len(f"{name}{unit}{uuid}") > LONGEST_TYPED:
            raise source.refused(f"a habit in it is called by more than {LONGEST_TYPED:,} letters.")
        if isinstance(number, int) and isinstance(name, str):
            habits[number] = Habit(
                key=uuid if isinstance(uuid, str) and uuid else habit_key(name, named),
                name=name,
                is_counted=kind == 1,
                unit=unit if isinstance(unit, str) else "",
            )
    return habits


def _told(
    habits: Mapping[int, Habit], where: str, habit: Any, timestamp: Any, value: Any, note: Any
) -> Incoming | Ignored:
    if not isinstance(habit, int) or habit not in habits:
        raise Unfit(habit, "there is no such habit in it.")
    if not isinstance(timestamp, int):
        raise Unfit(timestamp, "it is no day in milliseconds since 1970.")
    if not isinstance(value, int):
        raise no_answer(value)
    if not isinstance(note, str | None):
        raise Unfit(note, "its note is no text.")
    day = after_epoch(timestamp, days=timestamp // _DAY_MS).date()
    return told(habits[habit], where, day, value, note or "")
