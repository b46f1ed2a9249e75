"""The reminders: whether they run, start at login, can be shown, and were."""

import datetime as dt
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TextIO

import tracker
from tracker import pulse
from tracker.care.reminder import Decided
from tracker.doctor.diagnosis import Diagnosis, examined
from tracker.errors import BadInput, DatabaseTrouble
from tracker.escaping import command
from tracker.reminding import lock
from tracker.reminding.login import Account, Installed, address_for_login, describe, run_tool
from tracker.reminding.status import FAILURES_FOR, chain_from_here

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.pulse import Pulse

_INSTALL = command("remind install")
_STATUS = command("remind status")


class Noted(NamedTuple):
    """What the diary holds: days and instants alone, the latest first, and no word of anybody's."""

    has_plans: bool = False
    failures: Sequence[dt.datetime] = ()
    jumps: Sequence[dt.datetime] = ()
    are_failing: bool = False
    first_day: dt.date | None = None


def noted(app: "App", *, is_empty: bool, is_readable: bool) -> Noted | None:
    """Return what of the diary is needed here, None where it cannot be read."""
    if is_empty:
        return Noted()
    if not is_readable:
        return None
    since = app.present.now - FAILURES_FOR
    try:
        with app.looking() as journal:
            decisions = journal.decisions
            return Noted(
                journal.plans.exist(),
                decisions.instants(Decided.FAILED, since),
                decisions.instants(Decided.MISSED, since, pulse.CLOCK_SET_AHEAD),
                decisions.are_failing(),
                journal.totals.first_day(),
            )
    except DatabaseTrouble:
        return None


def are_wanted(app: "App", known: Noted | None) -> bool:
    """Tell whether reminders would be missed; nobody who plans nothing, or says so, misses them."""
    return app.present.settings.reminders.is_nagging and (known is None or known.has_plans)


def channel(app: "App", stream: TextIO | None) -> Diagnosis:
    """Return through what a reminder would be shown, which is found out without showing one."""
    chain = chain_from_here(app, stream)
    try:
        found = chain.describe()
    finally:
        chain.close()
    part = "Channel"
    usable = [one.channel for one in found if one.is_usable]
    others = [one.channel for one in found if not one.is_usable]
    cannot = f"{', '.join(others)} cannot be used from here" if others else "none is set"
    if not usable:
        return Diagnosis(part, "warning", f"nothing would show a reminder: {cannot}", _STATUS)
    if usable == ["terminal"]:
        # The process that starts at login has none.
        words = "only this terminal would show a reminder" + (f"; {cannot}" if others else "")
        return Diagnosis(part, "warning", words, _STATUS)
    words = f"{usable[0]} would show a reminder"
    return Diagnosis(part, "good", words if found[0].is_usable else f"{words}; {cannot}")


def process_and_login(app: "App", *, is_wanted: bool) -> Iterator[Diagnosis]:
    """Yield whether reminders run, and whether they start at login."""
    installed = describe(sys.platform, Account.current(), run_tool)
    logins = [one for one in installed if _is_for(one, app)]
    starts_now = any(_works(one) and one.way.STARTS_NOW for one in logins)
    process = partial(_process, app, is_wanted=is_wanted, should_run=starts_now)
    yield from examined("Reminders", process)
    if installed and not logins:
        words = "what starts at login reminds of another diary"
        yield Diagnosis("Login", "warning" if is_wanted else "good", words)
    else:
        yield _login(logins, is_wanted=is_wanted)


def failures(known: Noted | None, now: dt.datetime) -> Diagnosis:
    """Return what could not be shown lately."""
    part, lately = "Failures", f"in the last {FAILURES_FOR.days} days"
    if known is None:
        return Diagnosis(part, "warning", "not known, as the diary cannot be read as it is")
    if not known.failures:
        return Diagnosis(part, "good", f"no reminder failed {lately}")
    ago = pulse.rough(now - known.failures[0])
    words = f"reminders could not be shown {lately}, last {ago} ago"
    return Diagnosis(part, "bad" if known.are_failing else "warning", words, _STATUS)


def _process(app: "App", *, is_wanted: bool, should_run: bool) -> Diagnosis:
    part, now = "Reminders", app.present.now
    holder, found = lock.holder(app.places.lock), pulse.read(app.places.pulse)
    if holder is None:
        if found is None and app.places.pulse.is_file() and not app.places.pulse.is_symlink():
            words = "not running; what they left of themselves cannot be read"
            return Diagnosis(part, "warning", words, command("doctor --fix"), "pulse")
        words = f"not running{_last(found, now)}"
        if should_run:
            return Diagnosis(part, "bad", f"{words}, though they start at login", _INSTALL)
        if is_wanted:
            return Diagnosis(part, "warning", words, _INSTALL)
        return Diagnosis(part, "good", f"{words}, and not needed")
    if found is None:
        return Diagnosis(part, "good", "running")
    if found.is_silent(now):
        ago = pulse.rough(now - found.seen_at)
        return Diagnosis(part, "bad", f"no sign of them for {ago}: they may be stopped", _STATUS)
    if found.trouble and found.trouble_since:
        ago = pulse.rough(now - found.trouble_since)
        return Diagnosis(part, "bad", f"running, but in trouble for {ago}", _STATUS)
    if found.version != tracker.__version__:
        words = "running, but in another version than this program: end them and start them anew"
        return Diagnosis(part, "warning", words, _INSTALL if should_run else "")
    return Diagnosis(part, "good", f"running{_looked(found, now)}")


def _last(found: "Pulse | None", now: dt.datetime) -> str:
    """Return when the process that runs no more ended, and whether it did so by itself."""
    if found is None:
        return ""
    if found.ended_at:
        return f", ended {pulse.rough(now - found.ended_at)} ago"
    return f", broken off {pulse.rough(now - found.seen_at)} ago"


def _looked(found: "Pulse", now: dt.datetime) -> str:
    return f", last looked {pulse.rough(now - found.looked_at)} ago" if found.looked_at else ""


def _is_for(one: Installed, app: "App") -> bool:
    """Tell whether a login starts reminders of this diary; a file that says nothing starts none."""
    has_address = "--database" in one.text
    try:
        address = address_for_login(app)
    except BadInput:
        # With its password it stands in no such file.
        return False
    if not address:
        return not has_address
    # In some of these files a % or a $ is doubled, and XML has a word for &.
    told = re.sub(r"([%$])\1", r"\1", one.text).replace("&amp;", "&")
    return has_address and (address if app.is_on_server else app.file.path.name) in told


def _works(one: Installed) -> bool:
    return one.is_on and one.program_exists


def _login(logins: Sequence[Installed], *, is_wanted: bool) -> Diagnosis:
    part = "Login"
    if any(not one.program_exists for one in logins):
        words = "what starts them at login names a program that is not there"
        return Diagnosis(part, "bad", words, _INSTALL)
    if any(not one.is_on for one in logins):
        words = "their start at login is switched off"
        return Diagnosis(part, "warning" if is_wanted else "good", words, _INSTALL)
    if logins:
        return Diagnosis(part, "good", f"they start at login ({logins[0].way.TITLE})")
    if is_wanted:
        return Diagnosis(part, "warning", "they do not start at login", _INSTALL)
    return Diagnosis(part, "good", "they do not start at login, and need not")
