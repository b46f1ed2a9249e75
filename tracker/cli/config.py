"""`config`: see and change the settings."""

import contextlib
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from tracker.app import App
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, Words, completed, json_option, listed_behind
from tracker.cli.reply import Later, reply
from tracker.errors import TrackerError
from tracker.text import visible

if TYPE_CHECKING:
    from tracker.settings.declared import Setting
    from tracker.show import settings as words
    from tracker.show.shapes import settings as shapes
else:
    words, shapes = Later("settings"), Later("shapes.settings")


def _keys(app: App, incomplete: str) -> Words:
    from tracker.settings import Settings

    return [(one.key, one.explanation) for one in Settings().listing()]


def _values(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the values that complete what is typed for the setting that stands before it."""
    from tracker.settings.declared import find_setting

    # A completion that fails stays silent: the command itself will say what is wrong.
    with contextlib.suppress(TrackerError):
        app, setting = app_of(ctx), find_setting(ctx.params["key"])
        return completed(_value_words(app, setting, incomplete), incomplete)
    return []


def _value_words(app: App, setting: "Setting[Any]", incomplete: str) -> Words:
    from tracker.cli import readers

    match setting.name:
        case "area":
            return readers.area_words(app, incomplete)
        case "with":
            return readers.provider_words(app, incomplete)
        case "style":
            return readers.style_words(app, incomplete)
        case "currency":
            from tracker.care.money import CURRENCIES

            return sorted(CURRENCIES)
        case "zone":
            from zoneinfo import available_timezones

            return sorted(available_timezones())
    words = setting.form.words
    return listed_behind(words, incomplete) if setting.form.toml is list else words


def _key_argument() -> click.Argument:
    return click.Argument(["key"], type=ReadBy("key", lambda _, text: text, _keys), metavar="KEY")


@click.group(
    cls=Group,
    invoke_without_command=True,
    examples="""
tracker config
tracker config get currency
tracker config set first_day_of_week sunday
tracker config set massage.minutes 45
tracker config edit
""",
    params=[json_option()],
)
@click.pass_context
def config(ctx: click.Context, as_json: bool) -> None:
    """Show the settings, each with its value and where that came from; get, set or edit them."""
    if ctx.invoked_subcommand is not None:
        return
    app = app_of(ctx)
    listed = app.present.settings.listing()
    reply(app, as_json, shapes.listing, words.listing, listed, is_long=True)


@config.command(
    "get",
    params=[_key_argument(), json_option()],
    examples="\ntracker config get currency\n",
)
@click.pass_context
def get(ctx: click.Context, key: str, as_json: bool) -> None:
    """Print the value of a setting."""
    app = app_of(ctx)
    reply(app, as_json, shapes.one, words.one, app.present.settings.listed(key))


@config.command(
    "set",
    params=[
        _key_argument(),
        click.Argument(["value"], metavar="VALUE", shell_complete=_values),
        json_option(),
    ],
    stores=True,
    examples="""
tracker config set currency USD
tracker config set massage.style swedish
tracker config set vocabulary.styles "rolfing, watsu"
""",
)
@click.pass_context
def set_(ctx: click.Context, key: str, value: str, as_json: bool) -> None:
    """Give a setting a value; comments in the file stay as they are."""
    app = app_of(ctx)
    from tracker import settings
    from tracker.settings import editing

    now = editing.write(app.config, key, value)
    reply(app, as_json, shapes.changed, words.changed, settings.changed(now, key))


@config.command(
    "unset",
    params=[_key_argument(), json_option()],
    stores=True,
    examples="\ntracker config unset currency\n",
)
@click.pass_context
def unset(ctx: click.Context, key: str, as_json: bool) -> None:
    """Take a setting out of the file, so that its default counts again."""
    app = app_of(ctx)
    from tracker.settings import editing

    listed = editing.unset(app.config, key).listed(key)
    reply(app, as_json, shapes.unset, words.unset, listed)


@config.command(
    "edit", params=[], examples="\ntracker config edit\nEDITOR=nano tracker config edit\n"
)
@click.pass_context
def edit(ctx: click.Context) -> None:
    """Open the settings file in your editor; a new one lists every setting with its default."""
    app = app_of(ctx)
    from tracker import settings
    from tracker.settings import editing

    editing.make(app.config)
    click.edit(filename=str(app.config))
    settings.read(app.config)


@config.command("path", params=[], examples="\ntracker config path\n")
@click.pass_context
def path(ctx: click.Context) -> None:
    """Print where the settings file is."""
    click.echo(visible(str(app_of(ctx).config)))
