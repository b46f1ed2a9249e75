"""What the tests of commands stand on: a diary in which something has been done already."""

import datetime as dt
import os
import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.conftest import Tracker
from tests.postgresql import Kept, bring_back, kept
from tracker.servers import is_of_server

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


# A command line, a length of time that goes by, or what does more than both.
Step = str | dt.timedelta | Callable[[Tracker], object]
# The homes in which a course was gone through, what was in the diary on a server, and when that was over.
_GONE_THROUGH: dict[tuple[object, ...], tuple[Path, Kept | None, dt.datetime]] = {}


def prepared(
    tracker: Tracker,
    *course: Step,
    settings: str = "",
    passed_over: tuple[str, ...] = (),
) -> Tracker:
    """Bring the diary to where a test begins, from Sunday 22 November, 10:00 in Berlin.

    What one test has gone through, the next that begins so has as a copy.
    """
    if settings:
        tracker.configure(settings)
    tracker.passed_over = passed_over
    if not tracker.is_new:
        _go_through(tracker, course)
        return tracker
    key = (course, passed_over, tracker.now, *_surroundings(tracker))
    if key in _GONE_THROUGH:
        home, content, tracker.now = _GONE_THROUGH[key]
        shutil.copytree(home, tracker.home, dirs_exist_ok=True)
        if content is not None:
            bring_back(tracker.address, content)
    else:
        _go_through(tracker, course)
        # The homes of all tests lie side by side.
        home = tracker.home.parents[1] / f"prepared-{len(_GONE_THROUGH)}"
        shutil.copytree(tracker.home, home)
        content = kept(tracker.address) if is_of_server(tracker.address) else None
        _GONE_THROUGH[key] = home, content, tracker.now
    return tracker


def _surroundings(tracker: Tracker) -> tuple[object, ...]:
    """Return what else the answers to command lines may depend on: settings and variables."""
    own = {"HOME", "PYTEST_CURRENT_TEST"}
    variables = frozenset(one for one in os.environ.items() if one[0] not in own)
    return tracker.config.read_text() if tracker.config.exists() else None, variables


def _go_through(tracker: Tracker, course: Sequence[Step]) -> None:
    for one in course:
        if isinstance(one, dt.timedelta):
            tracker.now += one
        elif callable(one):
            one(tracker)
        else:
            code, _, complaint = tracker.run(shlex.split(one))
            assert code == 0, complaint
