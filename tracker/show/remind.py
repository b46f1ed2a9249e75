"""The reminders in words: how they stand, and why something was shown or was not."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tracker.care.reminder import Decided, State
from tracker.escaping import command
from tracker.pulse import rough
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_clock, write_day

if TYPE_CHECKING:
    from tracker.journal.decisions import Decision, Explained
    from tracker.present import Present
    from tracker.pulse import Pulse
    from tracker.reminding.notifiers import Receipt
    from tracker.reminding.status import Status

Moment = Callable[[dt.datetime], str]

_INDENT = " " * 12
# On a narrower terminal a day is written in short.
_WIDE = 60
_STATES = {
    State.DUE: "waits",
    State.SHOWN: "not answered yet",
    State.SNOOZED: "snoozed",
    State.DONE: "done",
    State.SKIPPED: "skipped",
    State.MISSED: "missed",
    State.HELD: "held",
    State.DROPPED: "its plan was changed",
}


def status(found: "Status", present: "Present", look: Look) -> str:
    """Return how the reminders stand, a line for each thing that matters."""
    zone, today = present.zone, present.today

    def moment(at: dt.datetime) -> str:
        return f"{write_day(at.astimezone(zone).date(), today)} {write_clock(at, zone)}"

    lines = [
        ("Process", _process(found, present)),
        *(("Trouble", line) for line in _troubles(found, moment)),
        *(("Backup", line) for line in _backup(found, moment)),
        *(("Login" if not number else "", line) for number, line in enumerate(_logins(found))),
        *(("Channel" if not number else "", line) for number, line in enumerate(_channels(found))),
        *([("Zone", safe(found.zone_trouble))] if found.zone_trouble else []),
        ("Next", look.marks.dot.join(_coming(found, moment)) or "nothing is planned"),
        ("Last shown", _last(found.last_shown, moment)),
        ("Failed", _failed(found, moment)),
    ]
    return "\n".join(wrapped(f"{name:<12}{text}", look, _INDENT) for name, text in lines)


def why(explained: Sequence["Explained"], present: "Present", look: Look) -> str:
    """Return what became of each reminder and why, the latest first."""
    if not explained:
        return "No reminder has come due yet."
    zone = present.zone
    rows = [
        [
            _day(one.due_at.astimezone(zone).date(), present.today, look),
            write_clock(one.due_at, zone),
            safe(one.plan),
            _course(one, zone, look),
        ]
        for one in explained
    ]
    return "\n".join(table(rows, look, core=2, beneath=[3], indent=""))


def _day(day: dt.date, today: dt.date, look: Look) -> str:
    is_narrow = look.width is not None and look.width < _WIDE
    return short_day(day, today) if is_narrow and day != today else write_day(day, today)


def tried(receipt: "Receipt") -> str:
    """Return through which channel a trial was shown, and which others failed before."""
    buttons = " with buttons" if receipt.has_buttons else ""
    lines = [f"Shown by {receipt.channel}{buttons}. Whether you see it, only you can tell."]
    return "\n".join([*lines, *(f"  not by {safe(trouble)}" for trouble in receipt.troubles)])


def _process(found: "Status", present: "Present") -> str:
    if not found.pid and not found.since:
        return f"not running: {command('remind run')}"
    try:
        since = dt.datetime.fromisoformat(found.since).astimezone(present.zone)
    except ValueError:
        return f"running (process {found.pid})"
    day, clock = write_day(since.date(), present.today), write_clock(since, present.zone)
    looked = _looked(found.pulse, present.now) if found.pulse else ""
    return f"running since {day} {clock} (process {found.pid}){looked}"


def _looked(pulse: "Pulse", now: dt.datetime) -> str:
    if pulse.is_silent(now):
        return f", but without a sign for {rough(now - pulse.seen_at)}: it may be stopped"
    return f", last looked {rough(now - pulse.looked_at)} ago" if pulse.looked_at else ""


def _troubles(found: "Status", moment: Moment) -> list[str]:
    lines = []
    if found.pulse and found.pulse.trouble and found.pulse.trouble_since:
        since = moment(found.pulse.trouble_since)
        lines.append(f"{safe(found.pulse.trouble)} (since {since})")
    if found.diary:
        lines.append(f"what follows is not known: {safe(found.diary)}")
    return lines


def _backup(found: "Status", moment: Moment) -> list[str]:
    pulse = found.pulse
    if pulse is None or not (pulse.backup_trouble and pulse.backup_trouble_since):
        return []
    since = moment(pulse.backup_trouble_since)
    return [f"{safe(pulse.backup_trouble)} (since {since}): {command('backup --auto')}"]


def _logins(found: "Status") -> list[str]:
    if not found.logins:
        return [f"does not start at login: {command('remind install')}"]
    return [
        f"{safe(one.trouble)} Put it right: {command('remind install')}"
        if one.trouble
        else f"starts at login ({one.title})"
        for one in found.logins
    ]


def _channels(found: "Status") -> list[str]:
    lines, is_first = [], True
    for one in found.channels:
        if not one.is_usable:
            lines.append(f"{one.channel} cannot be used from here: {safe(one.words)}")
            continue
        lines.append(f"{'' if is_first else 'then '}{one.channel}, {safe(one.words)}")
        is_first = False
    set_them = command("config set reminders.channels desktop,plyer,terminal")
    return lines or [f"none is set: {set_them}"]


def _coming(found: "Status", moment: Moment) -> list[str]:
    return [
        f"{safe(one.plan)} {moment(one.at)}{' (snoozed)' if one.is_snoozed else ''}"
        for one in found.coming
    ]


def _last(one: "Explained | None", moment: Moment) -> str:
    if one is None:
        return "nothing yet"
    shown = [decision for decision in one.decisions if decision.what == Decided.SHOWN]
    words = f", {safe(shown[-1].words)}" if shown else ""
    return f"{safe(one.plan)} {moment(one.due_at)}{words}, {_STATES[one.state]}"


def _failed(found: "Status", moment: Moment) -> str:
    lately = f"in the last {found.failures_for.days} days"
    if not found.failures:
        return f"none {lately}"
    last = found.failures[0]
    return (
        f"{len(found.failures)} {lately}, last "
        f"{moment(last.at)}: {safe(last.plan)} ({safe(last.words)})"
    )


def _course(one: "Explained", zone: dt.tzinfo, look: Look) -> str:
    steps = [_step(decision, zone, look) for decision in one.decisions]
    # What quiet hours moved beyond its day says so itself where it was missed.
    if any(step.startswith("not shown: moved") for step in steps):
        steps = [step for step in steps if not step.startswith("moved")]
    if one.state == State.DONE:
        number = f" (#{one.session})" if one.session else ""
        number = f" (p{one.reading})" if one.reading else number
        if any(decision.what == Decided.DONE for decision in one.decisions):
            steps[-1] += number
        else:
            at = f" {write_clock(one.answered_at, zone)}" if one.answered_at else ""
            steps.append(f"{'' if steps else 'not shown: '}{look.done('done')}{at}{number}")
    return "; ".join(steps) or _STATES[one.state]


def _step(decision: "Decision", zone: dt.tzinfo, look: Look) -> str:
    clock, words = write_clock(decision.at, zone), safe(decision.words)
    match decision.what:
        case Decided.SHOWN:
            return f"shown {clock} {words}"
        case Decided.MOVED:
            return f"moved {words}"
        case Decided.HELD:
            return f"{look.held('held')}: {words}"
        case Decided.FAILED:
            return f"could not be shown from {clock} on ({words})"
        case Decided.MISSED:
            return (
                f"not shown: {words}"
                if words.startswith("moved")
                else f"{look.missed('missed')}: {words}"
            )
        case Decided.DONE:
            return (
                f"{look.done('done')} {clock} {words}"
                if words.startswith("from")
                else f"not shown: {words}"
            )
        case Decided.STOPPED | Decided.DROPPED:
            return f"not shown: {words}"
    return f"{decision.what} {clock}{f': {words}' if words else ''}"
