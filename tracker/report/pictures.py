"""How a picture is drawn from its template: one file, without script and without any address.

Whatever text is in it is escaped. Size and shape say what colour says, so that it can be read in
grey, and in the dark where the reader's system is dark.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.show.terminal import pieces
from tracker.text import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 960
"""How wide a picture is, in its own units; it grows and shrinks with the place that it is given."""

LEFT, RIGHT, TOP = 136, 24, 72
_LINE = 20
# So much of the top is the title.
_TITLE = 40
# A line of so many characters fits into the width in every common font.
_CHARACTERS = 118


def drawn(
    template: str,
    title: str,
    said: Sequence[str],
    height: float,
    read_out: Sequence[str] = (),
    *,
    is_figure: bool = False,
    **values: Any,
) -> str:
    """Return the picture of a template; `height` is that of the drawing, above what is said of it.

    What is `read_out` besides are its numbers, for whoever cannot see it. A figure of a page is the
    drawing alone, as the page says the rest.
    """
    lines = [line for text in said for line in pieces(text, _CHARACTERS) if not is_figure]
    return (
        environment()
        .get_template(f"{template}.svg")
        .render(
            above=_TITLE if is_figure else 0,
            name=template,
            title=title,
            said=lines,
            description=" ".join((*said, *read_out)),
            width=WIDTH,
            left=LEFT,
            right=WIDTH - RIGHT,
            top=TOP,
            bottom=height,
            line=_LINE,
            height=height + _LINE * len(lines) + 24,
            **values,
        )
    )


@cache
def environment() -> "Environment":
    """Return what knows the templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["px"] = _px
    return made


def _shown(value: Any) -> Any:
    """Return a text as it can be shown: no XML holds control characters, nor these two."""
    # What a template made itself is markup, of which nothing is left to escape.
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return visible(value).translate({0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"})
    return value


def _px(length: float) -> str:
    """Write a length with one decimal, which is as fine as anybody sees."""
    return f"{round(length, 1):g}"
