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
from tracker.text import visible

HEAD = "0002"
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

    def exists(self) -> bool:
        """Tell whether there is anything to read, without creating it."""
        return self.path.exists()

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
                if os.access(self.path, os.W_OK):
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
        if not os.access(self.path, os.W_OK):
            raise DatabaseTrouble(
                f"the diary {shown(self.path)} is read-only and of an older form ({version or 'none'}); "
                f"this program needs {HEAD}.",
                "Make the file writable once, so that it can be brought up to date.",
            )
        with migrating(self.path) as (db, found):
            if found == HEAD:
                return
            copied = _copy_aside(self.path, found) if found else None
            _upgrade(db)
        if copied:
            self.notices.append(
                f"The diary was brought up to date (form {found} to {HEAD}); "
                f"as it was before it lies in {shown(copied)}."
            )

    @contextlib.contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _trouble(error, self.path) from error
        except sqlite3.Error as error:
            raise _trouble(error, self.path) from error


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
    if url.query or url.database in (None, "", ":memory:") or "\x00" in str(url.database):
        raise BadInput(f"{{}} names no file. {accepted}", address)
    return Path(str(url.database))


def shown(path: Path) -> str:
    """Return the path as a person reads it: from the home folder on, and escaped."""
    with contextlib.suppress(ValueError, RuntimeError):
        return visible(str(Path("~") / path.absolute().relative_to(Path.home())))
    return visible(str(path))


def make_file(path: Path) -> None:
    """Create an empty file for its owner alone, whatever the umask; leave an existing one as it is."""
    try:
        if path.is_dir():
            raise DatabaseTrouble(f"the diary cannot be at {shown(path)}: that is a folder.")
        if path == default_path():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except FileNotFoundError:
        raise DatabaseTrouble(
            f"the diary cannot be made: the folder {shown(path.parent)} does not exist.",
            "Make the folder first, or choose another place with --database.",
        ) from None
    except OSError as error:
        raise DatabaseTrouble(
            f"the diary cannot be made in {shown(path.parent)}: {error.strerror}.",
            "Choose another place with --database sqlite:///FILE or TRACKER_DATABASE_URL.",
        ) from error
    os.chmod(path, 0o600)


def _engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    is_writable = os.access(path, os.W_OK)

    def connect() -> sqlite3.Connection:
        address = path.absolute().as_uri()
        if is_writable:
            return sqlite3.connect(f"{address}?mode=rw", uri=True, check_same_thread=False)
        try:
            db = sqlite3.connect(f"{address}?mode=ro", uri=True, check_same_thread=False)
            db.execute("SELECT count(*) FROM sqlite_master")
            return db
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CANTOPEN:
                raise
        # In a folder that cannot be written SQLite has no place for its index of the
        # write-ahead log; as nobody else can write there either, the file alone is read.
        return sqlite3.connect(f"{address}?immutable=1", uri=True, check_same_thread=False)

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
            f"{shown(path)} is a database of another program. It was left untouched.",
            "Choose another file with --database.",
        )
    version = str(db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if version > HEAD:
        raise DatabaseTrouble(
            f"the diary {shown(path)} was written by a newer tracker (form {visible(version)}; "
            f"this one knows {HEAD}). It was left untouched.",
            "Install the newer version again.",
        )
    return version


def _set_write_ahead(engine: Engine) -> None:
    """Let readers and one writer work side by side; the file remembers it, so mostly nothing is done.

    It is set only after the file is known to be ours, and outside any transaction.
    """
    with contextlib.closing(engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA journal_mode = WAL")


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
                raise DatabaseTrouble(
                    f"the diary {shown(path)} could not be brought up to date: {len(broken)} rows "
                    "would refer to missing ones. It was left as it was."
                )
    finally:
        engine.dispose()


def _upgrade(db: Connection) -> None:
    # Alembic costs a third of a second to import, so only an older schema pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = db
    command.upgrade(config, "head")


def migrations_folder() -> Path:
    """Return where the migrations lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def _copy_aside(path: Path, version: str) -> Path:
    """Copy the last committed state beside the file, for its owner alone; return the copy's path."""
    names = (f"{path.stem}.form-{version}{suffix}{path.suffix}" for suffix in _suffixes())
    copy = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    make_file(copy)
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in itertools.count(2))


def _trouble(error: DBAPIError | sqlite3.Error, path: Path) -> Exception:
    """Return what to tell the person of a failure of SQLite; a fault of ours stays as it is."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorname", "") or ""
    file = shown(path)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseTrouble(
            f"the diary {file} is locked by another program, for longer than "
            f"{BUSY_TIMEOUT_MS // 1000} s. Nothing was stored.",
            "Try again, or close the other program.",
        )
    if code.startswith("SQLITE_READONLY"):
        return DatabaseTrouble(
            f"the diary {file} is read-only. Nothing was stored.",
            "It can still be read; to write, make the file and its folder writable.",
        )
    if code == "SQLITE_FULL" or code == "SQLITE_IOERR_WRITE":
        return DatabaseTrouble(
            f"the diary could not be written: the disk of {file} is full. Nothing was stored; "
            "what was there is unharmed.",
            "Make room on the disk and try again.",
        )
    if code.startswith("SQLITE_NOTADB"):
        return DatabaseTrouble(
            f"{file} is not a database. It was left untouched.",
            "Choose another file with --database.",
        )
    if code.startswith("SQLITE_CORRUPT"):
        return DatabaseTrouble(
            f"the diary {file} is damaged: {cause}. Nothing was stored.",
            "Copy the file away before anything else, then restore a copy of an earlier day.",
        )
    if code.startswith(
        ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOLFS")
    ):
        return DatabaseTrouble(
            f"the diary {file} cannot be used: {cause} ({code}). Nothing was stored.",
            "Look whether the file and its folder are yours, and whether the disk is well.",
        )
    return error
