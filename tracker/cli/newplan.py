"""`plan add`: a plan is made, one kind of session each."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from tracker.app import App
from tracker.care import catalogue
from tracker.cli import fields, guard, schedules
from tracker.cli.commands import Command, Group, app_of
from tracker.cli.options import ReadBy, given, json_option, look_of
from tracker.errors import BadInput
from tracker.text import LONGEST_NAME, storable

if TYPE_CHECKING:
    from tracker.care.plan import Plan
    from tracker.care.schedule import Occurrence
    from tracker.journal import Journal

# What a session of a plan is filled in with.
DETAILS = (
    *("minutes", "area", "style", "provider", "performer"),
    *("purpose", "temperature", "exercises", "routine"),
)
_TELLS = {
    "massage": (
        "Plan massages, by a professional, a partner or yourself.",
        """
tracker plan add massage --every 7d --at 18:00 --minutes 60 --style orthopedic --for 10w
tracker plan add massage --on fri --every 2w --at 17:30 --with Ana --directed-by "Dr. Lee"
""",
    ),
    "heat-pack": (
        "Plan heat packs.",
        """
tracker plan add heat-pack --times 3/week --at 20:30
tracker plan add heat --on daily --at 21:00 --area lower-back --name "evening heat"
""",
    ),
    "ice": (
        "Plan bags of ice.",
        """
tracker plan add ice --on daily --at 09:00 --at 21:00 --until 2027-12-24
tracker plan add ice --every 2d --minutes 10 --area hip:left
""",
    ),
    "warm-bath": (
        "Plan warm baths.",
        """
tracker plan add warm-bath --on sun --every 2w --at 19:00 --zone Europe/Berlin
tracker plan add bath --times 2/week --gap 2d --temperature 37
""",
    ),
    "exercise": (
        "Plan back exercises, each as NAME or NAME:DOSE.",
        """
tracker plan add exercise bird-dog:3x10x8s plank:3x30s --on mon,wed,fri --at 07:30 --name morning
tracker plan add exercise --routine morning --on weekdays --at 07:30
""",
    ),
    "visit": (
        "Plan visits to a chiropractor, physical therapist or doctor.",
        """
tracker plan add visit --with "Dr. Lee" --every 4w --at 10:00
""",
    ),
}


class AddCommand(Command):
    """Plans one kind of session; an option of another kind is refused by naming that kind."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            word = error.option_name
            kinds = [
                kind
                for kind in catalogue.KINDS
                if any(word in fields.option(name).opts for name in details_of(kind))
            ]
            if not kinds:
                raise
            own, have = fields.kind_name(self.name or ""), "has" if len(kinds) == 1 else "have"
            refusal = f"{own} has no {word}; {' and '.join(kinds)} {have} it."
            raise BadInput(refusal, word) from None


def details_of(kind: str) -> list[str]:
    """Return what can be told beforehand of the sessions of a plan of the kind."""
    return [name for name in fields.fields_of(kind) if name in DETAILS]


def name_option() -> click.Option:
    """Return the option that names a plan."""
    return click.Option(
        ["--name", "called"],
        type=ReadBy("name", lambda _, text: storable(text, LONGEST_NAME, "a name")),
        metavar="NAME",
        help="What to call it; without it, as its kind is called.",
    )


def director_option(*, is_clearable: bool = False) -> click.Option:
    """Return the option for who prescribed a plan; where it `is_clearable`, "" is nobody."""
    return click.Option(
        ["--directed-by", "directed_by"],
        type=ReadBy("name", fields.read_name, fields.provider_words, is_clearable=is_clearable),
        metavar="NAME",
        help="Who prescribed it.",
    )


def _add_command(kind: str) -> Command:
    exercises = click.Argument(
        ["exercises"],
        nargs=-1,
        type=ReadBy("exercise", fields.read_exercise, fields.exercise_words),
        metavar="[NAME[:DOSE]]...",
    )
    help_text, examples = _TELLS[kind]
    return AddCommand(
        kind,
        params=[
            *([exercises] if kind == "exercise" else []),
            *schedules.options(),
            *(fields.option(name) for name in details_of(kind) if name != "exercises"),
            name_option(),
            director_option(),
            guard.override_option(),
            json_option(),
        ],
        callback=click.pass_context(partial(_add, kind=kind)),
        help=help_text,
        examples=examples,
        stores=True,
    )


def _add(
    ctx: click.Context, /, kind: str, as_json: bool, override: str | None, **_told: Any
) -> None:
    # What can be told differs from kind to kind, so it arrives as names and values.
    app = app_of(ctx)
    from tracker.care.fields import Details
    from tracker.care.safety import hints

    told = given(ctx, [*schedules.WHEN, "zone", "called", "directed_by", *details_of(kind)])
    zone, director = told.get("zone"), told.get("directed_by")
    form = schedules.first_form(app, told, ZoneInfo(zone) if zone else app.present.zone)
    filled = {"minutes": dt.timedelta(minutes=app.present.settings.minutes(kind))}
    filled |= {name: told[name] for name in details_of(kind) if name in told}
    details = Details(**fields.entry_fields(app, kind, filled, None))
    with app.journal() as journal:
        passed_over = guard.before_plan(app, journal, kind, details, override)
        new = new_people(journal, details.provider, director)
        name = told.get("called")
        made = journal.plans.add(name, kind, details, form, zone, director, passed_over)
        coming = journal.outlook.coming(made, app.present.calendar)
        held = journal.hold(made, app.present.now)
        missing = hints({plan.kind for plan in journal.plans.living()})
    answer(app, made, coming, new, as_json=as_json)
    if held:
        click.echo(f"Held for now: {held}", err=True)
    elif kind == "massage":
        for hint in missing:
            click.echo(f"{hint.message} (tracker safety show {hint.rule_id})", err=True)


@click.group(
    "add",
    cls=Group,
    what="no kind of session",
    called="Kinds",
    other_names={name: kind.id for kind in catalogue.kinds().values() for name in kind.other_names},
    examples="\n".join(examples.split("\n")[1] for _, examples in _TELLS.values()),
)
def add() -> None:
    """Make a plan. What is told of its sessions is filled in when one is done.

    A rhythm is days of the week (--on), a length of time since the last one (--every), or so many
    times a week (--times). Reminders come at each --at, by the clock where you are.
    """


for _kind in catalogue.KINDS:
    add.add_command(_add_command(_kind))


def new_people(journal: "Journal", *names: str | None) -> list[str]:
    """Return which of the people are not in the diary yet."""
    told = dict.fromkeys(name for name in names if name)
    return [name for name in told if journal.providers.named(name) is None]


def answer(
    app: App,
    plan: "Plan",
    coming: Sequence["Occurrence"],
    new: Sequence[str],
    *,
    as_json: bool,
    is_changed: bool = False,
) -> None:
    """Tell what a plan is from now on."""
    from tracker.care.planned import PlanAhead
    from tracker.show import plans as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    unit = app.present.settings.temperature_unit
    click.echo(
        document(shapes.plan(PlanAhead(plan, tuple(coming)), app.present))
        if as_json
        else show.told(
            plan,
            coming,
            new,
            app.present.now,
            app.present.calendar,
            look_of(app),
            unit,
            is_changed=is_changed,
        )
    )
