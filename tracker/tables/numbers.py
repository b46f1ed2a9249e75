"""Which numbers rows were given: asked of the database, which never gives one twice."""

from sqlalchemy import Connection, Table, text


def last_number(db: Connection, table: Table) -> int:
    """Return the highest number that a row of the table ever had, 0 where it never had any."""
    asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return int(db.execute(asked, {"name": table.name}).scalar() or 0)
