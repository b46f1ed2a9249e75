"""The figures of a week or a month in words: sessions, pain, relief and cost, beside those before."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from tracker.care.levels import Level, Pain
from tracker.care.money import write_money
from tracker.care.relief import Relief
from tracker.care.week import FEWEST_PAIRS, Cost, KindTotal, Stretch
from tracker.show.sessions import plural
from tracker.when import write_duration

EXPECTED = "Some fall is expected, as one logs when it hurts."
_MOST_CURRENCIES = 2


class Fact(NamedTuple):
    """One thing that is said of some days; without a label it goes on with what is said before."""

    label: str
    text: str


def in_all(
    week: Stretch, before: Stretch, called: str, *, is_brief: bool = False
) -> Iterator[Fact]:
    """Yield how many sessions there were; `called` names the stretch before."""
    yield Fact("In all", f"{total(week.whole)} ({called} {_earlier(before.whole, is_brief)})")
    if is_brief:
        return
    if hot := sum(one.hot_stones for one in week.kinds):
        counts = "counts" if hot == 1 else "count"
        yield Fact("", f"{plural(hot, 'hot-stone massage')} {counts} as heat as well.")


def pain(now: Pain, earlier: dict[str, Pain]) -> Iterator[Fact]:
    """Yield how strong the pain was, beside `earlier` stretches by what they are called.

    It is that of readings. Where none of all these has any, it is that before sessions, called so.
    """
    read = {name: one.read for name, one in earlier.items()}
    before = {name: one.before_sessions for name, one in earlier.items()}
    if now.read or any(read.values()):
        text = level(now.read) or "no reading"
        if not now.read and now.before_sessions:
            text += f"; before sessions {level(now.before_sessions)}"
        yield Fact("Pain", text + _beside(read, "no reading" if any(read.values()) else ""))
    elif now.before_sessions:
        yield Fact("Pain", f"before sessions {level(now.before_sessions)}{_beside(before)}")


def _beside(earlier: dict[str, Level | None], missing: str = "") -> str:
    told = {
        name: level(one).replace(" days", "").replace(" day", "") or missing
        for name, one in earlier.items()
    }
    listed = "; ".join(f"{name} {text}" for name, text in told.items() if text)
    return f" ({listed})" if listed else ""


def level(one: Level | None) -> str:
    """Return `4.2 on 6 days`; nothing for none."""
    if one is None:
        return ""
    many = f", {one.count} readings" if one.count > one.days else ""
    return f"{one.level:.1f} on {plural(one.days, 'day')}{many}"


def short_level(one: Level | None) -> str:
    """Return `4.2 (6)`: the level, and on how many days; nothing for none."""
    return f"{one.level:.1f} ({one.days})" if one else ""


def change(
    week: Stretch, before: Stretch, called: str, *, is_brief: bool = False
) -> Iterator[Fact]:
    """Yield how pain changed from before to after sessions, which is no effect of theirs."""
    if week.whole.pairs:
        is_compared = before.whole.pairs and not is_brief
        compared = f"; {called} {short_change(before.whole)}" if is_compared else ""
        yield Fact("Change", f"after sessions {average(week.whole)}{compared}. {EXPECTED}")


def relief(one: Relief | None) -> Iterator[Fact]:
    """Yield how long relief lasted after sessions, if that was told."""
    if one is not None:
        of = f"the median of {one.count} sessions" if one.count > 1 else "told of one session"
        yield Fact("Relief", f"{lasted(one)}, {of}")


def lasted(one: Relief) -> str:
    """Return `lasted 5 h`, or that there was none."""
    return f"lasted {write_duration(one.median)}" if one.median else "none"


def costs(week: Stretch, before: Stretch, called: str) -> Iterator[Fact]:
    """Yield what sessions cost and what of that is one's own to pay, one currency after the other."""
    shown = week.costs if len(week.costs) <= _MOST_CURRENCIES else week.costs[:1]
    for place, cost in enumerate(shown):
        same = [one for one in before.costs if one.cost.currency == cost.cost.currency]
        compared = f" ({called} {write_money(same[0].cost)})" if same else ""
        yield Fact("" if place else "Cost", f"{_cost(cost)}{compared}")
    if len(shown) < len(week.costs):
        codes = ", ".join(one.cost.currency for one in week.costs[1:])
        yield Fact("", f"and in {codes}")


def total(whole: KindTotal) -> str:
    """Return `5 sessions on 3 days, 2 h 2 min`."""
    if not whole.sessions:
        return "no session"
    days = plural(len(whole.days), "day")
    return f"{plural(whole.sessions, 'session')} on {days}, {write_duration(whole.duration)}"


def _earlier(whole: KindTotal, is_brief: bool) -> str:
    """Return `15 on 7 days, 4 h 29 min`, beside what is said in full."""
    if not whole.sessions:
        return total(whole)
    length = "" if is_brief else f", {write_duration(whole.duration)}"
    return f"{whole.sessions} on {plural(len(whole.days), 'day')}{length}"


def average(whole: KindTotal) -> str:
    """Return the mean change over sessions, of how many, and whether these are too few to tell."""
    if whole.pairs == 1:
        return f"{_change_words(whole)} in the one with both readings, too few to tell"
    few = ", too few to tell" if whole.pairs < FEWEST_PAIRS else ""
    return f"{_change_words(whole)} on average, {whole.pairs} with both readings{few}"


def short_change(one: KindTotal) -> str:
    """Return `0.5 lower (2)`: the mean change, and over how many sessions; nothing for none."""
    return f"{_change_words(one)} ({one.pairs})" if one.pairs else ""


def minutes(length: dt.timedelta) -> int:
    """Return a length in whole minutes."""
    return round(length.total_seconds() / 60)


def _change_words(one: KindTotal) -> str:
    change = round(one.change or 0, 1)
    if change == 0:
        return "unchanged"
    return f"{abs(change):.1f} {'lower' if change < 0 else 'higher'}"


def _cost(cost: Cost) -> str:
    paid = write_money(cost.cost)
    if not cost.covered.minor:
        return paid
    own, covered = (_bare(write_money(one)) for one in (cost.own_share, cost.covered))
    return f"{paid}, {covered} covered, own share {own}"


def _bare(amount: str) -> str:
    return amount.rpartition(" ")[0]
