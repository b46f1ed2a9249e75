"""Check-ins in words: a score beside the first one, and what the change can be said to be."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from tracker.care.scores import Certainty, Change, Measure, measures
from tracker.escaping import command
from tracker.show.sessions import TAKE_BACK
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_day

if TYPE_CHECKING:
    from tracker.journal.checkins import Checkin, Compared
    from tracker.present import Present

NONE = f"No check-in yet. The shortest has three questions: {command('checkin peg')}"


def checkin(value: "Compared", present: "Present", look: Look) -> str:
    """Return a check-in that was written down, beside the first one, and the way back."""
    one, number = value.checkin, f"c{value.checkin.number}"
    measure, indent = measures()[one.measure], " " * (len(number) + 2)
    now = "Now: " if value.is_corrected else ""
    answers = _answers(one)
    lines = [
        f"{number}  {now}{_named(one, present)}{f': {answers}' if answers else ''}.",
        f"{indent}{_beside(value, measure, present)}",
    ]
    if value.is_at_end and value.change is not None:
        lines.append(f"{indent}{of_ends(measure)}")
    if value.is_corrected:
        lines.append(f"{indent}It takes the place of what was answered for that day before.")
    if one.measure == "psfs" and value.change is None:
        others = f"{command('checkin psfs --new')} begins with others"
        lines.append(f"{indent}The same activities are asked for from now on; {others}.")
    if one.note:
        lines.append(f'{indent}Note: "{safe(one.note)}"')
    lines.append(f"{indent}{TAKE_BACK}")
    return "\n".join(wrapped(line, look, indent) for line in lines)


def history(listed: Sequence["Compared"], present: "Present", look: Look) -> str:
    """Return the check-ins of each questionnaire, the latest last, each beside the first."""
    if not listed:
        return wrapped(NONE, look, "  ")
    ordered = sorted(listed, key=lambda one: tuple(measures()).index(one.checkin.measure))
    lines = []
    for key, group in groupby(ordered, key=lambda one: one.checkin.measure):
        measure, some = measures()[key], list(group)
        head = f"{measure.name}, {measure.about}; more is {measure.higher_is}"
        rows = [_row(one, measure, present.today) for one in some]
        lines += [look.bold(wrapped(head, look)), *table(rows, look, core=1, beneath=[5, 4, 3])]
        if any(one.is_at_end and one.change for one in some):
            lines.append(wrapped(of_ends(measure), look, "  "))
        if any(one.change for one in some):
            lines.append(wrapped(called_words(measure), look, "  "))
    return "\n".join(lines)


def deleted(gone: Sequence["Checkin"], present: "Present", look: Look) -> str:
    """Return the answer to a deletion."""
    lines = [wrapped(f"Deleted c{one.number}, {_named(one, present)}.", look, "  ") for one in gone]
    return "\n".join([*lines, TAKE_BACK])


def _row(value: "Compared", measure: Measure, today: dt.date) -> list[str]:
    one, changed = value.checkin, value.change
    if changed is None:
        by, said = "the first", ""
    else:
        by, said = by_words(changed, measure) or "the same", said_words(changed)
    day = short_day(one.day, today)
    score = score_words(one.score, measure)
    mark = " (near an end)" if value.is_at_end else ""
    return [f"c{one.number}", day, score + mark, by, said, ", ".join(_told(one))]


def _told(one: "Checkin") -> list[str]:
    return [text for text in (_answers(one), safe(one.note)) if text]


def _named(one: "Checkin", present: "Present") -> str:
    measure = measures()[one.measure]
    score = score_words(one.score, measure)
    of = "" if score.endswith("%") else f" of {measure.most}"
    return f"{measure.name} {score}{of}, {write_day(one.day, present.today)}"


def _answers(one: "Checkin") -> str:
    """Return what was answered; of one that is ticked the numbers alone, of one scored elsewhere that."""
    measure = measures()[one.measure]
    if one.total is not None:
        return ""
    if measure.is_ticked:
        ticked = ", ".join(str(it.item) for it in one.answers if it.answer)
        return f"ticked {ticked}" if ticked else "nothing ticked"
    return ", ".join(
        f"{safe(it.activity)} {it.answer}" if it.activity else str(it.answer) for it in one.answers
    )


def _beside(value: "Compared", measure: Measure, present: "Present") -> str:
    """Return how a score stands beside the first one, which it may be itself."""
    changed, first = value.change, value.first
    same = " with these activities" if measure.id == "psfs" else ""
    if changed is None:
        return f"The first one{same}; those to come are compared with it."
    was = f"the first{same}, {score_words(first.score, measure)} on {short_day(first.day, present.today)}"
    by = by_words(changed, measure)
    return f"{f'{by} than' if by else 'The same as'} {was}: {said_words(changed)}."


def by_words(changed: Change, measure: Measure) -> str:
    if not changed.by:
        return ""
    size = f"{float(abs(changed.by)):g} points" if measure.id == "odi" else ""
    towards = "lower" if changed.by < 0 else "higher"
    return f"{size or score_words(abs(changed.by), measure)} {towards}"


def said_words(changed: Change) -> str:
    if changed.certainty == Certainty.NONE:
        return "no clear change"
    towards = "better" if changed.is_better else "worse"
    return f"a {changed.certainty} change for the {towards}"


def called_words(measure: Measure) -> str:
    """Return from when on a change is called what."""
    size = f"{measure.matters:g} and 30 % of the first score"
    return f"A change that is at least {size} is called clear; where it is only one of these, possible."


def of_ends(measure: Measure) -> str:
    return (
        f"Below {measure.floor} and above {measure.ceiling} the {measure.name} hardly shows a change: "
        "do not rely on this one."
    )


def score_words(score: Fraction, measure: Measure) -> str:
    """Return a score, or a change of one, with as many decimals as it has a right to."""
    if measure.is_ticked:
        return f"{float(score):g}"
    return f"{float(score):g} %" if measure.id == "odi" else f"{float(score):.1f}"
