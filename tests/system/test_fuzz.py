"""A short attack with fixed seeds; `make fuzz` goes on for minutes, with new ones."""

from collections import Counter
from pathlib import Path

import pytest

from tests.tools.fuzz import Range, attack


@pytest.fixture
def place(home: Path, monkeypatch: pytest.MonkeyPatch) -> Range:
    monkeypatch.chdir(home)  # Pictures of charts are written where one stands.
    return Range(home)


@pytest.mark.parametrize(
    ("campaign", "turns"),
    [("lines", 5), ("settings", 3), ("files", 4), ("diaries", 4), ("streams", 3)],
)
def test_nothing_brings_a_traceback_or_takes_long(place: Range, campaign: str, turns: int) -> None:
    counts: Counter[str] = Counter()
    found = [find for seed in range(turns) for find in attack(place, seed, counts, campaign)]
    assert found == []
    assert counts[campaign] >= turns
