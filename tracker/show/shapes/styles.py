"""Styles of massage as programs read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from tracker.care.catalogue import APPROACHES, GOALS, MARKS, styles
from tracker.show.shapes import Answer, Shape, one_of, says, shaped

if TYPE_CHECKING:
    from tracker.care import catalogue
    from tracker.present import Present

_OF_OURS = ("goal", "approach", "deep_pressure", "professional", "note", "source", "mark")


class StyleKnown(Shape, frozen=True):
    """A style of the catalogue, or one of the person's own, of which less is known."""

    id: Annotated[str, says("The word by which commands name it.")]
    name: Annotated[str, says("Its name.")]
    other_names: Annotated[tuple[str, ...], says("Further words for it.")]
    is_own: Annotated[bool, says("Whether it is the person's own.")]
    goal: Annotated[Annotated[str, one_of(GOALS)] | None, says("What it is for, above all.")]
    approach: Annotated[Annotated[str, one_of(APPROACHES)] | None, says("Where it usually stands.")]
    deep_pressure: Annotated[
        Annotated[str, one_of(("yes", "maybe", "no"))] | None, says("Whether it presses deep.")
    ]
    heat: Annotated[bool, says("Whether a session is one of heat too.")]
    professional: Annotated[
        Annotated[str, one_of(("no", "advised", "required"))] | None,
        says("Whether someone trained in it gives it."),
    ]
    meant_for_back: Annotated[bool, says("Whether it is meant for back pain.")]
    note: Annotated[str | None, says("What it is.")]
    source: Annotated[str | None, says("Where it comes from.")]
    mark: Annotated[Annotated[str, one_of(MARKS)] | None, says("How well the source is known.")]


class Styles(Answer, frozen=True):
    """Styles of massage, those of the catalogue first."""

    styles: Annotated[tuple[StyleKnown, ...], says("The styles.")]
    choice: Annotated[str, says("Whose choice it is among them.")]


class Style(Answer, frozen=True):
    """One style of massage."""

    style: Annotated[StyleKnown, says("The style.")]
    choice: Annotated[str, says("Whose choice it is among them.")]


def listing(listed: Sequence["catalogue.Style"], present: "Present") -> Styles:
    """Return the styles, those of the catalogue first."""
    from tracker.show.styles import CHOICE

    return Styles(tuple(map(_style, listed)), CHOICE)


def one(shown: "catalogue.Style", present: "Present") -> Style:
    """Return one style."""
    from tracker.show.styles import CHOICE

    return Style(_style(shown), CHOICE)


def _style(shown: "catalogue.Style") -> StyleKnown:
    is_own = shown.id not in styles()
    if not is_own:
        return shaped(StyleKnown, shown, is_own=False)
    professional = shown.professional if shown.professional == "required" else None
    unknown = dict.fromkeys(_OF_OURS) | {"professional": professional}
    return shaped(StyleKnown, shown, is_own=True, **unknown)
