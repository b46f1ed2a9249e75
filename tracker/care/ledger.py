"""The one list of what a plan asked for: every occurrence of it, each in exactly one state."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.agenda import days_of, schedule_of, spans
from tracker.care.occurrences import count_planned, occurrences
from tracker.care.plan import Calendar, Form, Plan
from tracker.care.planned import Answer, Planned, Written
from tracker.care.reminder import AHEAD, OPEN, State
from tracker.care.rhythm import Interval, Quota
from tracker.care.schedule import Occurrence, Schedule
from tracker.care.walltime import date_within, day_bounds, instant_of

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)

_WAITS = (*AHEAD, State.HELD, State.PAUSED)

Hold = Callable[[dt.datetime], str | None]
"""Says why the care rules hold the plan at an instant; None where they do not."""


def ledger(
    plan: Plan,
    answers: Sequence[Answer],
    written: Iterable[Written],
    days: tuple[dt.date, dt.date],
    now: dt.datetime,
    calendar: Calendar,
    hold: Hold,
) -> list[Planned]:
    """Return what stands or counts on some days of the plan's, first and last, as it is `now`.

    `answers` are the sessions that fit the plan, in their order, from as long before as its rhythm
    looks back; `written` is what was written down of these days and those around them.

    - Weekdays: each is an occurrence. One that was missed is made up by the earliest session of
      its week that fits and answers nothing else of the plan.
    - Interval: one occurrence, from the day it is due until it is answered or another interval has
      passed. It counts on the day it was due, however often it reminded after that.
    - Quota: so many in a week, without a day. Sessions of the week do them, one each; what is left
      is to come until the week is over, and missed then.
    """
    return _Ledger(plan, answers, written, now, calendar, hold).between(*days)


class _Span(Struct, frozen=True):
    """A form of the plan while it was in force, with what came due under it."""

    form: Form
    schedule: Schedule
    from_at: dt.datetime
    until_at: dt.datetime
    listed: list[Occurrence]

    @property
    def is_quota(self) -> bool:
        return isinstance(self.form.rhythm, Quota)

    def holds(self, at: dt.datetime) -> bool:
        return self.from_at < at <= self.until_at


class _Group(Struct, frozen=True):
    """One occurrence: every time that asks for it, and what was written down of these.

    Of an interval, the latest that has asked is the one that `is_current`.
    """

    is_interval: bool
    is_current: bool
    listed: list[Occurrence]
    rows: list[Written]

    @property
    def first(self) -> Occurrence:
        return self.listed[0]

    def written(self, *states: str) -> Written | None:
        """Return the last row that is in one of these states."""
        return next((row for row in reversed(self.rows) if row.state in states), None)


class _Ledger:
    """Works out the list of one plan."""

    def __init__(
        self,
        plan: Plan,
        answers: Sequence[Answer],
        written: Iterable[Written],
        now: dt.datetime,
        calendar: Calendar,
        hold: Hold,
    ) -> None:
        self._plan = plan
        self._now = now
        self._calendar = calendar
        self._hold = hold
        self._zone = plan.zone_of(calendar)
        # What was open when the plan was removed stays so; nobody is asked for it any more.
        self._today = plan.day_at(min(plan.removed_at or now, now), calendar)
        self._days = sorted([*(one.counts_on for one in answers), *plan.skipped])
        self._free = list(answers)
        self._rows: dict[dt.date, list[Written]] = defaultdict(list)
        for row in written:
            self._rows[row.day].append(row)

    def between(self, first: dt.date, last: dt.date) -> list[Planned]:
        """Return what stands or counts on some days, by time."""
        week, end = self._week_of(first), self._week_of(last) + _WEEK - _DAY
        all_spans = list(self._spans(week, end))
        passed = [one.due_at for span in all_spans for one in span.listed]
        self._latest_at = max((at for at in passed if at <= self._now), default=None)
        groups = [group for span in all_spans if not span.is_quota for group in self._grouped(span)]
        planned = [*self._left_over(all_spans)]
        linked = {row.answered_by for group in groups for row in group.rows}
        linked |= {one.answered_by for one in planned}
        self._free = [one for one in self._free if one.number not in linked]
        told = [(group, one) for group in groups if (one := self._of_group(group)) is not None]
        waits = any(group.is_current and one.state in _WAITS for group, one in told)
        # What would come after it does not, before it is answered.
        planned += [
            one
            for group, one in told
            if group.is_interval and not (waits and group.first.day > self._today)
        ]
        planned += self._made_up([one for group, one in told if not group.is_interval])
        if any(span.is_quota for span in all_spans):
            while week <= end:
                planned += self._of_quota(week, all_spans)
                week += _WEEK
        wanted = [
            one for one in planned if first <= one.counts_on <= last or first <= one.day <= last
        ]
        return sorted(wanted, key=lambda one: (one.due_at, one.counts_on))

    def _spans(self, first: dt.date, last: dt.date) -> Iterator[_Span]:
        for form, from_at, until_at in spans(self._plan, None):
            schedule = schedule_of(self._plan, form, self._calendar)
            # An interval that is due on one of these days is answered up to another one later.
            wait = _wait(form) * _DAY
            around = self._days, first - wait, last + wait, self._zone
            found = occurrences(schedule, *around, self._calendar.day_starts_at)
            listed = [one for one in found if from_at < one.due_at <= until_at]
            yield _Span(form, schedule, from_at, until_at, listed)

    def _grouped(self, span: _Span) -> list[_Group]:
        """Return the occurrences of a span, each with its rows."""
        is_interval = isinstance(span.form.rhythm, Interval)
        begun = [one.due_since for one in span.listed if one.day <= self._today]
        groups: dict[tuple[dt.date, dt.time], _Group] = {}
        for one in span.listed:
            is_current = bool(begun) and one.due_since == begun[-1]
            group = _Group(is_interval, is_current, [], [])
            group = groups.setdefault((one.due_since, one.at), group)
            group.listed.append(one)
            if row := self._take(span, one):
                group.rows.append(row)
        return list(groups.values())

    def _take(self, span: _Span, one: Occurrence) -> Written | None:
        """Return what was written down of one, and take it off the rows."""
        rows = [row for row in self._rows.get(one.day, ()) if span.holds(row.due_at)]
        # Without clock times of its own, a plan may have come at the usual time of before.
        same = [row for row in rows if row.clock == f"{one.at:%H:%M}" or not span.form.times]
        if not same:
            return None
        self._rows[one.day].remove(same[0])
        return same[0]

    def _left_over(self, all_spans: Sequence[_Span]) -> Iterator[Planned]:
        """Yield what is written down and planned no more: what was done ahead, and what is open."""
        for span in all_spans:
            if span.is_quota:
                continue
            is_interval = isinstance(span.form.rhythm, Interval)
            for row in [row for rows in self._rows.values() for row in rows]:
                if not span.holds(row.due_at):
                    continue
                if is_interval and row.state == State.DONE:
                    yield self._told(row, row.state)
                elif row.state in OPEN and (state := self._state(row.day, row.due_at, row)):
                    yield self._told(row, state)

    def _of_group(self, group: _Group) -> Planned | None:
        """Return one occurrence in its state; None where a change of the plan did away with it."""
        on, rows = group.first.due_since, group.rows
        if row := group.written(State.DONE, State.SKIPPED):
            return self._told(row, row.state, on)
        if not group.first.is_excused and (done := self._done_free(group)):
            return done
        if rows and rows[-1].state == State.DROPPED:
            return None
        if group.first.is_excused and not rows:
            return self._planned(group.first, State.PAUSED)
        if not group.is_interval:
            return self._weighed(group.first, rows[0] if rows else None)
        return self._waiting(group) or self._passed(group)

    def _done_free(self, group: _Group) -> Planned | None:
        """Return the occurrence as done by a session that answers nothing else, if one is there."""
        written = {row.day for row in group.rows}
        open_days = {one.day: one for one in group.listed if one.day not in written}
        answer = next((one for one in self._free if one.counts_on in open_days), None)
        if answer is None:
            return None
        self._free.remove(answer)
        done = self._planned(open_days[answer.counts_on], State.DONE)
        return replace(done, answered_by=answer.number)

    def _waiting(self, group: _Group) -> Planned | None:
        """Return an interval's occurrence that is to come or waits to be answered."""
        asked = [one for one in group.listed if one.day <= self._today]
        if not asked:
            return self._weighed(group.first, None)
        if not group.is_current:
            return None
        latest = asked[-1]
        if self._plan.is_paused_on(self._today):
            return self._planned(latest, State.PAUSED)
        row = group.written(State.SNOOZED)
        if row and row.due_at == self._latest_at:
            return self._told(row, State.SNOOZED, latest.due_since)
        if latest.day != self._today:
            return None
        row = next((row for row in group.rows if row.day == self._today), None)
        weighed = self._weighed(latest, row)
        if weighed is not None and weighed.state == State.MISSED:
            # It asks no more today, and again tomorrow.
            return replace(weighed, state=State.COMING, is_dayless=True)
        return weighed

    def _passed(self, group: _Group) -> Planned:
        """Return an interval's occurrence that was not answered in time."""
        row = group.written(State.HELD)
        why = row.why if row else self._hold(group.first.due_at)
        state = State.HELD if row or why else State.MISSED
        return replace(self._planned(group.first, state), why=why)

    def _weighed(self, one: Occurrence, row: Written | None) -> Planned | None:
        """Return one that is not answered: by what was written of it, by the time, and if it is held."""
        state, why = self._state(one.day, one.due_at, row), row.why if row else None
        if state in (State.COMING, State.DUE) and one.day == self._today:
            why = self._hold(max(one.due_at, self._now))
            state = State.HELD if why else state
        elif state == State.MISSED and (held := self._hold(one.due_at)):
            state, why = State.HELD, held
        if state is None:
            return None
        until = row.attention_at if row and state == State.SNOOZED else None
        return replace(self._planned(one, state), put_off_until=until, why=why)

    def _state(self, day: dt.date, due_at: dt.datetime, row: Written | None) -> str | None:
        """Return the state of one that is not answered, as it will be once what is over was closed."""
        if row is not None and row.state not in OPEN:
            return row.state
        if self._plan.removed_at is not None and day >= self._today:
            return None
        if due_at > self._now:
            return State.COMING
        if self._latest_at is not None and due_at < self._latest_at:
            return State.MISSED
        if row is not None and row.state == State.SNOOZED:
            return State.SNOOZED
        begun, _ = day_bounds(self._today, self._zone, self._calendar.day_starts_at)
        was_shown = row is not None and row.shown_at is not None and row.shown_at >= begun
        return State.DUE if day >= self._today or was_shown else State.MISSED

    def _made_up(self, planned: Sequence[Planned]) -> Iterator[Planned]:
        """Yield the list with what was missed and made up by another session of its week."""
        for one in sorted(planned, key=lambda one: one.due_at):
            week = self._week_of(one.counts_on)
            is_missed = one.state == State.MISSED
            if is_missed and (answer := self._take_free(week, week + _WEEK - _DAY)):
                yield replace(one, state=State.MADE_UP, answered_by=answer.number)
            else:
                yield one

    def _of_quota(self, week: dt.date, all_spans: Sequence[_Span]) -> Iterator[Planned]:
        """Yield the occurrences of a week of which only the number is planned."""
        end = week + _WEEK - _DAY
        own = [span for span in all_spans if span.is_quota]
        slots = [slot for span in own for slot in self._slots(span, week, end)]
        yield from (self._planned(one, State.PAUSED) for one in slots if one.is_excused)
        left = [one for one in slots if not one.is_excused]
        rows = [
            row
            for day, some in sorted(self._rows.items())
            for row in some
            if week <= day <= end and any(span.holds(row.due_at) for span in own)
        ]
        showings = [one for span in own for one in span.listed if week <= one.day <= end]
        excused = self._excused(rows, showings)[: len(left)]
        yield from excused
        done = list[Planned]()
        while len(excused) + len(done) < len(left) and (answer := self._take_free(week, end)):
            done.append(self._done(answer, rows))
        yield from done
        count = len(left) - len(excused) - len(done)
        if not count:
            return
        if end < self._today or self._plan.removed_at is not None:
            taken = {one.day for one in done}
            # They have no day; in a picture they stand where the even pace has them.
            free = [one for one in left if one.day not in taken]
            nominal = [*free, *(one for one in left if one.day in taken)][:count]
            yield from (self._planned(one, State.MISSED) for one in nominal)
            return
        known = {one.due_at for one in excused}
        asking = [one for one in showings if one.day == self._today and not one.is_answered]
        for one in [one for one in asking if one.due_at not in known][-1:]:
            row = next((row for row in rows if row.due_at == one.due_at), None)
            weighed = self._weighed(one, row) if row is None or row.state in OPEN else None
            if weighed is not None and weighed.state != State.MISSED:
                yield weighed
                count -= 1
        to_come = self._planned(left[-1], State.COMING)
        yield from [replace(to_come, day=end, is_dayless=True)] * count

    def _slots(self, span: _Span, first: dt.date, last: dt.date) -> Iterator[Occurrence]:
        """Yield what a quota plans on some days at an even pace, paused or not."""
        zone, starts_at = self._zone, self._calendar.day_starts_at
        at = (span.form.times or (self._calendar.remind_at,))[0]
        begun, over = days_of(span.from_at, span.until_at, self._plan, self._calendar)
        day = max(first, begun)
        while day <= min(last, over):
            planned, paused = count_planned(span.schedule, self._days, day, day, zone)
            due_at, _ = instant_of(date_within(day, at, starts_at), at, zone)
            yield from [Occurrence(day, at, due_at, day, bool(paused))] * planned
            day += _DAY

    def _excused(self, rows: Sequence[Written], showings: Sequence[Occurrence]) -> list[Planned]:
        """Return what was left out of a quota, or held whether or not anything was running."""
        states = (State.SKIPPED, State.HELD)
        told = [
            self._told(row, row.state)
            for row in rows
            if row.state in states and not self._plan.is_paused_on(row.day)
        ]
        known = {row.due_at for row in rows}
        for one in showings:
            is_passed = one.due_at <= self._now and not (one.is_answered or one.is_excused)
            if is_passed and one.due_at not in known and (why := self._hold(one.due_at)):
                told.append(replace(self._planned(one, State.HELD), why=why))
        return told

    def _done(self, answer: Answer, rows: Sequence[Written]) -> Planned:
        """Return an occurrence of a quota as a session did it."""
        row = next((row for row in rows if row.answered_by == answer.number), None)
        day, zone = answer.counts_on, self._zone
        noon = instant_of(day, self._calendar.remind_at, zone)[0]
        due_at = row.due_at if row else answer.started_at or noon
        return Planned(self._plan, day, due_at, State.DONE, answered_by=answer.number)

    def _take_free(self, first: dt.date, last: dt.date) -> Answer | None:
        """Return the earliest session of some days that answers nothing yet, and take it."""
        since = max(first, self._plan.forms[0].first_on)
        answer = next((one for one in self._free if since <= one.counts_on <= last), None)
        if answer is not None:
            self._free.remove(answer)
        return answer

    def _planned(self, one: Occurrence, state: str) -> Planned:
        return Planned(self._plan, one.day, one.due_at, state, planned_on=one.due_since)

    def _told(self, row: Written, state: str, on: dt.date | None = None) -> Planned:
        return Planned(
            self._plan,
            row.day,
            row.due_at,
            state,
            row.attention_at if state == State.SNOOZED else None,
            row.why,
            on or row.day,
            row.answered_by,
        )

    def _week_of(self, day: dt.date) -> dt.date:
        return day - (day.weekday() - self._calendar.week_starts_on) % 7 * _DAY


def _wait(form: Form) -> int:
    return max(form.rhythm.days, form.gap_days) if isinstance(form.rhythm, Interval) else 0
