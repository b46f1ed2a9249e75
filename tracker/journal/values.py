"""How a row becomes a value."""

from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Row

V = TypeVar("V", bound=Struct)


def value_of(row: Row[Any], of: type[V], **differing: Any) -> V:
    """Return the value whose fields are named as the row's columns, but for what is `differing`.

    It is not converted by its types: the schema is what guards a row, and one that another hand
    has bent, such as a rating of 4.5, must not hide the others.
    """
    same = (name for name in of.__struct_fields__ if name not in differing)
    return of(**{name: getattr(row, name) for name in same}, **differing)
