"""Time zones by their names: those of the IANA, rules as POSIX writes them, and bare offsets."""

import datetime as dt
import re
import struct
from functools import cache
from io import BytesIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# What lies beside the zones: files that mean another zone on another machine, and folders in which
# every zone is once more.
FILES = frozenset({"localtime", "posixrules"})
FOLDERS = frozenset({"posix", "right"})

_ABBREVIATION = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_OFFSET = r"[+-]?\d{1,2}(?::\d{1,2}){0,2}"
_DATE = r"(?:M\d{1,2}\.[1-5]\.[0-6]|J?\d{1,3})(?:/[+-]?\d{1,3}(?::\d{1,2}){0,2})?"
_RULE = (
    rf"(?P<standard>{_ABBREVIATION}{_OFFSET})"
    rf"(?:(?P<summer>{_ABBREVIATION}(?:{_OFFSET})?)(?P<dates>,{_DATE},{_DATE})?)?"
)
_BARE_OFFSET = r"([+-])(\d\d):(\d\d)(?::(\d\d))?"
# What the C library takes where a rule names a summer time and does not say when it is.
_USUAL_DATES = ",M3.2.0,M11.1.0"


class UnnamedZone(ZoneInfo):
    """A zone that the IANA has no name for; its key is its rule, or its offset."""


@cache
def zone_named(name: str) -> ZoneInfo:
    """Return the zone of a name: `Europe/Berlin`, `CET-1CEST,M3.5.0,M10.5.0/3` or `+03:00`.

    As in the C library, a name is looked up before it is read as a rule. Raises
    ZoneInfoNotFoundError for what is none of them.
    """
    if bare := re.fullmatch(_BARE_OFFSET, name, re.ASCII):
        sign, *figures = bare.groups(default="00")
        behind = "-" if sign == "+" else "+"
        return _zone_of_rule(f"<{sign}{''.join(figures)}>{behind}{':'.join(figures)}", name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _zone_of_rule(name, name)


class LostZone(ZoneInfo):
    """A zone that this machine does not know: it goes by its name, and its clocks show UTC."""


@cache
def zone_kept(name: str) -> ZoneInfo:
    """Return the zone of a name that stands in the diary; a LostZone where it is not known here."""
    try:
        return zone_named(name)
    except ZoneInfoNotFoundError:
        return LostZone.from_file(BytesIO(_file_of("UTC0")), key=name)


def zone_of_content(content: bytes, otherwise: str) -> ZoneInfo:
    """Return the zone that a file in the format TZif holds, or raise ValueError.

    It is called by the rule that holds from the last of its changes on; where it has none, as `otherwise`.
    """
    rule = content.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")
    is_rule = content[4:5] >= b"2" and re.fullmatch(_RULE, rule, re.ASCII)
    try:
        return UnnamedZone.from_file(BytesIO(content), key=rule if is_rule else otherwise)
    except (IndexError, EOFError, struct.error) as damage:
        raise ValueError(f"no file of a time zone: {damage}") from damage


def name_at(zone: ZoneInfo, at: dt.datetime) -> str:
    """Return the name that a session of an instant keeps of its zone.

    A zone without a name of the IANA is kept as the offset then in force, such as `+03:00`.
    """
    if not isinstance(zone, UnnamedZone):
        return str(zone)
    return at.astimezone(zone).replace(microsecond=0).isoformat()[19:]


def _zone_of_rule(rule: str, key: str) -> ZoneInfo:
    parts = re.fullmatch(_RULE, rule, re.ASCII)
    if parts is None:
        raise ZoneInfoNotFoundError(f"No time zone found with key {key}")
    dates = parts["dates"] or (_USUAL_DATES if parts["summer"] else "")
    footer = parts["standard"] + (parts["summer"] or "") + dates
    try:
        zone = _zone_with(_as_zoneinfo_reads(footer), key)
        # What no clock can show, such as a whole day ahead, is found out only when it is asked.
        for month in range(1, 13):
            dt.datetime(2026, month, 1, tzinfo=zone).utcoffset()
    except (ValueError, OverflowError) as error:
        raise ZoneInfoNotFoundError(f"No time zone found with key {key}") from error
    return zone


def _as_zoneinfo_reads(rule: str) -> str:
    """Write a rule with two digits for minutes and seconds, and its days as zoneinfo counts them."""
    whole = re.sub(
        r"(\d+):(\d{1,2})(?::(\d{1,2}))?",
        lambda clock: ":".join(f"{int(figure or 0):02}" for figure in clock.groups()),
        rule,
    )
    return re.sub(
        r",(\d+)", lambda day: f",{int(day[1]) + _counts_days_from_one()}", whole, flags=re.ASCII
    )


@cache
def _counts_days_from_one() -> bool:
    """Tell whether zoneinfo takes a day that is counted from 0 for the one before it."""
    zone = _zone_with("AAA0BBB,9/0,200/0", "probe")
    return dt.datetime(2026, 1, 9, 12, tzinfo=zone).utcoffset() != dt.timedelta()


def _zone_with(rule: str, key: str) -> ZoneInfo:
    return UnnamedZone.from_file(BytesIO(_file_of(rule)), key=key)


def _file_of(rule: str) -> bytes:
    """Return a file in the format TZif that has no changes of its own and ends with a rule."""
    header = struct.Struct(">4sc15x6l")
    empty = header.pack(b"TZif", b"2", 0, 0, 0, 0, 0, 0)
    one_type = header.pack(b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    return empty + one_type + struct.pack(">lBB", 0, 0, 0) + b"UTC\0\n" + rule.encode() + b"\n"
