"""How the database is opened, brought up to date and backed up."""

from tracker.database.connecting import APPLICATION_ID as APPLICATION_ID
from tracker.database.connecting import HEAD as HEAD
from tracker.database.diary import Database as Database
from tracker.database.files import make_file as make_file
from tracker.database.files import path_of as path_of
