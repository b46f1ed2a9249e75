"""Trials of one's own: begun, stopped and looked at; the plans follow the order that was drawn."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Row, Select, func, select

from tracker.care.catalogue import PAIN, counts_as, kinds
from tracker.care.fields import Entry
from tracker.care.plan import Plan
from tracker.care.reminder import State
from tracker.care.rhythm import Interval, Weekdays
from tracker.care.safety import Finding, red_flag_levels
from tracker.care.trial import Chance, Comparison, Design, Trial, Week, compared, drawn
from tracker.errors import BadInput, Conflict, NotFound, Unsafe
from tracker.escaping import command
from tracker.journal.easing import let_go
from tracker.journal.planning import draft_of
from tracker.journal.reading import is_of_kind
from tracker.journal.readings import day_levels
from tracker.journal.rows import reading_of, value_of
from tracker.tables import massages, pauses, plan_dues, sessions, trial_blocks, trials
from tracker.text import visible
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.journal import Journal

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)


class Strayed(Struct, frozen=True):
    """What a trial was not kept to: it is told, and nothing is left out of it for that.

    In weeks without so many sessions were `done` all the same. Of what weeks with asked for, so
    much was `left_out`, `held` by a care rule, or `paused`. The form of the plan was `changed` so
    often, and `flares` share so many days with the trial.
    """

    done: int
    left_out: int
    held: int
    paused: int
    changed: int
    flares: int
    flare_days: int


class Course(Struct, frozen=True, kw_only=True):
    """How a trial stands today.

    `week` is the one that today lies in. So many `sessions` of the kind were done in weeks with,
    and so many `readings` were written down on so many `days`. What it `found`, and what it was not
    kept to, is known once it is over, and never before.
    """

    trial: Trial
    plan: Plan
    pain_plan: Plan
    week: Week | None
    sessions: int
    readings: int
    days: int
    found: Comparison | None = None
    strayed: Strayed | None = None


class Begun(Struct, frozen=True):
    """A trial that was begun, the numbers of the plans that were made for it, and what is said of them.

    The plans in `beside` are of its kind as well, and go on in every week.
    """

    course: Course
    made: tuple[int, ...]
    beside: tuple[Plan, ...]
    said: tuple[Finding, ...]


class Trials:
    """The trials of the diary, of which one runs at most for each kind."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._changes = journal.changes
        self._present = journal.present

    def start(self, design: Design, chance: Chance) -> Begun:
        """Begin a trial: draw its order, keep it, and let the plan rest in its weeks without.

        Raise Unsafe where care comes first, Conflict where one of the kind runs, and BadInput
        where its plan does not suit it.
        """
        self._journal.reminders.refresh()
        self._check_signs()
        if running := self.running(design.kind):
            raise Conflict(
                f"{_named(running)} runs already, until {self._day(running.last_on)}.",
                f"How it stands: {command('trial show')}. End it: {command('trial stop')}",
            )
        first = design.first_on or self._present.this_week + _WEEK
        last = first + design.weeks * _WEEK - _DAY
        known = {one.number for one in self._journal.plans.living()}
        with self._changes.as_one():
            plan, said = self._plan(design, first)
            self._check(plan, first, last)
            pain_plan, pain_said = self._pain_plan(design, first, last)
            trial = self._keep(design, plan, pain_plan, first, chance)
        self._changes.keep("trial start", design.kind)
        made = [one.number for one in (plan, pain_plan) if one.number not in known]
        living = self._journal.plans.living()
        beside = [one for one in living if one.kind == plan.kind and one.number != plan.number]
        return Begun(self._course(trial), tuple(made), tuple(beside), said + pain_said)

    def stop(self, kind: str | None) -> Course:
        """End a trial early; the plan goes on from today. One that has not begun yet is forgotten.

        Raise NotFound where none runs, and BadInput where several do and none is named.
        """
        self._journal.reminders.refresh()
        trial, today = self._meant(kind), self._present.today
        if trial.first_on > today:
            self._changes.delete(trial_blocks, {"trial_id": trial.number})
            self._let_go(trial)
            self._changes.delete(trials, {"id": trial.number})
        else:
            self.close(trial.number, today)
        self._changes.keep("trial stop", trial.kind)
        return self._course(replace(trial, stopped_on=today))

    def close(self, number: int, stopped_on: dt.date) -> None:
        """Have a trial be stopped since a day, as a part of another change; its plan goes on today."""
        self._changes.update(trials, {"id": number}, {"stopped_on": stopped_on})
        self._let_go(self._get(number))

    def _let_go(self, trial: Trial) -> None:
        """Let the plan of a trial go on from today."""
        plan, today = self._journal.plans.get(trial.plan), self._present.today
        for row in self._db.execute(select(pauses).where(pauses.c.trial_id == trial.number)).all():
            if row.until_on >= today:
                let_go(self._changes, row, today)
        self._journal.plans.take_up(plan, today)
        self._journal.plans.look_again(plan_dues.c.plan_id == plan.number)

    def shown(self, kind: str | None, *, with_past: bool) -> list[Course]:
        """Return the trials that run, or else the one that was over last; the latest of a kind, if named.

        With `with_past` all of them, the latest last.
        """
        known = [one for one in self._all() if kind is None or one.kind == kind]
        if not with_past:
            running = [one for one in known if not one.is_over(self._present.today)]
            known = running if kind is None and running else known[-1:]
        return [self._course(trial) for trial in known]

    def running(self, kind: str | None = None) -> Trial | None:
        """Return a trial that is not over, the latest; None where there is none."""
        return next(iter(self._running(kind)), None)

    def of_today(self) -> list[Trial]:
        """Return what is worth a word today: trials that run, or have been over for a week at most."""
        lately = self._present.today - _WEEK
        return [
            one
            for one in self._all()
            if one.first_on <= self._present.today
            and one.stopped_on is None
            and not one.is_over(lately)
        ]

    def between(self, first: dt.date, last: dt.date) -> list[Trial]:
        """Return the trials of which a day lies between two, both included."""
        found = self._read(select(trials).where(trials.c.first_on <= last))
        return [one for one in found if one.weeks_between(first, last)]

    def without_on(self, entry: Entry) -> Trial | None:
        """Return the trial in whose week without such a session one was done, if there is one."""
        done = counts_as(entry.kind, entry.details.style)
        found = self._read(select(trials).where(trials.c.kind.in_(done)))
        return next(
            (one for one in found if (week := one.week_on(entry.day)) and not week.is_with), None
        )

    def running_on(self, plan: Plan) -> Trial | None:
        """Return the trial that lets a plan rest in its weeks without, if one runs."""
        return next((one for one in self._running() if one.plan == plan.number), None)

    def check_unused(self, plan: Plan) -> None:
        """Raise Conflict where a trial needs the plan."""
        for trial in self._running():
            if plan.number in (trial.plan, trial.pain_plan):
                raise Conflict(
                    f'{_named(trial)} needs plan {plan.number} "{visible(plan.name)}" until'
                    f" {self._day(trial.last_on)}.",
                    f"End that first: {command('trial stop', trial.kind)}",
                )

    def _check_signs(self) -> None:
        """Raise Unsafe where a sign that matters more is noted, and no doctor has agreed since."""
        for level in red_flag_levels().values():
            noted = self._journal.conditions.standing(level.notes) if level.notes else None
            if noted is None:
                continue
            until = noted.cleared_until
            is_cleared = noted.cleared_by and (until is None or until > self._present.today)
            if level.is_emergency or not is_cleared:
                raise Unsafe(
                    f"Not now: you noted {visible(noted.name)}; a trial waits until a doctor has"
                    " looked at it.",
                    f"Seen by a doctor? {command('condition end', noted.name)}",
                )

    def _plan(self, design: Design, first: dt.date) -> tuple[Plan, tuple[Finding, ...]]:
        """Return the plan of the kind that the trial is of, made where there is none."""
        living = self._journal.plans.living()
        named = self._journal.plans.meant(design.plan) if design.plan else None
        of_kind = [named] if named else [one for one in living if one.kind == design.kind]
        many = kinds()[design.kind].many
        if not of_kind:
            return self._made(design.kind, design.times, first)
        if len(of_kind) > 1:
            names = ", ".join(f'{one.number} "{visible(one.name)}"' for one in of_kind[:8])
            raise BadInput(
                f"there are several plans of {many}: {names}. Name one of them, as in --plan"
                f" {of_kind[0].number}.",
                "",
            )
        (plan,) = of_kind
        if plan.kind != design.kind:
            raise BadInput(
                f"{{}} is a plan of {kinds()[plan.kind].many}, not of {many}.", plan.name
            )
        if design.times:
            raise _has_times(plan, "--at")
        return plan, ()

    def _check(self, plan: Plan, first: dt.date, last: dt.date) -> None:
        """Raise Unsafe where care comes first for the plan, and BadInput where it does not suit a trial."""
        name = f'plan {plan.number} "{visible(plan.name)}"'
        many = kinds()[plan.kind].many
        if plan.directed_by:
            who = visible(plan.directed_by)
            raise Unsafe(
                f"Not now: {who} prescribed {name}, so that no week is to go without it.",
                f"Talk with {who} about a trial.",
            )
        if held := self._journal.gate.hold(plan, self._present.now):
            raise Unsafe(f"Held: {held}", "A trial can begin when nothing holds it any more.")
        rhythm = plan.form.rhythm
        wait = rhythm.days if isinstance(rhythm, Interval) else 7
        wait = 7 * rhythm.every_weeks if isinstance(rhythm, Weekdays) else wait
        if max(wait, plan.form.gap_days) > 7:
            raise BadInput(
                f"{name} does not come every week, so that a week with {many} could be one without.",
                "",
                f"Have it come more often: {command('plan edit', plan.number, '--times', '2/week')}",
            )
        until = plan.form.until_on
        if until is not None and until < last:
            raise BadInput(
                f"{name} ends {self._day(until)}, and the trial would end {self._day(last)}.",
                "",
                f"Let it go on: {command('plan edit', plan.number, '--until', '')}",
            )
        own = [rest for rest in plan.pauses if rest.is_own]
        if any(rest.until_on is None or rest.until_on >= first for rest in own):
            raise BadInput(
                f"{name} is paused.", "", f"Go on with it: {command('plan resume', plan.number)}"
            )

    def _pain_plan(
        self, design: Design, first: dt.date, last: dt.date
    ) -> tuple[Plan, tuple[Finding, ...]]:
        """Return a plan that asks for the pain on each day of a trial, made where there is none."""
        for plan in self._journal.plans.living():
            lasts = plan.form.until_on is None or plan.form.until_on >= last
            if plan.kind == PAIN and _is_daily(plan) and lasts and plan.pause_on(first) is None:
                if design.pain_times:
                    raise _has_times(plan, "--pain-at")
                return plan, ()
        return self._made(PAIN, design.pain_times, first)

    def _made(
        self, kind: str, times: tuple[dt.time, ...], first: dt.date
    ) -> tuple[Plan, tuple[Finding, ...]]:
        """Make a daily plan, which counts from the first day of the trial."""
        told = {"on": "daily", "clock_times": times}
        draft = draft_of(self._present, kind, told)
        draft = replace(draft, form=replace(draft.form, first_on=first))
        made = self._journal.planning.add(draft, None)
        return made.plan, made.said

    def _keep(
        self, design: Design, plan: Plan, pain_plan: Plan, first: dt.date, chance: Chance
    ) -> Trial:
        """Write down a trial with its order, and every week without as a pause of its plan."""
        values = {
            "kind": design.kind,
            "plan_id": plan.number,
            "pain_plan_id": pain_plan.number,
            "first_on": first,
            "weeks": design.weeks,
            "stopped_on": None,
            "created_at": self._changes.now,
        }
        number = self._changes.insert(trials, values)
        order = drawn(design.weeks, chance)
        blocks = [
            {"trial_id": number, "position": position, "with_first": is_first}
            for position, is_first in enumerate(order)
        ]
        self._changes.insert_all(trial_blocks, blocks)
        trial = self._get(number)
        for first_on, until_on in trial.without():
            rest = {"plan_id": plan.number, "first_on": first_on, "until_on": until_on}
            self._changes.insert(pauses, rest | {"why": None, "trial_id": number})
        if trial.without()[0][0] == self._present.today:
            self._journal.reminders.drop(plan)
        self._journal.plans.look_again(plan_dues.c.plan_id == plan.number)
        return trial

    def _course(self, trial: Trial) -> Course:
        today, plan = self._present.today, self._journal.plans.get(trial.plan)
        until = min(trial.kept_until, today)
        levels = day_levels(self._db, trial.first_on, until)
        done = self._days_done(trial, until)
        course = Course(
            trial=trial,
            plan=plan,
            pain_plan=self._journal.plans.get(trial.pain_plan),
            week=trial.week_on(today),
            sessions=sum(count for day, count in done.items() if _is_with(trial, day)),
            readings=sum(one.count for one in levels),
            days=len(levels),
        )
        if not trial.is_over(today):
            return course
        found = compared(trial, levels)
        return replace(course, found=found, strayed=self._strayed(trial, plan, done))

    def _strayed(self, trial: Trial, plan: Plan, done: Mapping[dt.date, int]) -> Strayed:
        first, last, calendar = trial.first_on, trial.kept_until, self._present.calendar
        listed = self._journal.ledger.of([plan], first, last)[0][1] if first <= last else []
        states = Counter(one.state for one in listed if _is_with(trial, one.counts_on))
        flares = self._journal.flares.between(first, last)
        days = [first + day * _DAY for day in range((last - first).days + 1)]
        changed = [plan.day_at(form.from_at, calendar) for form in plan.forms[1:]]
        return Strayed(
            done=sum(count for day, count in done.items() if not _is_with(trial, day)),
            left_out=states[State.MISSED] + states[State.SKIPPED],
            held=states[State.HELD],
            paused=states[State.PAUSED],
            changed=sum(first <= day <= last for day in changed),
            flares=len(flares),
            flare_days=sum(any(one.holds(day) for one in flares) for day in days),
        )

    def _days_done(self, trial: Trial, until: dt.date) -> Mapping[dt.date, int]:
        """Return by day how many sessions of the kind were done, on the days of a trial until one."""
        beside = sessions.outerjoin(massages, massages.c.session_id == sessions.c.id)
        asked = (
            select(sessions.c.day, func.count().label("how_many"))
            .select_from(beside)
            .where(is_of_kind(trial.kind), sessions.c.day.between(trial.first_on, until))
            .group_by(sessions.c.day)
        )
        return {row.day: row.how_many for row in self._db.execute(asked)}

    def _meant(self, kind: str | None) -> Trial:
        """Return the trial that runs, of a kind if one is given."""
        running = self._running(kind)
        if not running:
            of_kind = f" of {kinds()[kind].many}" if kind else ""
            raise NotFound(f"no trial{of_kind} runs.", f"Begin one: {command('trial start KIND')}")
        if len(running) > 1:
            named = ", ".join(one.kind for one in running)
            raise BadInput(f"several trials run: {named}. Name one of them.", "")
        return running[0]

    def _running(self, kind: str | None = None) -> list[Trial]:
        today = self._present.today
        rows = select(trials).where(trials.c.stopped_on.is_(None))
        found = self._read(rows if kind is None else rows.where(trials.c.kind == kind))
        return [one for one in found if not one.is_over(today)]

    def _all(self) -> list[Trial]:
        return self._read(select(trials))

    def _get(self, number: int) -> Trial:
        (found,) = self._read(select(trials).where(trials.c.id == number))
        return found

    def _read(self, statement: Select[Any]) -> list[Trial]:
        """Return the trials of some rows with their order, the latest last."""
        rows = self._db.execute(statement.order_by(trials.c.first_on, trials.c.id)).all()
        orders: dict[int, list[bool]] = defaultdict(list)
        if rows:
            numbers = [row.id for row in rows]
            blocks = select(trial_blocks).where(trial_blocks.c.trial_id.in_(numbers))
            for block in self._db.execute(blocks.order_by(trial_blocks.c.position)):
                orders[block.trial_id].append(block.with_first)
        return [_trial(row, orders[row.id]) for row in rows]

    def _day(self, day: dt.date) -> str:
        return short_day(day, self._present.today)


def _has_times(plan: Plan, option: str) -> BadInput:
    return BadInput(
        f"{option} is for a plan that is made for the trial, and plan {plan.number}"
        f' "{visible(plan.name)}" is there already.',
        "",
        f"Change when it comes: {command('plan edit', plan.number, '--at', 'HH:MM')}",
    )


def _trial(row: Row[Any], order: Sequence[bool]) -> Trial:
    with reading_of(f"trial {row.id}"):
        if 2 * len(order) != row.weeks:
            raise ValueError("a trial without its order")
    return value_of(
        row,
        Trial,
        number=row.id,
        plan=row.plan_id,
        pain_plan=row.pain_plan_id,
        with_first=tuple(order),
    )


def _is_with(trial: Trial, day: dt.date) -> bool:
    week = trial.week_on(day)
    return week is not None and week.is_with


def _is_daily(plan: Plan) -> bool:
    rhythm = plan.form.rhythm
    if isinstance(rhythm, Interval):
        return rhythm.days == 1
    return isinstance(rhythm, Weekdays) and len(rhythm.days) == 7 and rhythm.every_weeks == 1


def _named(trial: Trial) -> str:
    return f"a trial of {kinds()[trial.kind].many}"
