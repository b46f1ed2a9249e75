"""The one list of what a plan asked for: every occurrence of it, each in exactly one state."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.agenda import schedule_of, spans
from tracker.care.catalogue import PAIN
from tracker.care.occurrences import occurrences
from tracker.care.plan import Calendar, Form, Plan
from tracker.care.planned import Answer, Planned, Written
from tracker.care.quotas import of_week
from tracker.care.reminder import AHEAD, OPEN, State
from tracker.care.rhythm import Interval
from tracker.care.schedule import Occurrence
from tracker.care.weighing import DAY, Hold, Span, Weighing

_WEEK = dt.timedelta(weeks=1)

_WAITS = (*AHEAD, State.HELD)


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


class _Ledger(Weighing):
    """Works out the list of one plan."""

    def between(self, first: dt.date, last: dt.date) -> list[Planned]:
        """Return what stands or counts on some days, by time."""
        week, end = self.week_of(first), self.week_of(last) + _WEEK - DAY
        all_spans = list(self._spans(week, end))
        passed = [one.due_at for span in all_spans for one in span.listed]
        self.latest_at = max((at for at in passed if at <= self.now), default=None)
        groups = [group for span in all_spans if not span.is_quota for group in self._grouped(span)]
        planned = [*self._left_over(all_spans)]
        linked = _linked(groups)
        linked |= {one.answered_by for one in planned}
        self.free = [one for one in self.free if one.number not in linked]
        told = [(group, one) for group in groups if (one := self._of_group(group)) is not None]
        waits = any(group.is_current and one.state in _WAITS for group, one in told)
        # What would come after it does not, before it is answered.
        planned += [
            one
            for group, one in told
            if group.is_interval and not (waits and group.first.day > self.today)
        ]
        planned += self._made_up([one for group, one in told if not group.is_interval])
        if any(span.is_quota for span in all_spans):
            while week <= end:
                planned += of_week(self, week, all_spans)
                week += _WEEK
        wanted = [
            one for one in planned if first <= one.counts_on <= last or first <= one.day <= last
        ]
        return sorted(wanted, key=lambda one: (one.due_at, one.counts_on))

    def _spans(self, first: dt.date, last: dt.date) -> Iterator[Span]:
        for form, from_at, until_at in spans(self.plan, None):
            schedule = schedule_of(self.plan, form, self.calendar)
            # An interval that is due on one of these days is answered up to another one later.
            wait = _wait(form) * DAY
            around = self.days, first - wait, last + wait, self.zone
            found = occurrences(schedule, *around, self.calendar.day_starts_at)
            listed = [self.as_it_came(one) for one in found if from_at < one.due_at <= until_at]
            yield Span(form, schedule, from_at, until_at, listed)

    def _grouped(self, span: Span) -> list[_Group]:
        """Return the occurrences of a span, each with its rows."""
        is_interval = isinstance(span.form.rhythm, Interval)
        begun = [one.due_since for one in span.listed if one.day <= self.today]
        groups: dict[tuple[dt.date, dt.time], _Group] = {}
        for one in span.listed:
            is_current = bool(begun) and one.due_since == begun[-1]
            group = _Group(is_interval, is_current, [], [])
            group = groups.setdefault((one.due_since, one.at), group)
            group.listed.append(one)
            if row := self._take(span, one):
                group.rows.append(row)
        return list(groups.values())

    def _take(self, span: Span, one: Occurrence) -> Written | None:
        """Return what was written down of one, and take it off the rows."""
        rows = [row for row in self.rows.get(one.day, ()) if span.holds(row.due_at)]
        # Without clock times of its own, a plan may have come at the usual time of before.
        same = [row for row in rows if row.clock == one.clock or not span.form.times]
        if not same:
            # What was left out stays so, whatever clock time its day was given since.
            times = {f"{at:%H:%M}" for at in span.form.times}
            same = [
                row
                for row in self.rows.get(one.day, ())
                if row.state == State.SKIPPED and row.clock not in times
            ]
        if not same:
            return None
        self.rows[one.day].remove(same[0])
        return same[0]

    def _left_over(self, all_spans: Sequence[Span]) -> Iterator[Planned]:
        """Yield what is written down and planned no more: what was done ahead, and what is open."""
        if self.plan.removed_at is not None:
            ahead = [row for rows in self.rows.values() for row in rows if row.answered_by]
            yield from (
                self.told(row, row.state) for row in ahead if row.due_at > self.plan.removed_at
            )
        for span in all_spans:
            if span.is_quota:
                continue
            is_interval = isinstance(span.form.rhythm, Interval)
            for row in [row for rows in self.rows.values() for row in rows]:
                if not span.holds(row.due_at):
                    continue
                if is_interval and row.state == State.DONE:
                    yield self.told(row, row.state)
                elif row.state in OPEN and (state := self.state(row.day, row.due_at, row)):
                    yield self.told(row, state)

    def _of_group(self, group: _Group) -> Planned | None:
        """Return one occurrence in its state; None where a change of the plan did away with it."""
        on, rows = group.first.due_since, group.rows
        if row := group.written(State.DONE, State.SKIPPED):
            return self.told(row, row.state, on)
        if not group.first.is_excused and (done := self._done_free(group)):
            return done
        if rows and rows[-1].state == State.DROPPED:
            return None
        if group.first.is_excused and not rows:
            return self.planned(group.first, State.PAUSED)
        if not group.is_interval:
            return self.weighed(group.first, rows[0] if rows else None)
        return self._waiting(group) or self._passed(group)

    def _done_free(self, group: _Group) -> Planned | None:
        """Return the occurrence as done by a session that answers nothing else, if one is there."""
        written = {row.day for row in group.rows}
        open_days = {one.day: one for one in group.listed if one.day not in written}
        answer = next((one for one in self.free if one.counts_on in open_days), None)
        if answer is None:
            return None
        self.free.remove(answer)
        done = self.planned(open_days[answer.counts_on], State.DONE)
        return replace(done, answered_by=answer.number)

    def _waiting(self, group: _Group) -> Planned | None:
        """Return an interval's occurrence that is to come or waits to be answered."""
        asked = [one for one in group.listed if one.day <= self.today]
        if not asked:
            return self.weighed(group.first, None)
        if not group.is_current:
            return None
        latest = asked[-1]
        if self.plan.is_paused_on(self.today):
            return self.planned(latest, State.PAUSED)
        row = group.written(*OPEN)
        if row and row.due_at == self.latest_at:
            state = self.state(row.day, row.due_at, row)
            if state in OPEN:
                return self.told(row, state, latest.due_since)
        if latest.day != self.today:
            return None
        row = next((row for row in group.rows if row.day == self.today), None)
        weighed = self.weighed(latest, row)
        if weighed is not None and weighed.state in (State.MISSED, State.PAUSED):
            # It asks no more today, and again tomorrow.
            return replace(weighed, state=State.COMING, is_dayless=True)
        return weighed

    def _passed(self, group: _Group) -> Planned:
        """Return an interval's occurrence that was not answered in time."""
        row = group.written(State.HELD)
        why = row.why if row else self.hold(group.first.due_at)
        state = State.HELD if row or why else self.left_undone(group.first.day)
        return replace(self.planned(group.first, state), why=why)

    def _made_up(self, planned: Sequence[Planned]) -> Iterator[Planned]:
        """Yield the list with what was missed and made up by another session of its week.

        The pain of one day says nothing of that of another.
        """
        for one in sorted(planned, key=lambda one: one.due_at):
            week = self.week_of(one.counts_on)
            is_missed = one.state == State.MISSED and self.plan.kind != PAIN
            if is_missed and (answer := self.take_free(week, week + _WEEK - DAY)):
                yield replace(one, state=State.MADE_UP, answered_by=answer.number)
            else:
                yield one


def _linked(groups: Iterable[_Group]) -> set[int | None]:
    """Return which sessions answer something, and take off what is called done by none of its own.

    Older versions gave a session to both times of a day, or none, where it had come before them.
    """
    linked = set[int | None]({None})
    for group in groups:
        for row in [row for row in group.rows if row.state == State.DONE]:
            if row.answered_by in linked:
                group.rows.remove(row)
            linked.add(row.answered_by)
    return linked


def _wait(form: Form) -> int:
    return max(form.rhythm.days, form.gap_days) if isinstance(form.rhythm, Interval) else 0
