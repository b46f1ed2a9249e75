"""How the reminders stand: the process, its start at login, its channels, what came and what comes."""

import datetime as dt
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO

from tracker import pulse
from tracker.errors import DatabaseTrouble
from tracker.reminding import lock
from tracker.reminding.coming import Coming, coming_of
from tracker.reminding.login import Account, Run, describe
from tracker.reminding.notifiers import Standing
from tracker.reminding.notifiers.chain import Chain, chain_of

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.journal.decisions import Decision, Explained
    from tracker.pulse import Pulse

FAILURES_FOR = dt.timedelta(days=30)


class Login(NamedTuple):
    """One way in which the reminders start at login; `trouble` is why nothing will, if so."""

    way: str
    title: str
    path: str
    trouble: str


class Status(NamedTuple):
    """How the reminders stand. `since` is the instant, and empty where nothing runs.

    `pulse` is what the process that runs wrote of itself, `diary` why the diary cannot be read now,
    and `failures` are those of the last `failures_for`. `zone_trouble` is why no zone is known.
    """

    since: str
    pid: int
    logins: list[Login]
    channels: list[Standing]
    coming: list[Coming]
    last_shown: "Explained | None"
    failures: "list[Decision]"
    zone_trouble: str = ""
    pulse: "Pulse | None" = None
    diary: str = ""
    failures_for: dt.timedelta = FAILURES_FOR


def status_of(app: "App", run: Run, stream: TextIO | None) -> Status:
    """Look at everything, from where this command runs."""
    holder = lock.holder(app.places.lock)
    coming: list[Coming] = []
    last, failures, diary = None, [], ""
    try:
        with app.reading() as journal:
            coming = coming_of(journal)
            shown = journal.decisions.last_shown()
            last = journal.decisions.explain([shown.reminder])[0] if shown else None
            failures = journal.decisions.failures(app.present.now - FAILURES_FOR)
    except DatabaseTrouble as trouble:
        diary = trouble.message
    chain = chain_from_here(app, stream)
    try:
        channels = chain.describe()
    finally:
        chain.close()
    return Status(
        since=holder.started_at if holder else "",
        pid=holder.pid if holder else 0,
        logins=[
            Login(one.way.NAME, one.way.TITLE, str(one.path), one.trouble)
            for one in describe(sys.platform, Account.current(), run)
        ],
        channels=channels,
        coming=coming,
        last_shown=last,
        failures=failures,
        zone_trouble=_zone_trouble(app),
        pulse=pulse.read(app.places.pulse) if holder else None,
        diary=diary,
    )


def _zone_trouble(app: "App") -> str:
    _ = app.present.zone
    return app.zone_news()


def chain_from_here(app: "App", stream: TextIO | None) -> Chain:
    """Return the channels of the settings, with the terminal that this command writes to."""
    reminders = app.present.settings.reminders
    return chain_of(
        reminders.channels,
        stream,
        needs_tty=True,
        addresses=reminders.addresses,
        diary=app.places.name,
    )
