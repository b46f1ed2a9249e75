"""The whole diary goes out as records and comes back the same, as one change that can be taken back."""

import contextlib
import datetime as dt
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import insert, select

from tests.conftest import SUNDAY_MORNING
from tests.postgresql import shared_engine
from tracker.app import App
from tracker.care.fields import BodyArea, entry_of
from tracker.care.incoming import Refused, Taken
from tracker.care.outgoing import Wanted
from tracker.database import database_at
from tracker.database.postgresql.schema import NUMBERED
from tracker.database.statements import has_given
from tracker.errors import BadInput, Damage
from tracker.exchange import diary_json
from tracker.exchange.source import Source
from tracker.journal.records import RECORD, THINGS, carried
from tracker.tables import metadata

pytestmark = pytest.mark.both

NOW = SUNDAY_MORNING
# What belongs to this machine or this program alone, and what undo could take back.
STAYS = {
    *("changes", "changed_rows", "known_names", "decisions", "digests", "reminders_aside"),
    *("bubbles", "due_basis", "timers"),
}


@pytest.fixture
def app(address: str, path: Path) -> Iterator[App]:
    """An empty diary."""
    with contextlib.closing(opened(path, address)) as app:
        yield app


@pytest.fixture
def rich(
    full: sqlite3.Connection, where: str, path: Path, request: pytest.FixtureRequest
) -> Iterator[App]:
    """A diary with a row in every table, each of which can be read."""
    full.execute("""UPDATE plans SET details = '{"duration": 60}'""")
    full.execute("UPDATE schedules SET weekdays = '0'")
    full.execute("UPDATE trials SET weeks = 2")
    # No diary was worked out further than its present.
    full.execute("UPDATE plan_dues SET computed_until = '2026-11-22 08:00:00.000000'")
    address = ""
    if where == "server":
        address = request.getfixturevalue("lasting")
        laid_over(f"sqlite:///{path}", address)
    with contextlib.closing(opened(path, address)) as app:
        yield app


def laid_over(file: str, server: str) -> None:
    """Lay every row of a diary in a file into an empty one on a server."""
    with (
        contextlib.closing(database_at(file)) as diary,
        diary.reading() as here,
        shared_engine(server).begin() as there,
    ):
        for table in metadata.sorted_tables:
            if rows := [dict(row) for row in here.execute(select(table)).mappings()]:
                there.execute(insert(table), rows)
                if table in NUMBERED:
                    has_given(there, table, max(row["id"] for row in rows))


def opened(path: Path, address: str = "") -> App:
    """Return the program with the diary at a path, or at an address beside it."""
    config = path.with_name("no-settings.toml")
    return App(address or f"sqlite:///{path}", config, lambda: NOW)


def out(app: App, wanted: Wanted = Wanted()) -> bytes:  # noqa: B008 It is frozen.
    file = io.BytesIO()
    with app.reading() as journal:
        diary_json.write(journal.exports.records(wanted), file)
    return file.getvalue()


def into(app: App, document: bytes, *, is_trial: bool = False) -> Taken:
    """Take in a document, and what can be read of it alone."""
    file = app.config.with_name("in.json")
    file.write_bytes(document)
    found = list(diary_json.entries(Source(file), RECORD))
    records = [one for one in found if not isinstance(one, Refused)]
    with app.journal() as journal:
        return journal.restoring.restore(records, is_trial=is_trial)


def told(document: bytes) -> list[dict[str, Any]]:
    return list(json.loads(document)["records"])


def written(records: list[dict[str, Any]]) -> bytes:
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in records)
    return f'{{"format":"tracker diary","form":1,"records":[\n{lines}\n]}}\n'.encode()


class TestAll:
    def test_every_table_is_carried_or_stays_for_a_reason(self) -> None:
        carried_tables = {thing.table.name for thing in THINGS}
        carried_tables |= {part.table.name for thing in THINGS for part in thing.parts}
        assert carried_tables | STAYS == metadata.tables.keys()
        assert not carried_tables & STAYS

    def test_every_column_is_carried_or_left_out_for_a_reason(self) -> None:
        left = set()
        for thing in THINGS:
            known = {one.column.name for one in carried(thing)}
            left |= {f"{thing.table.name}.{name}" for name in set(thing.table.c.keys()) - known}
            for part in thing.parts:
                known = {one.column.name for one in carried(part)} | {part.key}
                left |= {f"{part.table.name}.{name}" for name in set(part.table.c.keys()) - known}
        assert left == {
            # It follows from the name, the details or the order.
            *(f"{name}.name_key" for name in ("providers", "routines", "conditions", "plans")),
            "plans.style",
            *(
                f"{name}.position"
                for name in ("routine_steps", "trial_blocks", "reading_areas", "session_areas")
            ),
            "exercises_done.position",
            # Nobody names these by a number.
            *("pauses.id", "overrides.id", "reminders.id"),
            # Each override belongs to a session or to a plan.
            *("overrides.session_id", "overrides.plan_id"),
            # The reminder process alone needs these, or works them out anew.
            *(f"reminders.{name}" for name in ("owner", "tries", "channel", "trouble")),
            *(f"plan_dues.{name}" for name in ("next_due_at", "is_stale", "seen_until")),
        }

    def test_an_empty_diary_becomes_the_same_diary(
        self, rich: App, tmp_path: Path, empty_diary: Path
    ) -> None:
        document = out(rich)
        other = tmp_path / "other.db"
        shutil.copy(empty_diary, other)
        with contextlib.closing(opened(other)) as app:
            taken = into(app, document)
            assert (taken.new, taken.refused, taken.ignored) == (len(told(document)), (), ())
            assert out(app) == document
            again = into(app, document)
            assert (again.new, again.same, again.changed) == (0, len(told(document)), 0)
            assert out(app) == document
            with app.journal() as journal:
                assert journal.sessions.undo().change.verb == "import"
            assert told(out(app)) == []

    def test_a_trial_does_nothing(self, rich: App, tmp_path: Path, empty_diary: Path) -> None:
        other = tmp_path / "other.db"
        shutil.copy(empty_diary, other)
        with contextlib.closing(opened(other)) as app:
            document = out(rich)
            assert into(app, document, is_trial=True).new == len(told(document))
            assert told(out(app)) == []
            with app.reading() as journal:
                assert journal.changes.latest(1) == []

    def test_it_keeps_to_its_schema(self, rich: App) -> None:
        schema = json.loads(diary_json.schema(RECORD))
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(json.loads(out(rich)))
        bent = json.loads(out(rich))
        bent["records"][0]["record"] = "elephant"
        assert not Draft202012Validator(schema).is_valid(bent)


class TestSome:
    def test_days_and_kinds_leave_out_what_is_planned(self, rich: App) -> None:
        day = dt.date(2026, 11, 23)
        kinds = [one["record"] for one in told(out(rich, Wanted(since=day)))]
        assert kinds == ["person", "exercise", "routine", "check-in", "reading", "session"]
        kinds = [one["record"] for one in told(out(rich, Wanted(kinds=("massage",))))]
        assert kinds == ["person", "exercise", "routine", "session"]
        kinds = [one["record"] for one in told(out(rich, Wanted(kinds=("pain",))))]
        assert kinds == ["person", "exercise", "routine", "reading"]
        assert "session" not in str(told(out(rich, Wanted(until=dt.date(2026, 11, 22)))))

    def test_what_is_asked_for_alone_can_be_taken_in(
        self, rich: App, tmp_path: Path, empty_diary: Path
    ) -> None:
        other = tmp_path / "other.db"
        shutil.copy(empty_diary, other)
        document = out(rich, Wanted(kinds=("massage",)))
        with contextlib.closing(opened(other)) as app:
            assert into(app, document).refused == ()
            assert out(app) == document


@pytest.mark.in_file
class TestDamage:
    def test_what_cannot_be_read_is_left_out_and_nobody_names_it(
        self, full: sqlite3.Connection, rich: App
    ) -> None:
        full.execute("UPDATE providers SET uuid = 'none'")
        with pytest.raises(Damage) as failed:
            out(rich)
        assert rich.leave_out(failed.value)
        records = {one["record"]: one for one in told(out(rich))}
        assert "person" not in records
        assert "provider" not in records["session"]


class TestTwoDiaries:
    def test_numbers_of_a_used_diary_go_on(
        self, rich: App, tmp_path: Path, empty_diary: Path
    ) -> None:
        other = tmp_path / "other.db"
        shutil.copy(empty_diary, other)
        with contextlib.closing(opened(other)) as app:
            log(app)
            taken = into(app, out(rich))
            assert (taken.new, taken.refused) == (len(told(out(rich))), ())
            sessions = [one for one in told(out(app)) if one["record"] == "session"]
            assert [one["number"] for one in sessions] == [1, 2]
            with app.journal() as journal:
                journal.sessions.undo()
            assert [one["number"] for one in told(out(app))] == [1]

    def test_the_later_form_of_a_session_is_right(self, app: App) -> None:
        log(app)
        (session,) = told(out(app))
        earlier = session | {"note": "older", "changed_at": "2026-11-20T00:00:00Z"}
        taken = into(app, written([earlier]))
        assert (taken.changed, taken.ignored[0].why) == (0, "the diary has a later form of it.")
        later = session | {"note": "newer", "areas": [{"area": "neck"}]}
        assert into(app, written([later])).changed == 1
        assert told(out(app)) == [later]
        with app.journal() as journal:
            journal.sessions.undo()
        assert told(out(app)) == [session]

    def test_people_of_one_name_are_one(self, rich: App) -> None:
        person = told(out(rich))[0]
        session = next(one for one in told(out(rich)) if one["record"] == "session")
        stranger = person | {"uuid": "0" * 31 + "1", "note": "kind"}
        hers = session | {
            "uuid": "0" * 31 + "2", "provider": stranger["uuid"], "done_for": [], "passed_over": [],
        }  # fmt: skip
        taken = into(rich, written([stranger, hers]))
        assert (taken.new, taken.changed, taken.refused) == (1, 1, ())
        people = [one for one in told(out(rich)) if one["record"] == "person"]
        assert people == [person | {"note": "kind"}]

    @pytest.mark.parametrize("is_same", [True, False], ids=["the same", "another of the name"])
    def test_what_a_condition_holds_is_held_after_it(self, rich: App, is_same: bool) -> None:
        condition = next(one for one in told(out(rich)) if one["record"] == "condition")
        standing = condition | {"uuid": "0" * 31 + "1", "name": "Hurt"}
        for name in (
            "note",
            "until_at",
            "area",
            "side",
            "cleared_by",
            "cleared_on",
            "cleared_until",
        ):
            standing.pop(name, None)
        assert into(rich, written([standing])).new == 1
        other = standing | {
            "uuid": standing["uuid"] if is_same else "0" * 31 + "2", "note": "slipped", "area": "hip",
            "cleared_by": "Lee", "cleared_on": "2026-11-21",
        }  # fmt: skip
        over = other | ({"until_at": "2026-11-21T12:00:00Z"} if is_same else {})
        assert into(rich, written([over])).changed == 1
        found = [one for one in told(out(rich)) if one["record"] == "condition"]
        named = {"number": found[1]["number"], "uuid": found[1]["uuid"]}
        assert found == [condition, standing | named | {"note": "slipped"}]

    def test_a_plan_gets_a_name_of_its_own(self, rich: App) -> None:
        plan = next(one for one in told(out(rich)) if one["record"] == "plan")
        other = plan | {"uuid": "0" * 31 + "1", "pauses": [], "passed_over": []}
        taken = into(rich, written([other]))
        assert (taken.new, len(taken.remarks)) == (1, 1)
        names = [one["name"] for one in told(out(rich)) if one["record"] == "plan"]
        assert names == ["Back", "Back 2"]


class TestRefused:
    @pytest.mark.parametrize(
        ("bent", "reason"),
        [
            ({"pain_before": 11}, "pain_before_on_scale"),
            ({"kind": "mud-pack"}, "kind_known"),
            ({"duration_s": 0}, "duration_within_a_day"),
            ({"day": "0001-01-01"}, "out of reach"),
            ({"started_at": "9999-12-31T23:59:59Z"}, "out of reach"),
            ({"provider": "0" * 32}, "names the person"),
            ({"done_for": ["0" * 32]}, "names the plan"),
        ],
    )
    def test_one_bad_record_leaves_the_others(
        self, app: App, bent: dict[str, Any], reason: str
    ) -> None:
        log(app)
        (session,) = told(out(app))
        other = session | {"uuid": "0" * 31 + "1"}
        bad = session | {"uuid": "0" * 31 + "2"} | bent
        taken = into(app, written([session, bad, other]))
        assert (taken.new, taken.same, len(taken.refused)) == (1, 1, 1)
        assert reason in taken.refused[0].reason
        assert taken.refused[0].where == "line 3"

    @pytest.mark.parametrize(
        ("of", "bent", "reason"),
        [
            ("exercise", {"dose": "often"}, "no dose"),
            ("routine", {"steps": [{"exercise": "plank", "dose": "often"}]}, "no dose"),
            ("red-flags", {"signs": "glow", "level": "urgent"}, "glow is no sign"),
            ("plan", {"details": {"duration": "x"}}, "plan 1"),
            ("plan", {"forms": []}, "nothing says when it is due"),
            ("trial", {"weeks": 4}, "without its order"),
            ("check-in", {"answers": []}, "check-in c1"),
            ("condition", {"note": "a\0b"}, "NUL"),
            ("session", {"cost": 2**62, "currency": "EUR"}, "costs too much"),
            (
                "session",
                {"exercises": [{"exercise": "plank", "sets": 1000, "each_side": False}]},
                "sets",
            ),
        ],
    )
    def test_what_could_not_be_read_again_is_not_taken(
        self,
        rich: App,
        of: str,
        bent: dict[str, Any],
        reason: str,
        tmp_path: Path,
        empty_diary: Path,
    ) -> None:
        records = told(out(rich))
        at = next(at for at, one in enumerate(records) if one["record"] == of)
        records[at] |= bent
        shutil.copy(empty_diary, tmp_path / "other.db")
        with contextlib.closing(opened(tmp_path / "other.db")) as app:
            taken = into(app, written(records[: at + 1]))
            assert (taken.new, len(taken.refused)) == (at, 1)
            assert reason in taken.refused[0].reason
            kept = [one["record"] for one in told(out(app))]
            assert kept == [one["record"] for one in records[:at]]

    def test_a_number_that_leaves_none_is_not_kept(
        self, app: App, tmp_path: Path, empty_diary: Path
    ) -> None:
        log(app)
        (session,) = told(out(app))
        shutil.copy(empty_diary, tmp_path / "other.db")
        with contextlib.closing(opened(tmp_path / "other.db")) as other:
            assert into(other, written([session | {"number": 2**63 - 1}])).new == 1
            log(other)
            assert [one["number"] for one in told(out(other))] == [1, 2]

    def test_what_stands_twice_is_taken_once(self, app: App) -> None:
        log(app)
        (session,) = told(out(app))
        other = session | {"uuid": "0" * 31 + "1"}
        taken = into(app, written([other, other]))
        assert (taken.new, [one.why for one in taken.ignored]) == (
            1,
            ["it stands twice in the file."],
        )

    @pytest.mark.parametrize(
        "line",
        ["{}", "[]", "nonsense", "[" * 10_000, '{"record": "elephant"}', '{"record": "session"}'],
    )
    def test_a_line_that_is_no_record_is_named(self, tmp_path: Path, line: str) -> None:
        file = tmp_path / "bad.json"
        file.write_bytes(f'{{"format":"tracker diary","form":1,"records":[\n{line}\n]}}'.encode())
        (refused,) = diary_json.entries(Source(file), RECORD)
        assert isinstance(refused, Refused)
        assert refused.where == "line 2"

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("{}", "no diary"),
            ('{"format":"tracker diary","form":2,"records":[\n]}', "form 2"),
            ('{"format":"tracker diary","form":1,"records":[\n{},', "too early"),
            ('{"format":"tracker diary","form":1,"records":[\n]}\n{}', "behind its end"),
            ('{"format":"tracker diary","form":1,"records":[{}', "no whole JSON"),
        ],
    )
    def test_a_file_that_is_no_diary_stops_at_once(
        self, tmp_path: Path, text: str, reason: str
    ) -> None:
        file = tmp_path / "bad.json"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match=reason):
            list(diary_json.entries(Source(file), RECORD))

    def test_a_document_that_was_written_anew_is_read_as_well(self, rich: App) -> None:
        document = out(rich)
        parsed = json.loads(document)
        for anew in (
            json.dumps(parsed).encode(),
            json.dumps(parsed, indent=2).encode(),
            b"\xef\xbb\xbf" + document,
            document.replace(b"\n", b"\r\n"),
            document.decode().encode("utf-16"),
        ):
            assert into(rich, anew).same == len(told(document))


def log(app: App) -> None:
    told = {
        "day": dt.date(2026, 11, 22), "started_at": NOW - dt.timedelta(hours=1), "zone": "UTC",
        "duration": dt.timedelta(minutes=15), "areas": (BodyArea("hip"),),
    }  # fmt: skip
    with app.journal() as journal:
        journal.log(entry_of(kind="ice", **told))
