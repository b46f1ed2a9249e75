"""What is to be known at once of a period, the signs that matter most before all else."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.care.catalogue import kinds
from tracker.care.safety import red_flag_levels, signs
from tracker.report.room import name, some
from tracker.show import care, figures, flares, kept
from tracker.show.figures import Fact
from tracker.show.sessions import plural
from tracker.show.terminal import PAGE, cut
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.care.safety import RedFlags
    from tracker.journal.red_flags import Answered
    from tracker.journal.report import Report
    from tracker.present import Present

# The first sheet has room for so many of a kind, and for sentences that are no longer than that.
_MOST_SIGNS, _MOST, _LONGEST_SENTENCE = 2, 3, 200


def facts(value: "Report", present: "Present") -> Iterator[Fact]:
    """Yield what is to be known at once, the signs that matter most before all else."""
    yield Fact("Red flags", _answered(value.answered, value.last))
    # What is over can wait, and what came last stands first.
    ordered = [*reversed(value.conditions)]
    ordered.sort(key=lambda one: one.until_at is not None)
    noted = [care.sentence(one, present, is_of_page=True) for one in ordered]
    for place, text in enumerate(some(noted, _MOST)):
        yield Fact("" if place else "Conditions", cut(text, _LONGEST_SENTENCE, PAGE))
    if not noted:
        yield Fact("Conditions", "none noted")
    yield Fact("Entries", _entries(value))
    yield from figures.pain(value.period.week.pain, {"as many days before": value.before.pain})
    spans = [flares.span(one, value.last) for one in reversed(value.pain.flares)]
    yield Fact("Flare-ups", "; ".join(some(spans, _MOST)) or "none")
    taken = [f"{name(one.what)} on {plural(one.days, 'day')}" for one in value.taken]
    yield Fact("Taken", "; ".join(some(taken, _MOST)) or "nothing written down")
    yield Fact("Sessions", figures.total(value.period.week.whole))
    if value.period.plans:
        yield Fact("Kept", f"{kept.whole(value.period.kept)}, all plans together")
    if text := _walked(value):
        yield Fact("Walking", text)
    yield Fact("Worse after", _worse(value))


def _entries(value: "Report") -> str:
    found = value.coverage
    told = f"on {found.days} of {plural(found.of, 'day')}"
    gaps = [_span(*gap, value.last) for gap in found.gaps[:_MOST]]
    if not gaps:
        return f"{told}, without a gap"
    rest = len(found.gaps) - len(gaps)
    more = f" and {plural(rest, 'gap')} no longer than these" if rest else ""
    return f"{told}; nothing on {'; '.join(gaps)}{more}"


def _span(first: dt.date, last: dt.date, today: dt.date) -> str:
    if first == last:
        return short_day(first, today)
    days = plural((last - first).days + 1, "day")
    return f"{short_day(first, today)} to {short_day(last, today)} ({days})"


def _answered(answered: "Sequence[Answered]", today: dt.date) -> str:
    """Return what was answered to the red flags the last time, and at worst before."""
    if not answered:
        return "not asked in these days"
    times = "once" if len(answered) == 1 else f"{len(answered)} times"
    *earlier, last = answered
    levels = [*red_flag_levels()]
    told = [one for one in reversed(earlier) if one.found.level]
    told.sort(key=lambda one: levels.index(one.found.level.id) if one.found.level else 0)
    listed = [f"{short_day(one.day, today)}, {_yes(one.found)}" for one in (last, *told)]
    rest = len(listed) - _MOST_SIGNS
    more = f" And {plural(rest, 'time')} more with a sign." if rest > 0 else ""
    return f"asked {times}. {'. '.join(listed[:_MOST_SIGNS])}.{more}"


def _yes(found: "RedFlags") -> str:
    if found.level is None:
        return "none of the signs"
    asked = [sign.asks.rstrip("?") for sign in signs().values() if sign.id in found.signs]
    return f"{found.level.title.lower()}: {'; '.join(some(asked, _MOST))}"


def _walked(value: "Report") -> str:
    found = value.walked
    if not found.sessions and not found.untold:
        return ""
    told = f"{figures.minutes(found.duration)} min in {plural(found.sessions, 'session')}"
    return f"{told}, and {found.untold} more of unknown length" if found.untold else told


def _worse(value: "Report") -> str:
    """Return after how many sessions the pain was higher, which is all the diary knows of harm."""
    known = [one for one in value.outcomes.groups if one.outcome.change.count]
    if not known:
        return "no session with pain before and after"
    counted = [(one, sum(by > 0 for by in one.outcome.change.changes)) for one in known]
    both = sum(one.outcome.change.count for one in known)
    whole = sum(count for _, count in counted)
    told = f"pain higher after {whole} of {plural(both, 'session')} with both readings"
    each = [
        f"{kinds()[one.kind].name} {count} of {one.outcome.change.count}"
        for one, count in counted
        if count
    ]
    return f"{told}: {', '.join(each)}" if each else told
