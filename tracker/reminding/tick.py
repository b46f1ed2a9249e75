"""One tick: what is due is claimed, said outside of any transaction, and what came of it is kept.

It may be done at any moment, by any process, any number of times; nothing is shown twice for it,
and what a killed process had claimed is claimed again when its lease has run out.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace

from tracker.care.reminder import Decided, State
from tracker.reminding import wording
from tracker.reminding.gate import HoldOf, Verdict, judge
from tracker.reminding.notifiers import Message, NotShown, Receipt
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
MOST_AT_ONCE = 10
_REST = dt.timedelta(hours=1)
# One that was shown less than this ago is still on the screen of a process just started anew.
_FRESH = dt.timedelta(minutes=5)
_BUBBLES_FOR = dt.timedelta(days=1)

Say = Callable[[str], None]


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

    def take(self, *, repeat_open: bool = False) -> Showing | None:
        """Claim what is due and return what is to be said of it now; None when there is nothing.

        `repeat_open` has what was shown and not answered shown again.
        """
        while True:
            claimed = self._claim(repeat_open=repeat_open)
            repeat_open = False
            if not claimed:
                return take_week(self._app, self._lease, self._manner(self._app.clock()))
            showing = self._pass(claimed)
            if showing:
                return showing

    def is_fresh(self, showing: Showing) -> bool:
        """Tell whether it may still be shown: a machine that slept wakes up with a dead claim."""
        return self._app.clock() <= showing.fresh_until

    def give_back(self, showing: Showing) -> None:
        """Let go of what is not shown after all, to be claimed anew."""
        with self._app.journal_at(self._app.clock()) as journal:
            journal.reminders.release((one.number for one in showing.reminders), self._owner)

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
        for one in showing.reminders:
            self._note(now, f"shown: {one.plan.name}, {how_shown(one, now, receipt)}")
        if showing.week:
            self._note(now, f"shown: last week, by {receipt.channel}")
        # Another process, or the person, was quicker: the bubble says what is not so any more.
        return () if not recorded or any(recorded) else (receipt.handle,)

    def failed(self, showing: Showing, failure: NotShown) -> None:
        """Keep why it could not be shown, and try again after a pause that grows."""
        now, reason = self._app.clock(), failure.reason
        with self._app.journal_at(now) as journal:
            if showing.week:
                journal.digests.failed(showing.week, reason, now + pause_after(showing.tries))
            for one in showing.reminders:
                again_at = now + pause_after(one.tries)
                journal.reminders.mark(
                    one, self._owner, Decided.FAILED, reason, trouble=reason, attention_at=again_at
                )
        names = ", ".join(one.plan.name for one in showing.reminders) or "last week"
        self._note(now, f"could not be shown: {names} ({reason})")

    def closed_bubbles(self) -> list[str]:
        """Return the bubbles whose reminders were answered in another way, each once."""
        now = self._app.clock()
        with self._app.journal_at(now) as journal:
            return journal.reminders.take_closed_bubbles(now - _BUBBLES_FOR)

    def next_at(self) -> dt.datetime | None:
        """Return when there is something to do next, if ever."""
        now = self._app.clock()
        with self._app.reading_at(now) as journal:
            instants = (journal.reminders.next_at(), week_at(self._app, journal, now))
        return min((at for at in instants if at is not None), default=None)

    def _claim(self, *, repeat_open: bool) -> "list[tuple[Reminder, WeekSoFar | Exception]]":
        now = self._app.clock()
        with self._app.journal_at(now) as journal:
            for plan, why in journal.reminders.refresh():
                self._note(now, f"plan {plan} cannot be worked out: {why}")
            if repeat_open:
                journal.reminders.repeat_open(now - _FRESH)
            journal.reminders.look_at_held()
            journal.reminders.dues.recall_missed()
            claimed = journal.reminders.claim(self._owner, self._lease, MOST_AT_ONCE)
            return [self._told(journal, one) for one in claimed]

    def _told(
        self, journal: "Journal", reminder: "Reminder"
    ) -> "tuple[Reminder, WeekSoFar | Exception]":
        """Return the reminder with its cautions, and where its plan stands."""
        try:
            if reminder.state != State.MISSED:
                cautions = journal.gate.before_showing(reminder.plan)
                reminder = replace(reminder, cautions=cautions)
            return reminder, journal.reminders.dues.week_so_far(reminder.plan)
        except Exception as error:  # noqa: BLE001 It is kept with the reminder that it concerns.
            return reminder, error

    def _pass(self, claimed: "Sequence[tuple[Reminder, WeekSoFar | Exception]]") -> Showing | None:
        """Let the claimed ones through the gate; return what remains to be said, if anything."""
        now = self._app.clock()
        passed, decided = [], []
        for reminder, so_far in claimed:
            verdict = so_far if isinstance(so_far, Exception) else self._judge(reminder, now)
            if isinstance(so_far, Exception) or isinstance(verdict, Exception):
                decided.append((reminder, verdict))
            elif verdict.what == Decided.SHOWN:
                passed.append((reminder, so_far))
            else:
                decided.append((reminder, verdict))
        if decided:
            self._record(decided, now)
        if not passed:
            return None
        manner = self._manner(now)
        message = (
            wording.one(*passed[0], manner) if len(passed) == 1 else wording.several(passed, manner)
        )
        return self._in_place(message, [reminder for reminder, _ in passed], now)

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
        except Exception as error:  # noqa: BLE001 One broken plan must not stop the others.
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
                    why = f"{type(verdict).__name__}: {verdict}"
                    values: dict[str, Any] = {"trouble": why, "attention_at": now + _REST}
                    what = Decided.FAILED
                else:
                    why, what = verdict.why, verdict.what
                    values = {"attention_at": verdict.until, "tries": 0, "trouble": None}
                    if what in (State.HELD, State.DROPPED):
                        values |= {"to": what, "why": why}
                journal.reminders.mark(reminder, self._owner, what, why, **values)
                self._note(now, f"{what}: {reminder.plan.name}, {why}")

    def _in_place(
        self, message: Message, reminders: Sequence["Reminder"], now: dt.datetime
    ) -> Showing:
        """Have the message take the place of the bubbles about nothing else than these reminders."""
        numbers = [one.number for one in reminders]
        handles = list(dict.fromkeys(one.handle for one in reminders if one.handle))
        if handles:
            with self._app.journal_at(now) as journal:
                shared = journal.reminders.bubbles_shared(handles, numbers)
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

    def _note(self, now: dt.datetime, line: str) -> None:
        self._say(f"{now.astimezone(self._app.present.zone):%H:%M:%S}  {line}")


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
