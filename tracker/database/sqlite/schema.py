"""What of the schema SQLite says in words of its own."""

from typing import Any

from sqlalchemy.ext.compiler import compiles

from tracker.tables import metadata
from tracker.tables.columns import NewIdentity

for _table in metadata.tables.values():
    if "keeps_numbers" in _table.info:
        _table.dialect_options["sqlite"]["autoincrement"] = True
    for _index in _table.indexes:
        if "where" in _index.info:
            _index.dialect_options["sqlite"]["where"] = _index.info["where"]


@compiles(NewIdentity, "sqlite")
def _new_identity(_element: NewIdentity, _compiler: Any, **_options: Any) -> str:
    return (
        "(lower(hex(randomblob(6))) || '4' || substr(lower(hex(randomblob(2))), 2)"
        " || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2)"
        " || lower(hex(randomblob(6))))"
    )
