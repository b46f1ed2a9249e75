"""What came of copying a diary into another, in words, and how the other is used from now on."""

from typing import TYPE_CHECKING

from tracker.escaping import command, visible
from tracker.show.backups import contents
from tracker.show.imports import came, days, listed, read_as, refusals
from tracker.show.sessions import plural
from tracker.show.terminal import Look, wrapped

if TYPE_CHECKING:
    from tracker.care.incoming import Taken
    from tracker.database.contents import Contents
    from tracker.journal.copying import Copied
    from tracker.present import Present

_INDENT = "  "


def before_merging(found: "Copied", there: "Contents", present: "Present") -> list[str]:
    """Return what both diaries hold, before it is asked whether they are to become one."""
    return [
        f"{found.target} holds {contents(there, present.today)}.",
        f"{found.source} holds {contents(found.contents, present.today)}.",
    ]


def copied(found: "Copied", present: "Present", look: Look) -> str:
    """Return what went over, what of it was there, and what to do to go on there."""
    lines = _merged(found, found.taken, present) if found.taken else _whole(found, present)
    drawn = [wrapped(line, look, "    " if line.startswith(" ") else _INDENT) for line in lines]
    # A line that is to be copied is not broken.
    return "\n".join([*drawn, *_next(found, look)])


def _whole(found: "Copied", present: "Present") -> list[str]:
    held = contents(found.contents, present.today)
    if found.is_trial:
        return [
            f"{found.source} holds {held}.",
            f"{_INDENT}All of it would go to {found.target}, which holds nothing yet.",
        ]
    rows = plural(found.rows, "row")
    return [
        f"{found.target} is a copy of {found.source}: {held}.",
        f"{_INDENT}It is the same in all {rows}, which were read back, with what undo can take back.",
    ]


def _merged(found: "Copied", taken: "Taken", present: "Present") -> list[str]:
    counts = {
        "new": taken.new,
        "there already": taken.same,
        "changed": taken.changed,
        "kept as they are there": len(taken.ignored),
        "that cannot be taken": len(taken.refused),
    }
    counted = [f"{count:,} {name}" for name, count in counts.items() if count or name == "new"]
    told = read_as(f"From {found.source} to {found.target}", found.read)
    lines = [f"{told}: {', '.join(counted)}.{days(taken, present)}"]
    if new := came(taken):
        lines.append(f"{_INDENT}New: {new}.")
    kept = [f"{count:,}  {visible(why)}" for why, count in found.kept.most_common()]
    lines += listed("Kept as they are there", kept)
    lines += refusals(taken.refused, len(taken.refused))
    return lines + listed("Remarks", taken.remarks)


def _next(found: "Copied", look: Look) -> list[str]:
    """Return what to type next, and that the diary which was copied is as it was."""
    address = found.address or "URL"
    if found.is_trial:
        return ["Nothing was changed. To copy it:", f"{_INDENT}{found.line}"]
    lines = []
    if found.taken and (found.taken.new or found.taken.changed):
        lines.append(f"{_INDENT}Take back: {command('--database', address, 'undo')}")
    unchanged = f"{_INDENT}{found.source} is as it was."
    if found.is_usual:
        lines.append(wrapped(f"{unchanged} {found.target} is in use already.", look, "    "))
        return lines
    lines.append(wrapped(f"{unchanged} To use {found.target} from now on:", look, "    "))
    lines.append(f"{_INDENT * 2}{command('config set database', address)}")
    if found.contents.plans:
        lines.append(f"{_INDENT * 2}{command('remind install')}")
    remarks = []
    if not found.address:
        remarks.append("URL is the address that you gave; its password lies better in ~/.pgpass.")
    if found.is_overruled:
        remarks.append("TRACKER_DATABASE_URL is set and comes before the settings: change it too.")
    return lines + [wrapped(f"{_INDENT}{one}", look, "    ") for one in remarks]
