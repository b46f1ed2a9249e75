"""What the person has set: a TOML file of theirs, and a default for everything it does not say."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, cast

from msgspec import Struct

from tracker.settings import declared
from tracker.settings.declared import SETTINGS, Setting, find_setting
from tracker.settings.forms import Plain

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.care.catalogue import Exercise, Style

T = TypeVar("T")

_NAMES_DIARY = re.compile(rb"""^(?:\xef\xbb\xbf)?[ \t]*["']?database""", re.MULTILINE)

Origin = Literal["default", "file"]


class Listed(NamedTuple):
    """One setting as it is shown, without its secrets; `value` is plain, as JSON takes it."""

    key: str
    value: Plain
    written: str
    origin: Origin
    explanation: str
    accepted: str


class ReminderSettings(NamedTuple):
    """How the person wants to be reminded.

    `quiet` are the clock times between which nothing is shown, `digest` is the weekday (0 is
    Monday) and clock time at which last week is told; None where there is none.
    """

    at: dt.time
    quiet: tuple[dt.time, dt.time] | None
    snooze: dt.timedelta
    repeat: dt.timedelta
    repeats: int
    missed: dt.timedelta
    has_sound: bool
    is_discreet: bool
    channels: tuple[str, ...]
    addresses: tuple[str, ...]
    digest: tuple[int, dt.time] | None
    is_nagging: bool


class Settings(Struct, frozen=True):
    """The settings in force; `given` holds those that the file sets, by key."""

    given: Mapping[str, object] = {}  # A Struct makes each its own.

    @property
    def currency(self) -> str:
        return self._of(declared.CURRENCY)

    @property
    def database(self) -> str:
        """The address of the diary; empty is the file of the platform."""
        return self._of(declared.DATABASE)

    @property
    def zone(self) -> str:
        """The name of the person's time zone; empty is that of the system."""
        return self._of(declared.ZONE)

    @property
    def first_weekday(self) -> int:
        """The day on which the week begins, counted as `date.weekday` does: Monday is 0."""
        return declared.WEEKDAYS.index(self._of(declared.FIRST_DAY_OF_WEEK))

    @property
    def day_starts_at(self) -> dt.time:
        return self._of(declared.DAY_STARTS_AT)

    @property
    def temperature_unit(self) -> str:
        return self._of(declared.TEMPERATURE_UNIT)

    @property
    def is_paged(self) -> bool:
        return self._of(declared.PAGER)

    @property
    def terminal(self) -> str:
        return self._of(declared.TERMINAL)

    @property
    def has_bell(self) -> bool:
        """Whether a timer rings the bell of its terminal."""
        return self._of(declared.TIMER_BELL)

    @property
    def is_backed_up(self) -> bool:
        """Whether the reminder process makes an automatic backup each day."""
        return self._of(declared.BACKUP_DAILY)

    @property
    def style(self) -> str:
        """The style of a massage given without one; empty is none."""
        return self._of(declared.STYLE)

    @property
    def limits(self) -> dict[str, float]:
        """The limits of the care rules that differ from their defaults, by key."""
        pairs = (one.partition("=") for one in self._of(declared.LIMITS))
        return {key: float(figure) for key, _, figure in pairs}

    @property
    def emergency_number(self) -> str:
        return self._of(declared.EMERGENCY_NUMBER)

    @property
    def reminders(self) -> "ReminderSettings":
        """What is set of reminders."""
        return ReminderSettings(
            at=self._of(declared.REMIND_AT),
            quiet=_clock_times(self._of(declared.QUIET)),
            snooze=dt.timedelta(minutes=self._of(declared.SNOOZE)),
            repeat=dt.timedelta(minutes=self._of(declared.REPEAT)),
            repeats=self._of(declared.REPEATS),
            missed=dt.timedelta(hours=self._of(declared.MISSED_HOURS)),
            has_sound=self._of(declared.SOUND),
            is_discreet=self._of(declared.DISCREET),
            channels=self._of(declared.CHANNELS),
            addresses=self._of(declared.ADDRESSES),
            digest=_weekly_time(self._of(declared.DIGEST)),
            is_nagging=self._of(declared.NAG),
        )

    def minutes(self, kind: str) -> int:
        """Return how long a session of the kind is where nothing is said, in minutes."""
        return self._of(declared.MINUTES[_group(kind)])

    def areas(self, kind: str) -> list[str]:
        """Return the areas of a session of the kind where none are given, each `area[:side]`."""
        return [*self._of(declared.AREAS[_group(kind)])]

    def provider(self, kind: str) -> str:
        """Return who gives a session of the kind where nobody is named; empty is nobody."""
        setting = declared.PROVIDERS.get(_group(kind))
        return self._of(setting) if setting else ""

    def own_words(self, what: str) -> list[str]:
        """Return the person's own `styles`, `areas` or `exercises`."""
        return [*self._of(declared.OWN_WORDS[what])]

    def usual(self, kind: str) -> dict[str, Any]:
        """Return the fields of a session of the kind that are set, by name."""
        from tracker.settings.usual import usual

        return usual(self, kind)

    def exercises(self) -> Mapping[str, "Exercise"]:
        """Return the exercises of the catalogue and of the settings."""
        from tracker.settings.vocabulary import exercises

        return exercises(self)

    def styles(self) -> Mapping[str, "Style"]:
        """Return the styles of massage of the catalogue and of the settings."""
        from tracker.settings.vocabulary import styles

        return styles(self)

    def value(self, key: str) -> object:
        """Return the value in force; raise BadInput if there is no such setting."""
        return self._of(find_setting(key))

    def origin(self, key: str) -> Origin:
        """Say where the value comes from; raise BadInput if there is no such setting."""
        return "file" if find_setting(key).key in self.given else "default"

    def listed(self, key: str) -> Listed:
        """Return the setting as it is shown; raise BadInput if there is no such setting."""
        setting = find_setting(key)
        value = self._of(setting)
        return Listed(
            setting.key,
            setting.form.shown(value),
            setting.form.written(value),
            self.origin(setting.key),
            setting.explanation,
            setting.form.accepted,
        )

    def listing(self) -> list[Listed]:
        """Return every setting as it is shown, group by group."""
        return [self.listed(key) for key in SETTINGS]

    def _of(self, setting: Setting[T]) -> T:
        return cast(T, self.given.get(setting.key, setting.default))


class Changed(Struct, frozen=True):
    """A setting that was given a value, and what should be known of its effect."""

    setting: Listed
    notices: tuple[str, ...]


def changed(settings: Settings, key: str) -> Changed:
    """Return what came of giving a setting a value; raise BadInput if there is no such setting."""
    now = settings.listed(key)
    if now.key == "day_starts_at":
        kept = "It holds from now on: each session in the diary keeps the day it counts for."
        return Changed(now, (kept,))
    if now.key != declared.LIMITS.key:
        return Changed(now, ())
    from tracker.care.safety import limit_notice

    notices = (limit_notice(limit, figure) for limit, figure in settings.limits.items())
    return Changed(now, tuple(filter(None, notices)))


def read(path: "Path") -> Settings:
    """Return the settings of the file, all at their defaults if there is none, or raise BadSettings."""
    try:
        path.stat()
    except FileNotFoundError:
        return Settings()
    except OSError:
        pass  # Reading meets the same trouble, and words it.
    from tracker.settings import file  # TOML is needed only where there is a file.

    return Settings(file.given_in(file.read_text(path), path))


def may_name_diary(path: "Path") -> bool:
    """Tell whether the file may say where the diary is, and has to be understood for that; most do not."""
    # What is none, whoever asks for a setting is told of.
    try:
        return path.is_file() and _NAMES_DIARY.search(path.read_bytes()) is not None
    except OSError:
        return True


def _group(kind: str) -> str:
    return kind.replace("_", "-")


def _clock_times(span: str) -> tuple[dt.time, dt.time] | None:
    if not span:
        return None
    begin, _, end = span.partition("-")
    return dt.time.fromisoformat(begin), dt.time.fromisoformat(end)


def _weekly_time(text: str) -> tuple[int, dt.time] | None:
    if not text:
        return None
    day, _, at = text.partition(" ")
    named = [weekday[:3] for weekday in declared.WEEKDAYS]
    return named.index(day), dt.time.fromisoformat(at)
