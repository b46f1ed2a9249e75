"""Zip archives that anybody may have made, as the reader of Loop is given them."""

import zipfile
from pathlib import Path

import pytest

from tests.rules.foreign import (
    SAMPLES,
    archive,
    members,
    read,
)
from tracker.errors import BadInput
from tracker.exchange import loop_csv
from tracker.exchange.source import Source

NEW = SAMPLES / "loop" / "Loop Habits CSV 2026-09-14.zip"


def test_names_of_members_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "it"
    folder.mkdir(parents=True)
    new = members(NEW)
    path = archive(
        folder / "a.zip",
        {f"../../{name}": content for name, content in new.items()} | {"/etc/passwd": b"root"},
    )
    before = sorted(tmp_path.rglob("*"))
    assert len(read(loop_csv, path)) == 15
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_that_unpacks_without_end_is_refused_early(tmp_path: Path) -> None:
    # Each of them alone is small enough.
    answers = {
        f"{number:03} x/Checkmarks.csv": (b"x" * 999_999 + b"\n") * 9 for number in range(1, 4)
    }
    habits = b"Position,Name,Type\n" + b"".join(b"%03d,x,YES_NO\n" % one for one in range(1, 4))
    path = archive(tmp_path / "bomb.zip", {"Habits.csv": habits, **answers})
    with pytest.raises(BadInput, match="unpacks to more than 200 times its size"):
        read(loop_csv, path)


def test_an_archive_with_a_password_or_packed_otherwise_is_refused_in_words(
    tmp_path: Path,
) -> None:
    path = archive(tmp_path / "a.zip", members(NEW), zipfile.ZIP_LZMA)
    with pytest.raises(BadInput, match="packed in a way that is not known here"):
        read(loop_csv, path)
    content = bytearray(NEW.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(BadInput, match="an archive with a password"):
        read(loop_csv, path)


def test_an_archive_of_far_too_many_files_is_not_even_listed(tmp_path: Path) -> None:
    # The end of an archive says where the list of its members stands, and how long that is.
    end = b"PK\x05\x06" + bytes(8) + (5_000_000).to_bytes(4, "little") + bytes(6)
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(5_000_000) + end)
    with pytest.raises(BadInput, match="far too many files"):
        loop_csv.fits(Source(path))


def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", members(NEW) | {"nobody": b""})
    # For the standard library a name ends before its first NUL.
    path.write_bytes(path.read_bytes().replace(b"nobody", b"\x00obody"))
    assert read(loop_csv, path) == read(loop_csv, NEW)
