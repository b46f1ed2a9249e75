"""What the shell took apart: a time of several words that was typed without quotes."""

import re
from collections.abc import Sequence

import click

from tracker.errors import BadInput, TrackerError

_OF_TIMES = ("WHEN", "DAY", "WEEK")


def unquoted(
    params: Sequence[click.Parameter],
    ctx: click.Context,
    words: Sequence[str],
    failure: TrackerError | click.UsageError,
) -> BadInput | None:
    """Return the refusal of words behind an option that are one time in all, and need quotes.

    It is None where the `failure` is about anything else.
    """
    for param in params:
        if not isinstance(param, click.Option) or param.metavar not in _OF_TIMES:
            continue
        option = max(param.opts, key=len)
        given = _behind(param.opts, words)
        for count in range(len(given), 1, -1):
            text = " ".join(given[:count])
            if _is_about(failure, given[:count]) and _can_be_read(param, ctx, text):
                return BadInput(f'{option} {text} needs quotes: {option} "{text}".', text)
    return None


def _behind(names: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return the words behind an option, up to the next one."""
    behind: list[str] = []
    is_behind = False
    for word in words:
        name, _, value = word.partition("=")
        if word.startswith("-"):
            is_behind = name in names
            behind = ([value] if value else []) if is_behind else behind
        elif is_behind:
            behind.append(word)
    return behind


def _is_about(failure: TrackerError | click.UsageError, words: Sequence[str]) -> bool:
    """Tell whether one of the words is what could not be used, the first only as it stands."""
    if isinstance(failure, BadInput) and failure.value in words:
        return True
    said = failure.format_message() if isinstance(failure, click.UsageError) else str(failure)
    return any(re.search(rf"[\"'(]{re.escape(word)}[\"')]", said) for word in words[1:])


def _can_be_read(option: click.Option, ctx: click.Context, text: str) -> bool:
    try:
        option.type.convert(text, option, ctx)
    except (TrackerError, click.UsageError):
        return False
    return True
