"""The answer of `import`: what came, and a word on whatever did not come just as it stood there."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracker.escaping import visible
from tracker.show.sessions import TAKE_BACK, plural
from tracker.show.terminal import Look, wrapped
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.care.incoming import Refused
    from tracker.exchange.survey import Imported, Survey
    from tracker.present import Present

_MOST = 10
_CALLED = {
    "new": "new",
    "same": "here already",
    "changed": "changed",
    "refused": "that cannot be taken",
    "ignored": "left out",
    "unmapped": "with names that mean no kind yet",
}


def imported(value: "Imported", present: "Present", look: Look) -> str:
    """Return what came of a file, and the way back."""
    survey = value.survey
    if not survey.read:
        return f"{read_as(value.title, 0)}. There is nothing in it to take."
    counted = [
        f"{count:,} {_CALLED[name]}"
        for name, count in value.counts.items()
        if count or name == "new"
    ]
    lines = [f"{read_as(value.title, survey.read)}: {', '.join(counted)}.{_days(value, present)}"]
    if value.taken.others:
        lines.append(f"Among the new: {plural(value.taken.others, 'other record')}.")
    lines += _listed(
        "Left out", [f"{count:,}  {visible(why)}" for why, count in survey.ignored.most_common()]
    )
    if survey.refused:
        lines += refused(survey)
    doubts = survey.doubts.values()
    lines += _listed(
        "To look at", [f"{_where(one.where, one.count)}: {one.text}" for one in doubts]
    )
    lines += _listed("Remarks", value.taken.remarks)
    if survey.unmapped:
        names = [named(one.name, one.count) for one in survey.unmapped.values()]
        lines += _listed("Names that mean no kind yet", names)
        lines.append(f"Say what they mean: {value.line}")
    if value.is_trial:
        lines.append("Nothing was changed.")
    elif value.taken.new or value.taken.changed:
        lines.append(TAKE_BACK)
    return "\n".join(wrapped(line, look, "  ") for line in lines)


def read_as(title: str, count: int) -> str:
    """Return what was read: `Watson, 7 entries`."""
    return f"{title}, {count:,} {'entry' if count == 1 else 'entries'}"


def named(name: str, count: int) -> str:
    """Return a name and how many entries have it: `"Rücken" (12)`."""
    return f'"{visible(name)}" ({count:,})' if name else f"no name at all ({count:,})"


def refused(survey: "Survey") -> list[str]:
    """Return the first entries that cannot be taken, each with its value and why."""
    return _listed(
        "What cannot be taken", map(_refusal, survey.refused[:_MOST]), survey.refused_count
    )


def _refusal(one: "Refused") -> str:
    value = f'"{visible(one.value)}": ' if one.value else ""
    return f"{visible(one.where)}: {value}{visible(one.reason)}"


def _listed(head: str, lines: Iterable[str], count: int | None = None) -> list[str]:
    """Return the first of some lines beneath a head, and how many more there are."""
    every = list(lines)
    if not every:
        return []
    more = (count or len(every)) - _MOST
    shown: Sequence[str] = every[:_MOST]
    rest = [f"  and {more:,} more: --dry-run --json lists them all"] if more > 0 else []
    return [f"{head}:", *(f"  {line}" for line in shown), *rest]


def _days(value: "Imported", present: "Present") -> str:
    first, last = value.taken.first_on, value.taken.last_on
    if first is None or last is None:
        return ""
    if first == last:
        return f" All of it is of {short_day(first, present.today)}."
    return f" They are of {short_day(first, present.today)} to {short_day(last, present.today)}."


def _where(first: str, count: int) -> str:
    return visible(first) if count == 1 else f"{visible(first)} and {count - 1:,} more"
