"""Files of other programs for the tests of their readers: the samples, and what may become of one.

The samples are made up, and none of them is taken from a program's own tests.
"""

import contextlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import strategies as st

from tracker.care.incoming import Ignored, Incoming, Refused, Told
from tracker.errors import BadInput
from tracker.exchange.source import Source

SAMPLES = Path(__file__).parents[1] / "samples"
REACH = "it is out of reach: years from 1900 to 2999 are accepted."
"""Why a day, or an instant, is refused that no diary has."""


class Reader(Protocol):
    """The module of a format."""

    def fits(self, source: Source) -> bool: ...
    def entries(self, source: Source) -> Iterator[Told]: ...


def sample(name: str) -> bytes:
    """Return what stands in a sample, such as watson/frames."""
    return (SAMPLES / name).read_bytes()


def fitting(reader: Reader) -> list[str]:
    """Return the names of the samples, of all formats, that a reader takes for its own."""
    paths = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    return [path.relative_to(SAMPLES).as_posix() for path in paths if reader.fits(Source(path))]


def read(reader: Reader, file: Path | bytes | str, name: str = "file") -> list[Told]:
    """Return what a reader makes of a file of its own, or of one with that content and name."""
    if isinstance(file, Path):
        source = Source(file)
        assert reader.fits(source)
        return list(reader.entries(source))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(file if isinstance(file, bytes) else file.encode())
        source = Source(path)
        with contextlib.suppress(BadInput):
            reader.fits(source)
        return list(reader.entries(source))


def taken(told: Sequence[Told]) -> list[Incoming]:
    """Return the entries that are to be taken."""
    return [one for one in told if isinstance(one, Incoming)]


def refusals(told: Sequence[Told]) -> list[str]:
    """Return where each entry stands that is refused, its value, and why."""
    return [f"{one.where}: {one.value}: {one.reason}" for one in told if isinstance(one, Refused)]


def ignored(told: Sequence[Told]) -> list[str]:
    """Return why entries are left out."""
    return [one.why for one in told if isinstance(one, Ignored)]


def only_taken(told: Sequence[Told]) -> list[Incoming]:
    """Return all entries, each of which is to be taken."""
    assert taken(told) == told
    return taken(told)


def in_short(told: Sequence[Told]) -> list[tuple[str, str]]:
    """Return where each entry stands and what becomes of it, with why where it is not taken."""
    return [
        (one.where, f"refused, {one.value}: {one.reason}")
        if isinstance(one, Refused)
        else (one.where, f"ignored: {one.why}" if isinstance(one, Ignored) else "taken")
        for one in told
    ]


def why_refused(reader: Reader, content: bytes | str, name: str = "file") -> str:
    """Return why a reader refuses a file as a whole, without the name of that."""
    with pytest.raises(BadInput) as caught:
        read(reader, content, name)
    return caught.value.message.removeprefix("{}: ")


def check_survives(
    reader: Reader, content: bytes, name: str = "file", *, has_own_keys: bool = True
) -> None:
    """Have a file read that may hold anything: as entries, or not at all.

    Where a reader gives each entry a key of its own, no two of them have the same.
    """
    try:
        told = read(reader, content, name)
    except BadInput:
        return
    for one in told:
        assert one.where
        if isinstance(one, Refused):
            assert one.reason
            assert len(one.value) < 1000
    keys = [one.key for one in taken(told)]
    assert all(keys)
    assert len(set(keys)) == len(keys) or not has_own_keys
    assert told == read(reader, content, name)


def archive(path: Path, members: Mapping[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip archive."""
    path.write_bytes(zipped(members, packed))
    return path


def zipped(members: Mapping[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packed) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return written.getvalue()


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Return a file in which bytes were changed, left out, doubled or put in, a few times."""
    damaged = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(damaged)))
        end = min(len(damaged), at + draw(st.integers(0, 30)))
        damaged[at:end] = draw(
            st.sampled_from([b"", bytes(damaged[at:end]) * 2])
            | st.binary(max_size=8)
            | st.sampled_from([b"\xff\xfe", *(text.encode() for text in _PUT_IN)])
        )
    return bytes(damaged)


@st.composite
def mutated_archive(draw: st.DrawFn, path: Path) -> bytes:
    """Return an archive that is damaged, or each of whose members was."""
    if draw(st.booleans()):
        return draw(mutated(path.read_bytes()))
    return zipped({name: draw(mutated(inner)) for name, inner in members(path).items()})


_PUT_IN = (
    *("9" * 5000, "0000", "9999-12-31", "-", '"', " : ", "#", "\r", "\n", "\n\n", "\x00"),
    *("<", "&", "]>", "{", "["),
)
