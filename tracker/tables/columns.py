"""The columns of the tables: their names, their types, and what may stand in them."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.sql.functions import FunctionElement

# The schema guards its own words; a test compares them with those of the catalogue.
KINDS = ("massage", "heat-pack", "ice", "warm-bath", "exercise", "visit")
# A plan may ask for a reading of the pain as well.
PLANNED_KINDS = (*KINDS, "pain")

# What SQLAlchemy has of the one database or the other is loaded where that is told to it, which is done
# for the database in use alone (`schema` of each).
KEEPS_NUMBERS = {"keeps_numbers": True}
"""Of a table whose numbers are never given again, once their rows are gone."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC; a naive one is refused rather than guessed at."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[dt.datetime]:
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class NewIdentity(FunctionElement[Any]):
    """A random UUID, version 4 of RFC 9562, made by the database; each says it in its own words."""

    inherit_cache = True


def one_of(column: str, *words: str) -> CheckConstraint:
    """Return the check that a column holds one of these words, or nothing."""
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=f"{column}_known")


def identity() -> Column[Any]:
    """Return the column that tells a row from all others of any diary, and stays as it is."""
    return Column(
        "uuid", Uuid, nullable=False, unique=True, index=True, server_default=NewIdentity()
    )


def index_where(condition: ColumnElement[bool], *columns: Column[Any], **options: Any) -> Index:
    """Return an index of the rows alone of which a condition holds; its name is in the options."""
    return Index(options.pop("name"), *columns, info={"where": condition}, **options)


def session_key(**options: Any) -> Column[int]:
    """Return the column by which a row belongs to a session."""
    return Column(
        "session_id",
        Integer,
        ForeignKey("sessions.id"),
        primary_key=True,
        nullable=False,
        **options,
    )
