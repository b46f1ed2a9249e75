"""Text of people: what may be stored, how it is shown without harm, how a name is recognised."""

import re
import unicodedata
from collections.abc import Iterable

from tracker.errors import BadInput
from tracker.escaping import OBEYED, visible

__all__ = [
    "LONGEST_NAME",
    "LONGEST_NOTE",
    "LONGEST_TYPED",
    "OBEYED",
    "choose",
    "find",
    "is_said",
    "name_key",
    "near_misses",
    "storable",
    "tags_of",
    "visible",
    "word_key",
]

LONGEST_NOTE = 2000
LONGEST_NAME = 100
LONGEST_TYPED = 5000
"""No value that anybody types is longer; what is, is refused before it is matched against anything."""

_SHORT_LIST = 12
# A number behind the sign is that of a session.
_TAG = re.compile(r"(?<![\w#&])#(\w+(?:-\w+)*)")


def storable(text: str, most: int = LONGEST_NOTE, what: str = "a note") -> str:
    """Return `text` in normal form and without outer blanks, or raise BadInput if it cannot be kept.

    Control characters may be kept, as they are shown escaped; NUL and lone surrogates may not,
    as no database stores them.
    """
    if "\x00" in text:
        raise BadInput(f"{{}}: {what} cannot hold a NUL character.", text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput(f"{{}}: {what} must be valid text; a part of this is not Unicode.", text)
    kept = unicodedata.normalize("NFC", text).strip()
    if len(kept) > most:
        raise BadInput(
            f"{{}}: {what} has at most {most:,} characters, this has {len(kept):,}.", text
        )
    return kept


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common.

    Case, blanks, the Unicode form, and a missing blank after a full stop make no difference.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.replace(".", ". ").split())


def tags_of(text: str) -> list[str]:
    """Return the words behind a # in a text, each once, as they are spelled first."""
    found = {name_key(tag): tag for tag in reversed(_TAG.findall(text))}
    return [tag for tag in reversed(found.values()) if any(map(str.isalpha, tag))]


def is_said(text: str | None, words: str | None, tags: Iterable[str]) -> bool:
    """Tell whether a text holds some words as they stand, and all of the tags, in any case."""
    if text is None:
        return False
    if words is not None and name_key(words) not in name_key(text):
        return False
    wanted = {name_key(tag) for tag in tags}
    return not wanted or wanted <= {name_key(tag) for tag in tags_of(text)}


def word_key(word: str) -> str:
    """Return a word of a vocabulary as it is compared: lower case, words joined by hyphens."""
    return "-".join(word.casefold().replace("_", " ").replace("-", " ").split())


def find(word: str, among: Iterable[str]) -> str | list[str]:
    """Return the one of `among` that `word` names, whole or by an unambiguous beginning.

    Where there is no such one, return the candidates a person may have meant, nearest first:
    those that begin so, else those spelled much alike, else none.
    """
    key, names = word_key(word), list(among)
    keys = {word_key(name): name for name in names}
    if key in keys:
        return keys[key]
    begun = [name for spelled, name in keys.items() if key and spelled.startswith(key)]
    if len(begun) == 1:
        return begun[0]
    return begun or [keys[near] for near in near_misses(key, keys)]


def choose(word: str, among: Iterable[str], what: str, called: str = "Accepted") -> str:
    """Return the one of `among` that `word` names, or raise BadInput with the nearest ones.

    `what` denies it, as in "no kind of session"; `called` stands before the list of them all.
    """
    names = list(among)
    found = find(word, names)
    if isinstance(found, str):
        return found
    if found and word_key(found[0]).startswith(word_key(word)):
        raise BadInput(f"{{}} could be {_either(found)}. Write more of it.", word)
    meant = f" Did you mean {_either(found)}?" if found else ""
    # A long list hides the nearest names rather than helping to find one.
    listed = "" if found and len(names) > _SHORT_LIST else f" {called}: {', '.join(names)}."
    raise BadInput(f"{{}} is {what}.{meant}{listed}", word)


def near_misses(word: str, among: Iterable[str], most: int = 3) -> list[str]:
    """Return at most `most` of `among` that are spelled much like `word`, nearest first."""
    import difflib  # It is needed only where something was misspelled.

    return difflib.get_close_matches(word, list(among), n=most, cutoff=0.6)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
