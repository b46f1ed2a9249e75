"""One tick: what is due is claimed, said outside of any transaction, and what came of it is kept.

It may be done at any moment, by any process, any number of times; nothing is shown twice for it,
and what a killed process had claimed is claimed again: at once on its own machine, elsewhere when
its lease has run out.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace

from tracker.care.quiet import quiet_until
from tracker.care.reminder import Decided, State
from tracker.errors import Damage, DatabaseTrouble
from tracker.escaping import visible
from tracker.reminding import wording
from tracker.reminding.gate import HoldOf, Verdict, judge
from tracker.reminding.notifiers import Message, NotShown, Receipt
from tracker.reminding.owner import is_dead
from tracker.reminding.showing import Showing, how_shown, pause_after, row_shown
from tracker.reminding.weekly import take_week, week_at
from tracker.reminding.wording import Manner

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.journal import Journal
    from tracker.journal.dues import WeekSoFar
    from tracker.journal.reminders import Reminder

# Longer than all channels together may take, and the wait for a locked database after that.
LEASE = dt.timedelta(seconds=60)
# So many are worked through long before their lease is over; all that is due, for any person.
MOST_AT_ONCE = 2000
_MOST_LISTED = 10
_REST = dt.timedelta(hours=1)
# One that was shown less than this ago is still on the screen of a process just started anew.
_FRESH = dt.timedelta(minutes=5)

Say = Callable[[str], None]
_Told = tuple[
    list[tuple["Reminder", "WeekSoFar"]], list["Reminder"], list[tuple["Reminder", Exception]]
]


class Channel(Protocol):
    """What shows messages; the chain of channels does."""

    def show(self, message: Message) -> Receipt:
        """Show the message, or raise NotShown."""

    def close_bubble(self, handle: str) -> None:
        """Take a bubble off the screen."""


class Tick:
    """Claims what is due and keeps what came of it, for one `owner` of claims.

    `hold_of` says why a reminder has to wait, by the care rules where it is not given.
    `hears_buttons` is false where the process will not be there when one is pressed. `say` is
    given each thing that was done, in a line.
    """

    def __init__(
        self,
        app: "App",
        owner: str,
        say: Say,
        *,
        hold_of: HoldOf | None = None,
        lease: dt.timedelta = LEASE,
        hears_buttons: bool = True,
    ) -> None:
        self._app = app
        self._owner = owner
        self._say = say
        self._hold_of = hold_of or self._held_by_care
        self._lease = lease
        self._hears_buttons = hears_buttons
        # What this process need not try before the desktop has come back: reminders, each with how
        # often it had been shown, and weeks.
        self._tried: set[tuple[int, int]] = set()
        self._tried_weeks: set[dt.date] = set()

    def take(self, *, repeat_open: bool = False, takes_over: bool = False) -> Showing | None:
        """Claim what is due and return what is to be said of it now; None when there is nothing.

        `repeat_open` has what was shown and not answered shown again, where it left no bubble. One
        that `takes_over` tries at once, and once, what another desk could not show.
        """
        while True:
            now = self._app.clock()
            claimed = self._claim(now, repeat_open=repeat_open, takes_over=takes_over)
            repeat_open = False
            if not claimed:
                return take_week(self._app, self._lease, self._manner(now))
            showing = self._pass(claimed, now)
            if showing:
                return showing

    def is_fresh(self, showing: Showing) -> bool:
        """Tell whether it may still be shown: a machine that slept wakes up with a dead claim."""
        return self._app.clock() <= showing.fresh_until

    def give_back(self, showing: Showing) -> None:
        """Let go of what is not shown after all, to be claimed anew."""
        self._tried -= _showings(showing.reminders)
        with self._app.journal_at(self._app.clock()) as journal:
            journal.reminders.release(showing.reminders, self._owner)

    def shown(
        self, showing: Showing, receipt: Receipt, at: dt.datetime | None = None
    ) -> tuple[str, ...]:
        """Keep that it was shown, `at` an instant or just now; return bubbles that nobody needs."""
        now, settings = at or self._app.clock(), self._app.present.settings.reminders
        with self._app.journal_at(now) as journal:
            if showing.week:
                journal.digests.close(showing.week)
            recorded = [
                journal.reminders.mark(
                    one,
                    self._owner,
                    Decided.SHOWN,
                    how_shown(one, now, receipt),
                    **row_shown(one, now, receipt, settings.repeat, settings.repeats),
                )
                for one in showing.reminders
            ]
            stand = zip(showing.reminders, recorded, strict=True)
            journal.reminders.bubbles.put(
                [
                    (one.number, one.shown_times + 1)
                    for one, is_ours in stand
                    if is_ours and one.state != State.MISSED
                ],
                receipt.handle or None,
            )
            # It may have been kept before, where the connection was lost while it was stored.
            is_kept = any(recorded) or bool(journal.reminders.bubbles.numbers_on(receipt.handle))
        for one in showing.reminders:
            self._note(now, f"shown: {self._called(one)}, {how_shown(one, now, receipt)}")
        if showing.week:
            self._note(now, f"shown: last week, by {receipt.channel}")
        # Another process, or the person, was quicker: the bubble says what is not so any more.
        return () if is_kept or not recorded else (receipt.handle,)

    def failed(self, showing: Showing, failure: NotShown) -> None:
        """Keep why it could not be shown, and try again after a pause that grows."""
        now, reason = self._app.clock(), failure.reason
        self._tried |= _showings(showing.reminders)
        self._tried_weeks |= {showing.week} if showing.week else set()
        with self._app.journal_at(now) as journal:
            if showing.week:
                journal.digests.failed(showing.week, reason, now + pause_after(showing.tries))
            for one in showing.reminders:
                again_at = now + pause_after(one.tries)
                journal.reminders.mark(
                    one, self._owner, Decided.FAILED, reason, trouble=reason, attention_at=again_at
                )
        names = ", ".join(map(self._called, showing.reminders)) or "last week"
        self._note(now, f"could not be shown: {names} ({reason})")

    def closed_bubbles(self) -> list[str]:
        """Return the bubbles whose reminders were answered in another way, each once."""
        now = self._app.clock()
        with self._app.journal_at(now) as journal:
            return journal.reminders.bubbles.take_closed()

    def retry(self) -> None:
        """Have what could not be shown tried again at once, as the desktop has come back."""
        self._tried.clear()
        self._tried_weeks.clear()
        with self._app.journal_at(self._app.clock()) as journal:
            journal.reminders.retry_failed()
            journal.digests.retry_failed()

    def bubbles(self) -> list[str]:
        """Return the bubbles on which something is open, the oldest first."""
        with self._app.reading_at(self._app.clock()) as journal:
            return journal.reminders.bubbles.open()

    def put_back(self, handle: str) -> Showing | None:
        """Return how a bubble is shown once more in its own place; None where nothing is open on it.

        It is no new showing, and in quiet hours it takes the place of a bubble that is there or
        none.
        """
        now = self._app.clock()
        with self._app.reading_at(now) as journal:
            numbers = journal.reminders.bubbles.numbers_on(handle)
            on_it = journal.reminders.some(numbers)
        told, others, _ = self._tell(on_it, now)
        if not told:
            return None
        is_quiet = self._quiet_until(now) is not None
        message = wording.said(told, others, self._manner(now))
        message = replace(message, is_put_back=True, is_in_place=is_quiet)
        reminders = (*(one for one, _ in told), *others)
        return Showing(message, now + self._lease / 2, reminders, puts_back=handle)

    def was_put_back(self, showing: Showing, receipt: Receipt) -> tuple[str, ...]:
        """Keep where the bubble is now; return it where it says what is not so any more."""
        now, numbers = self._app.clock(), [one.number for one in showing.reminders]
        with self._app.journal_at(now) as journal:
            bubbles = journal.reminders.bubbles
            is_open = bubbles.move(numbers, showing.puts_back, receipt.handle)
            is_open = is_open or bool(bubbles.numbers_on(receipt.handle))
        self._note(now, f"put back: {', '.join(map(self._called, showing.reminders))}")
        return () if is_open else (receipt.handle,)

    def follow(self) -> Showing | None:
        """Return how what other desks show is shown on this one too, in one message; None for nothing.

        It is no new showing, and nothing is claimed for it. Quiet hours of this desk are waited for,
        and what could not be shown here is not tried again before the desktop has come back.
        """
        now = self._app.clock()
        if not self._app.desk or self._quiet_until(now):
            return None
        with self._app.reading_at(now) as journal:
            missing = self._missing(journal)
            found = journal.reminders.some([number for number, _ in missing])
        self._tried |= _showings(found)
        told, others, _ = self._tell(found, now)
        if not told:
            return None
        message = wording.said(told, others, self._manner(now))
        showing = self._in_place(message, [*(one for one, _ in told), *others], now)
        return replace(showing, follows=True)

    def followed(self, showing: Showing, receipt: Receipt) -> tuple[str, ...]:
        """Keep on which bubble it stands here; return it where it says what is not so any more."""
        now = self._app.clock()
        with self._app.journal_at(now) as journal:
            bubbles = journal.reminders.bubbles
            still = bubbles.on_screen(one.number for one in showing.reminders)
            shown = [(one.number, one.shown_times) for one in showing.reminders]
            bubbles.put([one for one in shown if one[0] in still], receipt.handle or None)
        self._tried -= _showings(showing.reminders)
        names = ", ".join(map(self._called, showing.reminders))
        why = f" ({'; '.join(receipt.troubles)})" if receipt.troubles else ""
        self._note(now, f"shown here too: {names}, by {receipt.channel}{why}")
        return () if still else (receipt.handle,)

    def could_not_follow(self, showing: Showing, failure: NotShown) -> None:
        """Say that something is shown on other desks alone."""
        names = ", ".join(map(self._called, showing.reminders))
        self._note(self._app.clock(), f"could not be shown here too: {names} ({failure.reason})")

    def next_at(self) -> dt.datetime | None:
        """Return when there is something to do next, if ever."""
        now = self._app.clock()
        with self._app.reading_at(now) as journal:
            instants = (
                journal.reminders.next_at(),
                week_at(self._app, journal, now),
                self._follow_at(journal, now),
            )
        return min((at for at in instants if at is not None), default=None)

    def _follow_at(self, journal: "Journal", now: dt.datetime) -> dt.datetime | None:
        """Return when quiet hours end that keep what other desks show from being shown here."""
        until = self._quiet_until(now) if self._app.desk else None
        return until if until and self._missing(journal) else None

    def _missing(self, journal: "Journal") -> list[tuple[int, int]]:
        """Return what other desks show and this one does not, as far as it is to be tried."""
        missing = journal.reminders.bubbles.missing(MOST_AT_ONCE)
        return [one for one in missing if one not in self._tried]

    def _take_over(self, journal: "Journal") -> None:
        """Have what was not shown elsewhere, and not tried here yet, claimed at once."""
        self._tried |= set(journal.reminders.retry_failed(but=self._tried))
        self._tried_weeks |= set(journal.digests.retry_failed(but=self._tried_weeks))

    def _claim(self, now: dt.datetime, *, repeat_open: bool, takes_over: bool) -> "list[Reminder]":
        with self._app.journal_at(now) as journal:
            for plan, why in journal.reminders.refresh():
                hidden = "" if self._is_discreet else f": {why}"
                self._note(now, f"plan {plan} cannot be worked out{hidden}")
            if repeat_open:
                journal.reminders.repeat_open(now - _FRESH)
            journal.reminders.look_at_held()
            journal.reminders.free_claims(is_dead)
            journal.reminders.dues.recall_missed()
            if takes_over and self._app.desk and not self._quiet_until(now):
                self._take_over(journal)
            return journal.reminders.claim(self._owner, self._lease, MOST_AT_ONCE)

    def _pass(self, claimed: "Sequence[Reminder]", now: dt.datetime) -> Showing | None:
        """Let the claimed ones through the gate; return what remains to be said, if anything."""
        passed: list[Reminder] = []
        decided: list[tuple[Reminder, Verdict | Exception]] = []
        for reminder in claimed:
            verdict = self._judge(reminder, now)
            if isinstance(verdict, Verdict) and verdict.what == Decided.SHOWN:
                passed.append(reminder)
            else:
                decided.append((reminder, verdict))
        told, others, broken = self._tell(passed, now)
        decided += broken
        if decided:
            self._record(decided, now)
        if not told:
            return None
        message = wording.said(told, others, self._manner(now))
        return self._in_place(message, [*(one for one, _ in told), *others], now)

    def _tell(self, reminders: "Sequence[Reminder]", now: dt.datetime) -> "_Told":
        """Return what can be told of the first of the reminders, the others, and what broke.

        Told are the reminder with its cautions, and where its plan stands.
        """
        told: list[tuple[Reminder, WeekSoFar]] = []
        others: list[Reminder] = []
        broken: list[tuple[Reminder, Exception]] = []
        with self._app.reading_at(now) as journal:
            for reminder in reminders:
                if len(told) == _MOST_LISTED:
                    others.append(reminder)
                    continue
                try:
                    told.append(_told(journal, reminder))
                except Exception as error:
                    from tracker.database.statements import is_of_database

                    # It is kept with the reminder that it concerns, unless it concerns them all.
                    if is_of_database(error):
                        raise
                    broken.append((reminder, error))
        return told, others, broken

    def _judge(self, reminder: "Reminder", now: dt.datetime) -> Verdict | Exception:
        settings = self._app.present.settings.reminders
        try:
            return judge(
                reminder,
                now,
                self._app.present.calendar,
                settings.quiet,
                settings.missed,
                self._hold_of,
            )
        except Exception as error:
            # One broken plan must not stop the others; without a diary none is judged.
            if isinstance(error, DatabaseTrouble) and not isinstance(error, Damage):
                raise
            return error

    def _held_by_care(self, reminder: "Reminder") -> str | None:
        now = self._app.clock()
        with self._app.reading_at(now) as journal:
            return journal.hold(reminder.plan, now)

    def _record(
        self, decided: Sequence[tuple["Reminder", Verdict | Exception]], now: dt.datetime
    ) -> None:
        with self._app.journal_at(now) as journal:
            for reminder, verdict in decided:
                if isinstance(verdict, Exception):
                    why = wording.error_words(verdict, is_discreet=False)
                    said = wording.error_words(verdict, is_discreet=self._is_discreet)
                    values: dict[str, Any] = {"trouble": why, "attention_at": now + _REST}
                    what = Decided.FAILED
                else:
                    why, what = verdict.why, verdict.what
                    # Why the care rules hold a plan tells what it is, and of whom.
                    said = "" if self._is_discreet and what == State.HELD else why
                    values = {"attention_at": verdict.until, "tries": 0, "trouble": None}
                    if what in (State.HELD, State.DROPPED):
                        values |= {"to": what, "why": why}
                journal.reminders.mark(reminder, self._owner, what, why, **values)
                line = ", ".join(filter(None, (self._called(reminder), said)))
                self._note(now, f"{what}: {line}")

    def _in_place(
        self, message: Message, reminders: Sequence["Reminder"], now: dt.datetime
    ) -> Showing:
        """Have the message take the place of the bubbles about nothing else than these reminders."""
        numbers = [one.number for one in reminders]
        handles = list(dict.fromkeys(one.handle for one in reminders if one.handle))
        if handles:
            with self._app.reading_at(now) as journal:
                shared = journal.reminders.bubbles.shared(handles, numbers)
            handles = [handle for handle in handles if handle not in shared]
        message = replace(message, replaces=handles[0] if handles else None)
        return Showing(
            message, now + self._lease / 2, tuple(reminders), outdated=tuple(handles[1:])
        )

    def _manner(self, now: dt.datetime) -> Manner:
        settings = self._app.present.settings.reminders
        return Manner(
            now,
            self._app.present.today,
            self._app.present.zone,
            settings.snooze,
            settings.is_discreet,
            settings.has_sound,
            self._hears_buttons,
        )

    def _quiet_until(self, now: dt.datetime) -> dt.datetime | None:
        """Return when the quiet hours of this desk end, where these are now."""
        quiet = self._app.present.settings.reminders.quiet
        return quiet_until(now, quiet, self._app.present.zone)

    @property
    def _is_discreet(self) -> bool:
        return self._app.present.settings.reminders.is_discreet

    def _called(self, reminder: "Reminder") -> str:
        return wording.called(reminder.plan, is_discreet=self._is_discreet)

    def _note(self, now: dt.datetime, line: str) -> None:
        line = visible(line)
        self._say(f"{now.astimezone(self._app.present.zone):%H:%M:%S}  {line}")


def _showings(reminders: "Sequence[Reminder]") -> set[tuple[int, int]]:
    """Return the reminders, each with how often it has been shown before."""
    return {(one.number, one.shown_times) for one in reminders}


def _told(journal: "Journal", reminder: "Reminder") -> "tuple[Reminder, WeekSoFar]":
    if reminder.state != State.MISSED:
        reminder = replace(reminder, cautions=journal.gate.before_showing(reminder.plan))
    return reminder, journal.reminders.dues.week_so_far(reminder.plan)


def tick(
    app: "App",
    channel: Channel,
    owner: str,
    say: Say,
    *,
    hold_of: HoldOf | None = None,
    lease: dt.timedelta = LEASE,
    hears_buttons: bool = False,
) -> int:
    """Show everything that is due now, one message after the other; return how many failed."""
    one = Tick(app, owner, say, hold_of=hold_of, lease=lease, hears_buttons=hears_buttons)
    failures = 0
    while showing := one.take():
        if not one.is_fresh(showing):
            one.give_back(showing)
            continue
        try:
            receipt = channel.show(showing.message)
        except NotShown as failure:
            one.failed(showing, failure)
            failures += 1
        else:
            for handle in (*showing.outdated, *one.shown(showing, receipt)):
                channel.close_bubble(handle)
    for handle in one.closed_bubbles():
        channel.close_bubble(handle)
    return failures
