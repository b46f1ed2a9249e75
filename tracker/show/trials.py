"""Trials of one's own in words: what is on and why, and in the end what was found."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.care.catalogue import kinds
from tracker.care.trial import FEWEST_BLOCKS, FIRST_COUNTED, WEEKS_FOR_TEST, Block, Comparison, Half
from tracker.escaping import command
from tracker.show.care import said
from tracker.show.plans import limits, when_words
from tracker.show.sessions import TAKE_BACK, plural
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.care.plan import Plan
    from tracker.care.trial import Trial, Week
    from tracker.journal.trials import Begun, Course, Strayed
    from tracker.present import Present

_NONE = f"No trial yet. What one is: {command('help trial')}"
_LABEL = 10
_PLUS = {True: "+", False: "-"}


def begun(value: "Begun", present: "Present", look: Look) -> str:
    """Return what a trial will be: its weeks as they were drawn, its plans, and what is compared."""
    course, trial = value.course, value.course.trial
    many = kinds()[trial.kind].many
    facts = [
        ("Order", f"{_order(trial)} (+ is a week with {many}, - one without; chance drew it)"),
        ("With", _plan(course.plan, present, is_new=course.plan.number in value.made)),
        ("Without", "that plan rests, and nothing of it counts as missed"),
        (
            "Pain",
            _plan(course.pain_plan, present, is_new=course.pain_plan.number in value.made)
            + ", in every week",
        ),
        ("Compared", compared_words()),
    ]
    if not trial.can_be_tested:
        facts.append(
            (
                "Test",
                f"none: below {WEEKS_FOR_TEST} weeks there is an estimate, which may be chance",
            )
        )
    lines = [f"A trial of {many}: {_span(trial, present.today)}.", *_rows(facts, look)]
    return "\n".join([wrapped(lines[0], look, "  "), *lines[1:], f"  {TAKE_BACK}"])


def remarks(value: "Begun") -> list[str]:
    """Return what else is to be said of a trial that was begun."""
    many = kinds()[value.course.trial.kind].many
    lines = [
        f'Plan {plan.number} "{safe(plan.name)}" goes on in weeks without {many} as well. '
        f"Let it rest: {command('plan pause', plan.number)}"
        for plan in value.beside
    ]
    return lines + said(value.said)


def stopped(value: "Course", present: "Present", look: Look) -> str:
    """Return that a trial was stopped, and what can be said of it."""
    many = kinds()[value.trial.kind].many
    goes_on = f'Plan {value.plan.number} "{safe(value.plan.name)}" goes on.'
    if value.trial.kept_until < value.trial.first_on:
        lines = [f"The trial of {many} is ended before its first day was over. {goes_on}"]
    else:
        lines = [f"The trial of {many} is stopped. {goes_on}"]
        lines += _rows(found_facts(value, present.today), look)
    lines[0] = wrapped(lines[0], look, "  ")
    return "\n".join([*lines, f"  {TAKE_BACK}"])


def shown(listed: "Sequence[Course]", present: "Present", look: Look) -> str:
    """Return how each trial stands."""
    if not listed:
        return wrapped(_NONE, look, "  ")
    return "\n\n".join(_shown(one, present, look) for one in listed)


def today_lines(trials: "Sequence[Trial]", present: "Present") -> Iterator[str]:
    """Yield what is on this week, or that a trial is over, each in a line."""
    for trial in trials:
        many = kinds()[trial.kind].many
        week = trial.week_on(present.today)
        shows = command("trial show", *([] if len(trials) == 1 else [trial.kind]))
        if week is None:
            yield f"The trial of {many} is over. What it found: {shows}"
        else:
            yield f"Trial of {many}: week {week.number} of {len(trial.weeks)}, {_with(week, many)}."


def of_week(trial: "Trial", first: dt.date, last: dt.date) -> str:
    """Return what was or is on in some days of a trial: `a week without heat packs, 3 of 12`."""
    many, weeks = kinds()[trial.kind].many, trial.weeks_between(first, last)
    now, *others = weeks
    told = f"{_with(now, many)}, {now.number} of {len(trial.weeks)}"
    return told + "".join(
        f", and from {short_day(one.first, last)} {_with(one, many)}" for one in others
    )


def _shown(value: "Course", present: "Present", look: Look) -> str:
    if value.found is not None:
        return _over(value, present, look)
    trial, today = value.trial, present.today
    facts = [
        ("Why", "chance drew it so before the start; each two weeks have one with and one without"),
        ("Order", _order(trial, value.week)),
        *found_facts(value, today),
        ("With", _plan_now(value.plan, present)),
        ("Pain", _plan_now(value.pain_plan, present)),
        ("Compared", compared_words()),
    ]
    return "\n".join([look.bold(wrapped(title(value, today), look, "  ")), *_rows(facts, look)])


def title(value: "Course", today: dt.date) -> str:
    """Return which trial it is, and how far it has come."""
    trial, week = value.trial, value.week
    many = kinds()[trial.kind].many
    if value.found is not None:
        how = f"stopped {short_day(trial.stopped_on, today)}" if trial.stopped_on else "over"
        return f"Trial of {many}: {_span(trial, today)}, {how}."
    if week is None:
        is_first = trial.weeks[0].is_with
        return (
            f"Trial of {many}: begins {short_day(trial.first_on, today)},"
            f" with a week {'with' if is_first else 'without'} {many}."
        )
    until = short_day(week.last, today)
    return (
        f"Trial of {many}: week {week.number} of {len(trial.weeks)}, {_with(week, many)},"
        f" until {until}."
    )


def _over(value: "Course", present: "Present", look: Look) -> str:
    trial, today = value.trial, present.today
    lines = [look.bold(wrapped(title(value, today), look, "  "))]
    lines += _rows(found_facts(value, today), look)
    lines += _rows([("Order", _order(trial)), ("Compared", compared_words())], look)
    return "\n".join([*lines, *_blocks(value, look)])


def found_facts(value: "Course", today: dt.date) -> list[tuple[str, str]]:
    """Return what a trial found, how far it can be trusted, and what it was not kept to.

    Each stands with its label; one of which nothing is to be said has no text. Of one that is not
    over it is what there is so far, and when it is told.
    """
    found, strayed = value.found, value.strayed
    many = kinds()[value.trial.kind].many
    if found is None:
        end = short_day(value.trial.last_on, today)
        misleads = f"nothing yet: that is said at its end, {end}, as a look on the way misleads"
        return [("So far", _so_far(value, many)), ("Found", misleads)]
    assert strayed is not None
    return [
        ("Found", _estimate(found, many)),
        ("Test", _test(value.trial, found)),
        ("Left out", _left_out(found)),
        ("Made of", _so_far(value, many)),
        ("Not kept", _not_kept(strayed, many)),
    ]  # fmt: skip


def _estimate(found: Comparison, many: str) -> str:
    if found.estimate is None:
        return "nothing: no two weeks of a block both have a reading in their second half"
    of = [
        f"{plural(len(found.used), 'block')} of two weeks, {plural(found.days, 'day')} with a reading"
    ]
    if found.interval is not None:
        of.insert(0, f"95 % interval {_between(*found.interval)}")
    elif len(found.used) > 1:
        of.append("all blocks alike, which gives no interval")
    else:
        of.append("too few for an interval")
    difference = f"pain {_points(found.estimate)} in weeks with {many} ({'; '.join(of)})"
    if found.p is None or found.is_clear:
        return difference
    return f"nothing to tell apart: {difference}"


def _test(trial: "Trial", found: Comparison) -> str:
    if found.estimate is None:
        return ""
    if trial.stopped_on is not None:
        return "none: stopped early, so that this is an estimate, which may be chance"
    if found.p is None:
        return f"none: below {FEWEST_BLOCKS} blocks this is an estimate, which may be chance"
    often = (
        f"By chance alone a difference at least as large comes in {_often(found.p)} trials"
        f" (exact sign-flip test, p = {found.p:.3f})."
    )
    if found.is_clear:
        return f"{often} So it is hardly chance."
    return f"{often} That is a good answer too: whatever there is, is too little to tell."


def _left_out(found: Comparison) -> str:
    if not found.left_out:
        return ""
    numbers = ", ".join(str(block.number) for block in found.left_out)
    blocks = "block" if len(found.left_out) == 1 else "blocks"
    return f"{blocks} {numbers}, without a reading in the second half of a week"


def _not_kept(strayed: "Strayed", many: str) -> str:
    parts = [
        f"{plural(strayed.done, 'session')} in weeks without" if strayed.done else "",
        f"{strayed.left_out} left out in weeks with" if strayed.left_out else "",
        f"{strayed.held} held by a care rule" if strayed.held else "",
        f"{strayed.paused} paused in weeks with" if strayed.paused else "",
        f"the plan changed {_times(strayed.changed)}" if strayed.changed else "",
        f"{plural(strayed.flares, 'flare-up')} on {plural(strayed.flare_days, 'day')}"
        if strayed.flares
        else "",
    ]
    told = ", ".join(filter(None, parts))
    return f"{told}; nothing is left out for it: the weeks count as they were drawn" if told else ""


def _blocks(value: "Course", look: Look) -> list[str]:
    """Return a row for each block, with the level of each of its weeks and of how many days."""
    found = value.found
    assert found is not None
    if not found.blocks:
        return []
    head = ["block", "with", "days", "without", "days", "pain with"]
    rows = [
        [str(block.number), *_half(block.with_it), *_half(block.without_it), _difference(block)]
        for block in found.blocks
    ]
    first, *lines = table(rows, look, head=head, right=[0, 1, 2, 3, 4], elastic=[4, 2])
    return ["", look.dim(first), *lines]


def _half(half: Half) -> list[str]:
    return ["-" if half.level is None else f"{half.level:.1f}", str(half.days)]


def _difference(block: Block) -> str:
    return "left out" if block.difference is None else _points(block.difference)


def _points(difference: float) -> str:
    """Return a difference in points: below zero pain is lower."""
    rounded = round(difference, 1)
    if rounded == 0:
        return "the same"
    return f"{abs(rounded):.1f} {'lower' if rounded < 0 else 'higher'}"


def _between(low: float, high: float) -> str:
    """Return an interval, the end with less pain first: `0.3 to 2.1 lower`, `0.4 lower to 0.2 higher`."""
    if low < 0 < high:
        return f"{abs(low):.1f} lower to {high:.1f} higher"
    near, far = sorted((abs(low), abs(high)))
    return f"{near:.1f} to {far:.1f} {'lower' if low < 0 else 'higher'}"


def _often(p: float) -> str:
    return f"{round(100 * p)} of 100" if p >= 0.01 else "fewer than 1 of 100"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _so_far(value: "Course", many: str) -> str:
    read = f"{plural(value.readings, 'reading')} of the pain on {plural(value.days, 'day')}"
    done = f"{plural(value.sessions, 'session')} in weeks with {many}"
    return f"{read if value.readings else 'no reading of the pain'}, {done}"


def _with(week: "Week", many: str) -> str:
    return f"a week {'with' if week.is_with else 'without'} {many}"


def _order(trial: "Trial", now: "Week | None" = None) -> str:
    """Return the weeks of each block as they were drawn: `+- -+`; the present one in brackets."""
    marks = [
        f"[{_PLUS[week.is_with]}]" if now and week.number == now.number else _PLUS[week.is_with]
        for week in trial.weeks
    ]
    return " ".join(first + second for first, second in zip(marks[::2], marks[1::2], strict=True))


def compared_words() -> str:
    return (
        f"the mean pain of days {FIRST_COUNTED} to 7 of each week, as the week before may still be"
        " felt until then"
    )


def _plan(plan: "Plan", present: "Present", *, is_new: bool = False) -> str:
    new = "new " if is_new else ""
    when = ", ".join(when_words(plan, present, is_brief=True))
    return f'{new}plan {plan.number} "{safe(plan.name)}", {when}'


def _plan_now(plan: "Plan", present: "Present") -> str:
    """Return a plan, and what keeps it from asking beside the trial, which the week itself tells."""
    rest = plan.pause_on(plan.day_at(present.now, present.calendar))
    kept_from = "" if rest is not None and rest.trial is not None else limits(plan, present)
    return ", ".join(filter(None, (_plan(plan, present), kept_from)))


def _span(trial: "Trial", today: dt.date) -> str:
    first, last = short_day(trial.first_on, today), short_day(trial.last_on, today)
    return f"{len(trial.weeks)} weeks, {first} to {last}"


def _rows(facts: Sequence[tuple[str, str]], look: Look) -> list[str]:
    return [
        wrapped(f"  {label:{_LABEL}}{text}", look, " " * (_LABEL + 2))
        for label, text in facts
        if text
    ]
