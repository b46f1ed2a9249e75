"""What was forgotten in words, and what of it is still somewhere."""

from typing import TYPE_CHECKING

from tracker.escaping import shown_path
from tracker.show.sessions import plural
from tracker.show.terminal import Look, wrapped
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.cli.forget import Done
    from tracker.journal.forgetting import Forgotten
    from tracker.present import Present

_INDENT = "  "
_NOUNS = {
    "sessions": "session",
    "readings": "reading",
    "checkins": "check-in",
    "flares": "flare-up",
    "trials": "trial",
    "conditions": "condition",
    "red_flag_answers": "answer to the red flags",
    "plans": "plan",
    "people": "person",
}
_MANY = {"red_flag_answers": "answers to the red flags", "people": "people"}


def before_forgetting(meant: "Forgotten", present: "Present", on_server: bool) -> list[str]:
    """Return what would be deleted, before it is asked whether that is meant."""
    if meant.before is None:
        what = (
            f"All of the diary goes for good: {_listed(meant)}, every plan and all that is noted."
        )
    else:
        what = (
            f"What was before {short_day(meant.before, present.today)} goes for good: {_listed(meant)},"
            " and what was over by then."
        )
    if on_server:
        return [f"{what} So does the history of changes, on all machines that have this diary."]
    return [f"{what} So do the history of changes and the automatic backups."]


def forgotten(done: "Done", present: "Present", look: Look) -> str:
    """Return what was deleted, what that means, and what it did not reach."""
    found = done.forgotten
    when = f" before {short_day(found.before, present.today)}" if found.before else ""
    backups = ""
    if done.backups_removed:
        count = plural(done.backups_removed, "automatic backup")
        backups = f" {count} went too, and there is a new one."
    elif done.backup:
        backups = " There is a new automatic backup."
    lines = [
        f"Forgotten{when}: {_listed(found)}.",
        f"{_INDENT}Nothing done until now can be undone any more.{backups}",
        f"{_INDENT}Not reached: {_not_reached(done)}.",
        f"{_INDENT}The settings stay: {shown_path(done.settings)}",
    ]
    return "\n".join(wrapped(line, look, _INDENT) for line in lines)


def _listed(found: "Forgotten") -> str:
    counted = [
        f"{count:,} {_MANY[name]}" if count > 1 and name in _MANY else plural(count, noun)
        for name, noun in _NOUNS.items()
        if (count := getattr(found, name))
    ]
    *first, last = counted or ["nothing"]
    return f"{', '.join(first)} and {last}" if first else last


def _not_reached(done: "Done") -> str:
    there = [shown_path(path) for path in done.copies]
    if done.log:
        there.append(f"the log {shown_path(done.log)}")
    return ", ".join(
        [
            *there,
            *(() if done.backup else ("the backups and the logs of the server",)),
            "your own backups",
            "exports, charts and pages",
            "backups of your system",
            "what was sent to a phone",
        ]
    )
