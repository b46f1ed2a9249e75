"""Files of other programs as the tests read them: whole, damaged, and made to do harm.

The samples are made up, and none of them is taken from a program's own tests.
"""

import contextlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from hypothesis import strategies as st

from tracker.care.incoming import Ignored, Incoming, Refused, Told
from tracker.errors import BadInput
from tracker.exchange.source import Source

SAMPLES = Path(__file__).parents[1] / "samples"

Damage = Callable[[bytes], bytes]


def read(reader: ModuleType, path: Path) -> list[Told]:
    """Return all that a reader gives for a file that it says it can read."""
    source = Source(path)
    assert reader.fits(source)
    return list(reader.entries(source))


def taken(told: list[Told]) -> list[Incoming]:
    return [one for one in told if isinstance(one, Incoming)]


def refusals(told: list[Told]) -> list[str]:
    return [f"{one.where}: {one.value}: {one.reason}" for one in told if isinstance(one, Refused)]


def ignored(told: list[Told]) -> list[str]:
    return [one.why for one in told if isinstance(one, Ignored)]


def is_read_or_refused(reader: ModuleType, path: Path) -> bool:
    """Have a reader look at a file and read it whatever it is; anything else is raised."""
    with contextlib.suppress(BadInput):
        reader.fits(Source(path))
    try:
        return all(isinstance(one, Told) for one in reader.entries(Source(path)))
    except BadInput as refused:
        return bool(str(refused))


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
def damages(draw: st.DrawFn) -> Damage:
    """A few changes of bytes anywhere: other ones, more of them, or fewer."""
    changes = draw(
        st.lists(
            st.tuples(
                st.floats(0, 1),
                st.integers(0, 20),
                st.one_of(
                    st.binary(max_size=8),
                    st.sampled_from(
                        [
                            b"\x00",
                            b"\xff\xfe",
                            b'"',
                            b"\n",
                            b"<",
                            b"&",
                            b"]>",
                            b"{",
                            b"[",
                            b"9" * 40,
                        ]
                    ),
                ),
            ),
            min_size=1,
            max_size=4,
        )
    )

    def damage(content: bytes) -> bytes:
        for place, left_out, put_in in changes:
            at = int(place * len(content))
            content = content[:at] + put_in + content[at + left_out :]
        return content

    return damage


def damaged(path: Path, damage: Damage) -> Iterator[bytes]:
    """Return a file damaged; an archive as it is packed, and in each of its members too."""
    content = path.read_bytes()
    yield damage(content)
    if path.suffix == ".zip":
        yield zipped({name: damage(inner) for name, inner in members(path).items()})
