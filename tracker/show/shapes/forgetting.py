"""What was forgotten as programs read it."""

from typing import TYPE_CHECKING, Annotated

from tracker.show.shapes import Answer, says, shaped
from tracker.show.shapes.parts import Count, Day

if TYPE_CHECKING:
    from tracker.cli.forget import Done
    from tracker.present import Present


class Forgotten(Answer, frozen=True):
    """What was deleted for good, and what of the diary is still somewhere."""

    before: Annotated[Day | None, says("The day before which all was deleted; null is all.")]
    sessions: Annotated[Count, says("How many sessions.")]
    readings: Annotated[Count, says("How many readings of the pain.")]
    checkins: Annotated[Count, says("How many check-ins.")]
    flares: Annotated[Count, says("How many flare-ups.")]
    trials: Annotated[Count, says("How many trials.")]
    conditions: Annotated[Count, says("How many conditions.")]
    red_flag_answers: Annotated[Count, says("How many times that red flags were answered.")]
    plans: Annotated[Count, says("How many plans.")]
    people: Annotated[Count, says("How many people, as nothing that is left names them.")]
    backups_removed: Annotated[Count, says("How many automatic backups went.")]
    backup: Annotated[
        str | None, says("The new automatic backup; null on a server, where there is none.")
    ]
    copies: Annotated[
        tuple[str, ...],
        says("Copies beside the diary that were not deleted, from before a change."),
    ]
    log: Annotated[str | None, says("The log of the reminder process, which was not deleted.")]
    settings: Annotated[str, says("The settings file, which was not touched.")]


def forgotten(done: "Done", _: "Present") -> Forgotten:
    """Return what was deleted for good."""
    return shaped(
        Forgotten,
        done.forgotten,
        backups_removed=done.backups_removed,
        backup=str(done.backup) if done.backup else None,
        copies=tuple(str(path) for path in done.copies),
        log=str(done.log) if done.log else None,
        settings=str(done.settings),
    )
