"""What of the schema SQLite says in words of its own."""

from typing import Any

from sqlalchemy.ext.compiler import compiles

from tracker.tables.columns import NewIdentity


@compiles(NewIdentity, "sqlite")
def _new_identity(_element: NewIdentity, _compiler: Any, **_options: Any) -> str:
    return (
        "(lower(hex(randomblob(6))) || '4' || substr(lower(hex(randomblob(2))), 2)"
        " || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2)"
        " || lower(hex(randomblob(6))))"
    )
