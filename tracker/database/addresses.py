"""What the address of a diary names: a file of SQLite, or a database on a server of PostgreSQL."""

from tracker.database.diary import Database
from tracker.servers import is_of_server


def database_at(address: str) -> Database:
    """Return the diary that an address names, not opened yet; the default file for an empty one.

    Raises BadInput for an address that cannot be used.
    """
    if is_of_server(address):
        from tracker.database.postgresql.diary import DiaryServer

        return DiaryServer(address)
    from tracker.database.sqlite.diary import DiaryFile

    return DiaryFile(address)
