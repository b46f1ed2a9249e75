"""Values as other programs write them: days, instants, amounts of time."""

import datetime as dt
import re

from tracker.when.days import FIRST_YEAR, LAST_YEAR

LONGEST_SHOWN = 200
"""So many letters of a value that is refused are kept to be shown."""

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*(\D{1,20})", re.ASCII)
# As people write them in the languages of most users. "m" is left out, as it may be a distance.
_UNITS = {
    "s sec secs second seconds sek sekunde sekunden seconde secondes seconden segundo segundos"
    " secondo secondi sekund sekunder сек 秒": 1,
    "min mins minute minutes minuten minuto minutos minuti minuut minut minuter minutter minuty"
    " minuta dk dakika phút мин минут минуты минута 分 分钟 分鐘 분": 60,
    "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren timme timmar"
    " timer godz godzina godziny godzin saat giờ ч час часа часов 小时 小時 時間 시간": 3600,
}
_SECONDS = {word: seconds for words, seconds in _UNITS.items() for word in words.split()}


def shown(value: object) -> str:
    """Return a value that is refused as text, no longer than it is shown."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def day_of(text: str) -> dt.date | None:
    """Read a day as in 2026-09-14, or return None where it is none that a diary can have."""
    found = _DAY.fullmatch(text.strip())
    try:
        return checked_day(dt.date(*map(int, found.groups()))) if found else None
    except ValueError:
        return None


def day_after_epoch(days: int) -> dt.date | None:
    """Return the day so many days after that of 1970, or None as `day_of` does."""
    try:
        return checked_day(EPOCH.date() + dt.timedelta(days))
    except OverflowError:
        return None


def instant_of(seconds: int) -> dt.datetime | None:
    """Return the instant so many seconds after 1970 began in UTC, or None as `day_of` does."""
    try:
        at = EPOCH + dt.timedelta(seconds=seconds)
    except OverflowError:
        return None
    return at if checked_day(at.date()) else None


def checked_day(day: dt.date) -> dt.date | None:
    """Return the day, or None where no diary has it."""
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


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


def together(*parts: str) -> dict[str, str]:
    """Return what is told as a note of some parts, those left out that are empty."""
    said = [part.strip() for part in parts if part.strip()]
    return {"note": "; ".join(said)} if said else {}
