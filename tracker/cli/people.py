"""`provider`: the people who help, and what is known of them."""

from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.care import catalogue
from tracker.cli import readers
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, given, json_option
from tracker.cli.reply import Later, reply
from tracker.errors import BadInput
from tracker.text import choose, storable

if TYPE_CHECKING:
    from tracker.show import people as words
    from tracker.show.shapes import people as shapes
else:
    words, shapes = Later("people"), Later("shapes.people")

_LONGEST_CONTACT = 200
_FIELDS = ("role", "styles", "approach", "experience", "contact", "rating", "note")


def _read_role(_: App, text: str) -> str:
    return choose(text, catalogue.ROLES, "no role", "Roles")


def _read_approach(_: App, text: str) -> str:
    return choose(text, catalogue.APPROACHES, "no approach", "Approaches")


def _read_experience(_: App, text: str) -> str:
    return choose(text, catalogue.EXPERIENCES, "no experience", "Accepted")


def _read_styles(app: App, text: str) -> tuple[str, ...]:
    words = [word for word in text.split(",") if word.strip()]
    return tuple(dict.fromkeys(readers.read_style(app, word.strip()) for word in words))


def _read_contact(_: App, text: str) -> str:
    return storable(text, _LONGEST_CONTACT, "a contact")


def _read_rating(_: App, text: str) -> int:
    digits = text.strip()
    if digits not in ("1", "2", "3", "4", "5"):
        raise BadInput("{}: your rating goes from 1 to 5, the best.", text)
    return int(digits)


def _name_argument(name: str = "name", shown: str = "NAME") -> click.Argument:
    person = ReadBy("name", readers.as_typed, readers.provider_words)
    return click.Argument([name], type=person, metavar=shown)


def _field_options(*, is_clearable: bool) -> list[click.Option]:
    def option(
        name: str, read: Any, metavar: str, help_text: str, known: Any = (), *others: str
    ) -> click.Option:
        kind = ReadBy(name, read, lambda *_: known, is_clearable=is_clearable)
        return click.Option(
            [f"--{name}", *others, name], type=kind, metavar=metavar, help=help_text
        )

    roles, approaches, experiences = (
        catalogue.ROLES,
        catalogue.APPROACHES,
        catalogue.EXPERIENCES,
    )
    return [
        option("role", _read_role, "ROLE", f"{', '.join(roles)}.", roles),
        option("styles", _read_styles, "STYLES", "Styles of massage: swedish,orthopedic."),
        option(
            "approach",
            _read_approach,
            "APPROACH",
            f"How they see their work themselves: {', '.join(approaches)}.",
            approaches,
        ),
        option("experience", _read_experience, "HOW", f"{', '.join(experiences)}.", experiences),
        option("contact", _read_contact, "TEXT", "Phone, mail or address.", (), "--phone"),
        option("rating", _read_rating, "1-5", "Your own rating, 5 the best."),
        option("note", readers.read_note, "TEXT", "Whatever is worth remembering."),
    ]


@click.group(
    cls=Group,
    examples="""
tracker provider add "Ana Ruiz" --role massage-therapist --styles swedish,orthopedic
tracker provider show ana
tracker provider merge "ana r" ana
""",
)
def provider() -> None:
    """Keep what you know of the people who help: therapists, chiropractors, doctors."""


@provider.command(
    "add",
    stores=True,
    params=[_name_argument(), *_field_options(is_clearable=False), json_option()],
    examples="""
tracker provider add "Ana Ruiz" --role massage --styles swedish,orthopedic
tracker provider add "Dr. Lee" --role chiropractor --phone "030 12 34"
""",
)
@click.pass_context
def add(ctx: click.Context, /, name: str, as_json: bool, **_told: Any) -> None:
    """Add a person; a name that is new in --with is added by itself."""
    app = app_of(ctx)
    with app.journal() as journal:
        person = journal.providers.add(name, given(ctx, _FIELDS))
    reply(app, as_json, shapes.kept, words.added, person)


@provider.command("list", params=[json_option()], examples="\ntracker provider list\n")
@click.pass_context
def list_(ctx: click.Context, /, as_json: bool) -> None:
    """List the people by name, with how often and when last they were seen."""
    app = app_of(ctx)
    with app.reading() as journal:
        everyone = journal.providers.seen()
    reply(app, as_json, shapes.listing, words.listing, everyone)


@provider.command(
    "show", params=[_name_argument(), json_option()], examples="\ntracker provider show ana\n"
)
@click.pass_context
def show(ctx: click.Context, /, name: str, as_json: bool) -> None:
    """Show a person, and what the sessions with them came to; a part of the name will do."""
    app = app_of(ctx)
    with app.reading() as journal:
        record = journal.providers.record(name)
    reply(app, as_json, shapes.one, words.one, record)


@provider.command(
    "edit",
    stores=True,
    params=[
        _name_argument(),
        click.Option(
            ["--name", "new_name"],
            type=ReadBy("name", readers.read_name),
            metavar="NAME",
            help="Another name for them.",
        ),
        *_field_options(is_clearable=True),
        json_option(),
    ],
    examples="""
tracker provider edit ana --name "Ana Ruiz" --rating 5
tracker provider edit ana --phone "" --styles ""
""",
)
@click.pass_context
def edit(
    ctx: click.Context, /, name: str, new_name: str | None, as_json: bool, **_told: Any
) -> None:
    """Correct what is known of a person: an empty text ("") empties a field."""
    app = app_of(ctx)
    told = given(ctx, _FIELDS) | ({"name": new_name} if new_name else {})
    if not told:
        raise click.UsageError("nothing to change was given, as in --rating 4.", ctx)
    with app.journal() as journal:
        changed = journal.providers.edit(name, told)
    reply(app, as_json, shapes.changed, words.edited, changed)


@provider.command(
    "merge",
    stores=True,
    params=[_name_argument("gone", "FROM"), _name_argument("into", "INTO"), json_option()],
    examples='\ntracker provider merge "ana r" "ana ruiz"\n',
)
@click.pass_context
def merge(ctx: click.Context, /, gone: str, into: str, as_json: bool) -> None:
    """Make two entries of one person one: sessions and plans of FROM go to INTO, FROM goes."""
    app = app_of(ctx)
    with app.journal() as journal:
        merged = journal.providers.merge(gone, into)
    reply(app, as_json, shapes.merged, words.merged, merged)


@provider.command(
    "remove",
    params=[_name_argument(), json_option()],
    examples='\ntracker provider remove "ana r"\n',
)
@click.pass_context
def remove(ctx: click.Context, /, name: str, as_json: bool) -> None:
    """Remove a person whom no session and no plan names."""
    app = app_of(ctx)
    with app.journal() as journal:
        person = journal.providers.remove(name)
    reply(app, as_json, shapes.kept, words.removed, person)
