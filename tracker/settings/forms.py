"""The forms of values a setting can have: what is accepted, how it is read and how it is written."""

import contextlib
import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from tracker.care.catalogue import OWN_STYLE_MARKS, areas, resolve, styles
from tracker.errors import BadInput
from tracker.servers import HIDDEN, NOT_UNDERSTOOD, is_of_server, read_server, shown_address
from tracker.settings.addresses import mask
from tracker.settings.vocabulary import as_said
from tracker.text import LONGEST_NAME, LONGEST_TYPED, find, near_misses, storable, word_key

T = TypeVar("T")

Plain = str | int | bool | list[str]
"""A value as TOML and JSON know it."""

LONGEST_WORD = 40

_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Unfit(Exception):
    """A value that its form does not accept; `part` is what is wrong in it, `near` what is like it.

    `why` is said of it where what is accepted does not make it plain.
    """

    def __init__(self, part: object, near: Iterable[str] = (), why: str = "") -> None:
        super().__init__(part)
        self.part = part
        self.near = list(near)
        self.why = why


class Form(NamedTuple, Generic[T]):
    """One form of value.

    `check` makes the value from what TOML holds, or raises Unfit; `plain` is the way back. `mask`
    hides what is secret in a word of the value, and is all of it that is ever shown. Where only a
    few `words` are accepted, these are they.
    """

    accepted: str
    toml: type[str] | type[int] | type[bool] | type[list[str]]
    check: Callable[[Any], T]
    plain: Callable[[T], Plain]
    mask: Callable[[str], str] = str
    words: tuple[str, ...] = ()

    def read(self, raw: object) -> T:
        """Return the value that stands in a TOML file as `raw`, or raise Unfit."""
        if type(raw) is not self.toml:
            raise Unfit(self.mask(raw) if isinstance(raw, str) else raw)
        _refuse_endless(raw)
        return self.check(raw)

    def parse(self, text: str) -> T:
        """Return the value that was typed as `text`, or raise Unfit.

        Truth may also be typed as yes, no, on, off; a list with commas between its words.
        """
        if self.toml is not list:
            _refuse_endless(text)
        if self.toml is bool:
            if text.strip().casefold() not in _TRUTHS:
                raise Unfit(text)
            return self.check(_TRUTHS[text.strip().casefold()])
        if self.toml is int:
            digits = text.strip()
            if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
                raise Unfit(text)
            return self.check(int(digits))
        if self.toml is list:
            parts = [part.strip() for part in text.split(",") if part.strip()]
            _refuse_endless(parts)
            return self.check(parts)
        return self.check(text)

    def shown(self, value: T) -> Plain:
        """Return the plain value, without what is secret in it."""
        plain = self.plain(value)
        if isinstance(plain, list):
            return [self.mask(word) for word in plain]
        return self.mask(plain) if isinstance(plain, str) else plain

    def written(self, value: T) -> str:
        """Return the value as `parse` reads it, without what is secret in it."""
        plain = self.shown(value)
        if isinstance(plain, bool):
            return "true" if plain else "false"
        return ", ".join(plain) if isinstance(plain, list) else str(plain)


def _refuse_endless(raw: object) -> None:
    """Refuse what is far longer than any setting, before it is matched against anything."""
    for text in raw if isinstance(raw, list) else [raw]:
        if isinstance(text, str) and len(text) > LONGEST_TYPED:
            raise Unfit(text)


def choice(*names: str) -> Form[str]:
    """One of `names`; an unambiguous beginning is enough."""

    def check(text: str) -> str:
        found = find(text, names)
        if isinstance(found, str):
            return found
        raise Unfit(text, found)

    return Form(f"{', '.join(names[:-1])} or {names[-1]}", str, check, str, words=names)


def whole_number(least: int, most: int) -> Form[int]:
    """A whole number within limits, both included."""

    def check(number: int) -> int:
        if not least <= number <= most:
            raise Unfit(number)
        return number

    return Form(f"a whole number from {least} to {most}", int, check, int)


def clock_time(latest: dt.time) -> Form[dt.time]:
    """A time of day to the minute, at most `latest`."""

    def check(text: str) -> dt.time:
        from tracker.when import read_clock  # It is needed only where such a time is set.

        try:
            time = read_clock(text)
        except BadInput:
            raise Unfit(text) from None
        if time > latest:
            raise Unfit(text)
        return time

    return Form(
        f"a clock time such as 04:00, from 00:00 to {latest:%H:%M}", str, check, "{:%H:%M}".format
    )


def _currency(text: str) -> str:
    from tracker.care.money import CURRENCIES  # It is needed only where a currency is set.

    code = text.strip().upper()
    if code not in CURRENCIES:
        raise Unfit(text, near_misses(code, CURRENCIES))
    return code


def _zone(text: str) -> str:
    name = text.strip()
    if not name:
        return ""
    # They are needed only where a zone is set.
    import zoneinfo

    from tracker.care.zones import FILES, FOLDERS, UnnamedZone, zone_named

    with contextlib.suppress(zoneinfo.ZoneInfoNotFoundError):
        is_rule = isinstance(zone_named(name), UnnamedZone)
        if name.split("/")[0] not in FILES | FOLDERS and not (is_rule and _is_backwards(name)):
            return name
    zones = {zone.casefold(): zone for zone in zoneinfo.available_timezones() - FILES}
    if name.casefold() in zones:
        return zones[name.casefold()]
    raise Unfit(text, (zones[near] for near in near_misses(name.casefold(), zones)))


def _is_backwards(rule: str) -> bool:
    """Tell whether a rule means the opposite of what people read: UTC+3 is three hours behind."""
    return rule.upper().startswith(("UTC+", "UTC-", "GMT+", "GMT-"))


def _name(text: str) -> str:
    try:
        return storable(text, LONGEST_NAME)
    except BadInput:
        raise Unfit(text) from None


def _word(text: str) -> str:
    try:
        word = word_key(storable(text))
    except BadInput:
        raise Unfit(text) from None
    # Marks belong to the letters of many scripts. Few letters change again when folded twice;
    # a word with those would not be found again.
    if (
        not 1 <= len(word) <= LONGEST_WORD
        or not all(sign == "-" or unicodedata.category(sign)[0] in "LMN" for sign in word)
        or word_key(storable(word)) != word
    ):
        raise Unfit(text)
    return word


def _word_or_none(text: str) -> str:
    return _word(text) if text.strip() else ""


def _style(text: str) -> str:
    name, *marks = text.split(":")
    said = [mark for mark in OWN_STYLE_MARKS if mark in map(word_key, marks)]
    word = _word(name)
    # Of a style that is known it is known already what it is.
    if len(said) != len(marks) or (said and word in resolve(styles())):
        raise Unfit(text)
    return ":".join([word, *said])


def _name_of_style(text: str) -> str:
    return text.partition(":")[0]


def _place(text: str) -> str:
    area, colon, side = text.partition(":")
    said = None if colon else as_said(text)
    # An area of the person's own may be called so, which is seen only where it is used.
    if said and (text.strip().endswith(")") or word_key(said[0]) in resolve(areas())):
        (area, side), colon = said, ":"
    return _word(area) + (f":{_word(side)}" if colon else "")


def _each_once(
    accepted: str,
    check: Callable[[str], str],
    key: Callable[[str], str] = str,
    mask: Callable[[str], str] = str,
    words: tuple[str, ...] = (),
) -> Form[tuple[str, ...]]:
    """Return the form of a list; two words are the same where their `key` is."""

    def check_all(parts: list[object]) -> tuple[str, ...]:
        checked: list[str] = []
        for part in parts:
            if not isinstance(part, str):
                raise Unfit(part)
            try:
                word = check(part)
            except Unfit as unfit:
                raise Unfit(mask(part), why=unfit.why) from None
            if key(word) in map(key, checked):
                raise Unfit(mask(part))
            checked.append(word)
        return tuple(checked)

    return Form(accepted, list, check_all, list, mask, words)


_WORD = f"1 to {LONGEST_WORD} letters, digits or hyphens"

TRUTH: Form[bool] = Form("true or false", bool, bool, bool, words=("true", "false"))
CURRENCY: Form[str] = Form(
    "a currency code of ISO 4217, such as EUR, USD or GBP", str, _currency, str
)
ZONE: Form[str] = Form(
    "a name of the IANA time zones, such as Europe/Berlin, or nothing", str, _zone, str
)
NAME: Form[str] = Form(f"a name of at most {LONGEST_NAME} characters, or nothing", str, _name, str)
WORD: Form[str] = Form(f"a word of {_WORD}, or nothing", str, _word_or_none, str)
WORDS = _each_once(f"words of {_WORD}, each once", _word)
STYLES = _each_once(
    "words such as lava or shells:warm:professional, each once", _style, _name_of_style
)
PLACES = _each_once("areas of the body, such as neck or shoulder:left, each once", _place)


def _quiet(text: str) -> str:
    if not text.strip():
        return ""
    begin, dash, end = text.partition("-")
    if not dash or _clock(begin) == _clock(end):
        raise Unfit(text)
    return f"{_clock(begin)}-{_clock(end)}"


def _weekly(text: str) -> str:
    if not text.strip():
        return ""
    from tracker.when import read_weekday  # It is needed only where such a time is set.

    word, _, at = text.strip().partition(" ")
    try:
        day = read_weekday(word)
    except BadInput:
        raise Unfit(text) from None
    return f"{('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')[day]} {_clock(at)}"


def _clock(text: str) -> str:
    from tracker.when import read_clock

    try:
        return f"{read_clock(text.strip()):%H:%M}"
    except BadInput:
        raise Unfit(text) from None


_CHANNELS = ("desktop", "plyer", "terminal", "push")


def _channel(text: str) -> str:
    found = find(text, _CHANNELS)
    if isinstance(found, str):
        return found
    raise Unfit(text, found)


def _address(text: str) -> str:
    if HIDDEN in text:
        raise Unfit(
            text, why=f"That is how one is shown, with {HIDDEN} for its secrets: write it whole."
        )
    if "://" not in text or not text.isprintable() or len(text) > 500:
        raise Unfit(text)
    return text.strip()


def _database(text: str) -> str:
    address = text.strip()
    if HIDDEN in address:
        raise Unfit(
            shown_address(address),
            why=f"That is how one is shown, with {HIDDEN} for its secrets: write it whole.",
        )
    is_known = address.startswith("sqlite:///") or is_of_server(address)
    if address and not (is_known and address.isprintable() and len(address) <= 500):
        raise Unfit(shown_address(text))
    if is_of_server(address):
        told = read_server(address)
        if told.is_broken or told.driver not in ("", "psycopg"):
            raise Unfit(shown_address(address), why=NOT_UNDERSTOOD if told.is_broken else "")
    return address


DATABASE: Form[str] = Form(
    "sqlite:////FOLDER/FILE, postgresql+psycopg://NAME@HOST/DATABASE, or nothing",
    str,
    _database,
    str,
    shown_address,
)
QUIET: Form[str] = Form("two clock times, as in 22:00-07:00, or nothing", str, _quiet, str)
WEEKLY: Form[str] = Form(
    "a weekday and a clock time, as in mon 08:00, or nothing", str, _weekly, str
)
CHANNELS = _each_once(
    "a list of desktop, plyer, terminal and push, each once", _channel, words=_CHANNELS
)
ADDRESSES = _each_once("a list of addresses as Apprise reads them, each once", _address, mask=mask)


def _limit(text: str) -> str:
    from tracker.care.safety import limits  # The rules are read only where a limit is set.

    key, _, figure = (part.strip() for part in text.partition("="))
    found = limits().get(key)
    if found is None:
        raise Unfit(text, near_misses(key, limits()))
    try:
        value = float(figure)
    except ValueError:
        raise Unfit(text) from None
    if not found.least <= value <= found.most:
        raise Unfit(text)
    return f"{key}={value:g}"


LIMITS = _each_once(
    "a list of limits within their range, as in ice-length.caution=25",
    _limit,
)
