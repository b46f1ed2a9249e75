"""The reminder process: it waits until something is due, is changed or is answered, and ticks."""

import contextlib
import datetime as dt
import gc
import importlib
import logging
import os
import select
import socket
import sys
import time
from collections import deque
from typing import TYPE_CHECKING

from tracker.doorbell import Doorbell
from tracker.errors import BadSettings, Conflict, DatabaseTrouble, TrackerError, Unreachable
from tracker.escaping import visible
from tracker.reminding import lock
from tracker.reminding.alarm import Alarm
from tracker.reminding.clicks import obey
from tracker.reminding.coming import listed
from tracker.reminding.daily_backup import DailyBackup
from tracker.reminding.health import UNEXPECTED, Health
from tracker.reminding.logfile import kept_log, trace_of
from tracker.reminding.mending import await_settings
from tracker.reminding.notifiers import Answer, NotShown
from tracker.reminding.notifiers.chain import Chain, chain_of
from tracker.reminding.owner import own_name
from tracker.reminding.showing import Showing
from tracker.reminding.signals import ending_by_signal
from tracker.reminding.speaker import Outcome, Speaker
from tracker.reminding.supervisor import is_supervised, sd_notify
from tracker.reminding.tick import Say, Tick

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.database.postgresql.bell import Bell

# Timers stand still while a laptop sleeps or its clock is set; so much later it is noticed.
HEARTBEAT_S = 30.0
# What is on its way to the screen gets a moment to arrive, so that it need not be said again.
_LAST_WORD_S = 0.3
_SOON_S = 0.05
# A server that cannot be reached is looked for so often.
_LOOKING_S = 3.0
# What only time brings about, such as the end of a condition, is found after so many heartbeats.
_MOST_RESTS = 10

log = logging.getLogger("tracker.remind")


def run(
    app: "App", say: Say, *, complain: Say | None = None, heartbeat_s: float = HEARTBEAT_S
) -> None:
    """Remind until a signal ends it; raise Conflict where another process does so already.

    Settings that cannot be read are told to `complain`, to `say` without one, and waited for.
    Started by the login, it lets the other one be and ends without an error, or the login would
    start it again and again.
    """
    _load_asyncio()
    try:
        places = app.places
    except BadSettings:
        # They say where the diary is, so that it is not known yet whose reminders these are.
        if not await_settings(app, complain or say):
            return
        places = app.places
    try:
        held = lock.acquire(places.lock, os.getpid(), _now_in_words(app))
    except Conflict as conflict:
        if not is_supervised():
            raise
        sd_notify("READY=1")
        say(conflict.message)
        return
    # A command ends before its garbage matters; this process goes on for weeks.
    gc.set_threshold(700, 10, 10)
    gc.collect()
    loggers = {log: logging.INFO, logging.getLogger("apscheduler"): logging.WARNING}
    with held, kept_log(places.log, loggers):
        if await_settings(app, complain or say):
            with contextlib.closing(Doorbell(places.doorbell)) as doorbell:
                Process(app, doorbell, say, heartbeat_s).run()


def _now_in_words(app: "App") -> str:
    """Return the present instant on the person's clock, on the system's where that is not known."""
    try:
        zone = app.present.zone
    except BadSettings:
        zone = None
    return app.present.now.astimezone(zone).isoformat(" ", "minutes")


def _load_asyncio() -> None:
    """Load asyncio, which SQLAlchemy asks for, without OpenSSL: 1.6 MB less for as long as it runs.

    Nothing here speaks TLS, and asyncio does without it, as a Python may be built so; what is hashed
    here Python hashes itself. Whatever asks for `ssl` later gets it.
    """
    hidden = [name for name in ("ssl", "_hashlib") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        for name in ("asyncio", "hashlib"):
            importlib.import_module(name)
    finally:
        for name in hidden:
            del sys.modules[name]


class Process:
    """One running reminder process. The main thread owns the diary; channels have threads."""

    def __init__(self, app: "App", doorbell: Doorbell, say: Say, heartbeat_s: float) -> None:
        self._app = app
        self._doorbell = doorbell
        self._say = say
        self._heartbeat_s = heartbeat_s
        self._woken, self._waking = socket.socketpair()
        for end in (self._woken, self._waking):
            end.setblocking(False)
        self._tick = Tick(app, own_name(), self._note)
        self._channels: tuple[object, ...] = ()
        self._speaker = Speaker(self._make_chain, self._wake, app.clock)
        self._outcomes: deque[Outcome] = deque()
        self._answers: deque[Answer] = deque()
        self._is_first = True
        self._is_desktop_new = True
        # Bubbles whose buttons are not heard, as another process or connection has shown them.
        self._unheard: deque[str] = deque()
        self._listened_s = 0.0
        self._is_ending = False
        self._diary: object = None
        # What rings when another machine changes the diary, and why there is none where it has one.
        self._bell: Bell | None = None
        self._deafness = ""
        self._is_cut_off = False
        # The diary that was there at the last turn, and what of it stood on the screen.
        self._generation: int | None = None
        self._on_screen: list[str] = []
        self._left_over: list[str] = []
        self._next_at: dt.datetime | None = None
        self._known: object = None
        self._rests = 0
        self._health = Health(app.places.pulse, os.getpid(), app.machine_clock, self._note)
        # What lies on a server is backed up there.
        self._backup = None if app.is_on_server else DailyBackup(app.file, self._wake)
        app.why_missed = self._health.why_missed

    def run(self) -> None:
        """Remind until a signal comes."""
        with ending_by_signal(self._end), contextlib.closing(Alarm(self._wake)) as alarm:
            # What is wrong with the diary at the start is for the person to hear. A server is waited
            # for, as a machine may have no network yet.
            try:
                self._reach()
            except Unreachable:
                self._is_cut_off = True
            self._turn()
            self._note("running")
            sd_notify("READY=1")
            while not self._is_ending:
                is_woken = self._wait(self._arm(alarm))
                if self._is_ending:
                    break
                if is_woken or self._is_news():
                    self._turn()
                else:
                    self._rest()
            self._say_last_word()
        self._health.end()
        self._note("ended")
        sd_notify("STOPPING=1")
        self._hang_up()
        if self._backup:
            self._backup.close()
        self._speaker.close()

    def _turn(self) -> None:
        """Do all that can be done now; whatever goes wrong, the next turn comes."""
        self._rests = 0
        try:
            if self._is_cut_off:
                # One question is enough to learn that it still is: each may be waited for long.
                self._reach()
                self._is_cut_off = False
            self._renew()
            if self._find_diary():
                self._known = self._look()
                self._listen_to_others()
                self._let_go_of_former()
                self._do_all()
                self._on_screen = self._tick.bubbles()
                self._next_at = self._tick.next_at()
                # While a message is on its way, nothing is taken from it; the next turn is near.
                is_free = self._speaker.is_free
                found = listed(self._app, self._app.clock()) if is_free else None
                self._health.good(self._app.present.zone, found)
                self._back_up()
        except DatabaseTrouble as trouble:
            self._is_cut_off = isinstance(trouble, Unreachable)
            self._health.bad(trouble.message)
        except Exception as error:  # noqa: BLE001 Whatever it is, the next turn comes.
            trace = trace_of(error, is_discreet=self._is_discreet)
            log.error(f"an error that should not be; the reminders go on\n{trace}")
            self._health.bad(UNEXPECTED, is_expected=False)
        self._health.beat()
        self._say_trouble()

    def _reach(self) -> None:
        with self._app.database.reading():
            pass

    def _listen_to_others(self) -> None:
        """Hear at once what other machines change; without that it is found at the next heartbeat."""
        if self._bell is not None:
            return
        try:
            self._bell, trouble = self._app.database.bell(), ""
        except DatabaseTrouble as deaf:
            trouble = f"what other machines change is heard only now and then: {deaf.message}"
        if trouble and trouble != self._deafness:
            self._note(trouble)
        self._deafness = trouble

    def _hang_up(self) -> None:
        if self._bell is not None:
            self._bell.close()
            self._bell = None

    def _let_go_of_former(self) -> None:
        """Where the diary was replaced as a whole, drop what was about the former one.

        A press on one of its bubbles would answer whatever has that number now.
        """
        generation = self._app.database.generation()
        if self._generation not in (None, generation):
            self._note("the diary was replaced")
            still = set(self._tick.bubbles())
            self._left_over += [handle for handle in self._on_screen if handle not in still]
            self._answers.clear()
            self._speaker.answers()
            self._unheard.clear()
        self._generation = generation

    def _do_all(self) -> None:
        self._hear()
        while self._outcomes:
            self._record(self._outcomes[0])
            self._outcomes.popleft()
        self._answers += self._speaker.answers()
        while self._answers:
            self._obey(self._answers[0])
            self._answers.popleft()
        if self._speaker.is_free and self._left_over:
            self._speaker.close_bubbles(self._left_over)
            self._left_over = []
        if self._speaker.is_free and (handles := self._tick.closed_bubbles()):
            self._speaker.close_bubbles(handles)
        if self._speaker.is_free and (self._speaker.take_return() or self._is_desktop_new):
            self._is_desktop_new = True
            self._tick.retry()
            bubbles = self._tick.bubbles()
            self._unheard = deque(one for one in bubbles if not self._speaker.hears(one))
            self._is_desktop_new = False
        while self._speaker.is_free:
            showing = (
                self._tick.take(repeat_open=self._is_first, takes_over=True)
                or self._tick.follow()
                or self._put_back()
            )
            self._is_first = False
            if showing is None:
                self._listen()
                break
            if self._tick.is_fresh(showing):
                self._speaker.show(showing)
            else:
                self._tick.give_back(showing)

    def _back_up(self) -> None:
        """Have today's backup made where there is none, and take note of how the last one ended."""
        if self._backup is None:
            return
        is_wanted = self._app.present.settings.is_backed_up
        if is_wanted:
            self._backup.turn(self._app.present.today)
        self._health.backup(self._backup.trouble if is_wanted else "")

    def _put_back(self) -> Showing | None:
        """Return the next bubble that is shown again in its place, so that its buttons are heard."""
        while self._unheard:
            handle = self._unheard[0]
            showing = None if self._speaker.hears(handle) else self._tick.put_back(handle)
            self._unheard.popleft()
            if showing:
                return showing
        return None

    def _listen(self) -> None:
        """Listen for a desktop whose bus has ended, but look for it no more often than for the rest."""
        now_s = time.monotonic()
        if now_s - self._listened_s >= self._heartbeat_s:
            self._listened_s = now_s
            self._speaker.listen()

    def _hear(self) -> None:
        """Take in what came of the messages; what is about the process itself goes to no diary."""
        for showing, receipt, at in self._speaker.outcomes():
            if showing.reminders or showing.week:
                self._outcomes.append((showing, receipt, at))
            else:
                self._health.heard(receipt)

    def _say_trouble(self) -> None:
        """Say on the desktop that the reminders do not work, or that they work again."""
        self._hear()
        if self._speaker.is_free and (word := self._health.word()):
            self._speaker.show(Showing(word, self._app.clock()))

    def _record(self, outcome: Outcome) -> None:
        showing, receipt, at = outcome
        if isinstance(receipt, NotShown):
            if showing.follows:
                self._tick.could_not_follow(showing, receipt)
            elif not showing.puts_back:
                self._tick.failed(showing, receipt)
            elif not showing.message.is_in_place:
                # The others would fare no better; when the desktop is back, all are put back.
                self._unheard.clear()
            return
        if showing.puts_back:
            handles = self._tick.was_put_back(showing, receipt)
        elif showing.follows:
            handles = self._tick.followed(showing, receipt)
        else:
            handles = self._tick.shown(showing, receipt, at)
        if handles and self._speaker.is_free:
            self._speaker.close_bubbles(handles)

    def _obey(self, answer: Answer) -> None:
        try:
            for line in obey(self._app, answer):
                self._note(line)
        except DatabaseTrouble:
            raise
        except TrackerError as refusal:
            # Why the care rules refuse it tells what it is, and of whom.
            why = "" if self._is_discreet else f": {refusal}"
            self._note(f"{answer.action} could not be done{why}")

    def _look(self) -> object:
        """Return what is equal as long as nobody changed the diary, the settings or the zone."""
        today = self._app.present.day_of(self._app.clock())
        return (
            self._app.database.place(),
            self._app.database.data_version(),
            self._app.stamp(),
            today,
        )

    def _is_news(self) -> bool:
        """Tell whether there may be something to do; most heartbeats find that there is not."""
        if self._health.trouble or not self._speaker.is_free or self._rests >= _MOST_RESTS:
            return True
        if self._health.has_clock_jumped():
            return True
        if self._next_at is not None and self._next_at <= self._app.clock():
            return True
        try:
            return self._look() != self._known
        except (DatabaseTrouble, OSError):
            return True

    def _rest(self) -> None:
        """Let a heartbeat pass at which there is nothing to do."""
        self._rests += 1
        self._listen()
        self._health.rest()

    def _wait(self, longest_s: float) -> bool:
        """Wait for the next due time, a change by another process, a button or a heartbeat.

        It tells whether it was anything but a heartbeat.
        """
        waiting: list[socket.socket | Doorbell | Bell] = [self._woken, self._doorbell]
        waiting += self._speaker.sockets()
        bells = [self._bell] if self._bell else []
        until_s = time.monotonic() + longest_s
        while True:
            left_s = max(until_s - time.monotonic(), 0)
            found, _, _ = select.select([*waiting, *bells], [], [], left_s)
            # What this process has changed itself rings as well, and is no news to it.
            is_own = bool(bells) and bells[0] in found and not self._is_rung()
            if not is_own or found != bells:
                break
        with contextlib.suppress(OSError):
            while self._woken.recv(4096):
                pass
        self._doorbell.drain()
        return bool(found)

    def _is_rung(self) -> bool:
        """Tell whether another machine has changed the diary, or may have, as the bell broke."""
        is_rung = self._bell.drain() if self._bell else None
        if is_rung is None:
            self._hang_up()
        return is_rung is not False

    def _arm(self, alarm: Alarm) -> float:
        """Have the scheduler wake this process when something is due; return the longest wait."""
        if self._is_cut_off:
            return min(_LOOKING_S, self._heartbeat_s)
        if self._health.trouble:
            return self._heartbeat_s
        speaking_s = self._speaker.wait_s()
        if speaking_s is not None:
            return min(speaking_s, self._heartbeat_s)
        if self._next_at is not None and self._next_at <= self._app.clock():
            return _SOON_S
        alarm.set(self._next_at and self._app.on_machine(self._next_at))
        return self._heartbeat_s

    def _renew(self) -> None:
        try:
            self._app.renew()
        except BadSettings as trouble:
            self._note(f"the settings stay as they were: {trouble.message}")
        # Whatever becomes of the system's zone, each turn has one.
        _ = self._app.present.zone
        if news := self._app.zone_news():
            self._note(news)
        notices = self._app.database.notices
        while notices:
            self._note(notices.pop(0))
        reminders = self._app.present.settings.reminders
        channels = (reminders.channels, reminders.addresses)
        if channels != self._channels and self._speaker.is_free:
            if self._channels:
                self._speaker.renew()
                self._is_desktop_new = True
            self._channels = channels

    def _make_chain(self) -> Chain:
        reminders = self._app.present.settings.reminders
        return chain_of(
            reminders.channels,
            sys.stdout,
            needs_tty=True,
            addresses=reminders.addresses,
            diary=self._app.places.name,
        )

    def _find_diary(self) -> bool:
        """Look whether the diary is still the file that is open; a new one must not be made.

        A file that was moved away or put back would otherwise be written to where nobody sees it.
        """
        try:
            diary = self._app.database.place()
        except OSError:
            self._app.close()
            self._diary = None
            self._health.bad(f"the diary {self._app.database.name} is not there")
            return False
        if diary != self._diary:
            self._app.close()
            self._diary = diary
        return True

    def _say_last_word(self) -> None:
        """Keep what became of the message on its way, if it arrives at once."""
        self._speaker.wait(_LAST_WORD_S)
        with contextlib.suppress(TrackerError):
            self._hear()
            for outcome in self._outcomes:
                self._record(outcome)

    @property
    def _is_discreet(self) -> bool:
        return self._app.present.settings.reminders.is_discreet

    def _note(self, line: str) -> None:
        line = visible(line)
        log.info(line)
        with contextlib.suppress(OSError, ValueError):
            self._say(line)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._waking.send(b"!")

    def _end(self) -> None:
        self._is_ending = True
        self._wake()
