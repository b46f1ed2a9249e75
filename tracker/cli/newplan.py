"""`plan add`: a plan is made, one kind of session each."""

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.care.catalogue import PAIN
from tracker.cli import fields, readers, schedules
from tracker.cli.commands import Command, app_of
from tracker.cli.kind_command import KindCommand, command_for
from tracker.cli.kinds import KindGroup, Said
from tracker.cli.missing import asked, can_be_asked
from tracker.cli.options import ReadBy, given, json_option, override_option
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.text import LONGEST_NAME, choose, storable

if TYPE_CHECKING:
    from tracker.show import plans as words
    from tracker.show.shapes import plans as shapes
else:
    words, shapes = Later("plans"), Later("shapes.plans")

_EASINGS = {
    "half": "half of it is asked for, and a day without it is no miss",
    "rest": "it is paused until the flare-up is over",
    "same": "as ever",
}
_OF_PAIN = (
    "Plan to write down how strong the pain is.",
    "\ntracker plan add pain --on daily --at 20:00\n",
)
# What can be told of a plan beside what its sessions are filled in with.
OF_THE_PLAN = (*schedules.WHEN, "zone", "name", "directed_by", "in_flare")


def name_option() -> click.Option:
    """Return the option that names a plan."""
    return click.Option(["--name"], type=ReadBy("name", _read_name), metavar="NAME", help=(
        "What to call it; without it, as its kind is called."
    ))  # fmt: skip


def director_option(*, is_clearable: bool = False) -> click.Option:
    """Return the option for who prescribed a plan; where it `is_clearable`, "" is nobody."""
    return click.Option(
        ["--directed-by", "directed_by"],
        type=ReadBy("name", readers.read_person, readers.provider_words, is_clearable=is_clearable),
        metavar="NAME",
        help="Who prescribed it.",
    )


def in_flare_option() -> click.Option:
    """Return the option for what becomes of a plan in a flare-up."""
    return click.Option(
        ["--in-flare", "in_flare"],
        type=ReadBy("easing", _read_easing, lambda _, __: _EASINGS.items()),
        metavar="|".join(_EASINGS),
        help="What becomes of it in a flare-up: half of it, a rest, or all the same as ever.",
    )


def _read_easing(_: App, text: str) -> str:
    return choose(text, _EASINGS, "nothing that becomes of a plan in a flare-up")


def _read_name(_: App, text: str) -> str:
    return storable(text, LONGEST_NAME, "a name")


def _add(
    ctx: click.Context,
    /,
    kind: str,
    as_json: bool,
    override: str | None = None,
    **_told: Any,
) -> None:
    # What can be told differs from kind to kind, so it arrives as names and values.
    app = app_of(ctx)
    told = fields.told(ctx).fields | given(ctx, OF_THE_PLAN)
    if not schedules.RHYTHM & told.keys() and can_be_asked():
        told["on"] = asked("On which days (mon,wed,fri, weekdays, daily)")
    draft = app.draft(kind, told)
    with app.journal() as journal:
        made = journal.planning.add(draft, override)
    reply(app, as_json, shapes.plan, words.told, made)
    for line in words.remarks(made):
        aside(line)


def _said(said: Said) -> tuple[str, str]:
    return said.plans, said.plan_examples


def _made(kind: str) -> Command:
    if kind == PAIN:
        return _made_for_pain()
    return command_for(
        kind,
        _add,
        told=fields.planned,
        said=_said,
        before=schedules.options(),
        options=[name_option(), director_option(), in_flare_option(), override_option()],
        takes_length=False,
    )


def _made_for_pain() -> Command:
    """Return the command for readings of the pain: no care rule can speak against these."""
    help_text, examples = _OF_PAIN
    return KindCommand(
        PAIN,
        params=[
            *schedules.options(),
            *(fields.option(name) for name in fields.planned(PAIN)),
            name_option(),
            director_option(),
            in_flare_option(),
            json_option(),
        ],
        callback=click.pass_context(partial(_add, kind=PAIN)),
        help=help_text,
        examples=examples,
        stores=True,
        told=fields.planned,
    )


add = KindGroup(
    "add",
    help="""Make a plan. What is told of its sessions is filled in when one is done.

    A rhythm is days of the week (--on), a length of time since the last one (--every), or so many
    times a week (--times). Reminders come at each --at, by the clock where you are.
    """,
    made=_made,
    said=_said,
    beside={PAIN: _OF_PAIN},
)
