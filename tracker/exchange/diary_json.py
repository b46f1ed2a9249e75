"""The diary as one JSON document, with one record a line, so that it is written and read in a stream."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from msgspec import DecodeError, Raw, Struct, json

from tracker.care.incoming import Refused
from tracker.escaping import shortened
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit

FORM = 1
"""The form of the document. It changes when a reader of the one before would misread it."""

_NAME = "tracker diary"
_HEAD = re.compile(r'\{\s*"format"\s*:\s*"tracker diary"\s*,\s*"form"\s*:\s*(\d{1,9})\s*,')
# A document that another program wrote anew has its lines elsewhere, so all of it has to be held.
_LARGEST_WHOLE = 50_000_000


def write(records: Iterable[Any], file: IO[bytes]) -> int:
    """Write records as one document; return how many. Nothing in it says when it was written."""
    file.write(f'{{"format":"{_NAME}","form":{FORM},"records":['.encode())
    encode, count = json.Encoder().encode, 0
    for count, record in enumerate(records, start=1):
        file.write(b",\n" if count > 1 else b"\n")
        file.write(encode(record))
    file.write(b"\n]}\n")
    return count


def schema(record: Any) -> str:
    """Return the JSON schema of such a document; `record` is the type of all records."""
    parts = json.schema(record)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The diary of tracker",
        "type": "object",
        "required": ["format", "form", "records"],
        "properties": {
            "format": {"const": _NAME},
            "form": {"const": FORM},
            "records": {"type": "array", "items": {"anyOf": parts["anyOf"]}},
        },
        "$defs": parts["$defs"],
    }
    return json.format(json.encode(document), indent=2).decode()


def fits(source: Source) -> bool:
    """Tell whether a file is such a document."""
    return _HEAD.match(source.start.lstrip()) is not None


def entries(source: Source, record: Any) -> Iterator[tuple[str, Any] | Refused]:
    """Return each record with where it stands, or why it cannot be read.

    `record` is the type of them all. Raises BadInput for a file that is no such document, is of a
    later form, or ends too early.
    """
    head = _HEAD.match(source.start.lstrip())
    if head is None:
        raise source.refused("it is no diary in JSON, as tracker export writes it.")
    if int(head[1]) > FORM:
        raise source.refused(
            f"it has form {head[1]}, and this program knows up to {FORM}. Update this program first."
        )
    lines = iter(source.lines())
    if not next(lines)[1].rstrip().endswith("["):
        yield from _whole(source, record)
        return
    decode, is_closed = json.Decoder(record).decode, False
    for number, line in lines:
        if is_closed and line:
            raise source.refused(f"line {number} stands behind its end.")
        if line == "]}":
            is_closed = True
        elif line:
            yield _read(f"line {number}", line.removesuffix(","), decode)
    if not is_closed:
        raise source.refused("it ends too early, so some of it is missing.")


class _Document(Struct):
    format: str
    form: int
    records: list[Raw]


def _whole(source: Source, record: Any) -> Iterator[tuple[str, Any] | Refused]:
    """Return the records of a document whose lines another program broke in its own way."""
    try:
        source.check_size(_LARGEST_WHOLE)
        text = "\n".join(line for _, line in source.lines())
        document = json.decode(text, type=_Document)
    except (DecodeError, RecursionError) as error:
        raise source.refused(
            f"it is no whole JSON document: {shortened(str(error), 200)}"
        ) from None
    decode = json.Decoder(record).decode
    for number, one in enumerate(document.records, start=1):
        yield _read(f"record {number}", bytes(one), decode)


def _read(
    where: str, text: str | bytes, decode: Callable[[str | bytes], Any]
) -> tuple[str, Any] | Refused:
    try:
        return where, decode(text)
    except (DecodeError, RecursionError, ValueError) as error:
        shown = text if isinstance(text, str) else text.decode()
        return Unfit(shown, f"it is no record of a diary ({shortened(str(error), 200)}).").refused(
            where
        )
