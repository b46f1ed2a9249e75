"""Files of other programs for the tests of their readers: the samples, and what may become of one."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import strategies as st

from tracker.care.incoming import Ignored, Incoming, Refused, Told
from tracker.errors import BadInput
from tracker.exchange.source import Source

SAMPLES = Path(__file__).parents[1] / "samples"


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


def read(reader: Reader, content: bytes | str, name: str = "file") -> list[Told]:
    """Return what a reader makes of a file with that content, and of that name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        source = Source(path)
        reader.fits(source)
        return list(reader.entries(source))


def taken(told: Sequence[Told]) -> list[Incoming]:
    """Return the entries that are to be taken."""
    return [one for one in told if isinstance(one, Incoming)]


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


def check_survives(reader: Reader, content: bytes, name: str = "file") -> None:
    """Have a file read that may hold anything: as entries with keys of their own, or not at all."""
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
    assert len(set(keys)) == len(keys)
    assert told == read(reader, content, name)


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Return a sample in which bytes were changed, left out, doubled or put in, a few times."""
    damaged = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(damaged)))
        end = min(len(damaged), at + draw(st.integers(0, 30)))
        damaged[at:end] = draw(
            st.sampled_from([b"", bytes(damaged[at:end]) * 2])
            | st.binary(max_size=4)
            | st.sampled_from(
                ["9" * 5000, "0000", "9999-12-31", "-", '"', " : ", "#", "[", "\r", "\n\n", "\x00"]
            ).map(str.encode)
        )
    return bytes(damaged)
