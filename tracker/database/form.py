"""The form of the schema: which one the program has, and how a database is brought to it."""

from pathlib import Path

from sqlalchemy import Connection

from tracker.tables import metadata

HEAD = "0012"


def make_tables(db: Connection) -> None:
    """Make the tables of a new diary, in its write transaction, as the migrations would.

    A test holds the two to each other; this takes a tenth of the time.
    """
    metadata.create_all(db)
    db.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    db.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")


def run_migrations(db: Connection) -> None:
    """Run the migrations that a diary has not seen, in its write transaction."""
    # Alembic costs a third of a second to import, so only an older schema pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = db
    command.upgrade(config, HEAD)


def migrations_folder() -> Path:
    """Return where the migrations lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"
