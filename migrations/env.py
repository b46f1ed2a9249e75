"""Runs the migrations: in the connection that the program hands over, or in the person's diary."""

from alembic import context
from sqlalchemy import Connection

from tracker.tables import metadata


def is_of_the_diary(name: str | None, kind: str, _parents: object) -> bool:
    """Tell what is compared with the tables of the program: not what a server needs beside them."""
    return (kind, name) != ("table", "counters")


def migrate(db: Connection) -> None:
    context.configure(
        connection=db,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        include_name=is_of_the_diary,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over: Connection | None = context.config.attributes.get("connection")
if handed_over is not None:
    migrate(handed_over)
else:
    from contextlib import closing

    from tracker.app import App

    with closing(App.from_environment()) as app, app.database.migrating() as connection:
        migrate(connection)
