"""What is said of each kind of session, and the group of commands that there is once for each.

A list of them, and its completion, load nothing of what their commands need.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from tracker.care.catalogue import PAIN
from tracker.cli.commands import Command, Group
from tracker.errors import BadInput
from tracker.escaping import command
from tracker.text import word_key


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
tracker start heat --pain 5 --feels stiff
""",
        "Ask what the care rules say about a heat pack.",
        "tracker safety check heat-pack 40 --area lower-back --temperature 42",
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
tracker log exercise walking:20min --minutes 20 --at 7:30 --effort easy
tracker log exercise --routine morning
""",
        "Plan back exercises, each as NAME or NAME:DOSE.",
        """
tracker plan add exercise bird-dog:3x10x8s plank:3x30s --on mon,wed,fri --at 07:30 --name morning
tracker plan add exercise --routine morning --on weekdays --at 07:30
""",
        "Lead through back exercises, set by set.",
        """
tracker start exercise bird-dog:3x10x8s plank:3x30s --say
tracker start exercise --routine morning
tracker start exercise --minutes 20
""",
        "Ask what the care rules say about back exercises.",
        "tracker safety check exercise bird-dog:3x10x8s",
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


Pick = Callable[[Said], tuple[str, str]]
"""Picks a help text and examples of what is said of a kind."""


class KindGroup(Group):
    """A command that there is once for each kind; only the one that is used is `made`.

    `said` picks the help of each. `beside` says the same of what is there and no kind of session.
    """

    def __init__(
        self,
        *args: Any,
        made: Callable[[str], Command],
        said: Pick,
        beside: Mapping[str, tuple[str, str]] | None = None,
        **settings: Any,
    ) -> None:
        self._said = {kind: said(one) for kind, one in SAID.items()} | dict(beside or {})
        first = "\n".join(_first(examples) for _, examples in self._said.values())
        settings.setdefault("examples", first)
        super().__init__(*args, what="no kind of session", called="Kinds", **settings)
        self._made = cache(made)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            from tracker.cli.missing import ask_kind, can_be_asked

            if can_be_asked():
                told = ((kind, help_text) for kind, (help_text, _) in self._said.items())
                return super().parse_args(ctx, [ask_kind(told)])
        return super().parse_args(ctx, args)

    def spelled(self, name: str) -> str:
        from tracker.care.catalogue import kinds

        key = word_key(name)
        return next((kind.id for kind in kinds().values() if key in kind.other_names), name)

    def names(self, ctx: click.Context) -> list[str]:
        return list(self._said)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._said)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if word_key(args[0]) == PAIN and PAIN not in self._said and not ctx.resilient_parsing:
            typed = command("pain", *(args[1:] or ["4"]))
            raise BadInput(
                "{} is no kind of session. How strong it is, from 0 to 10, is written down by "
                f"itself: {typed}",
                args[0],
            )
        return super().resolve_command(ctx, args)

    def load(self, name: str) -> click.Command:
        return self._made(name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        named = [
            CompletionItem(kind, help=self._said[kind][0])
            for kind in self.list_commands(ctx)
            if kind.startswith(incomplete)
        ]
        return named + click.Command.shell_complete(self, ctx, incomplete)


def _first(examples: str) -> str:
    return examples.strip().splitlines()[0]
