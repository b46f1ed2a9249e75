"""How our commands differ from Click's: names by their beginning, examples, plain refusals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import click
from click.shell_completion import CompletionItem

from tracker.app import App, system_clock
from tracker.cli.streams import aside
from tracker.errors import BadInput, Damage, NoField, NotFound, TrackerError
from tracker.text import choose, find, word_key

NOTHING_STORED = "Nothing was stored."
# The usual options have a short form, the same wherever they are.
SHORT = {
    "--at": "-a",
    "--minutes": "-m",
    "--note": "-n",
    "--output": "-o",
    "--pain": "-p",
    "--with": "-w",
}
_WORDS = "tracker.words"


class Unwritten(Exception):
    """What a command was asked to do is done and kept, and its answer could not be written."""

    def __init__(self, done: str, error: OSError) -> None:
        super().__init__(done)
        self.reason = error.strerror
        self.error = error


# What ends a command and is no sign of damage.
_FORESEEN = (
    *(TrackerError, click.ClickException, click.exceptions.Exit, click.Abort),
    *(OSError, Unwritten),
)


def despite_damage(app: App, act: Callable[[], Any]) -> Any:
    """Do what a command does, without the rows of the diary of which nothing can be made.

    Where nothing can, it is done once more without them. Then Damage says what was left out, unless
    something was stored: who tries again because of a failure would store it twice.
    """
    while True:
        try:
            done = act()
        except Damage as damage:
            if app.has_stored or not app.leave_out(damage):
                raise
        except _FORESEEN as failure:
            if left_out := app.left_out():
                failure.add_note(_capital(left_out.message))
            raise
        except Exception as error:
            if app.has_stored or not app.leave_out(error):
                raise
        else:
            break
    left_out = app.left_out()
    if left_out and app.has_stored:
        for line in (_capital(left_out.message), left_out.hint):
            aside(line)
    elif left_out:
        raise left_out
    return done


def app_of(ctx: click.Context) -> App:
    """Return the running program; completion asks for it before any command has made it."""
    root = ctx.find_root()
    if not isinstance(root.obj, App):
        given = root.params
        clock = root.obj or system_clock
        root.obj = App.from_environment(given.get("database"), given.get("config"), clock)
    return root.obj


class _Formatter(click.HelpFormatter):
    """Writes help; on a narrow terminal it stands beneath a long name, not in a column too thin to read."""

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl(rows, min(col_max, self.width // 3) if self.width < 50 else col_max)


class Context(click.Context):
    """What one command was called with."""

    formatter_class = _Formatter


class Command(click.Command):
    """A command with examples in its help.

    `stores` makes its refusals say that nothing was stored. It `leaves_out` damaged rows of the
    diary, unless it would be wrong without one of them.
    """

    context_class = Context
    leaves_out = True

    def __init__(
        self, *args: Any, examples: str = "", stores: bool = False, **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        self.examples = examples.strip().splitlines()
        self.stores = stores
        for param in self.params:
            if isinstance(param, click.Option) and param.opts[0] in SHORT:
                param.opts.append(SHORT[param.opts[0]])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return _brief(super().get_short_help_str, limit)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        words = tuple(args)
        try:
            ctx = super().make_context(info_name, list(args), parent, **extra)
        except click.MissingParameter as missing:
            from tracker.cli.missing import ask_for

            told = ask_for(missing, args)
            if told is None:
                raise self._worded(missing) from missing
            return self.make_context(info_name, told, parent, **extra)
        except (TrackerError, click.UsageError) as error:
            if isinstance(error, click.UsageError) and error.ctx is None:
                # Click's parser does not say of which command an option lacks its value.
                error.ctx = click.Context(self, parent, info_name)
            raise self._worded(self._plainer(error, words, parent)) from error
        ctx.meta[_WORDS] = words
        return ctx

    def invoke(self, ctx: click.Context) -> Any:
        try:
            act = partial(super().invoke, ctx)
            return despite_damage(app_of(ctx), act) if self.leaves_out else act()
        except (NotFound, BadInput) as error:
            raise self._worded(self._plainer(error, ctx.meta.get(_WORDS, ()), ctx)) from error
        except (TrackerError, click.UsageError) as error:
            raise self._worded(error) from error

    def _plainer(
        self,
        error: TrackerError | click.UsageError,
        words: Sequence[str],
        ctx: click.Context | None,
    ) -> TrackerError | click.UsageError:
        """Return what went wrong first, where a time was typed without quotes."""
        if ctx is None or len(words) < 3:
            return error
        from tracker.cli.quoting import unquoted  # It is needed only where something was refused.

        return unquoted(self.params, ctx, words, error) or error

    def _worded(self, error: TrackerError | click.UsageError) -> Exception:
        if isinstance(error, NoField):
            options = [param.opts[0] for param in self.params if param.name == error.value]
            error.named(*options[:1])
        if not self.stores:
            return error
        if isinstance(error, click.UsageError):
            message = f"{ended(error.format_message())} {NOTHING_STORED}"
            return click.UsageError(message, error.ctx)
        if NOTHING_STORED not in error.message:
            error.message = f"{ended(error.message)} {NOTHING_STORED}"
        return error


class Group(click.Group):
    """A group whose commands answer to an unambiguous beginning of their name as well.

    `what` is how an unknown name is refused, and `called` what stands before the known ones.
    """

    command_class = Command
    context_class = Context

    def __init__(
        self,
        *args: Any,
        examples: str = "",
        what: str = "no command",
        called: str = "Commands",
        other_names: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(*args, **settings)
        self.examples = examples.strip().splitlines()
        self.what = what
        self.called = called
        self.other_names = other_names or {}

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return _brief(super().get_short_help_str, limit)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands)

    def spelled(self, name: str) -> str:
        """Return the name that another spelling stands for, or what was typed."""
        return self.other_names.get(word_key(name), name)

    def names(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a refusal lists them."""
        return list(self.commands) or self.list_commands(ctx)

    def load(self, name: str) -> click.Command:
        """Return the command of exactly this name."""
        return self.commands[name]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        found = find(self.spelled(name), self.list_commands(ctx))
        return self.load(found) if isinstance(found, str) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command = self.get_command(ctx, args[0])
        if command is None:
            if ctx.resilient_parsing:
                return None, None, args[1:]  # Completion has nothing to say, and stays silent.
            command = self.load(choose(args[0], self.names(ctx), self.what, self.called))
        return command.name, command, args[1:]


class Index(Group):
    """A group whose commands are imported only when they are used.

    `groups` says for each name where its command is and what its help says in short, so that the
    list of them all, and its completion, import none. `topics` are what else there is help on.
    """

    def __init__(
        self,
        *args: Any,
        groups: Mapping[str, Mapping[str, tuple[str, str]]],
        topics: Mapping[str, str],
        **settings: Any,
    ) -> None:
        super().__init__(*args, **settings)
        self.groups = groups
        self.index = {name: known for group in groups.values() for name, known in group.items()}
        self.topics = topics

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.index)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _FORESEEN:
            raise
        except Exception as error:
            # What the program cannot deal with may lie in the diary: then it is no bug.
            app = app_of(ctx)
            damage = app.database.damage() if app.has_opened_diary else None
            if damage is None:
                raise
            raise damage from error

    def load(self, name: str) -> click.Command:
        from importlib import import_module

        module, _, attribute = self.index[name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, self.index))
        for called, group in self.groups.items():
            with formatter.section(called):
                formatter.write_dl(
                    [(name.ljust(widest), said) for name, (_, said) in group.items()]
                )
        with formatter.section("Topics (tracker help TOPIC)"):
            formatter.write_dl([(name.ljust(widest), said) for name, said in self.topics.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        named = [
            CompletionItem(name, help=self.index[name][1])
            for name in self.list_commands(ctx)
            if name.startswith(incomplete)
        ]
        return named + click.Command.shell_complete(self, ctx, incomplete)


def _brief(short_help: Callable[[int], str], limit: int) -> str:
    """Return the first sentence of a help text, or of that what stands before its second thought."""
    brief = short_help(1000)
    for mark in ";:,":
        if len(brief) > limit and mark in brief:
            brief = ended(brief.partition(mark)[0])
    return brief if len(brief) <= limit else short_help(limit)


def _write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    if examples:
        with formatter.section("Examples"):
            formatter.write("".join(f"  {line}\n" for line in examples))


def _capital(message: str) -> str:
    return message[:1].upper() + message[1:]


def ended(message: str) -> str:
    """Return the message with a full stop where it has no end yet."""
    return message if message.endswith((".", "?", "?)")) else f"{message}."
