"""A zip archive that anybody may have made: read in bounds, and never unpacked to the disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from tracker.exchange.source import Source

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LONGEST_LIST = 4_000_000
"""So many bytes at most list what an archive holds, which is some 30,000 names."""

# Text is packed to a tenth or a thirtieth, and what repeats itself on and on to a thousandth.
MOST_UNPACKED = 200
FREELY_UNPACKED = 10_000_000

_IS_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the standard library lets through where an archive is damaged.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


class Archive:
    """An open archive. The names of its members tell these apart, and are no paths anywhere."""

    def __init__(self, source: Source, archive: zipfile.ZipFile) -> None:
        self.source = source
        # The standard library cannot say of one without a name whether it is a folder.
        named = (one for one in archive.infolist() if one.filename)
        self.members = tuple(one for one in named if not one.is_dir())
        self._archive = archive
        self._unpacked = 0

    @contextmanager
    def open(self, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
        """Open a member from its beginning.

        Raises BadInput for one that is encrypted, packed in a way that is not known here or
        damaged; and as soon as the archive has unpacked to far more than anybody writes.
        """
        if member.flag_bits & _IS_ENCRYPTED:
            raise self.source.refused(
                "it is an archive with a password. Unpack it, and give the file in it."
            )
        if member.compress_type not in _PACKED:
            raise self.source.refused(
                "it is packed in a way that is not known here. Pack it again as an ordinary zip"
                " archive, or give the file in it."
            )
        with damage_refused(self.source):
            opened = self._archive.open(member)
        with io.BufferedReader(_Counted(self, opened)) as file:
            yield file

    def count(self, unpacked: int) -> None:
        """Count bytes that were unpacked, whatever the archive claims of them."""
        self._unpacked += unpacked
        if self._unpacked > max(FREELY_UNPACKED, self.source.size * MOST_UNPACKED):
            raise self.source.refused(
                f"it unpacks to more than {MOST_UNPACKED} times its size. Nothing that people"
                " record does that."
            )


@contextmanager
def opened(source: Source) -> Iterator[Archive]:
    """Open an archive; raise BadInput where it is damaged, or holds far too many files."""
    with source.open() as file:
        with damage_refused(source):
            archive = zipfile.ZipFile(_Listed(file, source))
        with archive:
            yield Archive(source, archive)


@contextmanager
def damage_refused(source: Source) -> Iterator[None]:
    """Refuse in words an archive that the standard library cannot make out."""
    try:
        yield
    except _DAMAGES:
        raise source.refused(
            "it is an archive that is damaged. Make it again with the program that it comes from."
        ) from None


class _Listed:
    """The file of an archive, of which the list of members, read at once, is held in bounds."""

    def __init__(self, file: IO[bytes], source: Source) -> None:
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self._read, self._source = file.read, source

    def read(self, size: int = -1) -> bytes:
        if size > LONGEST_LIST:
            raise self._source.refused("it is an archive with far too many files in it.")
        return self._read(size)


class _Counted(io.RawIOBase):
    """A member as it is unpacked, every byte of it counted."""

    def __init__(self, archive: Archive, opened: IO[bytes]) -> None:
        self._archive, self._opened = archive, opened

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        with damage_refused(self._archive.source):
            return self._opened.seek(offset, whence)

    def tell(self) -> int:
        return self._opened.tell()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        with damage_refused(self._archive.source), memoryview(buffer) as view:
            read = self._opened.read(min(len(view), io.DEFAULT_BUFFER_SIZE))
            view[: len(read)] = read
        self._archive.count(len(read))
        return len(read)

    def close(self) -> None:
        self._opened.close()
        super().close()
