"""What files of all formats hold: days, instants, lengths of time, texts, and why one cannot be taken."""

import datetime as dt
import re
from typing import TypeVar

from tracker.care.incoming import Refused
from tracker.care.money import CURRENCIES, Money, write_money
from tracker.errors import BadInput
from tracker.escaping import shortened
from tracker.text import storable
from tracker.when.days import FIRST_YEAR, LAST_YEAR
from tracker.when.durations import write_duration

D = TypeVar("D", bound=dt.date)

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*(\D{1,20})", re.ASCII)
# As people write them in the languages of most users. "m" is left out, as it may be a distance.
_UNITS = {
    "s sec secs second seconds sek sekunde sekunden seconde secondes seconden segundo segundos"
    " secondo secondi sekund sekunder сек 秒": 1,
    "min mins minute minutes minuten minuto minutos minuti minuut minut minuter minutter minuty"
    " minuta dk dakika phút мин минут минуты минута 分 分钟 分鐘 分": 60,
    "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren timme timmar"
    " timer godz godzina godziny godzin saat giờ ч час часа часов 小时 小時 時間 시간": 3600,
}
_SECONDS = {word: seconds for words, seconds in _UNITS.items() for word in words.split()}
_NO_DECIMALS = 10**18
_LONGEST_SHOWN = 120


class Unfit(Exception):
    """A value that the diary cannot hold, and why, as a clause about it: "it is no whole number."."""

    def __init__(self, value: object, reason: str) -> None:
        super().__init__(reason)
        self._value = value if isinstance(value, str) else _written(value)
        self._reason = reason

    def refused(self, where: str) -> Refused:
        """Return the refusal of the entry that holds the value."""
        return Refused(where, shortened(self._value, _LONGEST_SHOWN), self._reason)


def clause(template: str) -> str:
    """Return the refusal of a value as a clause about "it", out of a template with the value in it."""
    return template.removeprefix("{}: ").replace("{} ", "it ", 1).replace("{}", "it", 1)


def read_text(text: str, most: int, what: str) -> str:
    """Return a text of at most so many letters as the diary keeps it, or raise Unfit."""
    try:
        return storable(text, most, what)
    except BadInput as refused:
        raise Unfit(text, clause(refused.message)) from None


def within_reach(moment: D, value: object) -> D:
    """Return a day, or an instant, to which a diary reaches; raise Unfit for any other."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _out_of_reach(value)
    return moment


def read_day(text: str) -> dt.date:
    """Read a day as in 2026-11-20, or raise Unfit."""
    if not _DAY.fullmatch(text):
        raise Unfit(text, "it is no day, as in 2026-11-20.")
    try:
        return within_reach(dt.date.fromisoformat(text), text)
    except ValueError:
        raise Unfit(text, "it is no day of the calendar.") from None


def after_epoch(value: object, *, days: int = 0, seconds: float = 0) -> dt.datetime:
    """Return the instant so long after 1970 began in UTC, which a value tells, or raise Unfit."""
    try:
        return within_reach(EPOCH + dt.timedelta(days, seconds), value)
    except OverflowError:
        raise _out_of_reach(value) from None


def length_of(amount: float, unit: str) -> dt.timedelta | None:
    """Return an amount as a length of time to the second, or None where the unit counts no time.

    None as well for an amount that is no number, or of more time than can be counted.
    """
    seconds = _SECONDS.get(unit.strip().rstrip(".").casefold())
    try:
        return None if seconds is None else dt.timedelta(seconds=round(amount * seconds))
    except (OverflowError, ValueError):
        return None


def length_in(text: str) -> dt.timedelta | None:
    """Read a length of time such as "20 min", or return None where it is none."""
    found = _AMOUNT.fullmatch(text.strip())
    return length_of(float(found[1].replace(",", ".")), found[2]) if found else None


def _out_of_reach(value: object) -> Unfit:
    reason = f"it is out of reach: years from {FIRST_YEAR} to {LAST_YEAR} are accepted."
    return Unfit(value, reason)


def _written(value: object) -> str:
    match value:
        case Money() if value.currency in CURRENCIES and abs(value.minor) < _NO_DECIMALS:
            return write_money(value)
        case dt.timedelta() if value >= dt.timedelta():
            return write_duration(value)
    return str(value)
