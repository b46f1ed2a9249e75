"""Last week, shown once at the weekday and time that the settings say, or up to two days later."""

import datetime as dt
from typing import TYPE_CHECKING

from tracker.care.quiet import quiet_until
from tracker.reminding import wording
from tracker.reminding.gate import weekly_around
from tracker.reminding.showing import Showing
from tracker.reminding.wording import Manner
from tracker.when import week_of

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.journal import Journal

_LATEST = dt.timedelta(days=2)
_WEEK = dt.timedelta(weeks=1)
_DAY = dt.timedelta(days=1)


def take_week(app: "App", lease: dt.timedelta, manner: Manner) -> Showing | None:
    """Claim last week and return how it is shown, if it is time for that and nobody else has it."""
    now, weekly = manner.now, app.present.settings.reminders.digest
    if weekly is None or quiet_until(now, app.present.settings.reminders.quiet, app.present.zone):
        return None
    digest_at, _ = weekly_around(now, weekly, app.present.zone)
    first = _week_before(app, digest_at)
    if now > digest_at + _LATEST or not _is_open(app, first, now):
        return None
    with app.journal_at(now) as journal:
        tries = journal.digests.claim(first, now + lease) if journal.plans.exist() else 0
        if not tries:
            return None
        before, week = journal.totals.weeks(first - _WEEK, 2)
        kept_before, kept = (
            journal.adherence.kept_in_all(day, day + _WEEK - _DAY) for day in (first - _WEEK, first)
        )
        if not kept.planned and not week.whole.sessions:
            journal.digests.close(first)
            return None
    both = (before.whole, week.whole), (kept_before, kept)
    message = wording.last_week(first, *both, manner)
    return Showing(message, now + lease / 2, week=first, tries=tries)


def week_at(app: "App", journal: "Journal", now: dt.datetime) -> dt.datetime | None:
    """Return when a week is to be shown next, if ever."""
    weekly = app.present.settings.reminders.digest
    if weekly is None or not journal.plans.exist():
        return None
    digest_at, next_at = weekly_around(now, weekly, app.present.zone)
    open_at = journal.digests.open_at(_week_before(app, digest_at))
    if open_at is None or max(now, open_at) > digest_at + _LATEST:
        return next_at
    return quiet_until(now, app.present.settings.reminders.quiet, app.present.zone) or open_at


def _is_open(app: "App", first: dt.date, now: dt.datetime) -> bool:
    """Ask without writing first, as most of the time there is nothing to show."""
    with app.reading_at(now) as journal:
        open_at = journal.digests.open_at(first)
        return open_at is not None and open_at <= now


def _week_before(app: "App", digest_at: dt.datetime) -> dt.date:
    digest_on = digest_at.astimezone(app.present.zone).date()
    return week_of(digest_on, app.present.settings.first_weekday) - _WEEK
