"""What can go wrong: each failure, its exit code, and what to do about it."""

import contextlib
from collections.abc import Iterator, Mapping

from tracker.escaping import command, shortened


class TrackerError(Exception):
    """Something the person can cause or must know; shown as `Error: message`.

    `hint` says what to do next and stands on a line of its own.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class BadInput(TrackerError):
    """A value that cannot be accepted.

    `message` says what is accepted; a `{}` in it stands for the value, which is shown
    quoted, or behind the name of its option once a command has called `named`.
    """

    exit_code = 2

    def __init__(self, message: str, value: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.value = value
        self.option = ""

    def named(self, option: str) -> "BadInput":
        """Say which option the value was given to; the first name given stays."""
        self.option = self.option or option
        return self

    def __str__(self) -> str:
        value = shortened(self.value)
        shown = f"{self.option} {value or repr('')}" if self.option else f'"{value}"'
        return self.message.replace("{}", shown, 1)


class EndsAhead(BadInput):
    """A session that would end only in a while, which is asked about, as it may be meant.

    The command that asks is told `may_end_ahead` then.
    """


class AsksForPain(BadInput):
    """A plan of pain is done by a reading, of which it is told, or asked, how strong the pain is."""


class NoField(BadInput):
    """A field that `owner`, a session or what a plan has, does not have.

    A command that knows how the field is typed names that option.
    """

    def __init__(self, owner: str, field: str, hint: str = "") -> None:
        super().__init__(f"{owner} has no {{}}.", field, hint)

    def __str__(self) -> str:
        return self.message.replace("{}", self.option or self.value, 1)


class Refusal(ValueError):
    """What a reader of the care rules does not accept, said as a template: `{}` is the value.

    It has a class of its own, so that no error of ours is ever taken for one of the person's.
    """


class BadSettings(TrackerError):
    """The settings file cannot be used: unreadable, not TOML, or with a setting that is refused."""

    exit_code = 2


class NotFound(TrackerError):
    """A number or a name that does not exist."""

    exit_code = 3


class Conflict(TrackerError):
    """What is asked does not fit what is already there."""

    exit_code = 4


class DatabaseTrouble(TrackerError):
    """The database cannot be used: locked, damaged, newer than the program, read-only, full."""

    exit_code = 5


class Unreachable(DatabaseTrouble):
    """No way leads to the diary just now; whoever waits may find it again as it was."""


class Damage(DatabaseTrouble):
    """What the diary holds of which nothing can be made.

    `row` is the one, where only one is concerned: its table, and its columns that tell it apart.
    """

    def __init__(
        self, message: str, row: tuple[str, Mapping[str, int | str]] | None = None
    ) -> None:
        super().__init__(
            message,
            "Restore a backup, which keeps the file as it is now; which one says"
            f" {command('doctor')}",
        )
        self.row = row


class NotWritten(TrackerError):
    """A file that was asked for cannot be written where it was to be."""

    exit_code = 5


class Unsafe(TrackerError):
    """A care rule refuses what is about to start."""

    exit_code = 6


class NotInstalled(TrackerError):
    """Starting at login could not be set up or taken away."""


@contextlib.contextmanager
def under(option: str, value: str) -> Iterator[None]:
    """Word what the care rules refuse within as bad input: `value`, given to `option`."""
    try:
        yield
    except Refusal as refusal:
        raise BadInput(str(refusal), value).named(option) from None
