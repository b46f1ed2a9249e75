"""A week, a month or several weeks in plain Markdown, whole, to paste elsewhere."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tracker.show import kept
from tracker.show import month as of_month
from tracker.show import summary as of_week
from tracker.show import weeks as of_weeks
from tracker.show.figures import Fact
from tracker.show.red_flags import emergency
from tracker.show.terminal import Look
from tracker.when import week_label

if TYPE_CHECKING:
    from tracker.journal.conditions import Noted
    from tracker.journal.review import Month, Summary, Weeks
    from tracker.present import Present

# What a reader of Markdown could take for more than a character.
_MEANT = re.compile(r"([\\`*_\[\]<>|#])")


def summary(value: "Summary", present: "Present", look: Look) -> str:
    """Return one week: a table with a column a day, and all that is said of it."""
    look, week = _plain(look), value.week.week
    head, rows, strips = of_week.rows_of(value, look)
    head += of_week.initials(week.first)
    cells = [[*row, *strip] for row, strip in zip(rows, strips, strict=True)]
    legend = "  ".join(kept.legend(strips, look)) if value.week.plans else ""
    said = of_week.facts(value, present, look, of_week.WHOLE)
    title = of_week.title(week.first, present.today)
    return _page(title, _warning(value.emergency, present, look), head, cells, legend, said)


def month(value: "Month", present: "Present", look: Look) -> str:
    """Return one month: a table, and all that is said of it."""
    look, stretch = _plain(look), value.month.week
    head, rows = of_month.rows_of(value)
    title = of_month.title(stretch.first, stretch.last, present.today)
    warning = _warning(value.emergency, present, look)
    return _page(title, warning, head, rows, "", of_month.facts(value, present.today))


def weeks(value: "Weeks", present: "Present", look: Look) -> str:
    """Return several weeks as a table."""
    look = _plain(look)
    head, rows = of_weeks.of_weeks(value.weeks, look)
    # The bar says nothing that does not stand beside it.
    first, last = (week_label(one.week.first) for one in (value.weeks[0], value.weeks[-1]))
    cells = [row[:-1] for row in rows]
    title = f"Weeks {first} to {last}"
    return _page(title, _warning(value.emergency, present, look), head[:-1], cells, "", ())


def _plain(look: Look) -> Look:
    return replace(look, width=None, height=None, is_coloured=False)


def _warning(noted: "Noted | None", present: "Present", look: Look) -> list[str]:
    return [f"**{_escaped(line)}**" for line in emergency(noted, present, look)]


def _page(
    title: str,
    warning: Sequence[str],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    legend: str,
    facts: Iterable[Fact],
) -> str:
    """Return a page: its title, a table without empty columns, and a list of facts."""
    blocks = [f"## {_escaped(title)}", *warning]
    if rows:
        used = [place for place in range(len(head)) if not place or any(row[place] for row in rows)]
        lines = [[head[place] for place in used], ["---"] * len(used)]
        lines += [[_escaped(row[place]) for place in used] for row in rows]
        blocks.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    if legend:
        blocks.append(_escaped(legend))
    listed = [
        f"- **{fact.label}**: {_escaped(fact.text)}" if fact.label else f"  {_escaped(fact.text)}"
        for fact in facts
    ]
    if listed:
        blocks.append("\n".join(listed))
    return "\n\n".join(blocks)


def _escaped(text: str) -> str:
    return _MEANT.sub(r"\\\1", text)
