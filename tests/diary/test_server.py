"""The diary on a server of PostgreSQL: what it promises beyond what every diary does."""

import contextlib

from tests.conftest import SUNDAY_MORNING, moment_of
from tracker.database import database_at
from tracker.journal import Journal


def test_numbers_have_no_gap_where_something_was_taken_back(on_server: str) -> None:
    with contextlib.closing(database_at(on_server)) as diary:
        present = moment_of(SUNDAY_MORNING)
        for _ in range(2):
            with contextlib.suppress(KeyError), diary.writing() as db:
                Journal(db, present).providers.add("Ana", {})
                raise KeyError
        with diary.writing() as db:
            assert Journal(db, present).providers.add("Ana", {}).number == 1
