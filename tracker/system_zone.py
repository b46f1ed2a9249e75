"""The zone of this system: what TZ says, else /etc/localtime, as the C library understands them."""

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

from tracker.care.zones import FILES, FOLDERS, zone_named, zone_of_content
from tracker.escaping import shortened, visible

LOCALTIME = Path("/etc/localtime")
NAME_OF_LOCALTIME = Path("/etc/timezone")

_MOST_LINKS = 40
_MOST_BYTES = 1 << 20


class NoZone(Exception):
    """The zone of the system cannot be made out; the message says what stands in the way."""


def system_zone() -> ZoneInfo | None:
    """Return the zone of the system, or None where it says nothing of one; raise NoZone."""
    words = os.environ.get("TZ")
    if words is not None:
        return _zone_in_words(words)
    if sys.platform == "win32":
        return _zone_of_windows()
    return zone_of_file(LOCALTIME, NAME_OF_LOCALTIME)


def zone_of_file(path: Path, noted: Path | None = None) -> ZoneInfo | None:
    """Return the zone of a file or a link, None where neither that nor a name is there; raise NoZone.

    A link says the name. Of a file it is the name that `noted` holds, or else any, whose zone is
    the same; without one the content itself is the zone.
    """
    beside = (path,) if noted is None else (path, noted)
    return _zone_of_file(path, noted, tuple(_stamp(one) for one in beside))


# What the files say is found out again only when one of them has changed.
@lru_cache(maxsize=1)
def _zone_of_file(path: Path, noted: Path | None, _: object) -> ZoneInfo | None:
    content = _content(path)
    if linked := next((zone for hop in _hops(path) if (zone := _zone_at(hop, content))), None):
        return linked
    written = _zone_written(noted) if noted else None
    if content is None:
        return written
    try:
        zone = zone_of_content(content, str(path))
    except ValueError:
        raise NoZone(f"{visible(str(path))} holds none") from None
    if written and _is_same(zone, written):
        return written
    name = next((name for name in _names() if _content_named(name) == content), None)
    return zone_named(name) if name else zone


def _zone_in_words(words: str) -> ZoneInfo | None:
    name = words.removeprefix(":")
    if not name:
        return zone_named("UTC")
    first, _, rest = name.partition("/")
    places = [Path(folder, name) for folder in TZPATH] if name in FILES else []
    if name.startswith("/"):
        places = [Path(name)]
    for place in places:
        if place.is_file() and (zone := zone_of_file(place)):
            return zone
    try:
        return zone_named(rest if first in FOLDERS else name)
    except ZoneInfoNotFoundError:
        raise NoZone(f'TZ is "{shortened(words)}", which names none') from None


def _hops(path: Path) -> Iterator[Path]:
    """Yield a path and each that it leads to as a link, if it can be followed."""
    for _ in range(_MOST_LINKS):
        yield path
        try:
            path = Path(os.path.normpath(path.parent / os.readlink(path)))
        except OSError:
            return


def _zone_at(path: Path, content: bytes | None) -> ZoneInfo | None:
    """Return the zone that a file is called by within a folder of zones, if it holds that one."""
    before, folder, name = str(path).rpartition("zoneinfo/")
    name = name.removeprefix("posix/").removeprefix("right/")
    if not folder or name in FILES:
        return None
    try:
        zone = zone_named(name)
    except ZoneInfoNotFoundError:
        return None
    is_own = before + folder.rstrip("/") in TZPATH
    if is_own or content is None or content == _content_named(name):
        return zone
    try:
        return zone if _is_same(zone_of_content(content, name), zone) else None
    except ValueError:
        return None


def _zone_written(path: Path) -> ZoneInfo | None:
    """Return the zone whose name a file holds, if it does."""
    try:
        return zone_named(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return None


def _is_same(zone: ZoneInfo, other: ZoneInfo) -> bool:
    """Tell whether two zones have shown the same time since 2000, and will until 2037.

    Byte for byte they may differ, as each version of the zones corrects the distant past.
    """
    import datetime as dt

    begun = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    instants = (begun + dt.timedelta(days=number) for number in range(0, 13_879, 5))
    return all(
        at.astimezone(zone).utcoffset() == at.astimezone(other).utcoffset() for at in instants
    )


def _names() -> Iterator[str]:
    """Yield the names of the zones, those that are in use for a country first."""
    import zoneinfo

    yield "UTC"
    for line in (_content_named("zone1970.tab") or b"").decode("utf-8", "replace").splitlines():
        if not line.startswith("#") and len(parts := line.split("\t")) > 2:
            yield parts[2]
    yield from sorted(zoneinfo.available_timezones() - FILES)


def _content_named(name: str) -> bytes | None:
    """Return what the file of a zone holds, that of the system or else of the package tzdata."""
    found = (_content(Path(folder, name)) for folder in TZPATH)
    content = next((one for one in found if one is not None), None)
    if content is not None:
        return content
    from importlib.resources import files

    try:
        return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    except (ImportError, OSError):
        return None


def _content(path: Path) -> bytes | None:
    """Return what a file holds, None where it cannot be read or is none."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except (OSError, ValueError):
        return None


def _stamp(path: Path) -> tuple[object, ...]:
    """Return what changes when a link changes, or the file that it leads to."""
    return tuple(_facts(path, follow_symlinks=follow) for follow in (False, True))


def _facts(path: Path, *, follow_symlinks: bool) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path, follow_symlinks=follow_symlinks)
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _zone_of_windows() -> ZoneInfo:
    from tzlocal import get_localzone_name, reload_localzone

    try:
        reload_localzone()
        return zone_named(get_localzone_name())
    except (ZoneInfoNotFoundError, OSError) as error:
        raise NoZone(f"Windows does not say which one it is ({error})") from error
