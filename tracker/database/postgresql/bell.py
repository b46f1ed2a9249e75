"""How machines tell each other that the diary was changed: NOTIFY with the change, LISTEN for others."""

import contextlib
import os
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, text

from tracker.database.postgresql.connecting import listening
from tracker.database.postgresql.schema import CHANNEL, WRITTEN

if TYPE_CHECKING:
    from psycopg import Connection as Driver

# Only what has changed something has a transaction's number, so that nobody is told of anything
# else. It is heard once it is stored.
_TELL = text(
    f"""
WITH counted AS (
  UPDATE counters SET seq = (seq + 1) % 2147483647
  WHERE name = '{WRITTEN}' AND pg_current_xact_id_if_assigned() IS NOT NULL RETURNING seq
)
SELECT pg_notify({CHANNEL}, :speaker) FROM counted
"""
)


def new_speaker() -> str:
    """Return a name by which a process tells its own changes from those of others."""
    return os.urandom(8).hex()


def tell(db: Connection, speaker: str) -> bool:
    """Tell all who listen of the changes of a transaction, at its end; tell whether there are any."""
    return bool(db.execute(_TELL, {"speaker": speaker}).all())


class Bell:
    """Rings when another process has changed the diary. Raises DBAPIError where nobody is reached."""

    def __init__(self, url: URL, speaker: str) -> None:
        self._speaker = speaker
        self._driver: Driver = listening(url)

    def fileno(self) -> int:
        """Return the descriptor for `select`."""
        return self._driver.fileno()

    def drain(self) -> bool | None:
        """Take in all rings that wait, without waiting; tell whether there were any, None where it is broken."""
        from psycopg import Error

        try:
            rings = [ring.payload for ring in self._driver.notifies(timeout=0)]
        except Error:
            return None
        return any(speaker != self._speaker for speaker in rings)

    def close(self) -> None:
        """Stop listening; doing so twice does no harm."""
        with contextlib.suppress(OSError):
            self._driver.close()
