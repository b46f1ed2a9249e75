"""Plans in words: what is planned, when, what comes next, and how it was kept."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.care.adherence import Kept
from tracker.care.catalogue import PAIN, kinds
from tracker.care.flare import HALF, REST
from tracker.care.plan import Form, Plan, Rest
from tracker.care.relief import IS_TEMPORARY, Lasting, Relief
from tracker.care.rhythm import Interval, Weekdays, write_rhythm
from tracker.care.schedule import Occurrence
from tracker.escaping import command
from tracker.show.care import said
from tracker.show.figures import relief
from tracker.show.sessions import TAKE_BACK, area_words, exercise_words, length_words, plural
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, week_label, write_clock, write_day, write_duration
from tracker.when.days import written_out

if TYPE_CHECKING:
    from tracker.care.trial import Trial
    from tracker.journal.planning import Scheduled
    from tracker.present import Present

# How a plan of pain is answered; the number is one for example.
HOW_TO_ANSWER = command("pain 4")
BEGIN = "No plan yet. Make one: tracker plan add exercise --on mon,wed,fri --at 07:30"
_SCORE_IS = (
    "how regularly it was done, lately more than long ago; it grows slowly and forgives a miss"
)
_LABEL = 10
_EASED = {HALF: "by half", REST: "at rest"}


def told(scheduled: "Scheduled", present: "Present", look: Look) -> str:
    """Return what a plan is from now on, when it comes next, and the way back."""
    plan = scheduled.plan
    what = _what(plan, present, look, kind=kinds()[plan.kind].name not in plan.name)
    parts = [*filter(None, [what]), *when_words(plan, present)]
    now_is = " is now:" if scheduled.is_changed else ":"
    lines = [
        f'Plan {plan.number} "{safe(plan.name)}"{now_is} {", ".join(parts)}.',
        f"  next   {next_times(plan, scheduled.coming, present)}",
    ]
    known = "".join(f"{safe(name)} is new. " for name in scheduled.new_people)
    lines.append(f"  {known}{TAKE_BACK}")
    return "\n".join(wrapped(line, look, " " * 9) for line in lines)


def remarks(made: "Scheduled") -> list[str]:
    """Return what else is to be said of a new plan: why it waits, or what is advised beside it."""
    lines = said(made.said)
    if made.trial is not None:
        lines.append(_in_trial(made.trial, made.plan))
    if made.held:
        return [*lines, f"Held for now: {made.held}"]
    advised = made.missing if made.plan.kind == "massage" else ()
    return lines + [f"{hint.message} ({command('safety show', hint.rule_id)})" for hint in advised]


def _in_trial(trial: "Trial", plan: Plan) -> str:
    """Return what is said where a plan is changed that a trial runs on."""
    line = f"A trial of {kinds()[trial.kind].many} runs on this plan"
    if plan.directed_by:
        stop = command("trial stop", trial.kind)
        return (
            f"{line}, and lets it rest in weeks without. What is prescribed comes first. End the"
            f" trial: {stop}"
        )
    return f"{line}, and says in the end that it was changed."


def cautions(resumed: "Sequence[Scheduled]") -> list[str]:
    """Return what the care rules say of plans that go on, each once; what is there stops no more."""
    lines = (
        f"Caution: {one.message} ({command('safety show', one.rule_id)})"
        for scheduled in resumed
        for one in scheduled.said
        if one.level != "hint"
    )
    return list(dict.fromkeys(lines))


def state(scheduled: "Scheduled", present: "Present", look: Look) -> str:
    """Return whether a plan was paused, goes on or was removed."""
    return "\n".join(wrapped(text, look, "  ") for text in (_state(scheduled, present), TAKE_BACK))


def all_paused(listed: "Sequence[Scheduled]", present: "Present", look: Look) -> str:
    """Return that every plan rests."""
    return _states(
        listed, f"No plan is left to pause. Plans: {command('plan list')}", present, look
    )


def all_resumed(listed: "Sequence[Scheduled]", present: "Present", look: Look) -> str:
    """Return that every plan goes on."""
    return _states(listed, f"No plan is paused. Plans: {command('plan list')}", present, look)


def _states(listed: "Sequence[Scheduled]", none: str, present: "Present", look: Look) -> str:
    lines = [*(_state(one, present) for one in listed), TAKE_BACK] if listed else [none]
    return "\n".join(wrapped(line, look, "  ") for line in lines)


def _state(scheduled: "Scheduled", present: "Present") -> str:
    plan = scheduled.plan
    today = plan.day_at(present.now, present.calendar)
    name = f'Plan {plan.number} "{safe(plan.name)}"'
    coming = scheduled.coming[:1]
    after = f" Next: {next_times(plan, coming, present)}." if coming else ""
    if plan.removed_at is not None:
        line = f"{name} is removed; what it was until now stays."
    elif (rest := plan.pause_on(today)) is not None:
        until = f"until {write_day(rest.until_on, today)}" if rest.until_on else "until resumed"
        until = "until the flare-up is over" if rest.flare else until
        why = f" ({reason})" if (reason := _why(rest)) else ""
        stop = command("trial stop") if rest.trial else command("plan resume", plan.typed)
        after = after or f" Go on: {stop}"
        line = f"{name} is paused {until}{why}; nothing of it counts as missed.{after}"
    else:
        held = f" Held for now: {scheduled.held}" if scheduled.held else ""
        line = f"{name} goes on.{after}{held}"
    return line


def listing(listed: "Sequence[Scheduled]", present: "Present", look: Look) -> str:
    """Return a line for each plan, with when it comes next."""
    if not listed:
        return wrapped(BEGIN, look, "  ")
    rows = []
    for one in listed:
        plan, coming = one.plan, one.coming
        rows.append(
            [
                str(plan.number),
                safe(plan.name),
                _what(plan, present, look, kind=True),
                ", ".join(when_words(plan, present, is_brief=True)),
                next_times(plan, coming, present) if coming else "",
                ", ".join(
                    filter(None, (look.held("held") if one.held else "", limits(plan, present)))
                ),
            ]
        )
    head = ["", "plan", "what", "when", "next", ""]
    first, *lines = table(rows, look, head=head, right=[0], core=1, beneath=[2, 3, 5], indent="")
    return "\n".join([look.dim(first), *lines])


def whole(scheduled: "Scheduled", present: "Present", look: Look) -> str:
    """Return all of a plan: what and when, its pauses, and how it was kept."""
    plan, standing = scheduled.plan, scheduled.standing
    assert standing is not None
    today, form = plan.day_at(present.now, present.calendar), plan.form
    facts = [
        ("What", _what(plan, present, look, kind=True)),
        ("When", ", ".join(when_words(plan, present, is_brief=True))),
        ("Runs", _span(plan, today)),
        ("Moves", _moves(form)),
        ("Directed", f"by {safe(plan.directed_by)}" if plan.directed_by else ""),
        ("Next", next_times(plan, scheduled.coming, present)),
        ("Held", safe(scheduled.held)),
        ("Flare-up", _in_flare(plan, today)),
        *(("Paused" if not place else "", text) for place, text in enumerate(_rests(plan, today))),
        ("Kept", ", ".join(_kept_weeks(standing.weeks))),
        ("In a row", f"{plural(standing.streak, 'week')} kept whole"),
        (
            "Score",
            f"{round(100 * standing.score)} of 100: {_SCORE_IS}",
        ),
        *(_lasting(scheduled.lasting, today) if scheduled.lasting else ()),
    ]
    lines = [look.bold(f'Plan {plan.number} "{safe(plan.name)}"')]
    lines += [
        wrapped(f"  {label:{_LABEL}}{text}", look, " " * (_LABEL + 2))
        for label, text in facts
        if text
    ]
    return "\n".join(lines)


def _lasting(lasting: Lasting, today: dt.date) -> list[tuple[str, str]]:
    """Return how long relief lasted and the longest gap, each with its label; nothing of neither."""
    rows, gap = list[tuple[str, str]](), lasting.gap
    if lasting.relief is not None:
        rows += relief(Relief(lasting.relief, lasting.count))
    if gap is not None:
        last = short_day(gap.last, today) if gap.last else "today"
        days = f"{plural(gap.days, 'day')} at most, {short_day(gap.first, today)} until {last}"
        rows.append(("Gap", days))
    return [*rows, ("", IS_TEMPORARY)] if rows else []


def brief(plan: Plan, day: dt.date) -> str:
    """Return what a plan asks for on a day in a few words: `back exercises "morning", 12 min`."""
    kind, details = kinds()[plan.kind].name, plan.details_on(day)
    what = safe(plan.name) if plan.name == kind else f'{kind} "{safe(plan.name)}"'
    return f"{what}, {write_duration(details.duration)}" if details.duration else what


def way(plan: Plan, named: str | int) -> str:
    """Return what is typed where a plan is done, which goes by a name or its number."""
    return HOW_TO_ANSWER if plan.kind == PAIN else command("done", named)


def _what(plan: Plan, present: "Present", look: Look, *, kind: bool) -> str:
    details = plan.details
    parts = [kinds()[plan.kind].name] if kind else []
    if details.routine:
        parts.append(f'routine "{safe(details.routine)}"')
    if details.style:
        parts.append(details.style.replace("-", " "))
    if details.duration:
        parts.append(length_words(details, present, look))
    if details.exercises:
        parts.append(exercise_words(details, look))
    return ", ".join([*parts, *area_words(details.areas)])


def when_words(plan: Plan, present: "Present", *, is_brief: bool = False) -> list[str]:
    """Return the rhythm, the clock times and whatever else says when, each in words."""
    form = plan.form
    *earlier, last = [f"{at:%H:%M}" for at in form.times or (present.calendar.remind_at,)]
    clocks = f"at {' and '.join(filter(None, (', '.join(earlier), last)))}"
    parts = [write_rhythm(form.rhythm, present.calendar.week_starts_on), clocks]
    if plan.zone:
        parts[-1] += f" ({plan.zone})"
    if form.gap_days:
        parts.append(f"at least {plural(form.gap_days, 'day')} apart")
    if is_brief:
        return parts
    if form.until_on:
        parts.append(f"until {written_out(form.until_on)}")
    if plan.directed_by:
        parts.append(f"directed by {safe(plan.directed_by)}")
    if plan.in_flare in _EASED:
        parts.append(f"{_EASED[plan.in_flare]} in a flare-up")
    return parts


def next_times(plan: Plan, coming: Sequence[Occurrence], present: "Present") -> str:
    """Return when a plan comes next; a clock time stands where it is not that of the one before."""
    today = plan.day_at(present.now, present.calendar)
    zone = plan.zone_of(present.calendar)
    if not coming:
        is_open = any(rest.until_on is None for rest in plan.pauses)
        return "none while it is paused" if is_open else "none, as it ends before"
    texts, before = [], ""
    for one in coming:
        day, clock = one.due_at.astimezone(zone).date(), write_clock(one.due_at, zone)
        texts.append(short_day(day, today) + (f" {clock}" if clock != before else ""))
        before = clock
    is_moved = len(coming) > 1 and not isinstance(plan.form.rhythm, Weekdays)
    return ", ".join(texts) + ("    (if each is done on its day)" if is_moved else "")


def limits(plan: Plan, present: "Present") -> str:
    """Return since or until when a plan is paused, or when it ends."""
    today = plan.day_at(present.now, present.calendar)
    if (rest := plan.pause_on(today)) is not None:
        if rest.flare and not rest.until_on:
            return "rests in the flare-up"
        return f"paused until {short_day(rest.until_on, today)}" if rest.until_on else "paused"
    if plan.is_eased_on(today):
        return "half in the flare-up"
    until = plan.form.until_on
    if until is None:
        return ""
    return f"{'ended' if until < today else 'ends'} {short_day(until, today)}"


def _span(plan: Plan, today: dt.date) -> str:
    first, until = plan.forms[0].first_on, plan.form.until_on
    since = (
        f"since {short_day(first, today)}" if first <= today else f"from {short_day(first, today)}"
    )
    if until is None:
        return since
    return f"{since} until {written_out(until)}"


def _moves(form: Form) -> str:
    if not isinstance(form.rhythm, Interval):
        return ""
    days = max(form.rhythm.days, form.gap_days)
    return f"each session moves the next to {plural(days, 'day')} after it; the clock time stays"


def _rests(plan: Plan, today: dt.date) -> list[str]:
    return [_rest(rest, today) for rest in plan.pauses]


def _rest(rest: Rest, today: dt.date) -> str:
    until = f" until {short_day(rest.until_on, today)}" if rest.until_on else " until resumed"
    if rest.flare and not rest.until_on:
        until = " until the flare-up is over"
    why = _why(rest)
    return f"{short_day(rest.first_on, today)}{until}" + (f": {why}" if why else "")


def _why(rest: Rest) -> str:
    if rest.trial:
        return "for a trial"
    return "flare-up" if rest.flare and rest.until_on else safe(rest.why)


def _in_flare(plan: Plan, today: dt.date) -> str:
    """Return what becomes of a plan in a flare-up, where that is not what is as ever."""
    if plan.is_eased_on(today):
        half = write_duration(plan.details_on(today).duration)
        return f"half of it until the flare-up is over, {half}; a day without it is no miss"
    return {HALF: "half of it is asked for", REST: "it rests"}.get(plan.in_flare, "")


def _kept_weeks(weeks: Sequence[tuple[dt.date, Kept]]) -> Iterator[str]:
    """Yield how each week was kept, the last of them so far."""
    for place, (first, kept) in enumerate(weeks, start=1):
        week, so_far = week_label(first).partition("-")[2], " so far" if place == len(weeks) else ""
        if kept.planned:
            yield f"{week} {kept.done} of {kept.planned}{so_far}"
        elif kept.ahead:
            yield f"{week} {kept.ahead} to come"
        else:
            yield f"{week} {'excused' if kept.excused else 'nothing planned'}{so_far}"
