"""harsh: its log, the answer to a habit each line: 2026-11-22 : Massage : y : with Ana : 30."""

import datetime as dt
import re
from collections.abc import Iterator

from msgspec import Struct

from tracker.care.incoming import Ignored, Told
from tracker.exchange.entries import incoming, key_of
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit, read_day

_SOME_ANSWER = re.compile(
    r"(?:\A|[\r\n])[0-9]{4}-[0-9]{2}-[0-9]{2} : [^\r\n]{1,200}? : [yns](?:\s|\Z)"
)
_SOME_HABIT = re.compile(r"(?:\A|[\r\n])[^\s#!:][^\r\n:]*: [0-9]+(?:/[0-9]+)?w?\s*(?:[\r\n:]|\Z)")
_AMOUNT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|")
_BETWEEN = " : "

_NO_SESSION = {
    "n": "the answer is n: it was not done.",
    "s": "the answer is s: it was left out on purpose.",
}
_MORE_FIELDS = 'A " : " stands within what was taken as the comment.'


class _Answer(Struct, frozen=True):
    """What a line says of a habit on a day; the unit of the amount is not known."""

    day: dt.date
    habit: str
    result: str
    comment: str
    amount: str
    has_more: bool

    @property
    def key(self) -> str:
        return key_of(self.day.isoformat(), self.habit)


def fits(source: Source) -> bool:
    """Say whether it looks like the log, or like the list of habits, which holds no answers."""
    return _SOME_ANSWER.search(source.start) is not None or _is_list(source)


def entries(source: Source) -> Iterator[Told]:
    """Return the answers; where a day has several for a habit, the last one is taken."""
    source.check_size()
    if _is_list(source):
        raise source.refused("those are the habits of harsh. Give its file log beside it.")
    if not fits(source):
        raise source.refused("no line of it is an answer as in 2026-11-22 : Massage : y.")
    last = _last(source)
    for number, line in _lines(source):
        where = f"line {number}"
        try:
            answer = _answer(line)
            told = _told(where, answer)
        except Unfit as unfit:
            yield unfit.refused(where)
            continue
        taken = last.get(answer.key, number)
        if taken == number:
            yield told
        else:
            yield Ignored(where, f"line {taken} is a later answer for the same day.")


def _is_list(source: Source) -> bool:
    return source.path.name == "habits" and _SOME_HABIT.search(source.start) is not None


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    for number, line in source.lines():
        if line.strip() and not line.startswith("#"):
            yield number, line


def _last(source: Source) -> dict[str, int]:
    """Return the line of the last answer with each key, of those of which anything can be made."""
    last = dict[str, int]()
    for number, line in _lines(source):
        try:
            answer = _answer(line)
            _told("", answer)
        except Unfit:
            continue
        last[answer.key] = number
    return last


def _answer(line: str) -> _Answer:
    text = line.strip()
    if text.endswith(" :"):
        text += " "  # The last field is often empty; some editors take away what ends a line.
    day, *fields = text.split(_BETWEEN)
    if len(fields) < 2:
        raise Unfit(text, "an answer is written as in 2026-11-22 : Massage : y : comment : amount.")
    habit, result, *more = (field.strip() for field in fields)
    if not habit:
        raise Unfit(text, "it names no habit.")
    if result not in ("y", "n", "s"):
        raise Unfit(result, "the answer is y, n or s.")
    # A comment may hold what stands between the fields, of which harsh itself knows nothing.
    is_amount = len(more) > 1 and _AMOUNT.fullmatch(more[-1]) is not None
    comment, amount = (more[:-1], more[-1]) if is_amount else (more, "")
    return _Answer(read_day(day), habit, result, _BETWEEN.join(comment), amount, len(comment) > 1)


def _told(where: str, answer: _Answer) -> Told:
    if answer.result in _NO_SESSION:
        return Ignored(where, _NO_SESSION[answer.result])
    return incoming(
        where,
        answer.key,
        [answer.habit],
        note=_note_of(answer),
        day=answer.day,
        doubts=(_MORE_FIELDS,) if answer.has_more else (),
    )


def _note_of(answer: _Answer) -> str:
    if not answer.amount:
        return answer.comment
    amount = f"Amount: {answer.amount}"
    return f"{answer.comment} ({amount})" if answer.comment else amount
