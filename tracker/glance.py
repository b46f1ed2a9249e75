"""A glance at the diary for completion: names are read without loading what a command needs.

The shell asks at each TAB, so the driver alone serves here, and reads only: a diary that is not
there is not made for it, and an older one is left as it is.
"""

import re

# A name can wait for the next TAB, and the person cannot wait for a lock or a network.
_PATIENCE_S = 0.5
_TO_CONNECT_S = 2

Rows = list[tuple[str, ...]]


def glance(address: str, question: str) -> Rows:
    """Return what a SELECT finds in the diary at an address, as text; nothing where it cannot be."""
    # Only what is completed out of the diary needs these.
    from tracker.places import plain_path
    from tracker.servers import is_of_server

    if is_of_server(address):
        return _at_server(address, question)
    path = plain_path(address)
    return [] if path is None else _in_file(str(path), question)


def _in_file(path: str, question: str) -> Rows:
    import sqlite3
    from contextlib import closing
    from urllib.parse import quote

    try:
        db = sqlite3.connect(f"file:{quote(path)}?mode=ro", timeout=_PATIENCE_S, uri=True)
        with closing(db):
            return _as_text(db.execute(question).fetchall())
    except (sqlite3.Error, UnicodeError):
        return []


def _at_server(address: str, question: str) -> Rows:
    """Return what the server answers in time; to find it by its name alone may take longer than that."""
    from threading import Thread

    found: Rows = []
    asking = Thread(target=lambda: found.extend(_asked(address, question)), daemon=True)
    asking.start()
    asking.join(_TO_CONNECT_S + 2 * _PATIENCE_S)
    return [*found]


def _asked(address: str, question: str) -> Rows:
    try:
        import psycopg
    except ImportError:
        return []
    # The driver does not know the part of the address by which SQLAlchemy knows the driver.
    place = re.sub(r"^postgres(ql)?(\+\w*)?:", "postgresql:", address)
    try:
        with psycopg.connect(place, connect_timeout=_TO_CONNECT_S) as db:
            db.read_only = True
            db.execute(f"SET statement_timeout = {_PATIENCE_S * 1000:.0f}")
            return _as_text(db.execute(question.encode()).fetchall())
    except (psycopg.Error, OSError, UnicodeError):
        return []


def _as_text(rows: list[tuple[object, ...]]) -> Rows:
    return [tuple("" if value is None else str(value) for value in row) for row in rows]
