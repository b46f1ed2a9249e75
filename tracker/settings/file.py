"""The settings file: how it is read, and what is wrong with it, down to the line."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tracker import private
from tracker.errors import BadSettings
from tracker.escaping import shortened
from tracker.settings.addresses import without_secrets
from tracker.settings.declared import GROUPS, SETTINGS, refusal
from tracker.settings.forms import Unfit
from tracker.text import near_misses, visible

LARGEST = 64 * 1024
"""A file of more bytes is not one of settings."""

_LONGEST_SEARCHED = 500
_MOST_DOTS = 500
_NOTATIONS = {
    str: ", written in quotes",
    int: ", written without quotes",
    bool: ", written without quotes",
    list: ', written as a list: ["one", "two"]',
}
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_BARE = re.compile("[A-Za-z0-9_-]{1,60}")
_HINT = "Correct it with `tracker config edit`."

Trail = tuple[str, ...]


def read_text(path: Path) -> str:
    """Return the text of the file, none if it is missing; raise BadSettings if it is no text."""
    shown = visible(str(path))
    try:
        # Without waiting, so that no pipe can hold up whoever opens it.
        descriptor = os.open(path, os.O_RDONLY | private.PROMPTLY)
        with open(descriptor, "rb") as file:
            if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                raise BadSettings(f"{shown} is a pipe and no file of settings.")
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise BadSettings(f"{shown} is a folder. The settings are a file in it.") from None
    except OSError as error:
        raise BadSettings(f"{shown} cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST:
        raise BadSettings(f"{shown} is larger than {LARGEST // 1024} KiB: no settings file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadSettings(
            f"{shown}, line {line}: this is not UTF-8.", "Save the file as UTF-8 text."
        ) from None


def given_in(text: str, path: Path) -> dict[str, object]:
    """Return the values that the text of the file sets, by key.

    Raise BadSettings, which names `path`, the line and what is accepted, where the text is not
    TOML, or holds a setting that does not exist or a value that is refused.
    """
    try:
        return {".".join(trail): _value(trail, raw) for trail, raw in _leaves(_parsed(text, path))}
    except _Wrong as wrong:
        line = _line_of(text, wrong.trail)
        where = visible(str(path)) + (f", line {line}" if line else "")
        raise BadSettings(f"{where}: {wrong.reason}", _HINT) from None


class _Wrong(Exception):
    """A setting in the file that is refused."""

    def __init__(self, trail: Trail, reason: str) -> None:
        super().__init__(reason)
        self.trail = trail
        self.reason = reason


def _parsed(text: str, path: Path) -> dict[str, object]:
    for number, line in enumerate(text.split("\n"), 1):
        # With each part of a key, tomllib takes longer for the next.
        if line.count(".") > _MOST_DOTS:
            raise BadSettings(
                f"{visible(str(path))}, line {number}: this has more than {_MOST_DOTS} dots.", _HINT
            )
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BadSettings(f"{visible(str(path))}: brackets are nested too deeply.", _HINT) from None
    except ValueError as error:
        # Beside its own error, tomllib lets out the one of `int` for a number without end.
        said = str(error)
        place = _PLACE.search(said)
        where = ", at its end"
        if place is None:
            where = ""
        elif place[1]:
            where = f", line {place[1]}, column {place[2]}"
        reason = visible(without_secrets(_PLACE.sub("", said)))
        raise BadSettings(
            f"{visible(str(path))}{where}: this is not TOML ({reason}).",
            f'{_HINT} A setting is written as key = value, text in quotes: currency = "EUR".',
        ) from None


def _leaves(table: Mapping[str, object], trail: Trail = ()) -> Iterator[tuple[Trail, object]]:
    """Yield the settings of a table and of the groups in it; raise _Wrong at what is neither."""
    for name, raw in table.items():
        here = (*trail, name)
        key = ".".join(here)
        is_plain = name != "" and "." not in name
        if is_plain and key in SETTINGS:
            yield here, raw
        elif is_plain and key in GROUPS:
            if not isinstance(raw, dict):
                reason = f"{key} is a group of settings. Write [{key}] above them."
                raise _Wrong(here, reason)
            yield from _leaves(raw, here)
        else:
            near = near_misses(key, [*SETTINGS, *filter(None, GROUPS)], 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise _Wrong(here, f"{_written_key(here)} is no setting.{meant}")


def _value(trail: Trail, raw: object) -> object:
    setting = SETTINGS[".".join(trail)]
    try:
        return setting.form.read(raw)
    except Unfit as unfit:
        notation = "" if type(raw) is setting.form.toml else _NOTATIONS[setting.form.toml]
        reason = refusal(setting, unfit, notation)
        raise _Wrong(trail, reason.replace("{}", _shown(unfit.part), 1)) from None


def _line_of(text: str, trail: Trail) -> int | None:
    """Return the line on which the statement begins that brings `trail`, None in a long file.

    The file is read from its beginning, each time a line further: where what is sought appears,
    its statement begins behind the last beginning that could be read without it.
    """
    lines = [f"{line}\n" for line in text.split("\n")]
    begins_at = 0
    for end in range(1, min(len(lines), _LONGEST_SEARCHED) + 1):
        try:
            table = tomllib.loads("".join(lines[:end]))
        except ValueError:
            continue
        if _holds(table, trail):
            return begins_at + 1
        begins_at = end
    return None


def _holds(table: object, trail: Trail) -> bool:
    for name in trail:
        if not isinstance(table, dict) or name not in table:
            return False
        table = table[name]
    return True


def _written_key(trail: Trail) -> str:
    names = map(without_secrets, trail)
    return ".".join(name if _BARE.fullmatch(name) else f'"{shortened(name)}"' for name in names)


def _shown(raw: object) -> str:
    """Return a value of the file much as it stands there, fit for a message."""
    if isinstance(raw, str):
        return f'"{shortened(raw)}"'
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, int):
        # Python writes no decimal number of more than some thousand digits.
        return str(raw) if raw.bit_length() <= 64 else shortened(hex(raw))
    return "a group of settings" if isinstance(raw, dict) else shortened(str(raw))
