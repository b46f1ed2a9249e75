"""Weeks on a terminal: their sessions by kind, and how much of what was planned was kept."""

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from tracker.care.catalogue import KINDS
from tracker.escaping import command
from tracker.show import charts
from tracker.show import kept as kept_words
from tracker.show.sessions import plural
from tracker.show.terminal import Look
from tracker.when import week_label

if TYPE_CHECKING:
    from tracker.journal.charts import KeptChart, SessionsChart
    from tracker.present import Present

_WEEK = dt.timedelta(weeks=1)
_DAY = dt.timedelta(days=1)
# A bar of a hundred steps says all that a share can say.
_LONGEST_BAR = 100
_FEWEST_LETTERS = 8


def sessions(value: "SessionsChart", present: "Present", look: Look) -> str:
    """Return the sessions of each week, a letter each, which says what it was."""
    most = max(one.whole for one in value.weeks)
    digits = len(str(most))
    room = max(
        charts.width_for(look) - len(week_label(present.today)) - digits - 4, _FEWEST_LETTERS
    )
    drawn = list[str]()
    for one in value.weeks if most else ():
        letters = "".join(letter(kind) * count for kind, count in one.kinds.items())
        rows = [letters[start : start + room] for start in range(0, len(letters), room)] or [""]
        drawn.append(f"{week_label(one.first)}  {one.whole:{digits}}  {rows[0]}".rstrip())
        drawn += [" " * (len(drawn[-1]) - len(rows[0])) + row for row in rows[1:]]
    said = sessions_facts(value, present)
    return charts.whole(value.emergency, sessions_title(value), drawn, said, present, look)


def letter(kind: str) -> str:
    """Return the letter that stands for a kind: M, H, I, W, E or V."""
    return kind[0].upper()


def sessions_title(value: "SessionsChart") -> str:
    """Return what the chart shows."""
    return f"Sessions by week and kind, {_stretch(value)}"


def in_all(value: "SessionsChart") -> Counter[str]:
    """Return how many sessions there were of each kind, in the order of the chart."""
    counts = Counter[str]()
    for one in value.weeks:
        counts.update(one.kinds)
    return Counter({kind: counts[kind] for kind in KINDS if counts[kind]})


def sessions_facts(value: "SessionsChart", present: "Present") -> list[str]:
    """Return what the letters mean and how many there are of each."""
    counts = in_all(value)
    if not counts:
        return ["No session in these weeks.", f"Write one down: {command('help log')}"]
    told = [f"{letter(kind)} {charts.kind_name(kind)} {count:,}" for kind, count in counts.items()]
    return [
        f"Each letter is a session: {', '.join(told)}.",
        f"In all {plural(counts.total(), 'session')}. {running(value, present)}".rstrip(),
    ]


def kept(value: "KeptChart", present: "Present", look: Look) -> str:
    """Return for each week how much of what was planned was done, as a bar up to 100 %."""
    signs = charts.signs(look)
    told = [
        (week_label(one.first), kept_words.of_planned(one.kept), one.kept) for one in value.weeks
    ]
    widest = max(len(words) for _, words, _ in told)
    room = charts.width_for(look) - len(week_label(present.today)) - widest - 4
    length = min(max(room, 1), _LONGEST_BAR)
    drawn = list[str]()
    for label, words, of_week in told if has_plans(value) else ():
        if of_week.share is None:
            drawn.append(f"{label}  {kept_words.share(of_week)}")
            continue
        # What was kept in part is never drawn as all of it, nor as nothing.
        full = round(length * of_week.share)
        if 0 < of_week.share < 1:
            full = min(max(full, 1), length - 1)
        bar = signs.full * full + signs.rest * (length - full)
        drawn.append(f"{label}  {words:>{widest}}  {bar}")
    if drawn:
        drawn.append(" " * (len(week_label(present.today)) + widest + 4) + _scale(length))
    said = kept_facts(value, present)
    return charts.whole(value.emergency, kept_title(value), drawn, said, present, look)


def _scale(length: int) -> str:
    """Return what the ends of a bar mean, and its middle where that has room."""
    middle = "50" if length >= 20 else ""
    half = length // 2
    return f"{'0'.ljust(half)}{middle}".ljust(length - 5) + "100 %"


def has_plans(value: "KeptChart") -> bool:
    """Tell whether anything was planned in these weeks."""
    whole = value.whole
    return bool(whole.planned or whole.excused or whole.ahead)


def kept_title(value: "KeptChart") -> str:
    """Return what the chart shows."""
    return f"Kept of what was planned, {_stretch(value)}"


def kept_facts(value: "KeptChart", present: "Present") -> list[str]:
    """Return how all these weeks were kept together."""
    if not has_plans(value):
        return ["Nothing was planned in these weeks.", f"Make a plan: {command('help plan')}"]
    whole = value.whole
    excused = f" Besides, {whole.excused} excused." if whole.excused and whole.planned else ""
    said = f"In all {kept_words.share(whole)}.{excused} {running(value, present)}"
    return [said.rstrip()]


def _stretch(value: "SessionsChart | KeptChart") -> str:
    first, last = value.weeks[0].first, value.weeks[-1].first + _WEEK - _DAY
    return charts.stretch(first, last, len(value.weeks))


def running(value: "SessionsChart | KeptChart", present: "Present") -> str:
    """Return that the last of the weeks is not over yet, if so."""
    last = value.weeks[-1].first
    if last <= present.today < last + _WEEK - _DAY:
        return f"{week_label(last)} is this week, so far."
    return ""
