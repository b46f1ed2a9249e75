"""In words, how pain changed over sessions, and how far that can be trusted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.care.catalogue import kinds
from tracker.care.intervals import Interval
from tracker.care.outcomes import (
    FEWEST_DAYS,
    FEWEST_FOR_CORRELATION,
    FEWEST_FOR_INTERVAL,
    FEWEST_FOR_MEAN,
    FEWEST_NEIGHBOURS,
    RESPONSE_PERCENT,
    RESPONSE_POINTS,
    Outcome,
    PainChange,
    Usual,
)
from tracker.escaping import command
from tracker.show.red_flags import emergency
from tracker.show.sessions import plural
from tracker.show.terminal import Look, safe, wrapped
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.journal.insights import Group, Outcomes, Per
    from tracker.present import Present

IS_EXPECTED = "Part of a fall is expected, as one logs when it hurts."
IS_NO_EFFECT = "A change is no effect: whatever else those days brought has its part in it."
_IS_NARROW = (
    f"Below {FEWEST_FOR_CORRELATION} sessions an interval may be too narrow, as changes close in time"
    " are alike."
)
MAY_BE_NONE = "Where an interval reaches to unchanged or beyond, there may be no change at all."
IS_NO_RANKING = (
    "Which of them helps more, a diary cannot say: each was used on other days, at another pain,"
    " and more sessions only make a wrong answer look surer."
)
_IS_DRAWN = "A trial can say whether one helps, as chance draws the weeks with and without it:"
_NOT_TOLD = {"kind": "", "provider": ", nobody named", "style": ", no style told"}
_INDENT = " " * 14


def insights(value: "Outcomes", present: "Present", look: Look) -> str:
    """Return what came of each group of sessions, and what all these numbers do not say."""
    lines = emergency(value.emergency, present, look)
    lines.append(look.bold(wrapped(_title(value, present), look)))
    known = [group for group in value.groups if group.outcome.change.count]
    for group in known:
        head = f"{group_name(group, value.per)}, {plural(group.sessions, 'session')}"
        lines += ["", look.bold(wrapped(head, look, "  "))]
        lines += [wrapped(line, look, _INDENT) for line in _lines(group.outcome, value.usual)]
    if not value.groups:
        names = " or ".join(kinds()[kind].name for kind in value.kinds)
        what = f"No session{names and f' of {names}'} in these days."
        lines.append(wrapped(f"{what} All that was done: {command('history')}", look))
    elif said := _unknown(value) + _remarks(value, known):
        lines += ["", *(wrapped(line, look) for line in said)]
    return "\n".join(lines)


def change_words(change: PainChange) -> str:
    """Return a change in pain with as much as its number of sessions can carry.

    Below three sessions the changes are listed, below six the mean stands without an interval.
    """
    counted = f"{change.count} with both readings"
    if change.mean is None or change.count < FEWEST_FOR_MEAN:
        listed = ", ".join(lower_words(each, "") for each in change.changes)
        return f"{listed} ({counted}: too few to tell)"
    mean = f"{lower_words(change.mean)} on average"
    if not change.is_enough:
        what = "few" if change.count < FEWEST_FOR_INTERVAL else "much alike"
        return f"{mean}, {counted}: too {what} to tell"
    if change.is_identical:
        return f"{lower_words(change.mean)} each time, {counted}; all the same, so no interval"
    assert change.low is not None
    assert change.high is not None
    return f"{mean} (95 % interval {_between((change.low, change.high))}), {counted}"


def _title(value: "Outcomes", present: "Present") -> str:
    first, last = short_day(value.first, present.today), short_day(value.last, present.today)
    days = (value.last - value.first).days + 1
    length = plural(days, "day") if days % 7 else plural(days // 7, "week")
    return f"Change in pain over sessions, {first} to {last} ({length})"


def group_name(group: "Group", per: "Per") -> str:
    kind = kinds()[group.kind].name
    if group.name is None:
        return kind + _NOT_TOLD[per]
    return f"{kind}, {safe(group.name).replace('-', ' ') if per == 'style' else safe(group.name)}"


def _lines(found: Outcome, level: Usual | None) -> list[str]:
    change = found.change
    lines = [_line("change", change_words(change))]
    if change.count >= FEWEST_FOR_MEAN and level is not None and found.before is not None:
        expected = lower_words(level.expected_change(found.before))
        compared = f"{found.before:.1f} before them, {level.level:.1f} usually"
        lines.append(_line("expected", f"{expected} a day later if nothing is done ({compared})"))
    if change.is_enough:
        lines += _more(found)
    if change.effective is not None and round(change.effective) < change.count:
        worth = f"these {change.count} tell as much as {change.effective:.0f}"
        allowed = ", and the interval of the mean allows for that" if change.is_enough else ""
        lines.append(_line("alike", f"changes close in time are alike: {worth}{allowed}"))
    return lines


def _more(found: Outcome) -> list[str]:
    """Return what can be said besides the mean: the median, and the clear falls."""
    change, lines = found.change, []
    if found.median is not None and found.middle is not None and not change.is_identical:
        lines.append(
            _line("median", f"{lower_words(found.median)} (interval {_between(found.middle)})")
        )
    if found.share is not None:
        low, high = (f"{100 * end:.0f}" for end in found.share)
        clear = f"{found.responders} of {change.count} by {RESPONSE_POINTS} points and"
        share = f"{100 * found.responders / change.count:.0f} % (interval {low} to {high} %)"
        lines.append(_line("clear fall", f"{clear} {RESPONSE_PERCENT} % or more: {share}"))
    return lines


def _unknown(value: "Outcomes") -> list[str]:
    """Say of which sessions nothing can be told at all."""
    named = [
        f"{group_name(group, value.per)} ({group.sessions:,})"
        for group in value.groups
        if not group.outcome.change.count
    ]
    return [f"Without pain before and after: {'; '.join(named)}."] if named else []


def _remarks(value: "Outcomes", known: Sequence["Group"]) -> list[str]:
    """Return what is to be known of all of it, each where it has a bearing."""
    changes = [group.outcome.change for group in known]
    counts = [change.count for change in changes]
    if max(counts, default=0) < FEWEST_FOR_MEAN:
        return []
    said = [IS_NO_EFFECT, f"{IS_EXPECTED} {_read_days(value)}"]
    if any(_may_be_none(change) for change in changes):
        said.append(MAY_BE_NONE)
    if any(FEWEST_FOR_INTERVAL <= count < FEWEST_FOR_CORRELATION for count in counts):
        said.append(_IS_NARROW)
    if sum(count >= FEWEST_FOR_MEAN for count in counts) > 1:
        trial = f" {_IS_DRAWN} {command('help trial')}" if value.per == "kind" else ""
        said.append(IS_NO_RANKING + trial)
    return said


def _may_be_none(change: PainChange) -> bool:
    """Say whether the interval that is shown reaches from lower to higher."""
    if not change.is_enough or change.low is None or change.high is None:
        return False
    return round(change.low, 1) <= 0 <= round(change.high, 1)


def _read_days(value: "Outcomes") -> str:
    if value.usual is not None:
        return (
            f"What is expected is worked out from {value.usual.days} days with a reading of pain."
        )
    wanted = f"{FEWEST_DAYS} days with a reading of pain, {FEWEST_NEIGHBOURS} of them right after"
    return f"How much can be told from {wanted} another; there are {value.read_days}: {command('pain 4')}"


def _between(interval: Interval) -> str:
    """Return an interval as `0.3 to 2.1 lower`, or as `0.4 lower to 1.0 higher`.

    The end nearer to the mean's own side is said last.
    """
    near, far = sorted(interval, key=abs)
    if round(near, 1) * round(far, 1) > 0:
        return f"{abs(near):.1f} to {lower_words(far)}"
    return f"{lower_words(interval[0])} to {lower_words(interval[1])}"


def lower_words(change: float, decimals: str = ".1") -> str:
    rounded = round(change, 1)
    if rounded == 0:
        return "unchanged"
    return f"{abs(rounded):{decimals or '.0'}f} {'lower' if rounded < 0 else 'higher'}"


def _line(name: str, value: str) -> str:
    return f"  {name:12}{value}"
