"""Changing the settings file without disturbing what its owner wrote around the settings."""

import contextlib
import errno
import itertools
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracker import private
from tracker.errors import BadInput, BadSettings, TrackerError
from tracker.locking import alone_in
from tracker.settings import Settings
from tracker.settings.declared import GROUPS, SETTINGS, Setting, find_setting, refusal
from tracker.settings.file import LARGEST, given_in, read_text
from tracker.settings.forms import Unfit
from tracker.text import visible

_HEADER = re.compile(r"\s*\[")
_STATEMENT = re.compile(r"\s*[^\s#]")

Values = dict[str, object]


def write(path: Path, key: str, text: str) -> Settings:
    """Set `key` to what was typed as `text` and return the settings as they then are.

    A missing file is made. Raise BadInput if there is no such setting or the value is refused,
    BadSettings if the file is broken already, TrackerError if it cannot be written; the file
    then stays as it was.
    """
    setting = find_setting(key)
    try:
        value = setting.form.parse(text)
    except Unfit as unfit:
        raise BadInput(refusal(setting, unfit), str(unfit.part)) from None
    with _alone(path, makes_folder=True):
        before = read_text(path)
        given = given_in(before, path)
        drafts = _with(before.replace("\r\n", "\n"), setting, value, setting.key not in given)
        return _exchange(path, before, {**given, setting.key: value}, drafts)


def unset(path: Path, key: str) -> Settings:
    """Take `key` out of the file, so that its default holds, and return the settings.

    Raises as `write` does. Where the file does not set the key, nothing is written.
    """
    setting = find_setting(key)
    with _alone(path):
        before = read_text(path)
        given = given_in(before, path)
        if setting.key not in given:
            return Settings(given)
        del given[setting.key]
        return _exchange(path, before, given, _without(before.replace("\r\n", "\n"), setting))


def make(path: Path) -> None:
    """Write the template where there is no file yet; raise TrackerError if it cannot be written."""
    with _alone(path, makes_folder=True):
        if not os.path.exists(path):
            _replace(path, template().encode())


def template() -> str:
    """Return a settings file that sets nothing and shows every setting, explained, at its default."""
    lines = [
        "# The settings of tracker. Each is shown at its default, behind a # that keeps it out of",
        "# force; to change one, take the # away. `tracker config` shows what is in force.",
    ]
    for group in GROUPS:
        lines += ["", f"[{group}]"] if group else []
        for setting in SETTINGS.values():
            if setting.group == group:
                accepted = f"# Accepted: {setting.form.accepted}."
                lines += ["", f"# {setting.explanation}", accepted, _commented(setting)]
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def _alone(path: Path, *, makes_folder: bool = False) -> Iterator[None]:
    """Let no other command change the file between our reading and our writing of it."""
    folder = Path(os.path.realpath(path)).parent
    if makes_folder:
        # What is wrong with the folder is said by whoever then reads or writes the file.
        with contextlib.suppress(OSError):
            private.make_folder(folder)
    with alone_in(folder):
        yield


def _exchange(path: Path, before: str, wanted: Values, drafts: Iterator[str]) -> Settings:
    """Write the first draft that reads as wanted, so that no edit can break the file."""
    newline = "\r\n" if "\r\n" in before else "\n"
    for draft in drafts:
        with contextlib.suppress(BadSettings):
            if given_in(draft, path) == wanted:
                break
    else:
        raise BadSettings(
            f"{visible(str(path))} is written in a way in which that setting cannot be changed"
            " for you.",
            "Change it with `tracker config edit`.",
        )
    content = draft.replace("\n", newline).encode()
    if len(content) > LARGEST:
        raise BadSettings(f"{visible(str(path))} would be larger than {LARGEST // 1024} KiB.")
    _replace(path, content)
    return Settings(wanted)


def _with(text: str, setting: Setting[Any], value: object, is_new: bool) -> Iterator[str]:
    """Yield texts that may set the value, the one most faithful to the file first."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    if is_new:
        yield from _with_line(text, setting, f"{setting.name} = {_literal(setting, value)}")
    with contextlib.suppress(TOMLKitError):
        document = tomlkit.parse(text)
        holder: Any = document
        for name in setting.group.split(".") if setting.group else []:
            if name not in holder:
                holder[name] = tomlkit.table()
            holder = holder[name]
        holder[setting.name] = setting.form.plain(value)
        yield document.as_string()


def _with_line(text: str, setting: Setting[Any], line: str) -> Iterator[str]:
    """Yield the text with the line in place of its entry from the template, then in its group.

    There it goes behind the last statement: what follows is often a comment on the next group,
    and tomlkit would put the line behind that.
    """
    lines = text.removesuffix("\n").split("\n") if text else []
    commented = _commented(setting)
    for at, present in enumerate(lines):
        if present.strip() == commented:
            yield _joined(lines[:at], line, lines[at + 1 :])
    first = 0
    if setting.group:
        header = re.compile(rf"\s*\[\s*{re.escape(setting.group)}\s*\]")
        first = next((at + 1 for at, present in enumerate(lines) if header.match(present)), -1)
    if first == -1:
        return
    group = list(itertools.takewhile(lambda present: not _HEADER.match(present), lines[first:]))
    statements = [at for at, present in enumerate(group, first + 1) if _STATEMENT.match(present)]
    if statements or setting.group:
        at = max(statements, default=first)
        yield _joined(lines[:at], line, lines[at:])
    else:
        yield _joined([], line, ["", *lines] if lines and lines[0].strip() else lines)


def _joined(above: list[str], line: str, below: list[str]) -> str:
    return "\n".join([*above, line, *below]) + "\n"


def _without(text: str, setting: Setting[Any]) -> Iterator[str]:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    with contextlib.suppress(TOMLKitError):
        document = tomlkit.parse(text)
        holder: Any = document
        for name in setting.group.split(".") if setting.group else []:
            holder = holder[name]
        del holder[setting.name]
        yield document.as_string()


def _commented(setting: Setting[Any]) -> str:
    return f"# {setting.name} = {_literal(setting, setting.default)}"


def _literal(setting: Setting[Any], value: object) -> str:
    import tomlkit

    return tomlkit.item(setting.form.plain(value)).as_string()


def _replace(path: Path, content: bytes) -> None:
    """Put the content in place of the file in one step; a link stays and its target is replaced.

    The new file is its owner's alone, whatever the old one was: it may hold addresses with passwords.
    """
    target = Path(os.path.realpath(path))
    try:
        _refuse_other(target)
        private.make_folder(target.parent)
        descriptor, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, target)
        except BaseException:
            os.unlink(draft)
            raise
    except OSError as error:
        raise TrackerError(
            f"{visible(str(path))} cannot be written: {error.strerror}.",
            "Make the file and its folder writable, or name another file with --config.",
        ) from None


def _refuse_other(target: Path) -> None:
    """Raise OSError where something is in the place of the file that is not ours to replace."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    if not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, "it is read-only")
