"""When the tests read what a person types, and how it is refused: on a Monday evening in Berlin."""

import datetime as dt
import zoneinfo
from collections.abc import Callable

import pytest

from tracker.errors import BadInput

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 23, 17, 5, tzinfo=BERLIN).astimezone(dt.UTC)  # a Monday
TODAY = dt.date(2026, 11, 23)
MIDNIGHT, THREE = dt.time(0), dt.time(3)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
YEARS = "is out of reach: years from 1900 to 2999 are accepted."


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as caught:
        read()
    assert caught.value.exit_code == 2
    return str(caught.value)
