"""The course of a timer: moved on by the clock, steered by keys, kept in the diary meanwhile."""

import contextlib
import datetime as dt
import io
import os
import threading
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from msgspec.structs import replace

from tracker.app import App
from tracker.care.catalogue import EFFORTS
from tracker.care.guide import Run, skin_check_s
from tracker.errors import DatabaseTrouble
from tracker.show.terminal import Look, look, wrapped
from tracker.timing import words as show
from tracker.timing.keys import ENTER, INTERRUPT, REDRAW, NoKeys, Waiting
from tracker.timing.voice import HALF, OVER, SKIN, Voice, spoken

if TYPE_CHECKING:
    from tracker.care.timer import Timer
    from tracker.reminding.notifiers import Message
    from tracker.settings import ReminderSettings

# The clock is read to the second, so this is how late a second may be shown.
_POLL_S = 0.2
_KEPT_EVERY = dt.timedelta(seconds=5)
# More than all channels together may take.
_LONGEST_TELLING_S = 25
_BELL = "\a"

End = Literal["over", "ended", "dropped", "unwatched"]


class Screen:
    """Where a timer is shown: a terminal with a bar, or plain lines on whatever it is."""

    def __init__(self, stream: TextIO, wanted: str, *, has_bar: bool, has_bell: bool) -> None:
        self._stream = stream
        self._wanted = wanted
        self._has_bell = has_bell
        self._drawing: show.Bar | show.Lines = show.Bar() if has_bar else show.Lines()

    def show(self, timer: "Timer") -> None:
        """Show the timer as it is now, at the width that the terminal has by now."""
        self._write(self._drawing.drawn(timer, self._look()))

    def say(self, text: str) -> None:
        """Write a line that stays; a bar is drawn anew below it."""
        self.ask(text)
        self.answer("")

    def ask(self, question: str) -> None:
        """Write a question in the place of the bar, and leave the cursor behind it."""
        now = self._look()
        self._write(self._drawing.cleared(now) + wrapped(question, now))

    def answer(self, word: str) -> None:
        """Write the answer behind the question."""
        self._write(f"{word}\n")

    def clear(self) -> None:
        """Take the bar away."""
        self._write(self._drawing.cleared(self._look()))

    def begin_anew(self) -> None:
        """Draw the next bar below whatever stands there by now."""
        self._drawing.forget()

    def ring(self) -> None:
        """Ring the bell of a terminal, where it is wanted."""
        if self._has_bell and self._stream.isatty():
            self._write(_BELL)

    def _look(self) -> Look:
        found = look(self._stream, wanted=self._wanted)
        if found.width is None:
            return found
        # COLUMNS and LINES in the environment are as old as the process, and windows change.
        with contextlib.suppress(OSError):
            size = os.get_terminal_size(self._stream.fileno())
            return replace(
                found, width=size.columns or found.width, height=size.lines or found.height
            )
        return found

    def _write(self, text: str) -> None:
        if text:
            self._stream.write(text)
            self._stream.flush()


class Announcer:
    """Tells the person through the channels of the reminders, without holding up the timer."""

    def __init__(self, settings: "ReminderSettings", diary: str) -> None:
        self._settings = settings
        self._diary = diary
        self._threads: list[threading.Thread] = []
        self._troubles: list[str] = []

    def tell(self, words: str, what: str) -> None:
        """Begin to show a message; where reminders are discreet it does not say about what."""
        from tracker.reminding.notifiers import Message

        title = words if self._settings.is_discreet else f"{what}: {words}"
        title = title[:1].upper() + title[1:]
        message = Message("timer", title, sound=self._settings.has_sound)
        thread = threading.Thread(target=self._show, args=(message,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def troubles(self) -> list[str]:
        """Wait for what was begun, and return a line for each message that was not shown."""
        for thread in self._threads:
            thread.join(_LONGEST_TELLING_S)
            if thread.is_alive():
                self._troubles.append(f"no answer in {_LONGEST_TELLING_S} s")
        self._threads.clear()
        return [f"The notification was not shown: {trouble}." for trouble in self._troubles]

    def _show(self, message: "Message") -> None:
        from tracker.reminding.notifiers import NotShown
        from tracker.reminding.notifiers.chain import chain_of

        # A timer always stands in its terminal, so that channel has nothing more to write.
        chain = chain_of(
            self._settings.channels,
            io.StringIO(),
            needs_tty=False,
            addresses=self._settings.addresses,
            diary=self._diary,
        )
        try:
            chain.show(message)
        except NotShown as failure:
            self._troubles.append(failure.reason.rstrip("."))
        finally:
            chain.close()


class Terminal(NamedTuple):
    """Where a person sits before a timer; without `keys` nobody can be asked."""

    keys: Waiting | None
    screen: Screen
    announcer: Announcer
    voice: Voice

    def ask(self, question: str, words: dict[str, str], otherwise: str = "") -> str:
        """Ask until one of the keys in `words` is pressed, write its word behind, return the key.

        Any other key has the word `otherwise`, where there is one, and is returned as well.
        """
        assert self.keys is not None
        self.screen.ask(question)
        while True:
            key = self.keys.wait(60)
            if key and (word := words.get(key, otherwise)):
                self.screen.answer(word)
                return key

    def ask_pain(self, when: str) -> int | None:
        """Ask for the pain, which is one key; return 0 to 10, or None where it was passed over.

        Raises KeyboardInterrupt at Ctrl-C.
        """
        levels = {str(level): str(level) for level in range(10)} | {"t": "10", "T": "10"}
        passed_over = dict.fromkeys((*ENTER, INTERRUPT), "-")
        key = self.ask(f"Pain {when} (0-9, t=10, Enter skips): ", levels | passed_over)
        if key == INTERRUPT:
            raise KeyboardInterrupt
        return int(levels[key]) if key in levels else None

    def ask_effort(self) -> str | None:
        """Ask how hard it was, which is one key; return None where any other is pressed."""
        efforts = {word[0]: word for word in EFFORTS}
        words = efforts | {letter.upper(): word for letter, word in efforts.items()}
        question = f"How was it? {', '.join(f'{key} {word}' for key, word in efforts.items())}, "
        key = self.ask(f"{question}any other key skips: ", words, "-")
        return words.get(key)


class Course:
    """A timer under way; `timer` is how it stands."""

    def __init__(self, app: App, timer: "Timer", terminal: Terminal) -> None:
        self.timer = timer
        self._app = app
        self._terminal = terminal
        self._keys = terminal.keys or NoKeys()
        self._screen = terminal.screen
        # How the timer stood when the person last heard of it.
        self._heard = timer.run

    def run(self) -> End:
        """Let the timer run until it is over, ended or dropped by the person, or went unwatched.

        Unwatched is one whose time ended while the computer slept: nobody knows what was done
        then, so it stands where it was last seen. Raises Conflict where another process dropped it.
        """
        kept_at = self.timer.run.seen_at
        self._terminal.voice.say(spoken(self.timer))
        while True:
            now = self._app.clock()
            run = self.timer.run
            if run.was_unwatched(now) and run.is_over_by(now):
                return "unwatched"
            if run.was_unwatched(now) and run.is_guided:
                self._put(run.paused())
                self._screen.say("Paused: for a while nobody was watching. space goes on.")
                self._keep()
            self._put(self.timer.run.advanced(now))
            self._announce()
            if trouble := self._terminal.voice.trouble():
                self._screen.say(trouble)
            if self.timer.run.is_over:
                self._keep()
                self._screen.say("Time is up.")
                return "over"
            self._screen.show(self.timer)
            if not self.timer.run.is_paused and now - kept_at >= _KEPT_EVERY:
                self._keep()
                kept_at = now
            if end := self._obey(self._keys.wait(_POLL_S)):
                return end

    def _obey(self, key: str) -> End | None:
        run = self.timer.run
        match key:
            case " ":
                self._put(run.resumed(self._app.clock()) if run.is_paused else run.paused())
            case "n" | "N" if run.is_guided:
                if not run.steps[run.position].is_between:
                    self._screen.say(show.counted(self.timer))
                self._put(run.skipped())
            case "e" | "E":
                self._keep()
                return "ended"
            case _ if key == INTERRUPT:
                return self._ask_to_stop()
            case _:
                if key == REDRAW:
                    self._screen.begin_anew()
                return None
        self._keep()
        return None

    def _ask_to_stop(self) -> End | None:
        """Pause, and ask what becomes of what was done so far."""
        was_paused = self.timer.run.is_paused
        self._put(self.timer.run.paused())
        self._keep()
        done = show.clock(self.timer.run.done_s)
        question = f"Keep the {done} done so far? k keep, d discard, any other key goes on: "
        answers = {"k": "keep", "K": "keep", "d": "discard", "D": "discard"}
        answer = answers.get(self._terminal.ask(question, answers, "go on"))
        if answer == "keep":
            return "ended"
        if answer == "discard":
            return "dropped"
        if not was_paused:
            self._put(self.timer.run.resumed(self._app.clock()))
            self._keep()
        return None

    def _announce(self) -> None:
        """Tell what happened since the person last heard of it."""
        before, run, half_s = self._heard, self.timer.run, self.timer.half_s
        self._heard = run
        kind, what = self.timer.entry.kind, show.title(self.timer.entry)
        if run.is_over:
            words = OVER
            self._terminal.announcer.tell("time is up", what)
        elif run.position != before.position:
            words = spoken(self.timer)
        elif half_s is None or not before.spent_here_s < half_s <= run.spent_here_s:
            return
        elif skin_check_s(kind, run.length_s) is None:
            words = HALF
        else:
            words = SKIN
            self._terminal.announcer.tell("look at the skin now", what)
        self._terminal.voice.say(words)
        self._screen.ring()

    def _put(self, run: Run) -> None:
        self.timer = replace(self.timer, run=run)

    def _keep(self) -> None:
        try:
            # It concerns no reminder, so the doorbell of their process stays silent.
            with self._app.journal_at(self.timer.run.seen_at) as journal:
                journal.timers.see(self.timer)
        except DatabaseTrouble:
            # The timer goes on; the next attempt is seconds away, and the end will say so.
            return
