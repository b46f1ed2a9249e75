"""A week, several weeks and today in words."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.care.catalogue import kinds
from tracker.care.money import write_money
from tracker.care.session import Session
from tracker.care.week import FEWEST_PAIRS, Cost, KindTotal, Week
from tracker.escaping import command
from tracker.show import kept
from tracker.show.care import review
from tracker.show.red_flags import emergency
from tracker.show.sessions import beyond_routine, clock, kind_words, pain_words, plural
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import long_day, week_label, write_duration

if TYPE_CHECKING:
    from tracker.journal.adherence import PlanKept
    from tracker.journal.review import Summary, Today, Weeks
    from tracker.journal.routines import Routine
    from tracker.present import Present

_WAYS_TO_BEGIN = {
    command("log heat-pack 20 --pain 5:4"): "write down what you just did",
    command("plan add heat-pack --times 3/week"): "plan what is to be done",
    command("remind install"): "be reminded of it from now on",
}
_MOST_LINES_TODAY = 10


def summary(value: "Summary", present: "Present", look: Look) -> str:
    """Return one week: each kind by day, planned against done, pain, cost, and the week before."""
    week, plans, today = value.week.week, value.week.plans, present.today
    lines = emergency(value.emergency, present, look)
    lines.append(look.bold(wrapped(_title(week, today), look)))
    listed = [*week.kinds, *kept.undone(week.kinds, plans)]
    if listed:
        head = ["", "times", "minutes", "days", _initials(week.first)]
        rows = [_kind_row(one, week, plans, look) for one in listed]
        first, *others = table(rows, look, head=head, right=[1, 2, 3], elastic=[2, 3])
        legend = kept.legend([row[-1] for row in rows], look) if plans else []
        legend = [wrapped(line, look, " " * 10) for line in legend]
        lines += [look.dim(first), *others, *legend, ""]
    figures = kept.lines(plans, value.before.plans) + _figures(week, value.before.week)
    figures += kept.held_lines(value.held)
    if value.flare is not None:
        from tracker.show import flares  # Few weeks are in one.

        figures.append(f"Flare-up  {flares.runs(value.flare, today)}")
    return "\n".join(lines + [wrapped(line, look, " " * 10) for line in figures])


def weeks(value: "Weeks", present: "Present", look: Look) -> str:
    """Return a table of weeks, the latest last, with how each was kept, if planned."""
    listed = value.weeks
    most = max(one.week.whole.sessions for one in listed)
    head = ["", "kept", "sessions", "days", "minutes", "pain after", "cost", ""]
    rows = [
        [
            week_label(one.week.first),
            kept.of_planned(one.kept),
            *_whole_row(one.week),
            _bar(one.week.whole.sessions, most, look),
        ]
        for one in listed
    ]
    first, *others = table(
        rows, look, head=head, right=[2, 3, 4, 5, 6], elastic=[6, 5, 3, 7], indent=""
    )
    lines, last = emergency(value.emergency, present, look), listed[-1].week
    lines += [look.dim(first), *others]
    if last.first <= present.today <= last.last:
        lines.append(f"{week_label(last.first)} is this week, so far.")
    return "\n".join(lines)


def today(value: "Today", present: "Present", look: Look) -> str:
    """Return what was done and is planned today, and this week, in at most ten lines.

    An emergency that is not ended stands above them.
    """
    first = emergency(value.emergency, present, look)
    asked = [review(one, present, look) for one in value.to_review]
    day = long_day(present.today)
    if value.flare is not None:
        from tracker.show import flares  # Few days are in one.

        day += flares.mark([value.flare], present.today)
        if value.flare.is_to_ask(present.today):
            runs = f"A flare-up {flares.runs(value.flare, present.today)}"
            asked.append(wrapped(runs, look, "  "))
    if value.is_empty:
        ways = [f"  {typed:<45}{what}" for typed, what in _WAYS_TO_BEGIN.items()]
        lines = ["Nothing here yet. Three ways to begin:", *ways]
        return "\n".join([*first, *(wrapped(line, look, " " * 6) for line in lines), *asked])
    done, planned = value.sessions, kept.open_rows(value.planned, present, look)
    whole, share = value.week.week.whole, value.week.kept
    of_plans = f" Kept {kept.share(share)}." if share.share is not None else ""
    so_far = f"This week so far: {_total(whole)}.{of_plans}{_pain_clause(whole)}"
    closing = ["", *wrapped(so_far, look, "  ").split("\n"), *asked]
    room = max(_MOST_LINES_TODAY - 1 - len(closing), 2)
    # What is open matters more than what was done long ago.
    waiting = planned[:room] if len(planned) <= room else planned[: room - 1]
    left = room - len(waiting) - (len(waiting) < len(planned))
    latest = done if len(done) <= left else done[len(done) - max(left - 1, 0) :]
    lines = [*first, look.bold(wrapped(day, look))]
    if earlier := len(done) - len(latest):
        lines.append(f"  {earlier} earlier: {command('history')}")
    rows = [*waiting] + [
        kept.Row(
            session.stands_at,
            (
                clock(session),
                kept.painted(look.marks.done, look),
                _line(session, value.routines, look),
                pain_words(session, look) and f"pain {pain_words(session, look)}",
            ),
        )
        for session in latest
    ]
    rows.sort(key=lambda row: row.at)
    lines += table([row.cells for row in rows], look, core=2)
    if later := len(planned) - len(waiting):
        lines.append(f"  {later} more planned: {command('due')}")
    if not done and not planned:
        lines.append("  nothing logged yet")
    return "\n".join(lines + closing)


def _title(week: Week, today: dt.date) -> str:
    since, until = (long_day(day).split() for day in (week.first, week.last))
    first = f"{since[0][:3]} {since[1]}"
    if since[2] != until[2]:
        first += f" {since[2]}"
    year = "" if week.last.year == today.year else f" {week.last.year}"
    so_far = ", so far" if week.first <= today <= week.last else ""
    return f"Week {week_label(week.first)}, {first} to {until[0][:3]} {until[1]} {until[2]}{year}{so_far}"


def _initials(first: dt.date) -> str:
    return " ".join("MTWTFSS"[(first.weekday() + day) % 7] for day in range(7))


def _kind_row(one: KindTotal, week: Week, plans: Sequence["PlanKept"], look: Look) -> list[str]:
    return [
        kinds()[one.kind].name,
        kept.times(one.kind, one.sessions, plans),
        str(_minutes(one)),
        str(len(one.days)),
        kept.strip(week.first, one.days, one.kind, plans, look),
    ]


def _whole_row(week: Week) -> list[str]:
    whole = week.whole
    counts = (whole.sessions, len(whole.days), _minutes(whole))
    costs = ", ".join(write_money(cost.cost) for cost in week.costs)
    return [*map(str, counts), _change(whole), costs]


def _figures(week: Week, before: Week) -> list[str]:
    whole, earlier = week.whole, before.whole
    lines = [f"In all    {_total(whole)} (the week before {_total(earlier)})"]
    if hot := sum(one.hot_stones for one in week.kinds):
        counts = "counts" if hot == 1 else "count"
        lines.append(f"          {plural(hot, 'hot-stone massage')} {counts} as heat as well.")
    if whole.pairs:
        compared = f"; the week before {_change(earlier)}" if earlier.pairs else ""
        lines += [
            f"Pain      after sessions {_average(whole)}{compared}.",
            "          Part of a fall is expected, as one logs when it hurts.",
        ]
    for number, cost in enumerate(week.costs):
        label = "" if number else "Cost"
        lines.append(f"{label:10}{_cost(cost)}{_cost_before(cost, before)}")
    return lines


def _total(whole: KindTotal) -> str:
    if not whole.sessions:
        return "no session"
    days = plural(len(whole.days), "day")
    return f"{plural(whole.sessions, 'session')} on {days}, {write_duration(whole.duration)}"


def _pain_clause(whole: KindTotal) -> str:
    return f" Pain after sessions {_average(whole)}." if whole.pairs else ""


def _average(whole: KindTotal) -> str:
    if whole.pairs == 1:
        return f"{_change_words(whole)} in the one with both readings, too few to tell"
    few = ", too few to tell" if whole.pairs < FEWEST_PAIRS else ""
    return f"{_change_words(whole)} on average, {whole.pairs} with both readings{few}"


def _change(one: KindTotal) -> str:
    return f"{_change_words(one)} ({one.pairs})" if one.pairs else ""


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


def _cost_before(cost: Cost, before: Week) -> str:
    same = [one for one in before.costs if one.cost.currency == cost.cost.currency]
    return f" (the week before {write_money(same[0].cost)})" if same else ""


def _bare(amount: str) -> str:
    return amount.rpartition(" ")[0]


def _minutes(one: KindTotal) -> int:
    return round(one.duration.total_seconds() / 60)


def _bar(value: int, most: int, look: Look) -> str:
    """Return a bar of at most eight steps; in plain text as many signs, else one block."""
    if not value:
        return ""
    steps = max(1, round(8 * value / most))
    return look.marks.bars[steps - 1] if look.marks.bars else "#" * steps


def _line(session: Session, routines: "Sequence[Routine]", look: Look) -> str:
    name = kind_words(session)
    if session.entry.details.style:
        name += f", {session.entry.details.style.replace('-', ' ')}"
    if exercises := beyond_routine(session.entry.details, routines, look):
        name += f": {exercises}"
    name += f", {write_duration(session.entry.details.duration)}"
    return (
        f"{name} with {safe(session.entry.details.provider)}"
        if session.entry.details.provider
        else name
    )
