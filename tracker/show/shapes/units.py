"""The units that an answer in a hurry has too: nothing else is loaded for them."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

Count = Annotated[int, Meta(ge=0)]
Instant = Annotated[
    dt.datetime,
    Meta(
        tz=True,
        extra_json_schema={
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
            "[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?$"
        },
    ),
]
