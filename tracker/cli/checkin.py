"""`checkin`: how the back does, by questionnaires that are gone through now and then."""

import datetime as dt
import textwrap
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.care.scores import FEWEST_ACTIVITIES, MEASURES, MOST_ACTIVITIES, Measure, measures
from tracker.cli import questions, readers
from tracker.cli.commands import Command, Group, app_of
from tracker.cli.missing import can_be_asked
from tracker.cli.options import Called, ReadBy, Words, answered, json_option, read_day
from tracker.cli.reply import Later, reply
from tracker.errors import BadInput
from tracker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.show import checkins as words
    from tracker.show.shapes import checkins as shapes
else:
    words, shapes = Later("checkins"), Later("shapes.checkins")

_TYPED = {
    "peg": ("[ANSWER]...", "5 4 6"),
    "psfs": ("[ACTIVITY=ANSWER]...", '"lifting=3" "sitting=6" "walking=5"'),
    "rmdq": ("[NUMBER]...", "1 3 7 24"),
    "odi": ("[TOTAL]", "34"),
}


def _history_option() -> click.Option:
    return click.Option(
        ["--history", "with_history"], is_flag=True, help="List the past ones, beside the first."
    )


def _tell_history(app: App, of: "Sequence[str]", *, as_json: bool) -> None:
    with app.reading() as journal:
        found = journal.checkins.history(of)
    reply(app, as_json, shapes.checkins, words.history, found)


@click.group(
    "checkin",
    cls=Group,
    invoke_without_command=True,
    what="no questionnaire",
    called="Questionnaires",
    params=[_history_option(), json_option()],
    examples="""
tracker checkin peg
tracker checkin peg 5 4 6
tracker checkin rmdq 1 3 7 24
tracker checkin --history
""",
)
@click.pass_context
def checkin(ctx: click.Context, /, with_history: bool, as_json: bool) -> None:
    """Say how the back does, by a questionnaire that is asked question by question.

    Each is scored by its source, which its own help names, and compared with your first one.
    """
    if ctx.invoked_subcommand is not None:
        if with_history or as_json:
            raise click.UsageError("options stand behind the questionnaire.", ctx)
        return
    if not with_history:
        raise click.exceptions.NoArgsIsHelpError(ctx)
    _tell_history(app_of(ctx), MEASURES, as_json=as_json)


def delete(app: App, numbers: "Sequence[Called]", *, as_json: bool) -> None:
    """Delete check-ins by their numbers, as in c3: all of them, or none where one does not exist."""
    wanted = [one.number for one in numbers if one.letter == "c"]
    if len(wanted) < len(numbers):
        told = " ".join(f"{one.letter}{one.number}" for one in numbers)
        raise BadInput("{} names check-ins and others: delete one after the other.", told)
    with app.journal() as journal:
        gone = journal.checkins.delete(wanted)
    reply(app, as_json, shapes.checkins_deleted, words.deleted, gone)


def _check_in(
    ctx: click.Context,
    /,
    answers: tuple[str, ...],
    at: dt.date | None,
    note: str | None,
    with_history: bool,
    as_json: bool,
    is_new: bool = False,
) -> None:
    app, measure = app_of(ctx), measures()[ctx.command.name or ""]
    if with_history:
        if answers or at or note or is_new:
            raise click.UsageError("--history stands alone.", ctx)
        _tell_history(app, [measure.id], as_json=as_json)
        return
    if not answers and not can_be_asked():
        example = f"tracker checkin {measure.id} {_TYPED[measure.id][1]}"
        raise click.UsageError(f"give the answers on the line, as in {example}", ctx)
    known: Sequence[str] = ()
    if measure.id == "psfs" and not is_new:
        known = answered(app, lambda journal: journal.checkins.activities()) or ()
    total, told = None, []
    if not measure.ends:
        total = questions.read_total(measure, answers) if answers else questions.ask_total(measure)
    else:
        told = questions.read(measure, answers, known) if answers else questions.ask(measure, known)
    with app.journal() as journal:
        day = at or app.present.today
        stored = journal.checkins.add(measure.id, day, told, total, note)
    done = f"It was stored as c{stored.checkin.number}"
    reply(app, as_json, shapes.checkin, words.checkin, stored, done=done)


def _activity_words(app: App, incomplete: str) -> Words:
    known = answered(app, lambda journal: journal.checkins.activities()) or ()
    return [f"{name}=" for name in known if visible(name) == name and " " not in name]


def _help(measure: Measure) -> str:
    """Return the help of a questionnaire: what it is, its questions, and where it comes from."""
    change = f"at least {measure.matters:g} and 30 % of your first score"
    paragraphs = [
        f"{measure.name}: {measure.about}.",
        f"{measure.asks} Worth going through {measure.again}; more is {measure.higher_is}.",
    ]
    if measure.id == "psfs":
        paragraphs.append(
            f"The {FEWEST_ACTIVITIES} to {MOST_ACTIVITIES} activities are asked for once, and the same "
            "ones again from then on; --new begins with others."
        )
    if measure.items:
        listed = []
        for item, asked in enumerate(measure.items, start=1):
            low, high = measure.ends_of(item)
            ends = "" if measure.is_ticked else f" (0 {low}, {measure.most_answer} {high})"
            listed += textwrap.wrap(
                f"{item:2} {asked}{ends}", 94, subsequent_indent="   ", break_on_hyphens=False
            )
        paragraphs.append("\n".join(["\b", *listed]))
    paragraphs.append(
        f"A change that is {change} is called clear; where it is only one of these, possible. "
        f"Source: {measure.source}; on changes {measure.change_source}. {measure.licence}"
    )
    return "\n\n".join(paragraphs)


def _command(measure: Measure) -> Command:
    shown, example = _TYPED[measure.id]
    of_activities = _activity_words if measure.id == "psfs" else None
    new = click.Option(["--new", "is_new"], is_flag=True, help="Other activities from now on.")
    day = ReadBy("day", read_day)
    return Command(
        measure.id,
        callback=click.pass_context(_check_in),
        help=_help(measure),
        short_help=f"{measure.name}: {measure.about}.",
        stores=True,
        params=[
            click.Argument(
                ["answers"],
                nargs=-1,
                type=ReadBy("answer", readers.as_typed, of_activities),
                metavar=shown,
            ),
            *([new] if measure.id == "psfs" else []),
            click.Option(["--at"], type=day, metavar="DAY", help="Of which day; today without it."),
            click.Option(
                ["--note"], type=ReadBy("note", readers.read_note), metavar="TEXT", help="A note."
            ),
            _history_option(),
            json_option(),
        ],
        examples=f"""
tracker checkin {measure.id}
tracker checkin {measure.id} {example}
tracker checkin {measure.id} --history
""",
    )


for _measure in measures().values():
    checkin.add_command(_command(_measure))
