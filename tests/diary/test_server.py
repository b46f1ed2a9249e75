"""The diary on a server of PostgreSQL: what it promises beyond what every diary does."""

import contextlib
import sys
from pathlib import Path

import pytest

from tests.conftest import SUNDAY_MORNING, moment_of
from tests.postgresql import PostgreSQL
from tracker.database import database_at
from tracker.database.postgresql.connecting import url_of
from tracker.errors import DatabaseTrouble
from tracker.journal import Journal
from tracker.servers import read_server


def test_numbers_have_no_gap_where_something_was_taken_back(on_server: str) -> None:
    with contextlib.closing(database_at(on_server)) as diary:
        present = moment_of(SUNDAY_MORNING)
        for _ in range(2):
            with contextlib.suppress(KeyError), diary.writing() as db:
                Journal(db, present).providers.add("Ana", {})
                raise KeyError
        with diary.writing() as db:
            assert Journal(db, present).providers.add("Ana", {}).number == 1


class TestAddresses:
    @pytest.mark.parametrize(
        "scheme", ["postgres", "postgresql", "postgresql+psycopg", "PostgreSQL"]
    )
    def test_each_way_to_write_it_is_understood(self, on_server: str, scheme: str) -> None:
        address = f"{scheme}:{on_server.partition(':')[2]}"
        with contextlib.closing(database_at(address)) as diary:
            assert diary.exists()
            assert diary.name == on_server.replace("+psycopg", "")

    def test_what_stands_for_other_letters_is_read(self) -> None:
        url = url_of("postgresql://a%40nn:p%3A%2F%3F%25@[::1]:5433/x?connect_timeout=3")
        assert (url.username, url.password, url.host, url.port) == ("a@nn", "p:/?%", "::1", 5433)
        assert (url.query["connect_timeout"], url.query["client_encoding"]) == ("3", "utf8")
        assert read_server("postgresql://ann@[::1]:5433/x").name == "postgresql://ann@[::1]:5433/x"

    def test_a_service_names_one(
        self,
        on_server: str,
        postgresql: PostgreSQL,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        services = tmp_path / "services"
        services.write_text(f"[mine]\nhost={postgresql.folder}\nuser=tracker\ndbname=tracker\n")
        monkeypatch.setenv("PGSERVICEFILE", str(services))
        with contextlib.closing(database_at("postgresql:///?service=mine")) as diary:
            assert diary.exists()
            assert diary.name == "postgresql:///?service=mine"


class TestTroubles:
    @pytest.mark.parametrize(
        ("changed", "said", "hint"),
        [
            (("/tracker?", "/absent?"), 'database "absent" does not exist', "createdb tracker"),
            (("tracker@", "absent@"), 'role "absent" does not exist', "createuser tracker"),
            (
                ("?host=", "?host=/absent"),
                "no server has its socket there",
                "whether the server runs",
            ),
            (
                ("?", "?nonsense=1&"),
                'invalid connection option "nonsense"',
                "behind the ? of the address",
            ),
        ],
    )
    def test_why_it_cannot_be_reached_is_told(
        self, on_server: str, changed: tuple[str, str], said: str, hint: str
    ) -> None:
        address = on_server.replace(*changed)
        with contextlib.closing(database_at(address)) as diary:
            for do in (diary.exists, diary.bell, diary.now):
                with pytest.raises(DatabaseTrouble) as refused:
                    do()
                assert refused.value.message == f"the diary {diary.name} cannot be reached: {said}."
                assert hint in refused.value.hint

    @pytest.mark.parametrize(
        ("missing", "said"),
        [
            ("psycopg", "which is not installed"),
            ("psycopg.pq", "which does not find its library libpq"),
        ],
    )
    def test_without_its_driver_it_is_told_how_to_get_it(
        self, on_server: str, monkeypatch: pytest.MonkeyPatch, missing: str, said: str
    ) -> None:
        monkeypatch.delitem(sys.modules, "psycopg")
        monkeypatch.setitem(sys.modules, missing, None)
        with contextlib.closing(database_at(on_server)) as diary:
            with pytest.raises(DatabaseTrouble, match=said) as refused:
                diary.exists()
            assert 'pip install "selfcare-tracker[postgresql]"' in refused.value.hint

    def test_a_question_that_takes_too_long_is_no_fault_of_the_program(
        self, on_server: str
    ) -> None:
        with contextlib.closing(
            database_at(f"{on_server}&options=-cstatement_timeout=20")
        ) as diary:
            with (
                pytest.raises(DatabaseTrouble, match="could not do it: canceling statement"),
                diary.reading() as db,
            ):
                db.exec_driver_sql("SELECT pg_sleep(5)")
            assert diary.exists()
