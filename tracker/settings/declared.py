"""The settings there are: key, form, default and meaning of each; all else is made from this table."""

import datetime as dt
from typing import Any, Generic, NamedTuple, TypeVar

from tracker.care.catalogue import KINDS, kinds
from tracker.care.fields import FIELDS
from tracker.errors import BadInput
from tracker.servers import shown_address
from tracker.settings import forms
from tracker.text import find, word_key

T = TypeVar("T")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Setting(NamedTuple, Generic[T]):
    """One setting; its key is the name of its group, a point, and its own name."""

    key: str
    form: forms.Form[T]
    default: T
    explanation: str

    @property
    def group(self) -> str:
        return self.key.rpartition(".")[0]

    @property
    def name(self) -> str:
        return self.key.rpartition(".")[2]


CURRENCY = Setting(
    "currency", forms.CURRENCY, "EUR", "The currency of a cost that is given without one."
)
ZONE = Setting("zone", forms.ZONE, "", "The time zone you are in; empty means that of the system.")
FIRST_DAY_OF_WEEK = Setting(
    "first_day_of_week", forms.choice(*WEEKDAYS), "monday", "The day on which your week begins."
)
DAY_STARTS_AT = Setting(
    "day_starts_at",
    forms.clock_time(dt.time(12)),
    dt.time(0),
    "What is done before this time still belongs to the day before.",
)
TEMPERATURE_UNIT = Setting(
    "temperature_unit",
    forms.choice("C", "F"),
    "C",
    "The unit of temperatures: Celsius or Fahrenheit.",
)
DATABASE = Setting(
    "database",
    forms.DATABASE,
    "",
    "Where your diary is, unless something else is named; empty is a file of this machine.",
)
PAGER = Setting("pager", forms.TRUTH, True, "Whether long output is shown page by page.")
TERMINAL = Setting(
    "terminal",
    forms.choice("auto", "unicode", "ascii"),
    "auto",
    "Which marks are drawn: auto looks at what the terminal can show.",
)

TIMER_BELL = Setting(
    "timer.bell",
    forms.TRUTH,
    True,
    "Whether the terminal's bell rings at half time, at each change and at the end.",
)

_NONE: tuple[str, ...] = ()
MINUTES = {
    kind.id: Setting(
        f"{kind.id}.minutes",
        forms.whole_number(1, 1440),
        kind.minutes,
        "The length in minutes, where none is given.",
    )
    for kind in kinds().values()
}
AREAS = {
    kind: Setting(f"{kind}.area", forms.PLACES, _NONE, "The areas, where none are given.")
    for kind in KINDS
}
PROVIDERS = {
    kind: Setting(f"{kind}.with", forms.NAME, "", "The provider, where none is named.")
    for kind in FIELDS["provider"].kinds
}
STYLE = Setting("massage.style", forms.WORD, "", "The style, where none is given.")

LATEST = dt.time(23, 59)
REMIND_AT = Setting(
    "reminders.at",
    forms.clock_time(LATEST),
    dt.time(9),
    "When a plan without a clock time reminds you.",
)
QUIET = Setting(
    "reminders.quiet",
    forms.QUIET,
    "",
    "Hours without reminders; what comes then waits for their end.",
)
SNOOZE = Setting(
    "reminders.snooze", forms.whole_number(1, 1440), 15, "For how many minutes Snooze puts off."
)
REPEAT = Setting(
    "reminders.repeat",
    forms.whole_number(1, 1440),
    30,
    "After how many minutes an unanswered reminder comes again.",
)
REPEATS = Setting(
    "reminders.repeats", forms.whole_number(0, 20), 2, "How often an unanswered one comes again."
)
MISSED_HOURS = Setting(
    "reminders.missed_hours",
    forms.whole_number(0, 168),
    24,
    "For how many hours a missed one is still worth a word.",
)
SOUND = Setting("reminders.sound", forms.TRUTH, False, "Whether a reminder makes a sound.")
DISCREET = Setting(
    "reminders.discreet", forms.TRUTH, False, "Whether a reminder hides what it is about."
)
_CHANNELS: tuple[str, ...] = ("desktop", "plyer", "terminal")
CHANNELS = Setting(
    "reminders.channels",
    forms.CHANNELS,
    _CHANNELS,
    "The ways a reminder is shown, the first that works.",
)
ADDRESSES = Setting(
    "reminders.addresses", forms.ADDRESSES, _NONE, "Where the channel push sends to, for Apprise."
)
DIGEST = Setting(
    "reminders.digest", forms.WEEKLY, "mon 08:00", "When last week is told; empty is never."
)
NAG = Setting(
    "reminders.nag",
    forms.TRUTH,
    True,
    "Whether a command says, once an hour, that reminders are not running.",
)
REMINDERS: list[Setting[Any]] = [
    REMIND_AT,
    QUIET,
    SNOOZE,
    REPEAT,
    REPEATS,
    MISSED_HOURS,
    SOUND,
    DISCREET,
    CHANNELS,
    ADDRESSES,
    DIGEST,
    NAG,
]

BACKUP_DAILY = Setting(
    "backup.daily",
    forms.TRUTH,
    True,
    "Whether the reminder process makes a backup of the diary each day.",
)

LIMITS = Setting(
    "safety.limits",
    forms.LIMITS,
    _NONE,
    "Limits of the care rules that are yours, as in ice-length.caution=25.",
)
EMERGENCY_NUMBER = Setting(
    "safety.emergency_number", forms.NAME, "", "The number to call in an emergency where you live."
)

OWN_WORDS = {
    what: Setting(f"vocabulary.{what}", form, _NONE, f"Your own {said}, beside the built-in ones.")
    for what, form, said in (
        (
            "styles",
            forms.STYLES,
            "styles of massage",
        ),
        ("areas", forms.WORDS, "areas of the body"),
        ("exercises", forms.WORDS, "exercises"),
    )
}

_ALL: list[Setting[Any]] = [
    CURRENCY,
    ZONE,
    FIRST_DAY_OF_WEEK,
    DAY_STARTS_AT,
    TEMPERATURE_UNIT,
    DATABASE,
    PAGER,
    TERMINAL,
    *MINUTES.values(),
    *AREAS.values(),
    *PROVIDERS.values(),
    STYLE,
    TIMER_BELL,
    *REMINDERS,
    BACKUP_DAILY,
    LIMITS,
    EMERGENCY_NUMBER,
    *OWN_WORDS.values(),
]

GROUPS = list(dict.fromkeys(setting.group for setting in _ALL))
"""The groups in the order in which they are shown; the first, without a name, is the top of the file."""

SETTINGS = {
    setting.key: setting for setting in sorted(_ALL, key=lambda one: GROUPS.index(one.group))
}
"""Every setting by its key, group by group."""


def find_setting(key: str) -> Setting[Any]:
    """Return the setting of that key, or of an unambiguous beginning, or raise BadInput."""
    found = find(key, SETTINGS)
    if isinstance(found, str):
        return SETTINGS[found]
    hint = "`tracker config` lists all settings."
    # An address may have got into its place.
    key = shown_address(key)
    if found and word_key(found[0]).startswith(word_key(key)):
        raise BadInput(f"{{}} could be {', '.join(found)}. Write more of it.", key, hint)
    meant = f" Did you mean {found[0]}?" if found else ""
    raise BadInput(f"{{}} is no setting.{meant}", key, hint)


def refusal(setting: Setting[Any], unfit: forms.Unfit, notation: str = "") -> str:
    """Return why a value is refused and what is accepted; `{}` stands for what is wrong in it."""
    verb = "hold" if setting.form.toml is list else "be"
    meant = f"Did you mean {unfit.near[0]}? " if unfit.near else ""
    why = f"{unfit.why} " if unfit.why else meant
    return f"{setting.key} cannot {verb} {{}}. {why}Accepted: {setting.form.accepted}{notation}."
