"""The formats that can be read, and how one is recognised: by what is in a file, whatever its name."""

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tracker.care.incoming import Told
from tracker.exchange.source import Source

if TYPE_CHECKING:
    from tracker.exchange.named_columns import Columns


class Format(Struct, frozen=True):
    """A format: its `name` as it is typed and kept, its `title` for people, and who reads its forms."""

    name: str
    title: str
    modules: tuple[str, ...]

    def fits(self, source: Source) -> bool:
        """Tell whether a file is of this format."""
        return any(reader.fits(source) for reader in self._readers())

    def entries(
        self, source: Source, until: dt.datetime, columns: "Columns | None" = None
    ) -> Iterator[Told]:
        """Return the entries of a file in its order; those of a calendar begin at `until` at most.

        Raises BadInput where it is of another format, or damaged as a whole.
        """
        given: dict[str, tuple[Any, ...]] = {"icalendar": (until,), "csv": (columns,)}
        readers = [*self._readers()]
        # Where the person says that it is of this format, its reader tells best why it is not.
        reader = next((one for one in readers if one.fits(source)), readers[0])
        found: Iterator[Told] = reader.entries(source, *given.get(self.name, ()))
        return found

    def _readers(self) -> Iterator[Any]:
        return (import_module(f"tracker.exchange.{module}") for module in self.modules)


_ALL = (
    Format("tracker", "tracker's own JSON", ("diary_json",)),
    Format("watson", "Watson", ("watson",)),
    Format("timewarrior", "Timewarrior", ("timewarrior",)),
    Format("loop", "Loop Habit Tracker", ("loop_csv", "loop_db")),
    Format("medtimer", "MedTimer", ("medtimer",)),
    Format("apple-health", "Apple Health", ("apple_health",)),
    Format("icalendar", "iCalendar", ("ics_in",)),
    Format("harsh", "harsh", ("harsh",)),
    Format("klog", "klog", ("klog",)),
    # Almost any text with commas could be CSV of some kind.
    Format("csv", "CSV", ("csv_in",)),
)
FORMATS: dict[str, Format] = {one.name: one for one in _ALL}
"""The formats by name, in the order in which they are tried."""


def recognise(source: Source) -> Format:
    """Return the format of a file; raise BadInput where it is none of them."""
    csv = FORMATS["csv"]
    for one in (csv, *FORMATS.values()):
        if one.fits(source):
            return one
    from tracker.exchange.csv_in import is_sheet

    if is_sheet(source):
        return csv
    *some, last = (one.title for one in FORMATS.values())
    raise source.refused(
        f"it is in no format that is known here. Accepted: {', '.join(some)} and {last}."
    )
