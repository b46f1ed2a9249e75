"""Reading and writing instants, days, weeks, clock times and durations as a person types them."""

from tracker.when.clocks import read_clock
from tracker.when.days import read_weekday
from tracker.when.durations import compact_duration, read_duration, write_duration
from tracker.when.reading import Moment, means_now, read_day, read_moment
from tracker.when.weeks import read_week, week_label, week_of
from tracker.when.writing import (
    iso,
    long_day,
    short_day,
    write_clock,
    write_day,
    write_moment,
    write_part,
)

__all__ = [
    "Moment",
    "compact_duration",
    "iso",
    "long_day",
    "means_now",
    "read_clock",
    "read_day",
    "read_duration",
    "read_moment",
    "read_week",
    "read_weekday",
    "short_day",
    "week_label",
    "week_of",
    "write_clock",
    "write_day",
    "write_duration",
    "write_moment",
    "write_part",
]
