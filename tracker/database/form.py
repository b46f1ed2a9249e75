"""The form of the schema: which one the program has, and how a database is brought to it."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table

from tracker.tables import metadata

HEAD = "0012"


def make_tables(db: Connection) -> None:
    """Make the tables of a new diary, in its write transaction, as the migrations would.

    A test holds the two to each other; this takes a tenth of the time.
    """
    metadata.create_all(db, checkfirst=False)
    version = Table(
        "alembic_version",
        MetaData(),
        Column("version_num", String(32), nullable=False),
        PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    )
    version.create(db, checkfirst=False)
    db.execute(version.insert().values(version_num=HEAD))


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
