"""A week of a quota: so many occurrences without a day, done by whatever session comes."""

import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tracker.care.agenda import days_of
from tracker.care.occurrences import count_planned
from tracker.care.planned import Answer, Planned, Written
from tracker.care.reminder import OPEN, State
from tracker.care.schedule import Occurrence
from tracker.care.walltime import date_within, instant_of
from tracker.care.weighing import DAY, Span, Weighing


def of_week(known: Weighing, week: dt.date, all_spans: Sequence[Span]) -> Iterator[Planned]:
    """Yield the occurrences of a week of which only the number is planned."""
    end = week + 6 * DAY
    own = [span for span in all_spans if span.is_quota]
    slots = [slot for span in own for slot in _slots(known, span, week, end)]
    yield from (known.planned(one, State.PAUSED) for one in slots if one.is_excused)
    left = [one for one in slots if not one.is_excused]
    rows = [
        row
        for day, some in sorted(known.rows.items())
        for row in some
        if week <= day <= end and any(span.holds(row.due_at) for span in own)
    ]
    showings = [one for span in own for one in span.listed if week <= one.day <= end]
    excused = _excused(known, rows, showings)[: len(left)]
    yield from excused
    done = list[Planned]()
    while len(excused) + len(done) < len(left) and (answer := known.take_free(week, end)):
        done.append(_done(known, answer))
    yield from done
    count = len(left) - len(excused) - len(done)
    if not count:
        return
    if end < known.today or known.plan.removed_at is not None:
        taken = {one.day for one in done}
        # They have no day; in a picture they stand where the even pace has them.
        free = [one for one in left if one.day not in taken]
        nominal = [*free, *(one for one in left if one.day in taken)][:count]
        yield from (known.planned(one, known.left_undone(one.day)) for one in nominal)
        return
    told_at = {one.due_at for one in excused}
    asking = [one for one in showings if one.day == known.today and not one.is_answered]
    for one in [one for one in asking if one.due_at not in told_at][-1:]:
        row = next((row for row in rows if row.due_at == one.due_at), None)
        weighed = known.weighed(one, row) if row is None or row.state in OPEN else None
        if weighed is not None and weighed.state not in (State.MISSED, State.PAUSED):
            yield weighed
            count -= 1
    to_come = known.planned(left[-1], State.COMING)
    yield from [replace(to_come, day=end, is_dayless=True)] * count


def _slots(known: Weighing, span: Span, first: dt.date, last: dt.date) -> Iterator[Occurrence]:
    """Yield what a quota plans on some days at an even pace, paused or not."""
    zone, starts_at = known.zone, known.calendar.day_starts_at
    at = (span.form.times or (known.calendar.remind_at,))[0]
    begun, over = days_of(span.from_at, span.until_at, known.plan, known.calendar)
    day = max(first, begun)
    while day <= min(last, over):
        planned, paused = count_planned(span.schedule, known.days, day, day, zone)
        due_at, _ = instant_of(date_within(day, at, starts_at), at, zone)
        yield from [Occurrence(day, at, due_at, day, bool(paused))] * planned
        day += DAY


def _excused(
    known: Weighing, rows: Sequence[Written], showings: Sequence[Occurrence]
) -> list[Planned]:
    """Return what was left out of a quota, or held whether or not anything was running."""
    states = (State.SKIPPED, State.HELD)
    told = [
        known.told(row, row.state)
        for row in rows
        if row.state in states and not known.plan.is_paused_on(row.day)
    ]
    written_at = {row.due_at for row in rows}
    for one in showings:
        is_passed = one.due_at <= known.now and not (one.is_answered or one.is_excused)
        if is_passed and one.due_at not in written_at and (why := known.hold(one.due_at)):
            told.append(replace(known.planned(one, State.HELD), why=why))
    return told


def _done(known: Weighing, answer: Answer) -> Planned:
    """Return an occurrence of a quota as a session did it."""
    usual_at, _ = instant_of(answer.counts_on, known.calendar.remind_at, known.zone)
    done_at = answer.started_at or usual_at
    return Planned(known.plan, answer.counts_on, done_at, State.DONE, answered_by=answer.number)
