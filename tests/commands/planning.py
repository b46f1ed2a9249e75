"""The diary that the tests of plans stand on: of Sunday 22 November, 10:00 in Berlin."""

from collections.abc import Sequence

from tests.conftest import Tracker

HINT = "(tracker safety show massage-without-exercise)\n"


class Planner(Tracker):
    """Runs command lines without a word about the reminder process, or about exercise."""

    def run(self, words: Sequence[str]) -> tuple[int, str, str]:
        done, answer, complaint = super().run(words)
        kept = [line for line in complaint.splitlines(keepends=True) if not line.endswith(HINT)]
        return done, answer, "".join(kept)


def planner(tracker: Tracker) -> Planner:
    """Return the same diary with nothing beside the answers to what was asked."""
    tracker.configure("[reminders]\nnag = false\n")
    made = Planner.__new__(Planner)
    made.__dict__.update(tracker.__dict__)
    return made
