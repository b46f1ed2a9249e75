"""People in words: what is known of them, and what came of the sessions with them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.care.catalogue import styles
from tracker.care.claims import Bill, bills
from tracker.care.money import amount_of, write_money
from tracker.care.outcomes import FEWEST_FOR_INTERVAL, FEWEST_FOR_MEAN, PainChange, pain_change
from tracker.care.session import Session
from tracker.show.sessions import TAKE_BACK, plural
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_day, write_duration

if TYPE_CHECKING:
    from tracker.journal.providers import Merged, Provider, Seen

_INDENT = " " * 14


def listing(
    people: Sequence["Provider"], seen: Mapping[int, "Seen"], today: dt.date, look: Look
) -> str:
    """Return everybody by name, with their role and how often they were seen."""
    if not people:
        return wrapped(
            'Nobody yet. Name them as you log, --with "Ana Ruiz", or: tracker provider add NAME',
            look,
        )
    rows = [
        [safe(person.name), _spaced(person.role or ""), *_seen(seen.get(person.number), today)]
        for person in people
    ]
    return "\n".join(table(rows, look, right=[2], elastic=[1, 3], indent=""))


def one(person: "Provider", given: Sequence[Session], today: dt.date, look: Look) -> str:
    """Return what is known of a person, and what the sessions with them came to."""
    lines = _known(person)
    if given:
        length = write_duration(
            sum((session.entry.details.duration for session in given), dt.timedelta())
        )
        last = write_day(given[-1].entry.day, today)
        lines.append(_line("sessions", f"{len(given):,}, {length}, last {last}"))
    else:
        lines.append(_line("sessions", "none yet"))
    lines += [
        _line("" if number else "cost", bill_words(bill))
        for number, bill in enumerate(bills(one.entry for one in given))
    ]
    change = pain_change(
        (session.entry.pain_before, session.entry.pain_after)
        for session in given
        if session.entry.pain_before is not None and session.entry.pain_after is not None
    )
    if change.count:
        lines.append(_line("pain", f"after sessions {change_words(change)}."))
    if change.count >= FEWEST_FOR_MEAN:
        lines.append(_line("", "Part of a fall is expected, as one logs when it hurts."))
    return _under(person, lines, look)


def kept(person: "Provider", look: Look, verb: str = "") -> str:
    """Return the answer to a person who was added or changed."""
    return _under(person, [*_known(person), f"  {TAKE_BACK}"], look, verb)


def merged(done: "Merged", look: Look) -> str:
    """Return the answer to two people who became one."""
    name, gone = safe(done.person.name), safe(done.gone.name)
    counts = ((done.sessions, "session"), (done.plans, "plan"))
    moved = " and ".join(plural(count, noun) for count, noun in counts if count)
    lines = [f"{name} is now one with {gone}, who is gone: {moved or 'nothing'} moved."]
    if done.taken:
        lines.append(f"  Taken over from {gone}: {', '.join(done.taken)}.")
    if done.dropped:
        lines.append(f"  Not taken over, as {name} has another: {', '.join(done.dropped)}.")
    return "\n".join(wrapped(line, look, "  ") for line in [*lines, f"  {TAKE_BACK}"])


def removed(person: "Provider", look: Look) -> str:
    """Return the answer to a person who was removed."""
    return wrapped(f"{safe(person.name)} is gone from the diary. {TAKE_BACK}", look, "  ")


def still_set(keys: Sequence[str], name: str, now: str, look: Look) -> str:
    """Return which settings name a person by a name that is no more, and what to do."""
    change = f'tracker config set {keys[0]} "{safe(now)}"' if now else "tracker config edit"
    return wrapped(f"  {', '.join(keys)} still names {safe(name)}: {change}", look, "  ")


def bill_words(bill: Bill) -> str:
    """Return a sum as `80.00 EUR, 50.00 covered, own share 30.00`."""
    covered, own = amount_of(bill.covered), amount_of(bill.own_share)
    return f"{write_money(bill.cost)}, {covered} covered, own share {own}"


def change_words(change: PainChange) -> str:
    """Return a change in pain with as much as its number of sessions can carry.

    Below three sessions the changes are listed, below six the mean stands without an interval.
    """
    counted = f"{change.count} with both readings"
    if change.mean is None or change.count < FEWEST_FOR_MEAN:
        return f"{', '.join(_lower(each, '') for each in change.changes)} ({counted})"
    mean = f"{_lower(change.mean)} on average"
    if change.count < FEWEST_FOR_INTERVAL:
        return f"{mean}, {counted}: too few to tell"
    if change.is_identical:
        return f"{_lower(change.mean)} each time, {counted}; all the same, so no interval"
    assert change.low is not None
    assert change.high is not None
    # The end nearer to the mean's own side is said last, as in "0.3 to 2.1 lower".
    near, far = sorted((change.low, change.high), key=abs)
    if round(near, 1) * round(far, 1) > 0:
        interval = f"{abs(near):.1f} to {_lower(far)}"
    else:
        interval = f"{_lower(change.low)} to {_lower(change.high)}"
    return f"{mean} (95 % interval {interval}), {counted}"


def _lower(change: float, decimals: str = ".1") -> str:
    rounded = round(change, 1)
    if rounded == 0:
        return "unchanged"
    return f"{abs(rounded):{decimals or '.0'}f} {'lower' if rounded < 0 else 'higher'}"


def _known(person: "Provider") -> list[str]:
    known = styles()
    offered = [
        f"{_spaced(style)} (meant for back pain)"
        if style in known and known[style].meant_for_back
        else _spaced(style)
        for style in person.styles
    ]
    told = {
        "role": _spaced(person.role or ""),
        "experience": person.experience,
        "styles": ", ".join(offered),
        "approach": person.approach and f"{person.approach}, as they see it themselves",
        "contact": safe(person.contact),
        "rating": person.rating and f"{person.rating} of 5, yours",
        "note": safe(person.note),
    }
    return [_line(name, str(value)) for name, value in told.items() if value]


def _line(name: str, value: str) -> str:
    return f"  {name:12}{value}"


def _under(person: "Provider", lines: Sequence[str], look: Look, verb: str = "") -> str:
    name = look.bold(wrapped(verb + safe(person.name), look, "  "))
    return "\n".join([name, *(wrapped(line, look, _INDENT) for line in lines)])


def _seen(seen: "Seen | None", today: dt.date) -> tuple[str, str]:
    if seen is None or seen.last_on is None:
        return "no session", ""
    return plural(seen.sessions, "session"), f"last {short_day(seen.last_on, today)}"


def _spaced(word: str) -> str:
    return safe(word).replace("-", " ")
