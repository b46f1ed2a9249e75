"""Where the diary is kept, how it is opened and brought up to date: a file, or a server of many machines.

What is particular to SQLite lies in `sqlite`, and what is particular to PostgreSQL in `postgresql`.
"""

from tracker.database.addresses import database_at as database_at
from tracker.database.diary import Database as Database
from tracker.database.form import HEAD as HEAD
