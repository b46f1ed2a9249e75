"""People in words: what is known of them, and what came of the sessions with them."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.care.catalogue import styles
from tracker.care.claims import Bill
from tracker.care.fields import FIELDS
from tracker.care.money import amount_of, write_money
from tracker.care.outcomes import FEWEST_FOR_MEAN
from tracker.escaping import command, quoted
from tracker.show.insights import IS_EXPECTED, change_words
from tracker.show.sessions import TAKE_BACK, plural
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.text import name_key
from tracker.when import short_day, write_day, write_duration

if TYPE_CHECKING:
    from tracker.journal.providers import Changed, Merged, Provider, Record, Seen
    from tracker.present import Present

_INDENT = " " * 14


def listing(everyone: Sequence["Seen"], present: "Present", look: Look) -> str:
    """Return everybody by name, with their role and how often they were seen."""
    if not everyone:
        return wrapped(
            f'Nobody yet. Name them as you log, --with "Ana Ruiz", or: {command("provider add NAME")}',
            look,
        )
    rows = [
        [safe(one.person.name), _spaced(one.person.role or ""), *_seen(one, present.today)]
        for one in everyone
    ]
    return "\n".join(table(rows, look, right=[2], beneath=[1, 3], indent=""))


def one(record: "Record", present: "Present", look: Look) -> str:
    """Return what is known of a person, and what the sessions with them came to."""
    lines, change = _known(record.person), record.change
    if record.last_on:
        length, last = write_duration(record.duration), write_day(record.last_on, present.today)
        lines.append(_line("sessions", f"{record.sessions:,}, {length}, last {last}"))
    else:
        lines.append(_line("sessions", "none yet"))
    lines += [
        _line("" if number else "cost", bill_words(bill))
        for number, bill in enumerate(record.bills)
    ]
    if change.count:
        lines.append(_line("pain", f"after sessions {change_words(change)}."))
    if change.count >= FEWEST_FOR_MEAN:
        lines.append(_line("", IS_EXPECTED))
    return _under(record.person, lines, look)


def added(person: "Provider", present: "Present", look: Look) -> str:
    """Return the answer to a person who was added."""
    return _under(person, [*_known(person), f"  {TAKE_BACK}"], look)


def edited(changed: "Changed", present: "Present", look: Look) -> str:
    """Return the answer to a person who was changed."""
    person = changed.person
    text = _under(person, [*_known(person), f"  {TAKE_BACK}"], look, "Now: ")
    return text + _still_set(changed.was, person, present, look)


def merged(done: "Merged", present: "Present", look: Look) -> str:
    """Return the answer to two people who became one."""
    name, gone = safe(done.person.name), safe(done.gone.name)
    counts = ((done.sessions, "session"), (done.plans, "plan"))
    moved = " and ".join(plural(count, noun) for count, noun in counts if count)
    lines = [f"{name} is now one with {gone}, who is gone: {moved or 'nothing'} moved."]
    if done.taken:
        lines.append(f"  Taken over from {gone}: {', '.join(done.taken)}.")
    if done.dropped:
        lines.append(f"  Not taken over, as {name} has another: {', '.join(done.dropped)}.")
    text = "\n".join(wrapped(line, look, "  ") for line in [*lines, f"  {TAKE_BACK}"])
    return text + _still_set(done.gone, done.person, present, look)


def removed(person: "Provider", present: "Present", look: Look) -> str:
    """Return the answer to a person who was removed."""
    text = wrapped(f"{safe(person.name)} is gone from the diary. {TAKE_BACK}", look, "  ")
    return text + _still_set(person, None, present, look)


def _still_set(was: "Provider", now: "Provider | None", present: "Present", look: Look) -> str:
    """Say on a further line where the settings name a person as they are no longer called.

    A session that is logged without a name would make them anew.
    """
    key = name_key(was.name)
    if now is not None and name_key(now.name) == key:
        return ""
    keys = [
        f"{kind}.with"
        for kind in FIELDS["provider"].kinds
        if name_key(present.settings.provider(kind)) == key
    ]
    if not keys:
        return ""
    change = command("config set", keys[0], quoted(now.name)) if now else command("config edit")
    line = f"  {', '.join(keys)} still names {safe(was.name)}: {change}"
    return "\n" + wrapped(line, look, "  ")


def bill_words(bill: Bill) -> str:
    """Return a sum as `80.00 EUR, 50.00 covered, own share 30.00`."""
    covered, own = amount_of(bill.covered), amount_of(bill.own_share)
    return f"{write_money(bill.cost)}, {covered} covered, own share {own}"


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


def _seen(seen: "Seen", today: dt.date) -> tuple[str, str]:
    if seen.last_on is None:
        return "no session", ""
    return plural(seen.sessions, "session"), f"last {short_day(seen.last_on, today)}"


def _spaced(word: str) -> str:
    return safe(word).replace("-", " ")
