"""What is said of each kind of session, and the commands that there are once for each kind."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import click

from tracker.care import catalogue
from tracker.cli import fields, readers
from tracker.cli.commands import Command, Group, app_of
from tracker.cli.options import ReadBy, json_option
from tracker.errors import BadInput


class Said(NamedTuple):
    """What the help says of a kind, with examples: logged, planned, timed, checked."""

    logs: str
    log_examples: str
    plans: str
    plan_examples: str
    starts: str
    start_examples: str
    checks: str
    check_examples: str


SAID: Mapping[str, Said] = {
    "massage": Said(
        "Log a massage, by a professional, a partner or yourself.",
        """
tracker log massage 60 --style swedish --with Ana --cost 80 --covered 50 --pain 6:3
tracker log massage 30 --by partner --area shoulder:left --at "last friday 19:00"
""",
        "Plan massages, by a professional, a partner or yourself.",
        """
tracker plan add massage --every 7d --at 18:00 --minutes 60 --style orthopedic --for 10w
tracker plan add massage --on fri --every 2w --at 17:30 --with Ana --directed-by "Dr. Lee"
""",
        "Time a massage.",
        """
tracker start massage 30 --by partner --area shoulder
tracker start massage
""",
        "Ask what the care rules say about a massage.",
        "tracker safety check massage --style hot-stone --by self",
    ),
    "heat-pack": Said(
        "Log a heat pack.",
        """
tracker log heat-pack 20 --pain 5:4
tracker log heat 20 --at "yesterday 21:00" --area lower-back
""",
        "Plan heat packs.",
        """
tracker plan add heat-pack --times 3/week --at 20:30
tracker plan add heat --on daily --at 21:00 --area lower-back --name "evening heat"
""",
        "Time a heat pack.",
        """
tracker start heat-pack 20 --area lower-back
tracker start heat --pain 5
""",
        "Ask what the care rules say about a heat pack.",
        "tracker safety check heat-pack --minutes 40 --area lower-back",
    ),
    "ice": Said(
        "Log a bag of ice.",
        """
tracker log ice 15
tracker log ice 10 --area hip:left --barrier --at "20m ago"
""",
        "Plan bags of ice.",
        """
tracker plan add ice --on daily --at 09:00 --at 21:00 --until 2027-12-24
tracker plan add ice --every 2d --minutes 10 --area hip:left
""",
        "Time ice.",
        """
tracker start ice
tracker start ice 10 --area hip:left --barrier --pain 6
""",
        "Ask what the care rules say about a bag of ice.",
        "tracker safety check ice --minutes 25 --area lower-back",
    ),
    "warm-bath": Said(
        "Log a warm bath.",
        """
tracker log warm-bath 25 --temperature 37
tracker log bath 20 --temperature 98F --at 2026-11-20
""",
        "Plan warm baths.",
        """
tracker plan add warm-bath --on sun --every 2w --at 19:00 --zone Europe/Berlin
tracker plan add bath --times 2/week --gap 2d --temperature 37
""",
        "Time a warm bath.",
        """
tracker start warm-bath 20 --temperature 37
tracker start bath
""",
        "Ask what the care rules say about a warm bath.",
        "tracker safety check warm-bath --temperature 40",
    ),
    "exercise": Said(
        "Log back exercises, each as NAME or NAME:DOSE.",
        """
tracker log exercise bird-dog:3x10x8s plank:3x30s --minutes 12
tracker log exercise walking:20m --minutes 20 --at 7:30
tracker log exercise --routine morning
""",
        "Plan back exercises, each as NAME or NAME:DOSE.",
        """
tracker plan add exercise bird-dog:3x10x8s plank:3x30s --on mon,wed,fri --at 07:30 --name morning
tracker plan add exercise --routine morning --on weekdays --at 07:30
""",
        "Lead through back exercises, set by set.",
        """
tracker start exercise bird-dog:3x10x8s plank:3x30s
tracker start exercise --routine morning
tracker start exercise --minutes 20
""",
        "Ask what the care rules say about back exercises.",
        "tracker safety check exercise --area lower-back",
    ),
    "visit": Said(
        "Log a visit to a chiropractor, physical therapist or doctor.",
        """
tracker log visit 30 --with "Dr. Lee" --cost 40
tracker log visit --with "Dr. Lee" --at "mon 9:30" --claim to-claim
""",
        "Plan visits to a chiropractor, physical therapist or doctor.",
        """
tracker plan add visit --with "Dr. Lee" --every 4w --at 10:00
""",
        "Time a visit.",
        """
tracker start visit 30 --with "Dr. Lee"
""",
        "Ask what the care rules say about a visit.",
        'tracker safety check visit --with "Dr. Lee"',
    ),
}


class KindCommand(Command):
    """A command for one kind of session; an option of another kind is refused by naming that kind.

    `told` says what can be told of a kind here.
    """

    def __init__(self, *args: Any, told: Callable[[str], list[str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.told = told

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            self._refuse_minus(ctx, error.option_name)
            self._refuse_foreign(error.option_name)
            raise

    def _refuse_minus(self, ctx: click.Context, word: str) -> None:
        """Report `-5` as the length that it is meant to be."""
        if re.match(r"-[0-9.,]", word) and any(param.name == "length" for param in self.params):
            readers.read_minutes(app_of(ctx), word)

    def _refuse_foreign(self, word: str) -> None:
        kinds = [
            kind
            for kind in catalogue.KINDS
            if any(word in fields.option(name).opts for name in self.told(kind))
        ]
        if kinds:
            own = readers.kind_name(self.name or "")
            have = "has" if len(kinds) == 1 else "have"
            raise BadInput(f"{own} has no {word}; {' and '.join(kinds)} {have} it.", word)


class KindGroup(Group):
    """A command that there is once for each kind; only the one that is used is put together."""

    def __init__(
        self, *args: Any, made: Callable[[str], KindCommand], examples: str, **settings: Any
    ) -> None:
        others = {also: kind.id for kind in catalogue.kinds().values() for also in kind.other_names}
        super().__init__(
            *args,
            examples=examples,
            what="no kind of session",
            called="Kinds",
            other_names=others,
            **settings,
        )
        self._made = cache(made)

    def names(self, ctx: click.Context) -> list[str]:
        return list(catalogue.KINDS)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(catalogue.KINDS)

    def load(self, name: str) -> click.Command:
        return self._made(name)


def once_a_kind(
    run: Callable[..., None],
    *,
    told: Callable[[str], list[str]],
    said: Callable[[Said], tuple[str, str]],
    options: Callable[[], Sequence[click.Parameter]],
    before: Callable[[], Sequence[click.Parameter]] = tuple,
    takes_length: bool = True,
    is_clearable: bool = False,
    stores: bool = True,
    cls: type[KindCommand] = KindCommand,
) -> Callable[[str], KindCommand]:
    """Return how the command for a kind is made: `run` with what is `told` of it, and `options`.

    `before` are options that help lists first. `said` picks its help and its examples. Exercises are arguments, and so is the length where the
    command `takes_length`.
    """

    def made(kind: str) -> KindCommand:
        help_text, examples = said(SAID[kind])
        names = told(kind)
        words = [_exercises()] if "exercises" in names else [_length()] if takes_length else []
        spoken = [name for name in names if name != "exercises"]
        return cls(
            kind,
            params=[
                *words,
                *before(),
                *(fields.option(name, is_clearable=is_clearable) for name in spoken),
                *options(),
                json_option(),
            ],
            callback=click.pass_context(partial(run, kind=kind)),
            help=help_text,
            examples=examples,
            stores=stores,
            told=told,
        )

    return made


def examples(said: Callable[[Said], tuple[str, str]]) -> str:
    """Return the first example of each kind."""
    return "\n".join(said(one)[1].strip().splitlines()[0] for one in SAID.values())


def _exercises() -> click.Argument:
    read = ReadBy("exercise", readers.read_exercise, readers.exercise_words)
    return click.Argument(["exercises"], nargs=-1, type=read, metavar="[NAME[:DOSE]]...")


def _length() -> click.Argument:
    read = ReadBy("minutes", readers.read_minutes)
    return click.Argument(["length"], required=False, type=read, metavar="[MINUTES]")
