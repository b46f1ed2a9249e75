"""The CSV files of Loop Habit Tracker, in the zip archive that it exports.

A habit's answers stand in a folder that begins with its number; its name is cut short there, so
that it is taken from the list of the habits. Their shared file is not read, as a name with a comma
breaks it. Since the middle of 2025 the files have headers, words for answers, and notes.

A habit has no identity in them but its name, so that an answer has another key than in a backup
(`loop_db`), which tells habits apart by numbers that are in no CSV file.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zipfile import ZipInfo

from msgspec.structs import replace

from tracker.care.incoming import Refused, Told
from tracker.exchange.archive import Archive, opened
from tracker.exchange.loop import (
    AUTOMATIC,
    DONE,
    MOST_HABITS,
    NOT_DONE,
    SKIPPED,
    UNKNOWN,
    Habit,
    key_of,
    no_day,
    told,
)
from tracker.exchange.source import Source, text_lines
from tracker.exchange.values import day_of, shown

MOST_OF_A_FILE = 10_000_000
"""No habit fills so many bytes that is answered on every day of a life."""

_ANSWERS = re.compile(r"(?:.*/)?(\d{3,9})(?: [^/]*)?/Checkmarks\.csv", re.ASCII | re.DOTALL)
_LIST = re.compile(r"(?:.*/)?Habits\.csv", re.DOTALL)
_HEADER = ["Date", "Value", "Notes"]
# They stand for amounts of a few thousandths as well, so that they are numbers first of all.
_WORDS = {
    "YES_MANUAL": DONE,
    "YES_AUTO": AUTOMATIC,
    "NO": NOT_DONE,
    "SKIP": SKIPPED,
    "UNKNOWN": UNKNOWN,
}
_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)


def fits(source: Source) -> bool:
    """Tell whether it is such an archive. Raises BadInput for one that cannot be looked into."""
    if not source.is_zip:
        return False
    with opened(source) as archive:
        names = [member.filename for member in archive.members]
    return any(map(_LIST.fullmatch, names)) and any(map(_ANSWERS.fullmatch, names))


def entries(source: Source) -> Iterator[Told]:
    """Return what each answer tells, in the order of the archive. Raises BadInput."""
    if not source.is_zip:
        raise source.refused("that is no zip archive, as Loop makes one.")
    with opened(source) as archive:
        habits = _habits(archive)
        for member in archive.members:
            if found := _ANSWERS.fullmatch(member.filename):
                yield from _answers(archive, member, habits.get(int(found[1])))


def _habits(archive: Archive) -> Mapping[int, Habit]:
    """Return the habits by their numbers."""
    lists = [member for member in archive.members if _LIST.fullmatch(member.filename)]
    if len(lists) != 1:
        raise archive.source.refused("it does not hold the one list of habits that Loop makes.")
    habits: dict[int, Habit] = {}
    named: Counter[str] = Counter()
    header: Sequence[str] = ()
    for number, row in _rows(archive.source, _content(archive, lists[0])):
        if isinstance(row, Refused) or not (header or row[:2] == ["Position", "Name"]):
            raise archive.source.refused(f"Loop writes no such line as {number} of Habits.csv.")
        if not header:
            header = row
            continue
        cells = dict(zip(header, row, strict=False))
        if not _NUMBER.fullmatch(cells["Position"]):
            raise archive.source.refused(f"line {number} of Habits.csv begins with no number.")
        if len(habits) >= MOST_HABITS:
            raise archive.source.refused(f"it has more than {MOST_HABITS:,} habits.")
        name = cells.get("Name", "")
        habits[int(cells["Position"])] = Habit(
            key=key_of(name, named),
            name=name,
            # Before that was written, amounts alone tell.
            is_counted=cells["Type"] == "NUMERICAL" if "Type" in cells else None,
            unit=cells.get("Unit", ""),
        )
    return habits


def _answers(archive: Archive, member: ZipInfo, habit: Habit | None) -> Iterator[Told]:
    file = shown(member.filename)
    if habit is None:
        yield Refused(file, "", "its habit is not in the list of habits, Habits.csv.")
        return
    content = _content(archive, member)
    if habit.is_counted is None:
        habit = replace(habit, is_counted=_has_amounts(_rows(archive.source, content)))
    for number, row in _rows(archive.source, content):
        where = f"{file}, line {number}"
        if isinstance(row, Refused):
            yield Refused(where, row.value, row.reason)
        elif row != _HEADER or number > 1:
            yield _told(habit, where, row)


def _told(habit: Habit, where: str, row: Sequence[str]) -> Told:
    if not 2 <= len(row) <= len(_HEADER):
        return Refused(where, shown(",".join(row)), "that is no day, an answer and a note.")
    day, value = day_of(row[0]), _value(row[1])
    if day is None:
        return no_day(where, row[0])
    if value is None:
        return Refused(where, shown(row[1]), "that is no answer that Loop knows.")
    return told(habit, where, day, value, "".join(row[2:]))


def _has_amounts(rows: Iterable[tuple[int, list[str] | Refused]]) -> bool:
    return any(
        isinstance(row, list) and len(row) > 1 and (_value(row[1]) or 0) > SKIPPED
        for _, row in rows
    )


def _value(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else _WORDS.get(text)


def _content(archive: Archive, member: ZipInfo) -> bytes:
    with archive.open(member) as file:
        content = file.read(MOST_OF_A_FILE + 1)
    if len(content) > MOST_OF_A_FILE:
        name, most = shown(member.filename), MOST_OF_A_FILE // 1_000_000
        raise archive.source.refused(f"{name} in it is larger than {most} MB, so it is none.")
    return content


def _rows(source: Source, content: bytes) -> Iterator[tuple[int, list[str] | Refused]]:
    """Return the rows of a file, each with the number of its first line; a note may have several.

    One that is broken is refused.
    """
    # Within quotes the ends of lines count.
    reader = csv.reader(
        (f"{line}\n" for _, line in text_lines(io.BytesIO(content), source)), strict=True
    )
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, Refused("", "", "its quotation marks are broken, or it is far too long.")
        else:
            if row:
                yield number, row
