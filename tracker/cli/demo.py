"""`demo`: a made-up diary in a file of its own, to look at."""

from pathlib import Path

import click

from tracker.cli.commands import Command, app_of
from tracker.cli.reply import answer
from tracker.escaping import command, shown_path

_FOUR_WEEKS = 28


@click.command(
    cls=Command,
    examples="""
tracker demo -o weeks.db
tracker demo --year -o year.db
tracker --database sqlite:///year.db summary
""",
)
@click.option("--output", metavar="FILE", required=True, help="The new file.")
@click.option("--year", is_flag=True, help="A whole year instead of four weeks; takes seconds.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.pass_context
def demo(ctx: click.Context, output: str, year: bool, force: bool) -> None:
    """Write a made-up diary into a new file, to look at and to try things on.

    Your own diary is not touched. Somebody with a painful back keeps it until today: plans, sessions,
    two flare-ups, a holiday and a flu in a year.
    """
    from tracker import demo as generator

    path = Path(output)
    days = generator.YEAR if year else _FOUR_WEEKS
    made = generator.write(app_of(ctx), path, days, force=force)
    address = f"sqlite:///{path}"
    answer(
        f"{shown_path(path)}: a made-up diary of {made} sessions in {days // 7} weeks.\n"
        f"Look at it: {command('--database', address, 'summary')}"
    )
