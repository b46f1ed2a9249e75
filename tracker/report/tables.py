"""The tables of the page: what was done, what changed, and who was seen."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.care.catalogue import kinds
from tracker.care.doses import show_dose
from tracker.care.money import write_money
from tracker.care.outcomes import FEWEST_FOR_MEAN
from tracker.care.scores import measures
from tracker.report.room import name, some
from tracker.show import checkins, figures, insights, kept
from tracker.show.sessions import plural, spaced
from tracker.show.terminal import PAGE
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.care.practice import Practised
    from tracker.journal.checkins import Compared
    from tracker.journal.report import Met, Report

# The first sheet has room for so many rows of a table, and those behind it for so many.
_MOST_ROWS, _MOST_EXERCISES, _MOST_PEOPLE, _MOST_DOSES, _MOST_NAMES = 8, 12, 6, 3, 5
_LONG_CELL = 20
_TIMES = PAGE.marks.times


class Table(NamedTuple):
    """A table with its caption, the heads of its columns, and what is said below it.

    The first cell of a row is its head; `numbers` are the columns that stand to the right.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()
    below: Sequence[str] = ()

    @property
    def is_long(self) -> bool:
        """Tell whether a narrow screen would break its texts into many lines."""
        return any(len(cell) > _LONG_CELL for row in self.rows for cell in row)


def checkin_tables(listed: "Sequence[Compared]", today: dt.date) -> Iterator[Table]:
    if not listed:
        return
    rows, below = [], []
    for one in listed:
        measure, changed = measures()[one.checkin.measure], one.change
        now, first = (
            f"{checkins.score_words(it.score, measure)} ({short_day(it.day, today)})"
            for it in (one.checkin, one.first)
        )
        by = "the first one" if changed is None else checkins.by_words(changed, measure)
        said = "" if changed is None else checkins.said_words(changed)
        about = f"{measure.name}, 0 to {measure.most}, more is {measure.higher_is}"
        rows.append([about, first, now, by or "the same", said])
        if one.is_at_end and changed:
            below.append(checkins.of_ends(measure))
    head = ["", "first", "last in these days", "change", "which is"]
    yield Table("Questionnaires, beside the first one", head, rows, below=below)


def done_tables(value: "Report") -> Iterator[Table]:
    rows = [
        [
            name(kept.called(one)),
            kept.times(one) if one.plan else "",
            str(one.sessions or ""),
            str(len(one.days) or ""),
            str(figures.minutes(one.duration)) if one.sessions else "",
        ]
        for one in value.tallies
    ]
    if rows:
        head = ["", "of what was planned", "sessions", "days", "minutes"]
        caption = "What was done, beside what was planned"
        yield Table(caption, head, *_most(rows, _MOST_ROWS, [2, 3, 4]))


def further(value: "Report", *, with_money: bool) -> Iterator[Table]:
    """Yield what has room behind the first page."""
    if rows := list(_outcome_rows(value)):
        head = ["", "sessions", "pain before", "change after them", "expected in any case"]
        if not any(row[-1] for row in rows):
            head, rows = head[:-1], [row[:-1] for row in rows]
        below = [insights.IS_NO_EFFECT, insights.IS_EXPECTED]
        if len(rows) > 1:
            below.append(insights.IS_NO_RANKING)
        yield Table("Change in pain over sessions", head, rows, [1, 2], below)
    if value.practised:
        rows = [_practised(one) for one in value.practised]
        head = ["", "asked for by plans", "sessions", "done"]
        yield Table("Exercises by dose", head, *_most(rows, _MOST_EXERCISES, [2]))
    if value.met:
        rows = [_met(one, value.last) for one in value.met]
        head = ["", "gave", "sessions", "last"]
        yield Table("Visits, and people who gave sessions", head, *_most(rows, _MOST_PEOPLE, [2]))
    if with_money and not value.is_empty:
        rows = [
            [
                one.cost.currency,
                *(write_money(sum_) for sum_ in (one.cost, one.covered, one.own_share)),
            ]
            for one in value.period.week.costs
        ]
        none = [] if rows else ["No cost was written down in these days."]
        head = ["", "cost", "covered", "own share"]
        yield Table("What it cost", head, rows, [1, 2, 3], none)


def _outcome_rows(value: "Report") -> Iterator[list[str]]:
    for group in value.outcomes.groups:
        found, level = group.outcome, value.outcomes.usual
        before = "" if found.before is None else f"{found.before:.1f}"
        change = insights.change_words(found.change) if found.change.count else "not known"
        expected = ""
        if level and found.before is not None and found.change.count >= FEWEST_FOR_MEAN:
            expected = insights.lower_words(level.expected_change(found.before))
        yield [kinds()[group.kind].name, str(group.sessions), before, change, expected]


def _practised(one: "Practised") -> list[str]:
    asked = ", ".join(show_dose(dose, _TIMES) if dose else "any dose" for dose in one.asked)
    done = [
        f"{show_dose(dose, _TIMES) if dose else 'no dose told'} ({plural(count, 'time')})"
        for dose, count in one.doses
    ]
    listed = ", ".join(some(done, _MOST_DOSES)) or "not done"
    return [name(one.name.replace("-", " ")), asked, str(one.sessions or ""), listed]


def _met(one: "Met", today: dt.date) -> list[str]:
    who = name(one.name) if one.name else "nobody named"
    if one.person and one.person.role:
        who += f", {spaced(one.person.role)}"
    return [who, kinds()[one.kind].name, str(one.sessions), short_day(one.last_on, today)]


def _most(
    rows: Sequence[Sequence[str]], most: int, numbers: Sequence[int]
) -> tuple[Sequence[Sequence[str]], Sequence[int], list[str]]:
    """Return as many rows as there is room for, and how many more there are."""
    if len(rows) <= most:
        return rows, numbers, []
    rest = rows[most - 1 :]
    return (
        rows[: most - 1],
        numbers,
        [f"And {len(rest)} more: {', '.join(some([row[0] for row in rest], 5))}."],
    )
