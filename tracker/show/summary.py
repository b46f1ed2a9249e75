"""One week on one screen: planned against done, pain, cost, and the week that comes next."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from tracker.care.adherence import MOST_IN_A_ROW, PlanKept
from tracker.care.reminder import State
from tracker.care.tally import Tally
from tracker.escaping import command
from tracker.show import figures, flares, kept
from tracker.show.figures import Fact
from tracker.show.red_flags import emergency
from tracker.show.sessions import plural
from tracker.show.suggestions import suggestion
from tracker.show.terminal import Look, cut, safe, table, width_of, wrapped
from tracker.when import long_day, short_day, week_label, write_clock

if TYPE_CHECKING:
    from tracker.care.planned import Planned
    from tracker.journal.next_week import Ahead, WeekAhead
    from tracker.journal.review import Summary
    from tracker.present import Present

# A terminal of 24 lines, with one for what is typed next.
MOST_LINES = 23
_COLUMNS = 80
# On less than this the days of a strip stand close together.
_WIDE = 60
_LABEL = 10
_COMING = "Coming"
_LONGEST_NAME, _LONGEST_WHY = 40, 90
BEFORE, FOUR_WEEKS_AGO = "the week before", "four weeks ago"
# What gives way first where all of it does not fit, by its label.
_LEAST_FIRST = ("Relief", "Trial", "Skipped", "Missed", "Held", "Cost", "Change", "In all")


class Room(NamedTuple):
    """How much of a week is shown: rows of plans, lines of a list, and what only helps to read it."""

    rows: int
    lines: int
    has_legend: bool = False
    is_airy: bool = False

    @property
    def is_brief(self) -> bool:
        return self.lines == 1


_ROOMS = (
    Room(12, 3, has_legend=True, is_airy=True),
    Room(12, 2, has_legend=True),
    Room(12, 1, has_legend=True),
    *(Room(rows, 1) for rows in (12, 10, 9, 8, 7, 6, 5, 4)),
)
WHOLE = Room(99, 99, has_legend=True, is_airy=True)
"""Room for all of a week."""


def summary(value: "Summary", present: "Present", look: Look) -> str:
    """Return one week on a screen of 24 lines at 80 columns, however much there is.

    What does not fit there is left out everywhere, in a pipe too, by how much it matters, and that
    is said.
    """
    measure = replace(look, width=_COLUMNS)
    left_out: list[str] = []
    rooms = iter(_ROOMS)
    room = next(rooms)
    while len(_lines(value, present, measure, room, left_out)) > MOST_LINES:
        if following := next(rooms, None):
            room = following
        elif len(left_out) < len(_LEAST_FIRST):
            left_out.append(_LEAST_FIRST[len(left_out)])
        else:
            break
    return "\n".join(_lines(value, present, look, room, left_out))


def _lines(
    value: "Summary", present: "Present", look: Look, room: Room, left_out: Sequence[str]
) -> list[str]:
    lines = emergency(value.emergency, present, look)
    lines.append(look.bold(wrapped(title(value.week.week.first, present.today), look)))
    if value.tallies:
        lines += _table(value, look, room)
        if room.is_airy:
            lines.append("")
    label = ""
    for fact in facts(value, present, look, room):
        label = fact.label or label
        if label not in left_out:
            lines.append(wrapped(f"{fact.label:{_LABEL}}{fact.text}", look, " " * _LABEL))
    if left_out:
        rest = ", ".join(one.lower() for one in left_out)
        whole = command("summary --markdown")
        lines.append(wrapped(f"{'More':{_LABEL}}{rest}: {whole}", look, " " * _LABEL))
    return [line for text in lines for line in text.split("\n")]


def title(first: dt.date, today: dt.date) -> str:
    """Return what a week is called: `Week 2026-W47, Mon 16 to Sun 22 November, so far`."""
    last = first + dt.timedelta(days=6)
    since, until = (long_day(day).split() for day in (first, last))
    begins = f"{since[0][:3]} {since[1]}"
    if since[2] != until[2]:
        begins += f" {since[2]}"
    year = "" if last.year == today.year else f" {last.year}"
    so_far = ", so far" if first <= today <= last else ""
    return (
        f"Week {week_label(first)}, {begins} to {until[0][:3]} {until[1]} {until[2]}{year}{so_far}"
    )


def _table(value: "Summary", look: Look, room: Room) -> list[str]:
    """Return a row for each plan, and for what was done beyond them; the rest in a line."""
    head, rows, strips = rows_of(value, look)
    rows = [[cut(name, _LONGEST_NAME, look), *others] for name, *others in rows]
    between = " " if look.width is None or look.width >= _WIDE else ""
    cells = [[*row, between.join(strip)] for row, strip in zip(rows, strips, strict=True)]
    letters = between.join(initials(value.week.week.first))
    shown = _most_telling(value.tallies, room.rows)
    first, *others = table(
        [cells[place] for place in shown],
        look,
        head=[*head, letters],
        right=[1, 3, 4],
        elastic=[4, 3, 2],
    )
    lines = [look.dim(first), *others]
    if rest := [place for place in range(len(rows)) if place not in shown]:
        told = [f"{rows[place][0]} {rows[place][1]}" for place in rest]
        are_plans = all(value.tallies[place].plan for place in rest)
        called = f"  {len(rest)} more{' plans' if are_plans else ''}: "
        lines.append(wrapped(f"{called}{_listed(told, _COLUMNS - len(called))}", look, "    "))
    if room.has_legend and value.week.plans:
        lines += [f"  {line}" for line in kept.legend(strips, look)]
    return lines


def _most_telling(tallies: Sequence[Tally], most: int) -> list[int]:
    """Return the places of the rows to be shown, in their order: what was missed above all."""
    if len(tallies) <= most:
        return list(range(len(tallies)))

    def weight(place: int) -> tuple[bool, bool]:
        plan = tallies[place].plan
        return plan is None, not (plan and plan.kept.missed)

    return sorted(sorted(range(len(tallies)), key=weight)[: most - 1])


def rows_of(value: "Summary", look: Look) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """Return the head and the rows of a week, and for each row the marks of its seven days."""
    head = ["", "times", "in a row", "minutes", "days"]
    first, last = value.week.week.first, value.week.week.last
    rows = [
        [
            kept.called(one),
            kept.times(one),
            _in_a_row(one, value),
            str(figures.minutes(one.duration)) if one.sessions else "",
            str(len(one.days)) if one.days else "",
        ]
        for one in value.tallies
    ]
    strips = [
        kept.strip(first, last, one.days, one.plan.planned if one.plan else (), look)
        for one in value.tallies
    ]
    return head, rows, strips


def initials(first: dt.date) -> str:
    """Return the first letters of the seven days of a week."""
    return "".join("MTWTFSS"[(first.weekday() + day) % 7] for day in range(7))


def _in_a_row(tally: Tally, value: "Summary") -> str:
    """Return for how many weeks in a row a plan was kept, from two on."""
    streak = value.streaks.get(tally.plan.plan.number, 0) if tally.plan else 0
    if streak < 2:
        return ""
    return f"{streak}{'+' if streak == MOST_IN_A_ROW else ''} weeks"


def facts(value: "Summary", present: "Present", look: Look, room: Room) -> Iterator[Fact]:
    """Yield what is said of a week beside its table."""
    week, before = value.week.week, value.before.week
    if value.week.plans:
        yield Fact("Kept", kept.whole(value.week.kept, value.before.kept, BEFORE))
    yield from figures.in_all(week, before, BEFORE, is_brief=room.is_brief)
    earlier = {BEFORE: before.pain, FOUR_WEEKS_AGO: value.pain_four_weeks_ago}
    yield from figures.pain(week.pain, earlier)
    yield from figures.change(week, before, BEFORE, is_brief=room.is_brief)
    yield from figures.relief(week.relief)
    yield from figures.costs(week, before, BEFORE)
    if value.flares:
        yield Fact("Flare-up", _flare(value, present.today))
    if value.trials:
        from tracker.show.trials import of_week  # Few weeks have one.

        yield Fact("Trial", "; ".join(of_week(one, week.first, week.last) for one in value.trials))
    yield from _left_undone(value.week.plans, look, room)
    yield _next(value.ahead, present, look, room)
    if value.advice and (told := suggestion(value.advice, present.today)):
        yield Fact("", told)


def _flare(value: "Summary", today: dt.date) -> str:
    """Return which days lie in a flare-up, and the question whether it is over, in time."""
    *earlier, last = value.flares
    asks = value.flare is not None and value.flare.number == last.number
    told = [*(flares.span(one, today) for one in earlier)]
    told.append(flares.runs(last, today) if asks else flares.span(last, today))
    return "; ".join(told)


def _left_undone(plans: Sequence[PlanKept], look: Look, room: Room) -> Iterator[Fact]:
    """Yield what was missed, what was skipped and why, and what a care rule held."""
    width = room.lines * (_COLUMNS - _LABEL)
    missed = [
        f"{_name(one, look)} {_days(found)}" for one in plans if (found := _of(one, State.MISSED))
    ]
    if missed:
        yield Fact("Missed", _listed(missed, width, "; "))
    skipped = {_name(one, look): found for one in plans if (found := _of(one, State.SKIPPED))}
    if skipped:
        counted = [f"{name} {_days(found)}" for name, found in skipped.items()]
        reasons = Counter(
            cut(safe(one.why), _LONGEST_NAME, look)
            for found in skipped.values()
            for one in found
            if one.why
        )
        told = [f"{count}{look.marks.times} {why}" for why, count in reasons.most_common()]
        why = f" ({_listed(told, width // 2, '; ')})" if told else ""
        yield Fact("Skipped", _listed(counted, width - len(why), "; ") + why)
    held: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    for one in plans:
        for planned in _of(one, State.HELD):
            held[_name(one, look), cut(safe(planned.why), _LONGEST_WHY, look)].append(planned)
    if held:
        told = [f"{name} {_days(found)}: {why}" for (name, why), found in held.items()]
        yield Fact("Held", _listed(told, width, " "))


def _of(one: PlanKept, state: str) -> list["Planned"]:
    return [planned for planned in one.planned if planned.state == state]


def _days(planned: Iterable["Planned"]) -> str:
    """Return the days of the week of some occurrences, or how many have none: `Tue, Fri`."""
    listed = list(planned)
    dayless = sum(one.is_dayless for one in listed)
    days = dict.fromkeys(short_day(one.counts_on)[:3] for one in listed if not one.is_dayless)
    return ", ".join([*days, *([plural(dayless, "time")] if dayless else [])])


def _next(ahead: "WeekAhead", present: "Present", look: Look, room: Room) -> Fact:
    """Return what is planned for the week ahead, compactly."""
    is_next = ahead.first > present.today
    if not ahead.has_plans:
        plan = command("plan add heat-pack --times 3/week")
        return Fact(_COMING, f"nothing is planned: {plan}")
    when = "next week" if is_next else "this week"
    if not ahead.plans:
        return Fact(_COMING, f"{when} nothing{'' if is_next else ' more'}: {command('plan list')}")
    told = _listed(
        [_ahead(one, present, look) for one in ahead.plans], room.lines * (_COLUMNS - _LABEL)
    )
    return Fact(_COMING, f"{when}: {told}")


def _ahead(one: "Ahead", present: "Present", look: Look) -> str:
    """Return how often and when a plan comes: `morning 3× from Mon 07:30`, `massage Thu 18:00`."""
    first, zone = one.planned[0], one.plan.zone_of(present.calendar)
    at = f"{short_day(first.day)[:3]} {write_clock(first.due_at, zone)}"
    often = f"{len(one.planned)}{look.marks.times} from " if len(one.planned) > 1 else ""
    held = " (held for now)" if one.held else ""
    return f"{cut(safe(one.plan.name), _LONGEST_NAME, look)} {often}{at}{held}"


def _name(one: PlanKept, look: Look) -> str:
    return cut(safe(one.plan.name), _LONGEST_NAME, look)


def _listed(told: Sequence[str], width: int, between: str = ", ") -> str:
    """Return a list of about that width, with how many more there are; one of them at the least."""
    listed = between.join(told)
    shown = len(told)
    while width_of(listed) > width and shown > 1:
        shown -= 1
        listed = f"{between.join(told[:shown])} and {len(told) - shown} more"
    return listed
