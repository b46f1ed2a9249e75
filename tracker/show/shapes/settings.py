"""The settings as programs read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from tracker.show.shapes import Answer, Shape, says, shaped

if TYPE_CHECKING:
    from tracker import settings
    from tracker.present import Present


class Setting(Shape, frozen=True):
    """A setting in force."""

    key: Annotated[str, says("Its name.")]
    value: Annotated[
        str | int | bool | tuple[str, ...], says("Its value; … stands for what is secret in it.")
    ]
    origin: Annotated[Literal["default", "file"], says("Where the value comes from.")]


class Settings(Answer, frozen=True):
    """Every setting with its value in force and where that comes from."""

    path: Annotated[str, says("The settings file, whether there is one or not.")]
    settings: Annotated[tuple[Setting, ...], says("The settings, group by group.")]


class SettingKept(Answer, frozen=True):
    """One setting, as it counts now."""

    path: Annotated[str, says("The settings file, whether there is one or not.")]
    setting: Annotated[Setting, says("The setting.")]
    notices: Annotated[
        tuple[str, ...], says("What is to be known of a limit that is looser than its source.")
    ]


def listing(listed: Sequence["settings.Listed"], present: "Present") -> Settings:
    """Return every setting with its value and where that came from."""
    return Settings(str(present.config), tuple(shaped(Setting, one) for one in listed))


def one(found: "settings.Listed", present: "Present") -> SettingKept:
    """Return a setting as it counts."""
    return SettingKept(str(present.config), shaped(Setting, found), ())


def changed(found: "settings.Changed", present: "Present") -> SettingKept:
    """Return a setting that was given a value."""
    return SettingKept(str(present.config), shaped(Setting, found.setting), found.notices)


def unset(found: "settings.Listed", present: "Present") -> SettingKept:
    """Return a setting of which the default counts again."""
    return one(found, present)
