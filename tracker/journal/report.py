"""What the page to take along is made of: the numbers of summary, insights and charts, of one period."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.coverage import Coverage, coverage
from tracker.care.practice import Practised, Walked, practised, walked
from tracker.care.scores import MEASURES
from tracker.care.session import Session
from tracker.journal.review import WeekKept
from tracker.text import name_key

if TYPE_CHECKING:
    from tracker.care.fields import Details
    from tracker.care.flare import Flare
    from tracker.care.reading import Reading
    from tracker.care.tally import Tally
    from tracker.care.week import Stretch
    from tracker.journal import Journal
    from tracker.journal.charts import PainChart
    from tracker.journal.checkins import Compared
    from tracker.journal.conditions import Noted
    from tracker.journal.insights import Outcomes
    from tracker.journal.providers import Provider
    from tracker.journal.red_flags import Answered
    from tracker.journal.review import History
    from tracker.journal.trials import Course

_DAY = dt.timedelta(days=1)
USUAL_WEEKS = 12


class Taken(Struct, frozen=True):
    """What was taken, in the person's own words, and on how many days."""

    what: str
    days: int


class Met(Struct, frozen=True):
    """Who gave sessions of a kind, if that is told, how many, and on which day the last was."""

    kind: str
    person: "Provider | None"
    name: str | None
    sessions: int
    last_on: dt.date


class OwnNote(Struct, frozen=True):
    """A note of the person's own, with its day and the kind of entry that it belongs to."""

    day: dt.date
    of: str
    text: str


class Report(Struct, frozen=True, kw_only=True):
    """A period of the diary, from `first` to `last`, for somebody who has never seen it.

    `before` are as many days before it. `checkins` are the last of each questionnaire in the
    period, beside the person's first one; `conditions` those that were there on a day of it.
    `outcomes` say what came of its sessions. Trials are those that share a day with it.
    """

    first: dt.date
    last: dt.date
    coverage: Coverage
    period: WeekKept
    before: "Stretch"
    tallies: "tuple[Tally, ...]"
    pain: "PainChart"
    taken: tuple[Taken, ...]
    outcomes: "Outcomes"
    checkins: "tuple[Compared, ...]"
    practised: tuple[Practised, ...]
    walked: Walked
    met: tuple[Met, ...]
    conditions: "tuple[Noted, ...]"
    answered: "tuple[Answered, ...]"
    trials: "tuple[Course, ...]"
    notes: tuple[OwnNote, ...]
    emergency: "Noted | None"

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was written down in the period."""
        return not (
            self.coverage.days
            or self.period.plans
            or self.checkins
            or self.conditions
            or self.answered
            or self.pain.flares
            or self.trials
        )


def report(journal: "Journal", since: dt.date | None, until: dt.date | None) -> Report:
    """Return what the diary says of some days; without `since`, of the 12 weeks up to the last.

    What lies ahead is left out, as it is nothing yet.
    """
    last = min(until or journal.present.today, journal.present.today)
    first = min(since or last - dt.timedelta(weeks=USUAL_WEEKS) + _DAY, last)
    history = journal.review.history(since=first, until=last)
    length = last - first + _DAY
    before, stretch = journal.totals.stretches([(first - length, first - _DAY), (first, last)])
    period = WeekKept(stretch, history.plans)
    pain = journal.charts.pain_between(first, last)
    done = [one.entry.details for one in history.sessions]
    conditions = [one for one in journal.conditions.all() if _is_there(one, journal, first, last)]
    checkins = [
        one for one in journal.checkins.history(MEASURES) if first <= one.checkin.day <= last
    ]
    return Report(
        first=first,
        last=last,
        coverage=coverage(_days(history), first, last),
        period=period,
        before=before,
        tallies=journal.review.tallies(period),
        pain=pain,
        taken=_taken(history.readings),
        outcomes=journal.insights.of(since=first, until=last),
        checkins=_latest(checkins),
        practised=_practised(journal, period, done),
        walked=walked(done),
        met=_met(history.sessions, journal.providers.all()),
        conditions=tuple(conditions),
        answered=tuple(journal.red_flags.between(first, last)),
        trials=tuple(
            one
            for one in journal.trials.shown(None, with_past=True)
            if one.trial.first_on <= last and one.trial.kept_until >= first
        ),
        notes=tuple(_notes(journal, history, pain.flares, conditions, checkins)),
        emergency=journal.conditions.emergency(),
    )


def _days(history: "History") -> Iterator[dt.date]:
    yield from (one.entry.day for one in history.sessions)
    yield from (one.day for one in history.readings)


def _is_there(one: "Noted", journal: "Journal", first: dt.date, last: dt.date) -> bool:
    day_of = journal.present.day_of
    until = last if one.until_at is None else day_of(one.until_at)
    return (one.from_on or day_of(one.from_at)) <= last and until >= first


def _taken(readings: "Iterable[Reading]") -> tuple[Taken, ...]:
    """Return what was taken, on most days first; what is spelled alike but for case is the same."""
    spelled: dict[str, str] = {}
    days = set[tuple[str, dt.date]]()
    for one in readings:
        if one.took:
            days.add((name_key(one.took), one.day))
            spelled.setdefault(name_key(one.took), " ".join(one.took.split()))
    counts = Counter(key for key, _ in days)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Taken(spelled[key], count) for key, count in ordered)


def _latest(checkins: "Sequence[Compared]") -> "tuple[Compared, ...]":
    """Return the last check-in of each questionnaire, in the order of the questionnaires."""
    last = {one.checkin.measure: one for one in checkins}
    return tuple(last[measure] for measure in MEASURES if measure in last)


def _practised(
    journal: "Journal", period: WeekKept, done: "Sequence[Details]"
) -> tuple[Practised, ...]:
    asked = [one.plan.details for one in period.plans if one.plan.kind == "exercise"]
    steps = {}
    if any(one.routine for one in asked):
        steps = {one.name: one.steps for one in journal.routines.all()}
    return tuple(practised(done, asked, steps))


def _met(sessions: "Iterable[Session]", people: "Iterable[Provider]") -> tuple[Met, ...]:
    """Return who gave the massages and the visits, the most sessions of a kind first."""
    known = {one.name: one for one in people}
    last: dict[tuple[str, str | None], dt.date] = {}
    counts = Counter[tuple[str, str | None]]()
    for one in sessions:
        entry = one.entry
        if entry.kind == "visit" or entry.details.provider is not None:
            key = entry.kind, entry.details.provider
            counts[key] += 1
            last[key] = max(entry.day, last.get(key, entry.day))
    ordered = sorted(counts.items(), key=lambda one: (one[0][0], -one[1], one[0][1] or ""))
    return tuple(
        Met(kind, known.get(name or ""), name, count, last[kind, name])
        for (kind, name), count in ordered
    )


def _notes(
    journal: "Journal",
    history: "History",
    flares: "Iterable[Flare]",
    conditions: "Iterable[Noted]",
    checkins: "Iterable[Compared]",
) -> list[OwnNote]:
    """Return every note of the period, the latest first; that of a condition is of its beginning."""
    day_of = journal.present.day_of
    found = [
        *((one.from_on or day_of(one.from_at), "condition", one.note) for one in conditions),
        *((one.entry.day, one.entry.kind, one.entry.note) for one in history.sessions),
        *((one.day, "pain", one.note) for one in history.readings),
        *((one.first_on, "flare-up", one.note) for one in flares),
        *((one.checkin.day, one.checkin.measure, one.checkin.note) for one in checkins),
    ]
    notes = [OwnNote(day, of, text) for day, of, text in found if text]
    return sorted(notes, key=lambda one: one.day, reverse=True)
