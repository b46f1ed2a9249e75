"""The schema that every answer in JSON keeps to."""

import json
from typing import Any

import jsonschema

from tests.places import CHECKOUT

SHAPES: dict[str, Any] = json.loads(
    (CHECKOUT / "docs/json.schema.json").read_text(encoding="utf-8")
)
SCHEMA = jsonschema.Draft202012Validator(SHAPES)


def checked(text: str) -> dict[str, Any]:
    """Return the one JSON document that a text is, once the schema has accepted it."""
    content = json.loads(text)
    SCHEMA.validate(content)
    assert text == json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return dict(content)
