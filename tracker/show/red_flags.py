"""Red flags in words: what to do about signs, and the emergency that stands before all else."""

import datetime as dt
from typing import TYPE_CHECKING

from tracker.escaping import command
from tracker.show.sessions import TAKE_BACK
from tracker.show.terminal import Look, wrapped
from tracker.when import write_clock, write_day

if TYPE_CHECKING:
    from tracker.care.safety import RedFlags
    from tracker.journal.conditions import Noted
    from tracker.journal.red_flags import GoneThrough
    from tracker.present import Present

_NO_SIGN = "None of these signs. If something else worries you, ask a doctor all the same."
_ASK_AFTER = dt.timedelta(days=3)


def signs(_: None, present: "Present", look: Look) -> str:
    """Return the signs by level, for where nobody can be asked."""
    from tracker.care import safety

    lines: list[str] = []
    level = ""
    for sign in safety.signs().values():
        if sign.level != level:
            level = sign.level
            lines.append(look.bold(safety.red_flag_levels()[level].title))
        asks = sign.asks.replace(" °", look.marks.degree)
        lines.append(wrapped(f"  {sign.id}: {asks}", look, "    "))
    some, none = command("redflags SIGN..."), command("redflags none")
    return "\n".join([*lines, f"One of them is so? {some}", f"None is? {none}"])


def advice(found: "RedFlags", present: "Present", look: Look) -> str:
    """Return what to do about the signs that are there, and why where they weigh more together."""
    if found.level is None:
        return _NO_SIGN
    number = present.settings.emergency_number
    lines = [found.level.text(number), *(one.says for one in found.combinations)]
    return "\n".join(wrapped(line, look) for line in lines)


def gone_through(value: "GoneThrough", present: "Present", look: Look) -> str:
    """Return what to do about the answers that were written down, and what they hold."""
    lines = [advice(value.found, present, look)]
    noted = value.noted
    if noted and value.found.level:
        waits = "everything else waits" if value.found.level.is_emergency else "massage waits"
        end = command("condition end", noted.name)
        lines.append(wrapped(f'Noted as "{noted.name}": {waits}. Seen by a doctor? {end}', look))
    for one in value.stands:
        end = command("condition end", one.name)
        lines.append(wrapped(f'Still noted: "{one.name}". Seen by a doctor? {end}', look))
    return "\n".join([*lines, TAKE_BACK])


def emergency(noted: "Noted | None", present: "Present", look: Look) -> list[str]:
    """Return the lines of an emergency that is not ended yet, which stand before all else."""
    if noted is None:
        return []
    day = write_day(present.day_of(noted.from_at), present.today)
    clock, passed = write_clock(noted.from_at, present.zone), present.now - noted.from_at
    asks = "Seen by a doctor?"
    if passed >= _ASK_AFTER:
        asks = f"Noted {passed.days} days ago. Seen to?"
    first = look.bold(wrapped(emergency_words(f"{day} {clock}", present), look))
    return [first, wrapped(f"{asks} {command('condition end', noted.name)}", look, "  ")]


def emergency_words(when: str, present: "Present") -> str:
    """Return that emergency signs were noted `when`, and what to do."""
    from tracker.care.safety import red_flag_levels

    urges = red_flag_levels()["emergency"].text(present.settings.emergency_number)
    return f"Emergency signs, noted {when}. {urges}"
