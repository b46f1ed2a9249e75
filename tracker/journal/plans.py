"""Plans: made, changed, paused and removed, each keeping what it was in the past."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    case,
    insert,
    literal,
    or_,
    select,
    update,
)

from tracker.care.catalogue import counts_as, kinds, resolve
from tracker.care.fields import Details
from tracker.care.flare import REST, SAME, Flare
from tracker.care.plan import Form, Plan
from tracker.care.reminder import State
from tracker.errors import BadInput, Conflict
from tracker.escaping import command
from tracker.journal.changes import Changes
from tracker.journal.easing import ease, eased, let_go
from tracker.journal.fitting import answers
from tracker.journal.moves import reopened
from tracker.journal.named import the_one
from tracker.journal.plan_rows import form_of, form_row, plan_of, write_details
from tracker.journal.providers import Providers
from tracker.tables import (
    overrides,
    pauses,
    plan_dues,
    plans,
    providers,
    reminders,
    schedules,
    sessions,
)
from tracker.text import LONGEST_NAME, name_key, storable, visible, word_key

_DAY = dt.timedelta(days=1)


class Plans:
    """The plans of the diary."""

    def __init__(self, db: Connection, changes: Changes, people: Providers) -> None:
        self._db = db
        self._changes = changes
        self._people = people

    def add(
        self,
        name: str | None,
        kind: str,
        details: Details,
        form: Form,
        zone: str | None = None,
        directed_by: str | None = None,
        passed_over: Sequence[tuple[str, str]] = (),
        in_flare: str = SAME,
        flare: Flare | None = None,
    ) -> Plan:
        """Make a plan; without a name it gets that of its kind, numbered where that is taken.

        The care rules that were `passed_over` are kept with it, each with the reason. Where a
        `flare` runs, it follows that at once.
        """
        name = self._free_name(kinds()[kind].name) if name is None else self._new_name(name)
        now = self._changes.now
        if details.provider:
            person, _ = self._people.named_or_new(details.provider)
            details = replace(details, provider=person.name)
        values = {
            "name": name,
            "name_key": name_key(name),
            "kind": kind,
            "details": write_details(details),
            "style": details.style,
            "directed_by": self._person(directed_by),
            "zone": zone,
            "created_at": now,
            "changed_at": now,
            "removed_at": None,
            "in_flare": in_flare,
        }
        number = self._changes.insert(plans, values)
        self._changes.insert_all(schedules, [form_row(number, form)])
        self._keep_overrides(number, passed_over)
        if flare is not None:
            ease(self._changes, number, in_flare, flare.number, form.first_on)
        self._db.execute(
            insert(plan_dues).values(plan_id=number, computed_until=now, is_stale=True)
        )
        self._changes.keep("plan add", f'{number} "{name}"')
        return self.get(number)

    def edit(
        self,
        plan: Plan,
        fields: Mapping[str, Any],
        details: Details,
        form: Form | None,
        passed_over: Sequence[tuple[str, str]] = (),
    ) -> Plan:
        """Change a plan; a new `form` holds from now on, what was planned until now stays."""
        values: dict[str, Any] = {"changed_at": self._changes.now}
        if "name" in fields:
            values["name"] = self._new_name(fields["name"], but=plan.number)
            values["name_key"] = name_key(values["name"])
        if "zone" in fields:
            values["zone"] = fields["zone"]
        if "directed_by" in fields:
            values["directed_by"] = self._person(fields["directed_by"])
        if details.provider:
            person, _ = self._people.named_or_new(details.provider)
            details = replace(details, provider=person.name)
        if "in_flare" in fields:
            values["in_flare"] = fields["in_flare"]
        values |= {"details": write_details(details), "style": details.style}
        self._changes.update(plans, {"id": plan.number}, values)
        if form is not None:
            self._changes.delete(schedules, {"plan_id": plan.number, "from_at": form.from_at})
            self._changes.insert_all(schedules, [form_row(plan.number, form)])
        self.look_again(plan_dues.c.plan_id == plan.number)
        self._keep_overrides(plan.number, passed_over)
        self._changes.keep("plan edit", _what(plan))
        return self.get(plan.number)

    def pause(
        self, resting: Sequence[tuple[Plan, dt.date]], until: dt.date | None, why: str | None
    ) -> list[Plan]:
        """Let plans rest, each from a day on; their days meanwhile are excused."""
        for plan, first in resting:
            if (rest := plan.pause_on(first)) is not None and rest.is_own:
                raise Conflict(
                    f'plan "{visible(plan.name)}" is paused already.',
                    f"Go on with it: {command('plan resume', plan.number)}",
                )
            last = until and max(first, until)
            values = {"plan_id": plan.number, "first_on": first, "until_on": last, "why": why}
            self._changes.insert(pauses, values)
            self.look_again(plan_dues.c.plan_id == plan.number)
        self._changes.keep("plan pause", ", ".join(_what(plan) for plan, _ in resting))
        return [self.get(plan.number) for plan, _ in resting]

    def resume(self, resting: Sequence[tuple[Plan, dt.date]]) -> list[Plan]:
        """Go on with paused plans, each from a day on; what the pause took of them is due again."""
        for plan, day in resting:
            rest = plan.pause_on(day)
            if rest is None:
                raise Conflict(f'plan "{visible(plan.name)}" is not paused.')
            if rest.trial:
                raise Conflict(
                    f'plan "{visible(plan.name)}" rests this week for a trial.',
                    f"How it stands: {command('trial show')}. End it: {command('trial stop')}",
                )
            self._end_pauses(plan, day)
            self.take_up(plan, day)
            self.look_again(plan_dues.c.plan_id == plan.number)
        self._changes.keep("plan resume", ", ".join(_what(plan) for plan, _ in resting))
        return [self.get(plan.number) for plan, _ in resting]

    def follow(self, plan: Plan, how: str, flare: Flare, day: dt.date) -> None:
        """Have a plan eased as it says now by the flare-up that runs, from a day on."""
        was_resting = False
        for row in eased(self._db, flare.number, pauses.c.plan_id == plan.number):
            let_go(self._changes, row, day)
            was_resting |= row.why == REST
        ease(self._changes, plan.number, how, flare.number, day)
        if was_resting and how != REST:
            self.take_up(plan, day)

    def take_up(self, plan: Plan, day: dt.date) -> None:
        """Have what was dropped of a plan since a day due again, unless it was done, or rests still."""
        if not (self.get(plan.number).is_paused_on(day) or self.days_done(plan, day)):
            self._reopen_dropped(plan, day)

    def remove(self, plan: Plan) -> Plan:
        """End a plan; what it was until now stays in the figures of the past."""
        self._changes.update(plans, {"id": plan.number}, {"removed_at": self._changes.now})
        self.look_again(plan_dues.c.plan_id == plan.number)
        self._changes.keep("plan remove", _what(plan))
        return self.get(plan.number)

    def get(self, number: int) -> Plan:
        """Return the plan of that number, a removed one too."""
        return self._whole(_plan_rows().where(plans.c.id == number))[0]

    def living(self) -> list[Plan]:
        """Return the plans that are not removed, by number."""
        return self._whole(_plan_rows().where(plans.c.removed_at.is_(None)))

    def since(self, at: dt.datetime) -> list[Plan]:
        """Return the plans that lived at that instant or later."""
        lived = or_(plans.c.removed_at.is_(None), plans.c.removed_at > at)
        return self._whole(_plan_rows().where(lived))

    def some(self, numbers: Iterable[int]) -> list[Plan]:
        """Return the plans of these numbers."""
        return self._whole(_plan_rows().where(plans.c.id.in_(list(numbers))))

    def exist(self) -> bool:
        """Tell whether there is any living plan."""
        one = select(plans.c.id).where(plans.c.removed_at.is_(None)).limit(1)
        return self._db.execute(one).first() is not None

    def meant(self, text: str) -> Plan:
        """Return the plan that a number, a name or its beginning, or a kind means."""
        living, key, word = self.living(), name_key(text), text.strip().removeprefix("#")
        # A hyphen may stand for a blank, so that no name needs quotes.
        spelled = word_key(key)
        as_kind = resolve(kinds()).get(spelled, spelled)

        def several(found: Sequence[Plan]) -> BadInput:
            named = ", ".join(f'{plan.number} "{visible(plan.name)}"' for plan in found[:8])
            return BadInput(f"{{}} could be plan {named}. Give the number.", text)

        ways = (
            [plan for plan in living if word.isascii() and word == str(plan.number)],
            [plan for plan in living if name_key(plan.name) == key],
            [plan for plan in living if word_key(name_key(plan.name)) == spelled],
            [
                plan
                for plan in living
                if spelled and word_key(name_key(plan.name)).startswith(spelled)
            ],
            [plan for plan in living if as_kind and plan.kind.startswith(as_kind)],
        )
        missing, hint = f'there is no plan "{visible(text)}".', f"All plans: {command('plan list')}"
        return the_one(text, ways, living, missing, hint, several=several)

    def days_done(self, plan: Plan, since: dt.date) -> list[dt.date]:
        """Return the days on which sessions answered the plan, one entry each, sorted."""
        return [one.counts_on for one in answers(self._db, [plan], since)[plan.number]]

    def all_days_done(self, plans: Sequence[Plan], since: dt.date) -> dict[int, list[dt.date]]:
        """Return by plan the days on which sessions answered it, one entry each, sorted."""
        found = answers(self._db, plans, since)
        return {plan: [one.counts_on for one in done] for plan, done in found.items()}

    def reliefs(self, plan: Plan, since: dt.date) -> list[tuple[dt.date, dt.timedelta | None]]:
        """Return day and relief of the sessions that answer the plan, sorted by day."""
        found = answers(self._db, [plan], since)[plan.number]
        told = select(sessions.c.id, sessions.c.relief_s).where(
            sessions.c.day >= since, sessions.c.relief_s.is_not(None)
        )
        relief = {row.id: dt.timedelta(seconds=row.relief_s) for row in self._db.execute(told)}
        return [(one.day, relief.get(one.number)) for one in found]

    def forget_dues(self, numbers: Iterable[int] | None = None) -> None:
        """Have the due times worked out anew, of some plans or of all."""
        statement = update(plan_dues).values(is_stale=True)
        if numbers is not None:
            statement = statement.where(plan_dues.c.plan_id.in_(list(numbers)))
        self._db.execute(statement)

    def forget_dues_of(self, kind: str, style: str | None) -> None:
        """Look again at the due times of the plans that such a session may answer."""
        of_kind = select(plans.c.id).where(plans.c.kind.in_(counts_as(kind, style)))
        self.look_again(plan_dues.c.plan_id.in_(of_kind))

    def look_again(self, *which: ColumnElement[bool]) -> None:
        """Have due times worked out anew, those of the last day too.

        What is changed or taken back may make something due that was passed over a while ago.
        """
        known = plan_dues.c.computed_until
        since = literal(self._changes.now - _DAY, known.type)
        earlier = case((known > since, since), else_=known)
        statement = update(plan_dues).where(*which)
        self._db.execute(statement.values(is_stale=True, computed_until=earlier))

    def _end_pauses(self, plan: Plan, day: dt.date) -> None:
        """Let the pauses that a day lies in end before it."""
        rows = self._db.execute(select(pauses).where(pauses.c.plan_id == plan.number)).all()
        for row in rows:
            is_pause = row.flare_id is None or row.why == REST
            is_pause &= row.trial_id is None
            if is_pause and row.first_on <= day and (row.until_on is None or day <= row.until_on):
                let_go(self._changes, row, day)

    def _reopen_dropped(self, plan: Plan, day: dt.date) -> None:
        """Open again what was dropped of the plan's present form on a day or later."""
        rows = select(reminders).where(
            reminders.c.plan_id == plan.number,
            reminders.c.state == State.DROPPED,
            reminders.c.day >= day,
            reminders.c.due_at > plan.form.from_at,
        )
        for row in self._db.execute(rows).all():
            values = reopened(row, of=State.DROPPED)
            self._changes.update(reminders, {"id": row.id}, values)

    def _keep_overrides(self, number: int, passed_over: Sequence[tuple[str, str]]) -> None:
        for rule, reason in passed_over:
            row = {"plan_id": number, "rule": rule, "reason": reason, "at": self._changes.now}
            self._changes.insert(overrides, row)

    def _person(self, name: str | None) -> int | None:
        return self._people.named_or_new(name)[0].number if name else None

    def _new_name(self, name: str, but: int | None = None) -> str:
        kept = storable(name, LONGEST_NAME, "a name")
        if not name_key(kept) or kept.lstrip("#").isdigit():
            refusal = BadInput("{}: a plan's name is a word, as in --name morning.", name)
            raise refusal.named("--name")
        if name_key(kept) in {name_key(plan.name) for plan in self.living() if plan.number != but}:
            refusal = BadInput("{}: another plan has this name. Choose a different one.", name)
            raise refusal.named("--name")
        return kept

    def _free_name(self, name: str) -> str:
        taken = {name_key(plan.name) for plan in self.living()}
        if name not in taken:
            return name
        return next(
            numbered for n in range(2, len(taken) + 3) if (numbered := f"{name} {n}") not in taken
        )

    def _whole(self, statement: Select[Any]) -> list[Plan]:
        rows = self._db.execute(statement.order_by(plans.c.id)).all()
        forms: dict[int, list[Form]] = defaultdict(list)
        rests: dict[int, list[Row[Any]]] = defaultdict(list)
        skipped: dict[int, list[dt.date]] = defaultdict(list)
        for chunk in (rows[start : start + 500] for start in range(0, len(rows), 500)):
            numbers = [row.id for row in chunk]
            of_these = select(schedules).where(schedules.c.plan_id.in_(numbers))
            for form in self._db.execute(of_these.order_by(schedules.c.from_at)):
                forms[form.plan_id].append(form_of(form))
            rest_of = select(pauses).where(pauses.c.plan_id.in_(numbers)).order_by(pauses.c.id)
            for rest in self._db.execute(rest_of):
                rests[rest.plan_id].append(rest)
            left_out = select(reminders.c.plan_id, reminders.c.day).where(
                reminders.c.plan_id.in_(numbers), reminders.c.state == State.SKIPPED
            )
            for one in self._db.execute(left_out.order_by(reminders.c.day)):
                skipped[one.plan_id].append(one.day)
        return [
            plan_of(row, tuple(forms[row.id]), rests[row.id], tuple(skipped[row.id]))
            for row in rows
        ]


def _plan_rows() -> Select[Any]:
    return select(plans, providers.c.name.label("director")).outerjoin(
        providers, providers.c.id == plans.c.directed_by
    )


def _what(plan: Plan) -> str:
    return f'{plan.number} "{plan.name}"'
