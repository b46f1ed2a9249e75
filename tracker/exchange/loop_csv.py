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

from tracker.care.incoming import Ignored, Incoming, Told
from tracker.escaping import shortened
from tracker.exchange.archive import Archive, opened
from tracker.exchange.loop import (
    AUTOMATIC,
    DONE,
    MOST_HABITS,
    NOT_DONE,
    SKIPPED,
    UNKNOWN,
    Habit,
    habit_key,
    no_answer,
    told,
)
from tracker.exchange.source import Source, text_lines
from tracker.exchange.values import Unfit, read_day

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
        if isinstance(row, Unfit) or not (header or row[:2] == ["Position", "Name"]):
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
            key=habit_key(name, named),
            name=name,
            # Before that was written, amounts alone tell.
            is_counted=cells["Type"] == "NUMERICAL" if "Type" in cells else None,
            unit=cells.get("Unit", ""),
        )
    return habits


def _answers(archive: Archive, member: ZipInfo, habit: Habit | None) -> Iterator[Told]:
    file = shortened(member.filename)
    if habit is None:
        yield Unfit("", "its habit is not in the list of habits, Habits.csv.").refused(file)
        return
    content = _content(archive, member)
    if habit.is_counted is None:
        habit = replace(habit, is_counted=_has_amounts(_rows(archive.source, content)))
    for number, row in _rows(archive.source, content):
        where = f"{file}, line {number}"
        if row == _HEADER and number == 1:
            continue
        try:
            yield _told(habit, where, row)
        except Unfit as unfit:
            yield unfit.refused(where)


def _told(habit: Habit, where: str, row: Sequence[str] | Unfit) -> Incoming | Ignored:
    if isinstance(row, Unfit):
        raise row
    if not 2 <= len(row) <= len(_HEADER):
        raise Unfit(",".join(row), "it is no day, an answer and a note.")
    day, value = read_day(row[0].strip()), _value(row[1])
    if value is None:
        raise no_answer(row[1])
    return told(habit, where, day, value, "".join(row[2:]))


def _has_amounts(rows: Iterable[tuple[int, list[str] | Unfit]]) -> bool:
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
        name, most = shortened(member.filename), MOST_OF_A_FILE // 1_000_000
        raise archive.source.refused(f"{name} in it is larger than {most} MB, so it is none.")
    return content


def _rows(source: Source, content: bytes) -> Iterator[tuple[int, list[str] | Unfit]]:
    """Return the rows of a file, each with the number of its first line; a note may have several.

    Instead of one that is broken stands what is wrong with it.
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
            yield number, Unfit("", "its quotation marks are broken, or it is far too long.")
        else:
            if row:
                yield number, row
