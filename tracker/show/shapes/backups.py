"""Backups as programs read them."""

from typing import TYPE_CHECKING, Annotated

from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.parts import Count, Day

if TYPE_CHECKING:
    from tracker.database.sqlite import backups, restoring
    from tracker.present import Present


class Contents(Shape, frozen=True):
    """What a diary holds, in short."""

    sessions: Annotated[Count, says("How many sessions.")]
    readings: Annotated[Count, says("How many readings of the pain.")]
    checkins: Annotated[Count, says("How many check-ins.")]
    plans: Annotated[Count, says("How many plans, without those that were removed.")]
    last_on: Annotated[Day | None, says("The last day with a session, a reading or a check-in.")]


class Backup(Answer, frozen=True):
    """A backup that was made, and was read back as whole."""

    path: Annotated[str, says("Its file.")]
    contents: Annotated[Contents, says("What it holds.")]
    is_automatic: Annotated[bool, says("Whether it is the automatic one of today.")]
    kept: Annotated[tuple[Day, ...], says("The days of which there is an automatic backup now.")]
    removed: Annotated[tuple[Day, ...], says("The days whose automatic backup fell out.")]


def made(found: "backups.Made", _: "Present") -> Backup:
    """Return a backup that was made."""
    return shaped(
        Backup,
        found,
        path=str(found.path.absolute()),
        contents=shaped(Contents, found.contents),
    )


class Restored(Answer, frozen=True):
    """A backup that has taken the place of the diary."""

    path: Annotated[str, says("The backup.")]
    form: Annotated[str, says("The form of the diary that it had; it was brought up to date.")]
    after: Annotated[Contents, says("What the diary holds now.")]
    before: Annotated[
        Contents | None,
        says("What it held before; null without one, or where that was unreadable."),
    ]
    trouble: Annotated[str | None, says("Why what was there could not be read.")]
    copy: Annotated[str | None, says("The copy of what was there; null where nothing was.")]


def restored(found: "restoring.Restored", _: "Present") -> Restored:
    """Return a backup that has taken the place of the diary."""
    return shaped(
        Restored,
        found,
        path=str(found.path.absolute()),
        after=shaped(Contents, found.after),
        before=shaped(Contents, found.before) if found.before else None,
        trouble=found.trouble or None,
        copy=str(found.copy) if found.copy else None,
    )
