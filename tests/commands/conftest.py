"""What the tests of commands stand on: a diary in which something has been done already."""

import datetime as dt
import shlex

import pytest

from tests.conftest import Tracker

# Settings by which no command speaks of the reminder process, and nothing reaches a desktop.
QUIET = '[reminders]\nnag = false\nchannels = ["terminal"]\n'
# A diary for plans: no answer is followed by a word about the reminder process, or about exercise.
PLANNING = pytest.mark.diary(
    settings="[reminders]\nnag = false\n",
    passed_over=("(tracker safety show massage-without-exercise)\n",),
)


@pytest.fixture
def diary(request: pytest.FixtureRequest, tracker: Tracker) -> Tracker:
    """Return the diary that the mark `diary` of the test or its file tells of.

    Its lines were run one after the other, and each length of time among them went by.
    """
    mark = request.node.get_closest_marker("diary")
    assert mark, "what is in the diary has to be said: pytest.mark.diary(*LINES)"
    return prepared(tracker, *mark.args, **mark.kwargs)


def prepared(
    tracker: Tracker,
    *course: str | dt.timedelta,
    settings: str = "",
    passed_over: tuple[str, ...] = (),
) -> Tracker:
    """Bring the diary to where a test begins, from Sunday 22 November, 10:00 in Berlin."""
    if settings:
        tracker.configure(settings)
    tracker.passed_over = passed_over
    for one in course:
        if isinstance(one, dt.timedelta):
            tracker.now += one
        else:
            code, _, complaint = tracker.run(shlex.split(one))
            assert code == 0, complaint
    return tracker
