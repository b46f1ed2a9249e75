"""A glance at the diary for completion: names are read without loading what a command needs.

The shell asks at each TAB, so SQLite's own module serves here, and reads only: a diary that is not
there is not made for it, and an older one is left as it is.
"""

# A name can wait for the next TAB, and the person cannot wait for a lock.
_PATIENCE_S = 0.5


def glance(address: str, question: str) -> list[tuple[str, ...]]:
    """Return what a SELECT finds in the diary at an address, as text; nothing where it cannot be."""
    # Only what is completed out of the diary needs these.
    import sqlite3
    from contextlib import closing
    from urllib.parse import quote

    from tracker.places import plain_path

    path = plain_path(address)
    if path is None:
        return []
    try:
        db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", timeout=_PATIENCE_S, uri=True)
        with closing(db):
            found = db.execute(question).fetchall()
    except (sqlite3.Error, UnicodeError):
        return []
    return [tuple("" if value is None else str(value) for value in row) for row in found]
