"""The log of the reminder process: what was done, in three files of a quarter of a megabyte at most."""

import contextlib
import logging
import os
import traceback
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tracker import private
from tracker.escaping import visible

_BYTES, _OLD = 256 * 1024, 2


@contextlib.contextmanager
def kept_log(path: Path, loggers: dict[logging.Logger, int]) -> Iterator[None]:
    """Write what these loggers say, each from its level on, to the file and to nowhere else.

    Raises TrackerError where it, or one of its older files, cannot be used.
    """
    for number in range(1, _OLD + 1):
        with contextlib.suppress(FileNotFoundError):
            os.close(private.open_file(path.with_name(f"{path.name}.{number}"), os.O_RDONLY))
    handler = _Handler(path, maxBytes=_BYTES, backupCount=_OLD, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for logger, level in loggers.items():
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()


def trace_of(error: BaseException, *, is_discreet: bool) -> str:
    """Return where an error came from, each line indented, so that none reads as one of the log.

    Discreetly it is without the words of the error, in which the person's own may stand.
    """
    if is_discreet:
        lines = [*traceback.format_tb(error.__traceback__), type(error).__name__]
    else:
        lines = traceback.format_exception(error)
    return "\n".join(f"  {visible(line)}" for line in "".join(lines).splitlines())


class _Handler(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        descriptor = private.open_file(Path(self.baseFilename), flags)
        return open(descriptor, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:
        """Do without a line that cannot be written: on a full disk each would be a traceback."""
