"""Sessions in words: the answer to a command, and the words that all lists share."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tracker.care.catalogue import kinds
from tracker.care.doses import show_dose
from tracker.care.fields import BodyArea
from tracker.care.money import Money, write_money
from tracker.care.reminder import State
from tracker.care.session import Session
from tracker.care.zones import LostZone, zone_kept
from tracker.escaping import command, visible
from tracker.show.terminal import Look, safe, wrapped
from tracker.when import short_day, write_clock, write_day, write_duration, write_part

if TYPE_CHECKING:
    from tracker.care.fields import Details, Entry
    from tracker.care.planned import Planned
    from tracker.journal.routines import Routine
    from tracker.journal.sessions import Stored
    from tracker.present import Present

TAKE_BACK = f"Take back: {command('undo')}"
PAIN_IS_HIGH = f"Pain this high: {command('redflags')} asks what matters now."


def stored(stored: "Stored", present: "Present", look: Look) -> str:
    """Return the answer to a session that was logged or edited, and the way back."""
    session = stored.session
    number, verb = f"#{session.number}", "Now: " if stored.is_corrected else ""
    indent = " " * (len(number) + 2)
    lines = [
        f"{number}  {verb}{sentence(session, present, look)}{answers_words(stored.answers, session.entry.day, present)}"
    ]
    lines += [indent + remark for remark in (stored.remark, *_remarks(stored)) if remark]
    if stored.overlapping:
        others = ", ".join(f"#{other.number}" for other in stored.overlapping)
        lines.append(f"{indent}It shares some time with {others}; both are kept.")
    lines += [
        f"{indent}Caution: {one.message} ({command('safety show', one.rule_id)})"
        for one in stored.cautions
    ]
    if stored.offers_red_flags:
        lines.append(f"{indent}{PAIN_IS_HIGH}")
    new = f"{safe(stored.new_provider)} is new. " if stored.new_provider else ""
    lines.append(f"{indent}{new}{TAKE_BACK}")
    return "\n".join(wrapped(line, look, indent) for line in lines)


def answers_words(answers: "Iterable[Planned]", own_day: dt.date, present: "Present") -> str:
    """Return which plans are answered; a day that was missed or is to come is named."""
    plain, dated = list[str](), list[str]()
    for one in answers:
        name, day = f'"{safe(one.plan.name)}"', write_day(one.counts_on, present.today)
        if one.state == State.MADE_UP:
            dated.append(f" Makes up {name} of {day}.")
        elif one.counts_on > own_day:
            dated.append(f" Answers {name} of {day}.")
        elif name not in plain:
            plain.append(name)
    told = (
        f" Answers the plan{'s' if len(plain) > 1 else ''} {' and '.join(plain)}." if plain else ""
    )
    return told + "".join(dated)


def _remarks(stored: "Stored") -> list[str]:
    """Return what a person may wonder about the plans."""
    short = [
        f'It is less than half of "{safe(name)}", which stays open. All the same done? '
        f"{command('undo')}, then {command('done', name)}"
        for name in stored.too_short_for
    ]
    if stored.against is not None:
        many = kinds()[stored.against.kind].many
        short.append(
            f"This is a week without {many} in your trial. It is written down, and counted there."
        )
    if stored.beyond is None:
        return short
    return [*short, f'It is more than "{safe(stored.beyond)}" asks for this week.']


def brief(session: Session, today: dt.date) -> str:
    """Return a session's number, kind and time: `#13 heat pack, yesterday (Sun 22 Nov) 21:00`."""
    return (
        f"#{session.number} {kinds()[session.entry.kind].name}, {_when(session, today, end=False)}"
    )


def sentence(session: Session, present: "Present", look: Look) -> str:
    """Return everything that is known of a session, in one or two sentences."""
    entry, details = session.entry, session.entry.details
    what = [_capital(kind_words(session))]
    if details.style:
        what.append(spaced(details.style))
    what += [length_words(details, present, look), _when(session, present.today, end=True)]
    parts = [", ".join(what)]
    told = [*area_words(details.areas)]
    if pain := pain_words(session, look):
        told.append(f"pain {pain}")
    if entry.barrier is not None:
        told.append("with a barrier" if entry.barrier else "without a barrier")
    if entry.feels:
        told.append(feels_words(entry))
    if told:
        parts.append(_capital(", ".join(told)))
    if details.exercises:
        parts.append(_capital(exercise_words(details, look)))
    if entry.effort:
        parts.append(_capital(effort_words(entry)))
    if entry.relief is not None:
        parts.append(_capital(relief_words(entry)))
    if entry.cost is not None:
        cost = write_money(entry.cost)
        if entry.covered is not None:
            cost += f", {_amount(entry.covered)} covered"
        parts.append(cost)
    if entry.claim:
        why = f' ("{safe(entry.claim_note)}")' if entry.claim_note else ""
        parts.append(f"Claim: {spaced(entry.claim)}{why}")
    if entry.note:
        parts.append(f'Note: "{safe(entry.note)}"')
    return ". ".join(parts) + "."


def length_words(details: "Details", present: "Present", look: Look) -> str:
    """Return how long, with whom, by whom, what for and how warm: `1 h with Ana for relaxation`."""
    length = write_duration(details.duration)
    if details.provider:
        length += f" with {safe(details.provider)}"
    if details.performer:
        by = {"self": "by yourself", "partner": "by a partner", "professional": "by a professional"}
        length += f" {by[details.performer]}"
    if details.purpose:
        length += f" for {spaced(details.purpose)}"
    if details.temperature_c is not None:
        unit = present.settings.temperature_unit
        length += f" at {temperature(details.temperature_c, unit, look)}"
    return length


def plural(count: int, noun: str) -> str:
    """Return `1 session`, `2 sessions`, `1,000 sessions`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def kind_words(session: Session) -> str:
    """Return what kind a session is, with its routine: `back exercises "morning"`."""
    name = kinds()[session.entry.kind].name
    return (
        f'{name} "{safe(session.entry.details.routine)}"' if session.entry.details.routine else name
    )


def pain_words(session: Session, look: Look) -> str:
    """Return the readings as `6 → 3`, the one before as `6`, the one after as `3 after`."""
    before, after = session.entry.pain_before, session.entry.pain_after
    if before is None or after is None:
        return "" if before is after else f"{after} after" if before is None else str(before)
    return f"{before} {look.marks.arrow} {after}"


def feels_words(entry: "Entry") -> str:
    """Return what it felt like before: `felt stiff`; nothing where that was not told."""
    if not entry.feels:
        return ""
    return "felt like an injury" if entry.feels == "after-injury" else f"felt {entry.feels}"


def effort_words(entry: "Entry") -> str:
    """Return how hard exercises were: `effort right`; nothing where that was not told."""
    return f"effort {entry.effort}" if entry.effort else ""


def relief_words(entry: "Entry") -> str:
    """Return how long relief lasted: `relief for 2 days`; nothing where that was not told."""
    if entry.relief is None:
        return ""
    return f"relief for {write_duration(entry.relief)}" if entry.relief else "no relief"


def exercise_words(details: "Details", look: Look) -> str:
    """Return the exercises with their doses: `bird dog 3×10×8 s, plank 3×30 s`."""
    return ", ".join(
        f"{spaced(done.name)} {show_dose(done.dose, look.marks.times)}"
        if done.dose
        else spaced(done.name)
        for done in details.exercises
    )


def beyond_routine(details: "Details", routines: "Iterable[Routine]", look: Look) -> str:
    """Return the exercises that the name of the routine does not stand for; all without one.

    A name stands for what its routine has now, where all of that was done.
    """
    done = details.exercises
    for routine in routines:
        if details.routine == routine.name and set(routine.steps) <= set(done):
            done = tuple(one for one in done if one not in routine.steps)
            break
    return exercise_words(replace(details, exercises=done), look)


def temperature(celsius: float, unit: str, look: Look) -> str:
    """Return a temperature in the person's unit, C or F."""
    degrees = celsius * 9 / 5 + 32 if unit == "F" else celsius
    return f"{degrees:.1f}".removesuffix(".0") + f"{look.marks.degree}{unit}"


def _when(session: Session, today: dt.date, *, end: bool) -> str:
    entry = session.entry
    until = entry.ended_at if end else None
    return when_words(entry.day, entry.started_at, entry.part, entry.zone, today, until)


def when_words(
    day: dt.date,
    at: dt.datetime | None,
    part: str | None,
    zone_name: str,
    today: dt.date,
    until: dt.datetime | None = None,
) -> str:
    """Return when something was, as far as that is known: `yesterday (Sun 22 Nov) 21:00`."""
    if part is not None:
        return write_part(day, part, today)
    named = write_day(day, today)
    if at is None:
        return named
    zone = zone_kept(zone_name)
    date = at.astimezone(zone).date()
    # With a day that starts later than midnight, the calendar may show the date after.
    is_other = date != day and not isinstance(zone, LostZone)
    told = f"{short_day(date, today) if is_other else named} {write_clock(at, zone)}"
    if until is not None:
        told += f" to {write_clock(until, zone)}"
    if isinstance(zone, LostZone):
        return f"{told} UTC (the zone {visible(zone.key)} is not known here)"
    return f"{told} (counts for {short_day(day, today)})" if is_other else told


def clock(session: Session) -> str:
    """Return when a session began, where it happened; the part of the day if no more is known."""
    return clock_words(session.entry.started_at, session.entry.part, session.entry.zone)


def clock_words(at: dt.datetime | None, part: str | None, zone_name: str) -> str:
    """Return a clock time where something happened; the part of the day if no more is known."""
    if at is None:
        return part or ""
    zone = zone_kept(zone_name)
    return write_clock(at, zone) + " UTC" * isinstance(zone, LostZone)


def area_words(areas: Iterable[BodyArea]) -> list[str]:
    """Return areas as they are said: `lower back`, `left hip`."""
    return [
        f"{area.side} {spaced(area.name)}"
        if area.side in ("left", "right")
        else f"{spaced(area.name)} (both sides)"
        if area.side == "both"
        else f"{spaced(area.name)} (centre)"
        if area.side
        else spaced(area.name)
        for area in areas
    ]


def _amount(money: Money) -> str:
    return write_money(money).removesuffix(f" {money.currency}")


def spaced(word: str) -> str:
    """Return a word of a vocabulary as it is read: `lower back`."""
    return word.replace("-", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
