"""What a reminder says: what, how long, and why now."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.catalogue import kinds
from tracker.care.reminder import State
from tracker.care.rhythm import Interval
from tracker.care.week import FEWEST_PAIRS
from tracker.reminding.notifiers import Message
from tracker.when import compact_duration, short_day, write_clock, write_duration
from tracker.when.writing import WEEKDAYS

if TYPE_CHECKING:
    from tracker.care.adherence import Kept
    from tracker.care.plan import Plan
    from tracker.care.week import KindTotal
    from tracker.journal.dues import WeekSoFar
    from tracker.journal.reminders import Reminder

# From here on it is said since when a reminder has been due.
_LATE = dt.timedelta(minutes=10)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_EVERY_DAY = 7
_WHERE_ALL_ARE = "tracker due"
_PLAIN_WORD = re.compile(r"[\w-]+")


class Manner(Struct, frozen=True):
    """How this person is told things now."""

    now: dt.datetime
    today: dt.date
    zone: dt.tzinfo
    snooze: dt.timedelta
    is_discreet: bool = False
    has_sound: bool = False
    hears_buttons: bool = True


def said(
    told: Sequence[tuple["Reminder", "WeekSoFar"]], others: Sequence["Reminder"], manner: Manner
) -> Message:
    """Return the one message about reminders, of which the `others` are only counted."""
    if len(told) == 1 and not others:
        return one(*told[0], manner)
    return several(told, others, manner)


def one(reminder: "Reminder", so_far: "WeekSoFar", manner: Manner) -> Message:
    """Return the message about one reminder, or about one that was missed."""
    if reminder.state == State.MISSED:
        return _missed(reminder, manner)
    lines = [_sentence(_why(reminder, so_far, manner))]
    if reminder.missed_before:
        lines.append(_sentence(missed_words(reminder.missed_before, manner)))
    if manner.now - reminder.due_at >= _LATE:
        lines.append(f"Due since {_when(reminder.due_at, manner)}.")
    commands = tuple(
        f"tracker {verb} {_called(reminder.plan, manner)}" for verb in ("done", "snooze", "skip")
    )
    if not manner.hears_buttons:
        lines.append(f"When it is done: {commands[0]}")
    if reminder.cautions and not manner.is_discreet:
        lines.append(f"Caution: {' '.join(reminder.cautions)}")
    snooze = ("snooze", f"Snooze {write_duration(manner.snooze)}")
    return Message(
        key=key_of([reminder.number]),
        title="Self-care reminder" if manner.is_discreet else what(reminder.plan, reminder.day),
        body="\n".join(filter(None, lines)),
        buttons=(("done", "Done"), snooze, ("skip", "Skip")) if manner.hears_buttons else (),
        commands=commands,
        replaces=reminder.handle,
        sound=manner.has_sound,
        stays=True,
    )


def several(
    told: Sequence[tuple["Reminder", "WeekSoFar"]], others: Sequence["Reminder"], manner: Manner
) -> Message:
    """Return the one message about reminders that fall together."""
    reminders = [*(reminder for reminder, _ in told), *others]
    title = f"{len(reminders)} reminders"
    lines = [_line(reminder, so_far, manner) for reminder, so_far in told]
    if others:
        lines.append(f"and {len(others)} more: {_WHERE_ALL_ARE}")
    lines += [
        f"Caution, {_small(what(reminder.plan, reminder.day))}: {' '.join(reminder.cautions)}"
        for reminder, _ in told
        if reminder.cautions
    ]
    if manner.is_discreet:
        title = f"{len(reminders)} self-care reminders"
        lines = [f"All of them: {_WHERE_ALL_ARE}"] if others else []
    is_any_open = any(reminder.state != State.MISSED for reminder in reminders)
    snooze = (("snooze", f"Snooze {write_duration(manner.snooze)}"),)
    return Message(
        key=key_of([reminder.number for reminder in reminders]),
        title=title,
        body="\n".join(lines),
        buttons=snooze if manner.hears_buttons and is_any_open else (),
        commands=(_WHERE_ALL_ARE,),
        replaces=next((reminder.handle for reminder in reminders if reminder.handle), None),
        sound=manner.has_sound,
        stays=is_any_open,
    )


def last_week(
    first: dt.date,
    weeks: tuple["KindTotal", "KindTotal"],
    kept: tuple["Kept", "Kept"],
    manner: Manner,
) -> Message:
    """Return last week in two lines; the weeks are the one before it and it."""
    (before, week), (kept_before, kept_last) = weeks, kept
    title = "Last week"
    if kept_last.share is not None:
        title += f": kept {kept_last.done} of {kept_last.planned}, {_percent(kept_last.share)}"
        if kept_before.share is not None:
            title += f" (the week before {_percent(kept_before.share)})"
    sessions = f"{_plural(week.sessions, 'session')}, {_minutes(week)} min"
    lines = [f"{sessions}; the week before {before.sessions}, {_minutes(before)} min."]
    if week.pairs and week.change is not None and not manner.is_discreet:
        few = ", too few to tell" if week.pairs < FEWEST_PAIRS else ""
        how = "in the one read" if week.pairs == 1 else f"on average, {week.pairs} read"
        lines.append(f"Pain after sessions {_change(week.change)} {how}{few}.")
    return Message(
        key=f"week-{first}",
        title=title,
        body="\n".join(lines),
        commands=('tracker summary --week "last week"',),
        sound=manner.has_sound,
    )


def trial(has_sound: bool) -> Message:
    """Return the message that only tries whether messages arrive."""
    return Message("trial", "tracker can remind you", "This is a test.", sound=has_sound)


def key_of(numbers: Sequence[int]) -> str:
    """Return the name of the bubble of these reminders."""
    return "-".join(["reminder", *map(str, sorted(numbers))])


def numbers_of(key: str) -> list[int]:
    """Return the reminders whose bubble has this name; none for another kind of bubble."""
    kind, *numbers = key.split("-")
    return [int(number) for number in numbers] if kind == "reminder" else []


def what(plan: "Plan", day: dt.date) -> str:
    """Return what is to be done on a day and how long: `Massage, orthopedic, 60 min with Ana`."""
    kind, details = kinds()[plan.kind].name, plan.details_on(day)
    name = kind
    if plan.name != kind:
        # A name that was numbered for want of another says the kind itself.
        name = plan.name if plan.name.startswith(kind) else f'{kind} "{plan.name}"'
    parts = [_capital(name)]
    if details.style:
        parts.append(details.style.replace("-", " "))
    length = write_duration(details.duration)
    parts.append(f"{length} with {details.provider}" if details.provider else length)
    if plan.is_eased_on(day):
        parts.append("half, in a flare-up")
    return ", ".join(parts)


def called(plan: "Plan", *, is_discreet: bool) -> str:
    """Return what a line or the log calls the reminder of a plan: the plan's name, if it may."""
    return f"a self-care reminder (plan {plan.number})" if is_discreet else plan.name


def error_words(error: Exception, *, is_discreet: bool) -> str:
    """Return an unexpected error in words; its own may tell what the reminder is about."""
    name = type(error).__name__
    return name if is_discreet else f"{name}: {error}"


def missed_words(missed: Sequence[dt.datetime], manner: Manner) -> str:
    """Return how many were missed and since when: `2 missed since Friday`."""
    day = missed[0].astimezone(manner.zone).date()
    return f"{len(missed)} missed since {_day(day, manner.today)}"


def lateness(wanted_at: dt.datetime, shown_at: dt.datetime) -> str:
    """Return by how much a reminder was shown late: `0.1 s late`."""
    late = (shown_at - wanted_at).total_seconds()
    if late < 0.05:
        return "on time"
    return f"{late:.1f} s late" if late < 10 else f"{write_duration(shown_at - wanted_at)} late"


def _missed(reminder: "Reminder", manner: Manner) -> Message:
    """Return the word about one that was missed; what is past has no buttons."""
    subject = (
        "a self-care reminder" if manner.is_discreet else _small(what(reminder.plan, reminder.day))
    )
    lines = [f"It was due {_when(reminder.due_at, manner)}."]
    if reminder.missed_before:
        missed = [*reminder.missed_before, reminder.due_at]
        lines.append(_sentence(missed_words(missed, manner)))
    length = compact_duration(reminder.plan.details_on(reminder.day).duration)
    at = reminder.due_at.astimezone(manner.zone)
    command = f'tracker log {reminder.plan.kind} --minutes {length} --at "{at:%Y-%m-%d %H:%M}"'
    return Message(
        key=key_of([reminder.number]),
        title=f"Missed: {subject}",
        body="\n".join(lines),
        commands=() if manner.is_discreet else (command,),
        sound=manner.has_sound,
    )


def _line(reminder: "Reminder", so_far: "WeekSoFar", manner: Manner) -> str:
    name = what(reminder.plan, reminder.day)
    if reminder.state == State.MISSED:
        return f"Missed: {_small(name)}, {_when(reminder.due_at, manner)}"
    why = [_why(reminder, so_far, manner)]
    if reminder.missed_before:
        why.append(missed_words(reminder.missed_before, manner))
    return ": ".join(filter(None, (name, ", ".join(filter(None, why)))))


def _why(reminder: "Reminder", so_far: "WeekSoFar", manner: Manner) -> str:
    """Return why it is due now: `third of 3 this week, last on Friday`."""
    last = so_far.last_on
    if isinstance(reminder.plan.form.rhythm, Interval):
        kind = "one" if manner.is_discreet else kinds()[reminder.plan.kind].name
        if last is None:
            return ""
        days = (manner.today - last).days
        return f"{_plural(days, 'day')} since the last {kind}" if days > 0 else ""
    parts = []
    # Of what is planned each day, the how-manyeth it is would be the weekday.
    if 1 < so_far.planned < _EVERY_DAY and so_far.done < so_far.planned:
        parts.append(f"{_ORDINALS[so_far.done]} of {so_far.planned} this week")
    if last is not None and last < manner.today:
        parts.append(f"last {_on(last, manner.today)}")
    return ", ".join(parts)


def _called(plan: "Plan", manner: Manner) -> str:
    """Return what a command calls a plan: its name where that is one plain word, else its number."""
    is_plain = _PLAIN_WORD.fullmatch(plan.name) and not manner.is_discreet
    return plan.name if is_plain else str(plan.number)


def _when(at: dt.datetime, manner: Manner) -> str:
    """Return an instant of the past as a person says it: `07:30`, `yesterday 22:30`."""
    day, clock = at.astimezone(manner.zone).date(), write_clock(at, manner.zone)
    today = manner.now.astimezone(manner.zone).date()
    return clock if day == today else f"{_day(day, today)} {clock}"


def _on(day: dt.date, today: dt.date) -> str:
    name = _day(day, today)
    return name if name == "yesterday" else f"on {name}"


def _day(day: dt.date, today: dt.date) -> str:
    if day == today:
        return "today"
    if day == today - dt.timedelta(days=1):
        return "yesterday"
    is_near = dt.timedelta() < today - day < dt.timedelta(days=7)
    return WEEKDAYS[day.weekday()].title() if is_near else short_day(day, today)


def _change(change: float) -> str:
    rounded = round(change, 1)
    if rounded == 0:
        return "unchanged"
    return f"{abs(rounded):.1f} {'lower' if rounded < 0 else 'higher'}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _minutes(week: "KindTotal") -> int:
    return round(week.duration.total_seconds() / 60)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _sentence(text: str) -> str:
    return f"{_capital(text)}." if text else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
