"""Compiles each statement once in a process in which many command lines run.

SQLAlchemy compiles them anew for each engine, and every command line has an engine of its own: a third
of the time of a test went into that.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event


class Statements(dict[tuple[Any, ...], Any]):
    """The statements that were compiled in this process, whichever diary they were for."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), compiled)


STATEMENTS = Statements()


def share() -> None:
    """Let all engines of this process have the same compiled statements from now on."""
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=STATEMENTS)
