"""How the database is opened, brought up to date and backed up."""

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from tracker.errors import BadInput, DatabaseTrouble
from tracker.escaping import shortened, shown_path, visible

HEAD = "0003"
# SQLite keeps this number in the file's head; it tells our files from those of other programs.
APPLICATION_ID = 0x5E1FCA2E
BUSY_TIMEOUT_MS = 10_000


class Database:
    """One SQLite file: created at first use, current in its schema, told apart from foreign files.

    `notices` are sentences about what was done to the file that the person should know.
    Raises BadInput for an address that cannot be used and DatabaseTrouble for a file that cannot.
    """

    def __init__(self, address: str) -> None:
        self.path = path_of(address)
        self.notices: list[str] = []
        self._engine: Engine | None = None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that holds the write lock; commit on leaving, roll back on an error."""
        with self._worded(), self._opened().begin() as db:
            yield db

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the database and blocks nobody."""
        with self._worded(), self._opened().execution_options(begin="BEGIN").begin() as db:
            yield db

    @property
    def is_open(self) -> bool:
        """Tell whether the file was opened and can be used."""
        return self._engine is not None

    def exists(self) -> bool:
        """Tell whether there is anything to read, without creating it."""
        return os.path.exists(self.path)  # Path.exists would raise where the folder is closed.

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _opened(self) -> Engine:
        if self._engine is None:
            make_file(self.path)
            engine = _engine(self.path)
            try:
                self._make_current(engine)
                if _is_writable(self.path):
                    _set_write_ahead(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine
        return self._engine

    def _make_current(self, engine: Engine) -> None:
        with engine.execution_options(begin="BEGIN").begin() as db:
            version = _version(db, self.path)
        if version == HEAD:
            return
        if not _is_writable(self.path):
            raise DatabaseTrouble(
                f"the diary {shown_path(self.path)} is read-only and of an older form ({version or 'none'}); "
                f"this program needs {HEAD}.",
                "Make the file and its folder writable once, so that it can be brought up to date.",
            )
        copy: Path | None = None
        try:
            with migrating(self.path) as (db, found):
                if found == HEAD:
                    return
                if found:
                    copy = _free_name(self.path, found)
                    _copy_aside(self.path, copy)
                _upgrade(db, self.path)
        except BaseException:
            # The diary is as it was, so the copy would only be one more at each new attempt.
            if copy:
                copy.unlink(missing_ok=True)
            raise
        if copy:
            self.notices.append(
                f"The diary was brought up to date (form {found} to {HEAD}); "
                f"as it was before it lies in {shown_path(copy)}."
            )

    @contextlib.contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _trouble(error, self.path) from error
        except sqlite3.Error as error:
            raise _trouble(error, self.path) from error
        except ValueError as error:
            # A day or an instant that is none: SQLite has no such types and keeps any text. The
            # same error from anywhere but the reading of a row is a fault of ours.
            if not _is_of_a_row(error):
                raise
            raise _damaged(self.path, error) from error


def _is_of_a_row(error: ValueError) -> bool:
    """Tell whether SQLAlchemy met the error while it read a value, and not our own code."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and "sqlalchemy" in trace.tb_frame.f_code.co_filename


def default_path() -> Path:
    """Return where the diary is unless the person says otherwise: the platform's data folder."""
    from platformdirs import user_data_path

    return user_data_path("selfcare-tracker", appauthor=False) / "diary.db"


def path_of(address: str) -> Path:
    """Return the file that a database URL names, the default for an empty one.

    Raises BadInput for anything but a SQLite file.
    """
    if not address:
        return default_path()
    accepted = "Give a SQLite file, as in sqlite:///diary.db or sqlite:////home/ann/diary.db."
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise BadInput(f"{{}} is no database address. {accepted}", address) from None
    if url.get_backend_name() != "sqlite" or url.get_driver_name() not in ("pysqlite", ""):
        raise BadInput(f"{{}}: this program keeps its diary in SQLite only. {accepted}", address)
    if "?" in address or url.database in (None, "", ":memory:") or "\x00" in str(url.database):
        raise BadInput(f"{{}} names no file. {accepted}", address)
    return Path(str(url.database))


def make_file(path: Path) -> None:
    """Create an empty file for its owner alone, whatever the umask; leave an existing one as it is."""
    try:
        if path.is_dir():
            raise DatabaseTrouble(f"the diary cannot be at {shown_path(path)}: that is a folder.")
        if path == default_path():
            _make_folder(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except FileNotFoundError:
        raise DatabaseTrouble(
            f"the diary cannot be made: the folder {shown_path(path.parent)} does not exist.",
            "Make the folder first, or choose another place with --database.",
        ) from None
    except OSError as error:
        raise DatabaseTrouble(
            f"the diary cannot be made in {shown_path(path.parent)}: {error.strerror}.",
            "Choose another place with --database sqlite:///FILE or TRACKER_DATABASE_URL.",
        ) from error
    _give_mode(path, 0o600)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _give_mode(folder, 0o700)


def _give_mode(path: Path, mode: int) -> None:
    # The umask may have taken more than it should; some file systems know no modes at all.
    with contextlib.suppress(PermissionError):
        path.chmod(mode)


def _is_writable(path: Path) -> bool:
    """Tell whether SQLite can write the file, for which it needs the folder too."""
    return os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)


def _engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    def connect() -> sqlite3.Connection:
        address = path.absolute().as_uri()
        if _is_writable(path):
            mode = "mode=rw"
        elif os.path.exists(f"{path.resolve()}-wal"):
            # Another process has the diary open, or was killed: what it wrote last is in there.
            mode = "mode=ro"
        else:
            # SQLite would want to make files beside this one and leave them as read-only as it.
            mode = "immutable=1"
        return sqlite3.connect(f"{address}?{mode}", uri=True, check_same_thread=False)

    engine = create_engine(URL.create("sqlite", database=str(path)), creator=connect)

    @event.listens_for(engine, "connect")
    def _prepare(raw: sqlite3.Connection, _record: Any) -> None:
        # The driver must never begin a transaction of its own: `_begin` says which kind it is.
        raw.isolation_level = None
        raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(db: Connection) -> None:
        db.exec_driver_sql(db.get_execution_options().get("begin", "BEGIN IMMEDIATE"))

    return engine


def _version(db: Connection, path: Path) -> str:
    """Return the form of the schema, "" for an empty file; refuse what this program cannot use."""
    tables = {name for (name,) in db.exec_driver_sql("SELECT name FROM sqlite_master")}
    if not tables:
        return ""
    ours = db.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
    if not ours or "alembic_version" not in tables:
        raise DatabaseTrouble(
            f"{shown_path(path)} is a database of another program. It was left untouched.",
            "Choose another file with --database.",
        )
    version = str(db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if version > HEAD:
        raise DatabaseTrouble(
            f"the diary {shown_path(path)} was written by a newer tracker (form {visible(version)}; "
            f"this one knows {HEAD}). It was left untouched.",
            "Install the newer version again.",
        )
    return version


def _set_write_ahead(engine: Engine) -> None:
    """Let readers and one writer work side by side; the file remembers it, so mostly nothing is done.

    It is set only after the file is known to be ours, and outside any transaction. SQLite does
    not wait for others here: where one is at work in the file, a later command will set it.
    """
    with contextlib.closing(engine.raw_connection()) as raw:
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise


@contextlib.contextmanager
def migrating(path: Path) -> Iterator[tuple[Connection, str]]:
    """Give the write transaction in which the schema is changed, and the form found in it.

    The write lock is what makes two commands at once migrate only once. Foreign keys are off
    meanwhile, because SQLite would delete the rows that refer to a table being rebuilt; they
    are checked before the end.
    """
    engine = _engine(path, foreign_keys=False)
    try:
        with engine.begin() as db:
            yield db, _version(db, path)
            db.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            if broken := db.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise _not_upgraded(path, f"{len(broken)} rows would refer to missing ones")
    finally:
        engine.dispose()


def _upgrade(db: Connection, path: Path) -> None:
    # Alembic costs a third of a second to import, so only an older schema pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = db
    try:
        command.upgrade(config, HEAD)
    except Exception as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.Error) and isinstance(_trouble(cause, path), DatabaseTrouble):
            raise
        raise _not_upgraded(path, str(cause)) from error


def _not_upgraded(path: Path, reason: str) -> DatabaseTrouble:
    return DatabaseTrouble(
        f"the diary {shown_path(path)} could not be brought up to date: {shortened(reason, 200)}. "
        "It was left as it was.",
        "Go on with the version that you used before, and report this.",
    )


def migrations_folder() -> Path:
    """Return where the migrations lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def _free_name(path: Path, version: str) -> Path:
    """Return where a copy of the file in this form can lie beside it."""
    names = (f"{path.stem}.form-{version}{suffix}{path.suffix}" for suffix in _suffixes())
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())


def _copy_aside(path: Path, copy: Path) -> None:
    """Copy the last committed state of the diary, for its owner alone."""
    make_file(copy)
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in itertools.count(2))


def _trouble(error: DBAPIError | sqlite3.Error, path: Path) -> Exception:
    """Return what to tell the person of a failure of SQLite; a fault of ours stays as it is."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorname", "") or ""
    file = shown_path(path)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return DatabaseTrouble(
            f"the diary {file} is locked by another program, for longer than "
            f"{BUSY_TIMEOUT_MS / 1000:g} s.",
            "Try again, or close the other program.",
        )
    if code.startswith("SQLITE_READONLY"):
        return DatabaseTrouble(
            f"the diary {file} is read-only.",
            "It can still be read; to write, make the file, its folder, and any -wal and -shm "
            "beside it writable.",
        )
    if code in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"):
        return DatabaseTrouble(
            f"the diary could not be written: the disk of {shown_path(path.parent)} is full. "
            "What was there is unharmed.",
            "Make room on the disk and try again.",
        )
    if code.startswith("SQLITE_NOTADB"):
        return DatabaseTrouble(
            f"{file} is not a database. It was left untouched.",
            "Choose another file with --database.",
        )
    if code.startswith("SQLITE_CORRUPT") or (not code and type(cause) is sqlite3.OperationalError):
        # Without a code it is the driver that found text which is not UTF-8.
        return _damaged(path, cause)
    if code.startswith(
        ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOLFS")
    ):
        is_hidden = os.access(path, os.F_OK) and not os.access(path, os.R_OK)
        reason = "you may not read it" if is_hidden else f"{cause} ({code})"
        return DatabaseTrouble(
            f"the diary {file} cannot be used: {reason}.",
            "Look whether the file and its folder are yours, and whether the disk is well.",
        )
    return error


def _damaged(path: Path, cause: object) -> DatabaseTrouble:
    return DatabaseTrouble(
        f"the diary {shown_path(path)} is damaged: {shortened(str(cause), 200)}.",
        "Copy the file away before anything else, then restore a copy of an earlier day.",
    )
