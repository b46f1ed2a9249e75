"""The diary read back: a stretch of it, its weeks, and today."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.adherence import Kept, PlanKept, overall
from tracker.care.catalogue import PAIN
from tracker.care.levels import Pain
from tracker.care.reading import Reading
from tracker.care.session import Session
from tracker.care.tally import Tally, answering, tallies
from tracker.care.week import Stretch
from tracker.journal.reading import Found

if TYPE_CHECKING:
    from tracker.care.fields import BodyArea
    from tracker.care.flare import Flare
    from tracker.care.planned import Planned
    from tracker.care.trial import Trial
    from tracker.journal import Journal
    from tracker.journal.conditions import Noted
    from tracker.journal.next_week import Advice, WeekAhead
    from tracker.journal.routines import Routine

_ONE_DAY = dt.timedelta(days=1)
_ONE_WEEK = dt.timedelta(weeks=1)


class History(Struct, frozen=True):
    """The sessions that were asked for, the oldest first, and how plans were kept meanwhile.

    `has_more` tells that the limit left older ones out, `is_searched` that not all were asked for;
    `flares` are the flare-ups of these days, and `routines` are those that are kept, where one of
    the sessions followed any. The readings of the pain stand beside the sessions, and share their
    limit.
    """

    sessions: tuple[Session, ...]
    has_more: bool
    is_searched: bool
    plans: tuple[PlanKept, ...]
    routines: "tuple[Routine, ...]"
    flares: "tuple[Flare, ...]" = ()
    readings: tuple[Reading, ...] = ()


class WeekKept(Struct, frozen=True):
    """A week or another stretch in figures, and how each plan was kept in it."""

    week: Stretch
    plans: tuple[PlanKept, ...]

    @property
    def kept(self) -> Kept:
        """How all plans together were kept."""
        return overall(one.kept for one in self.plans)


class Summary(Struct, frozen=True, kw_only=True):
    """One week, the week before it, and what comes next; and an emergency, if noted.

    `tallies` say what was done of each plan; `streaks` for how many weeks in a row, by plan.
    `flares` are the flare-ups that share a day with the week, and `flare` is one that has run so
    long that one asks whether it is over. `advice` is given for the present week and the last one
    alone, and in no emergency. `trials` are those of which a day lies in the week.
    """

    week: WeekKept
    before: WeekKept
    pain_four_weeks_ago: Pain
    tallies: tuple[Tally, ...]
    streaks: Mapping[int, int]
    flares: "tuple[Flare, ...]"
    flare: "Flare | None"
    ahead: "WeekAhead"
    advice: "Advice | None"
    emergency: "Noted | None"
    trials: "tuple[Trial, ...]"


class Month(Struct, frozen=True):
    """A month, and the one before it; `tallies` say what was done of each plan.

    `flares` are the flare-ups that share a day with the month.
    """

    month: WeekKept
    before: WeekKept
    tallies: tuple[Tally, ...]
    flares: "tuple[Flare, ...]"
    emergency: "Noted | None"


class Weeks(Struct, frozen=True):
    """Several weeks, the latest last; and an emergency, if one is noted."""

    weeks: tuple[WeekKept, ...]
    emergency: "Noted | None"


class Today(Struct, frozen=True):
    """What was done today and is planned for it, and this week; `is_empty` is a diary of nothing.

    `emergency` is one that is noted and not ended, `to_review` a doctor's words to look at again;
    `routines` are those that are kept, where one of the sessions followed any, and `flare` is the
    flare-up that runs. `trials` are those that run, and that were over lately.
    """

    sessions: tuple[Session, ...]
    planned: "tuple[Planned, ...]"
    week: WeekKept
    is_empty: bool
    emergency: "Noted | None"
    to_review: "tuple[Noted, ...]"
    routines: "tuple[Routine, ...]"
    flare: "Flare | None" = None
    readings: tuple[Reading, ...] = ()
    trials: "tuple[Trial, ...]" = ()


class Review:
    """Looks back on the diary, beside what was planned."""

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal
        self._present = journal.present

    def history(
        self,
        kinds: tuple[str, ...] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        area: "BodyArea | None" = None,
        person: str | None = None,
        limit: int | None = None,
        *,
        words: str | None = None,
        tags: tuple[str, ...] = (),
        only_sessions: bool = False,
    ) -> History:
        """Return the sessions and readings that fit, the newest `limit` of them all.

        A reading is of the kind `pain`. Where they are narrowed by kind, area, person or what
        is said of them, they are not what was planned, and nothing is said of plans.
        """
        journal = self._journal
        number = journal.providers.meant(person).number if person else None
        of_sessions = tuple(kind for kind in kinds if kind != PAIN)
        found = Found((), has_more=False)
        if of_sessions or not kinds:
            found = journal.sessions.find(
                of_sessions, since, until, area, number, limit, words, tags
            )
        has_readings = not (only_sessions or person) and (not kinds or PAIN in kinds)
        readings = (
            journal.readings.find(since, until, area, limit, words, tags)
            if has_readings
            else ([], False)
        )
        shown: list[Session | Reading] = [*found.sessions, *readings[0]]
        shown.sort(key=lambda one: one.place)
        has_more = found.has_more or readings[1]
        if limit is not None and len(shown) > limit:
            shown, has_more = shown[-limit:], True
        is_narrowed = bool(kinds or area or person or words or tags)
        plans: tuple[PlanKept, ...] = ()
        if not (only_sessions or is_narrowed) and journal.plans.exist():
            first = None if has_more else since
            if first is None and shown:
                first, _, _ = shown[0].place
            if first is not None:
                plans = tuple(journal.adherence.kept(first, until or self._present.today))
        is_searched = bool(is_narrowed or since or until)
        sessions = tuple(one for one in shown if isinstance(one, Session))
        flares: tuple[Flare, ...] = ()
        if shown:
            flares = tuple(journal.flares.between(shown[0].place[0], shown[-1].place[0]))
        return History(
            sessions,
            has_more,
            is_searched,
            plans,
            self._routines(sessions),
            flares,
            tuple(one for one in shown if isinstance(one, Reading)),
        )

    def summary(self, first: dt.date | None = None) -> Summary:
        """Return the week that begins on a day, or the present one, and what comes after it."""
        journal, this_week = self._journal, self._present.this_week
        # A weekday that was missed twice in a row may lie in the week before both.
        *_, before, week = weeks = self.weeks(first, 3)
        first, last = week.week.first, week.week.last
        emergency = journal.conditions.emergency()
        advice = None
        if first >= this_week - _ONE_WEEK and not emergency:
            done = [(one.kind, one.day) for some in weeks for one in some.week.days]
            kept = [one.plans for one in weeks]
            advice = journal.next_week.advice(kept, done, min(last, self._present.today))
        return Summary(
            week=week,
            before=before,
            pain_four_weeks_ago=journal.totals.pain(first - 4 * _ONE_WEEK, last - 4 * _ONE_WEEK),
            tallies=self.tallies(week),
            streaks=journal.adherence.streaks([one.plan for one in week.plans], first),
            flares=tuple(journal.flares.between(first, last)),
            flare=self._flare_to_ask(last),
            ahead=journal.next_week.planned(max(first + _ONE_WEEK, this_week)),
            advice=advice,
            emergency=emergency,
            trials=tuple(journal.trials.between(first, last)) if journal.tries() else (),
        )

    def month(self, first: dt.date) -> Month:
        """Return the month that begins on a day, and the one before it."""
        last = (first + 31 * _ONE_DAY).replace(day=1) - _ONE_DAY
        eve = first - _ONE_DAY
        before, month = self._stretches([(eve.replace(day=1), eve), (first, last)])
        emergency = self._journal.conditions.emergency()
        flares = tuple(self._journal.flares.between(first, last))
        return Month(month, before, self.tallies(month), flares, emergency)

    def _flare_to_ask(self, last: dt.date) -> "Flare | None":
        """Return a flare-up that was there by a day, and of which one asks whether it is over."""
        flare = self._journal.flares.to_ask()
        return flare if flare is not None and flare.first_on <= last else None

    def stretch(self, last: dt.date | None, count: int) -> Weeks:
        """Return `count` weeks up to the one that begins on a day, or the present one."""
        return Weeks(tuple(self.weeks(last, count)), self._journal.conditions.emergency())

    def weeks(self, last: dt.date | None, count: int) -> list[WeekKept]:
        """Return `count` weeks up to the one that begins on a day, or the present one."""
        first = (last or self._present.this_week) - (count - 1) * _ONE_WEEK
        firsts = (first + number * _ONE_WEEK for number in range(count))
        return self._stretches([(one, one + _ONE_WEEK - _ONE_DAY) for one in firsts])

    def _stretches(self, wanted: Sequence[tuple[dt.date, dt.date]]) -> list[WeekKept]:
        found = self._journal.totals.stretches(wanted)
        kept = self._journal.adherence.kept_by(wanted)
        return [WeekKept(one, tuple(plans)) for one, plans in zip(found, kept, strict=True)]

    def tallies(self, week: WeekKept) -> tuple[Tally, ...]:
        """Return what was done of each plan and beyond them."""
        numbers = {number for plan in week.plans for number in answering(plan)}
        answered = self._journal.totals.answered(numbers)
        return tuple(tallies(week.week, week.plans, answered))

    def today(self) -> Today:
        """Return what was done and is planned today, and this week so far."""
        journal, today = self._journal, self._present.today
        planned, flare = tuple(journal.outlook.day(today)), journal.flares.running()
        (week,) = self.weeks(None, 1)
        sessions = journal.sessions.find(since=today, until=today).sessions
        readings = journal.readings.between(today, today)
        return Today(
            sessions=sessions,
            planned=planned,
            week=week,
            is_empty=not planned
            and not readings
            and flare is None
            and journal.totals.first_day() is None,
            emergency=journal.conditions.emergency(),
            to_review=tuple(journal.conditions.to_review()),
            routines=self._routines(sessions),
            flare=flare,
            readings=tuple(readings),
            trials=tuple(journal.trials.of_today()) if journal.tries() else (),
        )

    def _routines(self, sessions: "tuple[Session, ...]") -> "tuple[Routine, ...]":
        """Return the routines, for sessions of which one followed any."""
        if not any(session.entry.details.routine for session in sessions):
            return ()
        return tuple(self._journal.routines.all())
