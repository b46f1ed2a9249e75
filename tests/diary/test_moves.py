"""The states of reminders and the moves between them, as the rules, the tables and the journal say."""

import re

import pytest
from sqlalchemy import CheckConstraint

from tracker.care.reminder import EXCUSED, MOVES, OPEN, State
from tracker.journal.moves import moved
from tracker.tables import reminders

WORDS = {word for name, word in vars(State).items() if name.isupper()}
NOT_STORED = {State.COMING, State.MADE_UP, State.PAUSED}


def words_of(clause: object) -> list[str]:
    return re.findall(r"'(\w+)'", str(clause))


def test_every_state_of_a_reminder_has_its_moves() -> None:
    assert set(MOVES) == WORDS - NOT_STORED
    assert {state for states in MOVES.values() for state in states} <= {None, *MOVES}
    assert set(EXCUSED) <= WORDS


def test_the_table_knows_the_same_states() -> None:
    checks = {
        one.name: words_of(one.sqltext)
        for one in reminders.constraints
        if isinstance(one, CheckConstraint)
    }
    assert sorted(checks["ck_reminders_state_known"]) == sorted(MOVES)


def test_the_index_of_the_open_ones_holds_the_open_states() -> None:
    [index] = [one for one in reminders.indexes if one.name == "ix_reminders_open"]
    where = index.dialect_options["sqlite"]["where"]
    assert words_of(where.compile(compile_kwargs={"literal_binds": True})) == list(OPEN)


@pytest.mark.parametrize("to", sorted(MOVES))
@pytest.mark.parametrize("of", [None, *sorted(MOVES)])
def test_only_a_legal_move_is_made(of: str | None, to: str) -> None:
    if of in MOVES[to]:
        assert moved(of, to=to, why="so") == {
            "state": to,
            "attention_at": None,
            "owner": None,
            "trouble": None,
            "why": "so",
        }
    else:
        with pytest.raises(AssertionError, match=rf"no reminder goes from .* to {to}"):
            moved(of, to=to)
