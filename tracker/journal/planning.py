"""What a person does with plans: made, changed, paused, taken up, ended, and looked at."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.catalogue import PAIN, kinds
from tracker.care.fields import FIELDS, PLANNED, Details
from tracker.care.flare import HALF, REST, SAME
from tracker.care.plan import Form, Plan
from tracker.care.planned import Planned
from tracker.care.relief import Lasting, lasting
from tracker.care.safety import Finding
from tracker.care.schedule import Occurrence
from tracker.care.zones import zone_kept, zone_named
from tracker.errors import BadInput, NoField
from tracker.escaping import command
from tracker.journal.adherence import Standing
from tracker.journal.entries import planned_details, settled
from tracker.journal.forms import first_form, next_form
from tracker.journal.passing import Passage
from tracker.text import visible

if TYPE_CHECKING:
    from tracker.care.trial import Trial
    from tracker.journal import Journal
    from tracker.journal.conditions import Noted
    from tracker.present import Present


class Draft(Struct, frozen=True, kw_only=True):
    """A plan that is to be made."""

    kind: str
    details: Details
    form: Form
    name: str | None
    zone: str | None
    directed_by: str | None
    in_flare: str = SAME


class Scheduled(Struct, frozen=True, kw_only=True):
    """A plan as it now stands, when it comes next, and what the person should hear about it.

    `new_people` are those whom the diary did not know before, `held` is why it waits for now,
    `missing` what is advised beside it, `said` what the care rules say of its sessions, and
    `lasting` how long relief lasted after them. `trial` is one that runs on it, where it is changed.
    """

    plan: Plan
    coming: Sequence[Occurrence]
    new_people: tuple[str, ...] = ()
    held: str | None = None
    missing: tuple[Finding, ...] = ()
    said: tuple[Finding, ...] = ()
    is_changed: bool = False
    standing: Standing | None = None
    lasting: Lasting | None = None
    trial: "Trial | None" = None


class Coming(Struct, frozen=True):
    """What is coming, if each is done on its day, up to the day `last`, and what waits for now.

    With it comes an emergency that is noted and not ended.
    """

    last: dt.date
    planned: Sequence[Planned]
    held: Sequence[Scheduled] = ()
    paused: Sequence[Scheduled] = ()
    emergency: "Noted | None" = None


class Planning:
    """Plans from the person's side; each method is a use case."""

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal
        self._present = journal.present

    def add(self, draft: Draft, override: str | None) -> Scheduled:
        """Make a plan; what is told of its sessions is filled in when one is done."""
        journal, present = self._journal, self._present
        journal.reminders.refresh()
        passage = journal.gate.before_plan(
            draft.kind, self._led(draft.details), draft.form, journal.plans.living(), override
        )
        new = self._new_people(draft.details.provider, draft.directed_by)
        made = journal.plans.add(
            draft.name,
            draft.kind,
            draft.details,
            draft.form,
            draft.zone,
            draft.directed_by,
            passage.passed_over,
            draft.in_flare,
            journal.flares.running(),
        )
        return Scheduled(
            plan=made,
            coming=journal.outlook.coming(made),
            new_people=new,
            held=journal.gate.hold(made, present.now),
            missing=journal.gate.missing(journal.plans.living()),
            said=passage.said,
        )

    def edit(self, text: str, told: Mapping[str, Any], override: str | None) -> Scheduled:
        """Change a plan from now on; what was planned until now stays."""
        journal = self._journal
        journal.reminders.refresh()
        meant = journal.plans.meant(text)
        filled = _of_sessions(told)
        check_fields(meant, filled, "plan edit")
        _check_easing(meant.kind, told)
        currency = self._present.settings.currency
        details: Details = replace(meant.details, **settled(meant.kind, filled, currency))
        form = next_form(self._present, told, self._zone(told.get("zone", meant.zone)), meant.form)
        passage = Passage((), ())
        if filled or form or override:
            beside = [one for one in journal.plans.living() if one.number != meant.number]
            passage = journal.gate.before_plan(
                meant.kind, self._led(details), form or meant.form, beside, override
            )
        new = self._new_people(filled.get("provider"), told.get("directed_by"))
        flare = journal.flares.running() if "in_flare" in told else None
        if form is not None or (flare and told["in_flare"] == REST):
            # What is dropped and the edit are kept as one change, which one undo takes back.
            journal.reminders.drop(meant)
        if flare is not None:
            journal.plans.follow(meant, told["in_flare"], flare, self._today(meant))
        edited = journal.plans.edit(meant, told, details, form, passage.passed_over)
        trial = None
        # A new name, say, is nothing that a trial tells of in the end.
        if (form is not None or edited.directed_by) and journal.tries():
            trial = journal.trials.running_on(edited)
        return Scheduled(
            plan=edited,
            coming=journal.outlook.coming(edited),
            new_people=new,
            said=passage.said,
            is_changed=True,
            trial=trial,
        )

    def pause(self, text: str, until: dt.date | None, why: str | None) -> Scheduled:
        """Let a plan rest from today on, until a day or until it is resumed."""
        (paused,) = self._paused([self._meant(text)], until, why)
        return paused

    def pause_all(self, until: dt.date | None, why: str | None) -> list[Scheduled]:
        """Let every plan rest that does not yet, as one change."""
        living = self._living()
        return self._paused([one for one in living if not self._was_paused(one)], until, why)

    def resume(self, text: str) -> Scheduled:
        """Go on with a paused plan, from today on."""
        (resumed,) = self._resumed([self._meant(text)])
        return resumed

    def resume_all(self) -> list[Scheduled]:
        """Go on with every paused plan, as one change."""
        return self._resumed([one for one in self._living() if self._was_paused(one)])

    def remove(self, text: str) -> Scheduled:
        """End a plan; what it was until now stays in the figures of the past."""
        meant = self._meant(text)
        if self._journal.tries():
            self._journal.trials.check_unused(meant)
        self._journal.reminders.drop(meant)
        return Scheduled(plan=self._journal.plans.remove(meant), coming=())

    def all(self) -> list[Scheduled]:
        """Return the plans, each with when it comes next."""
        return [self._next(plan) for plan in self._journal.plans.living()]

    def whole(self, text: str) -> Scheduled:
        """Return all of a plan, and how it was kept."""
        journal, meant = self._journal, self._journal.plans.meant(text)
        today = meant.day_at(self._present.now, self._present.calendar)
        # A reading relieves nothing, so that there is nothing that could last.
        has_relief = meant.kind != PAIN
        reliefs = journal.plans.reliefs(meant, meant.forms[0].first_on) if has_relief else []
        return Scheduled(
            plan=meant,
            coming=journal.outlook.coming(meant),
            standing=journal.adherence.standing(meant),
            lasting=lasting(reliefs, today),
            held=journal.hold(meant, self._present.now),
        )

    def coming(self, days: int) -> Coming:
        """Return what is coming within so many days, today included."""
        last = self._present.today + dt.timedelta(days=days - 1)
        living = self.all()
        return Coming(
            last,
            self._journal.outlook.coming_until(last),
            held=[one for one in living if one.held],
            paused=[one for one in living if self._is_paused(one.plan)],
            emergency=self._journal.conditions.emergency(),
        )

    def _paused(
        self, plans: Sequence[Plan], until: dt.date | None, why: str | None
    ) -> list[Scheduled]:
        for plan in plans:
            self._journal.reminders.drop(plan)
        resting = [(plan, self._today(plan)) for plan in plans]
        return [self._next(plan) for plan in self._journal.plans.pause(resting, until, why)]

    def _resumed(self, plans: Sequence[Plan]) -> list[Scheduled]:
        resting = [(plan, self._today(plan)) for plan in plans]
        resumed = self._journal.plans.resume(resting)
        return [replace(self._next(plan), said=self._said_of(plan)) for plan in resumed]

    def _said_of(self, plan: Plan) -> tuple[Finding, ...]:
        """Return what the care rules say of a plan that is there already, and goes on."""
        beside = [one for one in self._journal.plans.living() if one.number != plan.number]
        return self._journal.gate.of_plan(plan.kind, self._led(plan.details), plan.form, beside)

    def _today(self, plan: Plan) -> dt.date:
        return plan.day_at(self._present.now, self._present.calendar)

    def _is_paused(self, plan: Plan) -> bool:
        return plan.is_paused_on(self._today(plan))

    def _was_paused(self, plan: Plan) -> bool:
        """Tell whether the person paused a plan; a pause of a flare-up or a trial ends with that."""
        rest = plan.pause_on(self._today(plan))
        return rest is not None and rest.is_own

    def _living(self) -> list[Plan]:
        self._journal.reminders.refresh()
        return self._journal.plans.living()

    def _led(self, details: Details) -> Details:
        """Return the details with the steps of their routine, as a session of today has them."""
        if details.routine is None:
            return details
        steps = self._journal.routines.get(details.routine).steps
        return replace(details, exercises=steps + details.exercises)

    def _next(self, plan: Plan) -> Scheduled:
        held = self._journal.hold(plan, self._present.now)
        return Scheduled(plan=plan, coming=self._journal.outlook.coming(plan, 1), held=held)

    def _meant(self, text: str) -> Plan:
        self._journal.reminders.refresh()
        return self._journal.plans.meant(text)

    def _zone(self, name: str | None) -> ZoneInfo:
        return zone_kept(name) if name else self._present.zone

    def _new_people(self, *names: str | None) -> tuple[str, ...]:
        """Return which of the people are not in the diary yet."""
        told = dict.fromkeys(name for name in names if name)
        return tuple(name for name in told if self._journal.providers.taken_for(name) is None)


def draft_of(present: "Present", kind: str, told: Mapping[str, Any]) -> Draft:
    """Return the plan for what was told of it; raise BadInput for one that cannot be kept."""
    _check_easing(kind, told)
    zone = told.get("zone")
    return Draft(
        kind=kind,
        details=planned_details(present, kind, _of_sessions(told)),
        form=first_form(present, told, zone_named(zone) if zone else present.zone),
        name=told.get("name"),
        zone=zone,
        directed_by=told.get("directed_by"),
        in_flare=told.get("in_flare", SAME),
    )


def check_fields(plan: Plan, told: Iterable[str], verb: str) -> None:
    """Raise NoField for what the sessions of the plan do not have; `verb` is the command."""
    owner = f'plan {plan.number} "{visible(plan.name)}" ({kinds()[plan.kind].name})'
    for name in told:
        if not FIELDS[name].is_of(plan.kind):
            raise NoField(owner, name, f"More: {command(f'help {verb}')}")


def _check_easing(kind: str, told: Mapping[str, Any]) -> None:
    if kind == PAIN and told.get("in_flare") == HALF:
        raise BadInput("{}: there is no half of a reading. Accepted: rest, same.", HALF).named(
            "--in-flare"
        )


def _of_sessions(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name in PLANNED}
