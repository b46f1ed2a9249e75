"""What could be changed for the next week, in words, and which rules were asked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracker.care.doses import write_exercise
from tracker.care.plan import Plan
from tracker.care.suggestions import FEWEST_EASY, Easy, FlareUp, Looked, MissedTwice, Moved, raised
from tracker.escaping import command
from tracker.show.terminal import Look, safe, wrapped
from tracker.when import short_day
from tracker.when.writing import WEEKDAYS

if TYPE_CHECKING:
    from tracker.journal.next_week import Advice
    from tracker.journal.review import Summary
    from tracker.present import Present

_NONE = "Suggestions are made for this week and the last one, and not while an emergency is noted."
_MOST_MINUTES = dt.timedelta(minutes=5)


def suggestion(advice: "Advice", today: dt.date) -> str:
    """Return the one suggestion; nothing where no rule applies."""
    match advice.looked.suggestion:
        case FlareUp() as flare:
            return _ease(flare, today)
        case Moved() as moved:
            return _move(moved, today)
        case Easy(plan=Plan() as plan):
            return _more(plan, advice)
    return ""


def why(value: "Summary", present: "Present", look: Look) -> str:
    """Return the rules, each with what it looked at, and which of them speaks."""
    if value.advice is None:
        return wrapped(_NONE, look)
    looked, today = value.advice.looked, present.today
    lines = ["What could be changed; the first rule that applies is said, one at most."]
    for rule in rules(looked, today):
        lines.append(look.bold(f"  {rule.title}") if rule.is_said else f"  {rule.title}")
        lines += [f"    {one}" for one in rule.looked_at]
        if rule.is_said:
            lines.append(f"    Said: {suggestion(value.advice, today)}")
    lines.append("A suggestion promises nothing, and a doctor's or therapist's word comes first.")
    return "\n".join(wrapped(one, look, " " * 6) for one in lines)


class Rule(NamedTuple):
    """A rule for suggestions in words: its name, what it is about, what it looked at, if it is said."""

    name: str
    title: str
    looked_at: tuple[str, ...]
    is_said: bool


def rules(looked: Looked, today: dt.date) -> list[Rule]:
    """Return the rules in the order in which they are asked."""
    said = looked.suggestion
    return [
        Rule(
            "flare-up",
            "A flare-up goes on: ease the plans, or end it.",
            (_flare_seen(looked.flare, today),),
            isinstance(said, FlareUp),
        ),
        Rule(
            "missed-twice",
            "A weekday was missed twice in a row: move it.",
            tuple(_missed_seen(looked.missed, today)),
            isinstance(said, Moved),
        ),
        Rule(
            "easy",
            "Two weeks of exercises were all easy: a little more.",
            tuple(_easy_seen(looked.easy, today)),
            isinstance(said, Easy),
        ),
    ]


def _flare_seen(flare: FlareUp, today: dt.date) -> str:
    return (
        f"One has gone on since {short_day(flare.since, today)}."
        if flare.since
        else "None goes on."
    )


def _missed_seen(missed: MissedTwice, today: dt.date) -> Iterator[str]:
    """Yield for each plan with weekdays what was missed."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in missed.moves:
        days = " and ".join(short_day(day, today) for day in one.missed)
        found[one.plan.number].append(f"{_weekday(one.weekday)} ({days})")
    for plan in missed.plans:
        yield f"{safe(plan.name)}: {', '.join(found.get(plan.number, ['no day twice in a row']))}."
    if not missed.plans:
        yield "No plan has days of the week to choose from."


def _easy_seen(easy: Easy, today: dt.date) -> Iterator[str]:
    span = f"{short_day(easy.first, today)} to {short_day(easy.last, today)}"
    counted = f"{easy.easy} of {easy.sessions} told easy" if easy.sessions else "no exercises"
    yield f"{span}: {counted}; it takes {FEWEST_EASY}, all of them easy, in both weeks."
    if easy.change is not None:
        yield f"The pain after them was {easy.change:+.1f} on average; it must not be higher."
    if easy.plan is None and easy.sessions:
        yield "There is no plan of exercises that could ask for more, or one week had none."


def _ease(flare: FlareUp, today: dt.date) -> str:
    assert flare.since
    since = f"A flare-up has gone on since {short_day(flare.since, today)}"
    if flare.plan is None:
        return f"{since}. When it is over: {command('flare end')}"
    half = command("plan edit", flare.plan.typed, "--in-flare", "half")
    return f'{since}, and "{safe(flare.plan.name)}" asks for as much as ever. Half of it{_agreed(flare.plan)}? {half}'


def _move(moved: Moved, today: dt.date) -> str:
    plan, day = moved.plan, _weekday(moved.weekday)
    days = ",".join(WEEKDAYS[one][:3] for one in sorted(moved.days))
    return (
        f'"{safe(plan.name)}" was missed on {day} twice in a row. Another day{_agreed(plan)}? '
        f"{command('plan edit', plan.typed, '--on', days)}"
    )


def _more(plan: Plan, advice: "Advice") -> str:
    return (
        f'"{safe(plan.name)}": all told easy for two weeks. A little more{_agreed(plan)}? '
        f"{_raising(plan, advice)}"
    )


def _raising(plan: Plan, advice: "Advice") -> str:
    """Return the command that asks for a little more: of each exercise, else some minutes."""
    steps = [write_exercise(one.name, one.dose) for one in raised(advice.steps)]
    if not any(one.dose for one in advice.steps):
        length = plan.details.duration + min(plan.details.duration / 4, _MOST_MINUTES)
        minutes = max(round(length.total_seconds() / 60), 1)
        return command("plan edit", plan.typed, "--minutes", minutes)
    if advice.routine:
        return command("routine edit", advice.routine, *steps)
    first, *others = steps
    options = (word for step in others for word in ("--exercise", step))
    return command("plan edit", plan.typed, "--exercise", first, *options)


def _agreed(plan: Plan) -> str:
    """Return that whoever directed the plan has to agree, if somebody did."""
    return f", if {safe(plan.directed_by)} agrees" if plan.directed_by else ""


def _weekday(number: int) -> str:
    return WEEKDAYS[number].title()
