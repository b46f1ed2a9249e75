"""The answer of `import`: what came, and a word on whatever did not come just as it stood there."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tracker.care.catalogue import kinds
from tracker.escaping import visible
from tracker.show.sessions import TAKE_BACK
from tracker.show.terminal import Look, wrapped
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.care.incoming import Refused, Taken
    from tracker.exchange.survey import Imported, Survey
    from tracker.present import Present

_MOST = 10
_CALLED = {
    "new": "new",
    "same": "here already",
    "changed": "changed",
    "refused": "that cannot be taken",
    "ignored": "left out",
    "unmapped": "whose kind is not known",
}


def imported(value: "Imported", present: "Present", look: Look) -> str:
    """Return what came of a file, and the way back."""
    survey = value.survey
    if not survey.read:
        return f"{read_as(value.title, 0)}. There is nothing in it to take over."
    counted = [
        f"{count:,} {_CALLED[name]}"
        for name, count in value.counts.items()
        if count or name == "new"
    ]
    lines = [
        f"{read_as(value.title, survey.read)}: {', '.join(counted)}.{days(value.taken, present)}"
    ]
    if new := came(value.taken):
        lines.append(f"  New: {new}.")
    lines += listed(
        "Left out", [f"{count:,}  {visible(why)}" for why, count in survey.ignored.most_common()]
    )
    lines += refused(survey, value.told)
    doubts = survey.doubts.values()
    lines += listed("To look at", [f"{_where(one.where, one.count)}: {one.text}" for one in doubts])
    lines += listed("Remarks", value.taken.remarks)
    if survey.unmapped:
        names = [named(one.name, one.count) for one in survey.unmapped.values()]
        lines += listed("Names whose kind is not known", names)
    if value.is_trial:
        lines.append("Nothing was changed. To take it over:")
    elif value.taken.new or value.taken.changed:
        lines.append(TAKE_BACK)
    drawn = [wrapped(line, look, "    " if line.startswith(" ") else "  ") for line in lines]
    # A line that is to be copied is not broken.
    return "\n".join([*drawn, *([f"  {value.line}"] if value.is_trial else [])])


def read_as(title: str, count: int) -> str:
    """Return what was read: `Watson, 7 entries`."""
    return f"{title}, {count:,} {'entry' if count == 1 else 'entries'}"


def named(name: str, count: int) -> str:
    """Return a name and how many entries have it: `"Rücken" (12)`."""
    return f'"{visible(name)}" ({count:,})' if name else f"no name at all ({count:,})"


def refused(survey: "Survey", told: int = 0) -> list[str]:
    """Return the entries that cannot be taken, each with its value and why; of many alike the first.

    So many of them were `told` already.
    """
    return refusals(survey.refused[told:], survey.refused_count - told)


def refusals(some: "Sequence[Refused]", count: int) -> list[str]:
    """Return the first of so many entries that cannot be taken, each with its value and why."""
    if len(some) <= _MOST:
        return listed("What cannot be taken", map(_refusal, some))
    alike: dict[str, list[Refused]] = {}
    for one in some:
        alike.setdefault(one.reason, []).append(one)
    shown = [*islice(alike.values(), _MOST)]
    lines = [
        _refusal(first) + (f" {len(others):,} more like it." if others else "")
        for first, *others in shown
    ]
    more = count - sum(map(len, shown))
    return [*listed("What cannot be taken", lines), *([_more(more)] if more else [])]


def came(taken: "Taken") -> str:
    """Return what the new ones are, the most first: `heat pack 12, massage 3, readings of pain 7`."""
    known = kinds()
    counts = [
        (known[kind].name if kind in known else "readings of pain", count)
        for kind, count in taken.kinds.items()
    ]
    counts += [("plans", taken.plans), ("other records", taken.others)]
    return ", ".join(f"{name} {count:,}" for name, count in counts if count)


def _refusal(one: "Refused") -> str:
    value = f'"{visible(one.value)}": ' if one.value else ""
    return f"{visible(one.where)}: {value}{visible(one.reason)}"


def listed(head: str, lines: Iterable[str]) -> list[str]:
    """Return the first of some lines beneath a head, and how many more there are."""
    every = list(lines)
    if not every:
        return []
    more = len(every) - _MOST
    shown = [f"  {line}" for line in every[:_MOST]]
    return [f"{head}:", *shown, *([_more(more)] if more > 0 else [])]


def _more(count: int) -> str:
    return f"  and {count:,} more: --dry-run --json lists them all"


def days(taken: "Taken", present: "Present") -> str:
    """Return between which days the new and changed ones lie, as a sentence to follow another."""
    first, last = taken.first_on, taken.last_on
    if first is None or last is None:
        return ""
    if first == last:
        return f" On {short_day(first, present.today)}."
    return f" From {short_day(first, present.today)} to {short_day(last, present.today)}."


def _where(first: str, count: int) -> str:
    return visible(first) if count == 1 else f"{visible(first)} and {count - 1:,} more"
