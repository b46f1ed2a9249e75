"""A diary with plans, a clock that is set by hand, and a channel that keeps what it was shown."""

import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.running import opened
from tracker.app import App
from tracker.care.fields import Details, entry_of
from tracker.care.plan import Form, Plan
from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays
from tracker.reminding.gate import HoldOf
from tracker.reminding.notifiers import Message, NotShown, Receipt
from tracker.reminding.tick import LEASE, tick

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = Weekdays(frozenset(range(7)))
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def at(text: str) -> dt.datetime:
    """Return the instant of a clock time in Berlin, as in `2026-11-23 18:00`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(dt.UTC)


class FakeChannel:
    """Takes every message, or refuses with the reason in `refusal`."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.bodies: list[str] = []
        self.replaced: list[str | None] = []
        self.stays: list[bool] = []
        self.closed: list[str] = []
        self.refusal = ""
        self.troubles: tuple[str, ...] = ()
        self.has_bubbles = True
        self.meanwhile: Callable[[], object] = lambda: None

    def show(self, message: Message) -> Receipt:
        self.meanwhile()
        if self.refusal:
            raise NotShown(self.refusal)
        self.messages.append(message)
        self.bodies.append(message.body)
        self.replaced.append(message.replaces)
        self.stays.append(message.stays)
        handle = f"bus:1.1/{len(self.bodies)}" if self.has_bubbles else ""
        return Receipt("fake", handle, has_buttons=True, troubles=self.troubles)

    def close_bubble(self, handle: str) -> None:
        self.closed.append(handle)

    def take(self) -> list[str]:
        """Return the titles of what was shown since the last call."""
        titles = [message.title for message in self.messages]
        self.messages = []
        return titles


class Desk:
    """The diary of one test, in Berlin: in a file that is copied, or at the address of a server."""

    def __init__(self, folder: Path, now: str, empty_diary: Path | str) -> None:
        self.now = at(now)
        self.config = folder / "config.toml"
        self.database = folder / "diary.db"
        if isinstance(empty_diary, Path):
            shutil.copy(empty_diary, self.database)
            self.address = f"sqlite:///{self.database}"
        else:
            self.address = empty_diary
        self.channel = FakeChannel()
        self.said: list[str] = []
        self.hold_of: HoldOf | None = None
        self.app = self.another()
        self.configure()

    def another(self, desk: str = "") -> App:
        """Return the program as another process has it, on the same diary, perhaps on another desk."""
        app = App(self.address, self.config, lambda: self.now)
        if desk:
            app.desk = desk
        return app

    def configure(self, reminders: str = 'digest = ""') -> None:
        """Write the settings of the group `reminders`; the week is told only where a test says so."""
        if "digest" not in reminders:
            reminders += '\ndigest = ""'
        self.config.write_text(f'zone = "Europe/Berlin"\n[reminders]\n{reminders}\n')
        self.app.renew()

    def plan(
        self,
        name: str | None = None,
        times: str = "18:00",
        rhythm: Rhythm = EVERY_DAY,
        kind: str = "heat-pack",
        minutes: int = 20,
        **details: Any,
    ) -> Plan:
        """Make a plan that begins now."""
        self.app.renew()
        length = dt.timedelta(minutes=minutes)
        clock_times = tuple(dt.time.fromisoformat(one) for one in times.split())
        form = Form(self.app.present.now, rhythm, clock_times, self.app.present.today)
        with self.app.journal() as journal:
            return journal.plans.add(name, kind, Details(duration=length, **details), form)

    def log(self, kind: str = "heat-pack", ago: dt.timedelta = MINUTE, minutes: int = 20) -> int:
        """Log a session that began a while ago; return its number."""
        self.app.renew()
        started_at = self.app.present.now - ago
        day = started_at.astimezone(BERLIN).date()
        length = dt.timedelta(minutes=minutes)
        entry = entry_of(
            kind=kind, day=day, started_at=started_at, zone="Europe/Berlin", duration=length
        )
        with self.app.journal() as journal:
            return journal.sessions.log(entry).session.number

    def tick(self, when: str = "", app: App | None = None, **options: Any) -> list[str]:
        """Do one tick, at an instant if one is given, and return the titles it has shown."""
        if when:
            self.now = at(when)
        app = app or self.app
        app.renew()
        given = {"hold_of": self.hold_of, "hears_buttons": True} | options
        tick(app, self.channel, f"owner of {id(app)}", self.said.append, **given)
        return self.channel.take()

    def reminders(self) -> list[tuple[str, ...]]:
        """Return day, clock time and state of every reminder, by time."""
        with self.app.reading_at(self.now) as journal:
            found = journal.reminders.between(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
        return [(f"{one.due_at.astimezone(BERLIN):%d %H:%M}", one.state) for one in found]

    def due(self) -> list[str]:
        """Return what the list calls due now or put off: when it came, and which of the two."""
        self.app.renew()
        with self.app.reading_at(self.now) as journal:
            found = journal.due.now().open
        return [f"{one.due_at.astimezone(BERLIN):%d %H:%M} {one.state}" for one in found]

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what the diary itself holds."""
        with opened(self.address) as db:
            found: list[tuple[Any, ...]] = db.execute(statement).fetchall()
            return found

    def run(self, statement: str) -> None:
        """Change what the diary holds, behind the back of the program."""
        with opened(self.address) as db:
            db.execute(statement)

    def next_at(self) -> str:
        """Return when there is something to do next, in Berlin."""
        from tracker.reminding.tick import Tick

        found = Tick(self.app, "nobody", self.said.append).next_at()
        return f"{found.astimezone(BERLIN):%d %H:%M:%S}" if found else ""

    def decided(self) -> list[tuple[str, str]]:
        """Return what was decided, and why, reminder by reminder, the first decision first."""
        with self.app.reading_at(self.now) as journal:
            latest = journal.decisions.latest(None, 100)
        return [
            (decision.what, decision.words)
            for one in reversed(latest)
            for decision in one.decisions
        ]

    def answer(self, action: str, numbers: Sequence[int]) -> list[str]:
        """Press a button on the bubble of these reminders."""
        from tracker.reminding.clicks import obey
        from tracker.reminding.notifiers import Answer
        from tracker.reminding.wording import key_of

        self.app.renew()
        return obey(self.app, Answer("any", key_of(numbers), action))

    def close(self) -> None:
        self.app.close()


__all__ = ["LEASE", "Desk", "FakeChannel", "Interval", "Quota", "Weekdays", "at"]
