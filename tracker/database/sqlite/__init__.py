"""A diary in one file of SQLite: how it is opened, brought up to date, looked at, backed up and restored."""

from tracker.database.sqlite import schema as schema
