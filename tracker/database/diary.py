"""The diary as the program has it, wherever it is kept."""

import contextlib
import datetime as dt
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.database.postgresql.bell import Bell
    from tracker.errors import Damage


class Database(ABC):
    """A diary: opened at first use, made at the first writing, and current in its schema.

    `notices` are sentences about what was done to it that the person should know. It `has_written`
    once a transaction that may write has ended well.
    Whatever is done with it raises DatabaseTrouble where it cannot be used.
    """

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.has_written = False

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called, fit to be shown and without any secret of its address."""

    @property
    @abstractmethod
    def address(self) -> str:
        """An address of it that can be shown, and typed anywhere; "" where that would show a secret."""

    @abstractmethod
    def writing(self) -> contextlib.AbstractContextManager["Connection"]:
        """Give a transaction that holds the write lock; commit on leaving, roll back on an error."""

    @abstractmethod
    def erasing(self, *, is_whole: bool) -> contextlib.AbstractContextManager["Connection"]:
        """Give a transaction as `writing` does, and wipe out what was deleted in it; `is_whole` deletes all."""

    @abstractmethod
    def reading(self) -> contextlib.AbstractContextManager["Connection"]:
        """Give a transaction that sees one state of the database and blocks nobody.

        Where there is no diary yet, an empty one is read and none is made.
        """

    @abstractmethod
    def looking(self) -> contextlib.AbstractContextManager["Connection"]:
        """Give a transaction that reads, and leaves the diary and what lies beside it as they are.

        It is not brought up to date: its form has to be the program's own.
        """

    @abstractmethod
    def migrating(self) -> contextlib.AbstractContextManager["Connection"]:
        """Give the transaction in which somebody else brings the schema up to date."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Tell whether it was opened and can be used."""

    @abstractmethod
    def exists(self) -> bool:
        """Tell whether there is anything to read, without creating it."""

    @abstractmethod
    def place(self) -> object:
        """Return what is equal as long as the diary was not exchanged for another one.

        Raises FileNotFoundError where it is gone.
        """

    @abstractmethod
    def identity(self) -> object:
        """Return what no other diary has, by whichever address this one is named; it has to be there."""

    @abstractmethod
    def data_version(self) -> int:
        """Return a number that changes whenever another program has written to the diary."""

    @abstractmethod
    def generation(self) -> int:
        """Return a number that changes whenever the diary was replaced by another as a whole."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the diary; it is opened anew when it is needed again."""

    def now(self) -> dt.datetime | None:
        """Return what time it is by the clock that counts for the diary; None where it is the machine's."""
        return None

    def bell(self) -> "Bell | None":
        """Return what rings when another machine changes the diary; None where there is only this one."""
        return None

    def damage(self) -> "Damage | None":
        """Return what in the diary no program could make anything of, where there is such a thing."""
        return None

    def leave_out(self, error: Exception) -> bool:
        """Leave out from now on the rows that may be why something failed; tell whether any were found."""
        return False

    def left_out(self) -> "Damage | None":
        """Return which rows are left out, where any are."""
        return None
