"""A timer on the terminal: its bar with the few words around it, or plain lines."""

import math
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tracker.care.catalogue import kinds
from tracker.care.doses import Dose
from tracker.care.guide import UNTOLD_S, Step, amount_done, repetition, skin_check_s
from tracker.escaping import command
from tracker.show.terminal import UNICODE, Look, cut, safe, width_of
from tracker.timing.teaching import beside_the_bar, in_lines
from tracker.when import write_clock, write_day

if TYPE_CHECKING:
    import datetime as dt

    from tracker.care.fields import Entry
    from tracker.care.timer import Timer

SKIN_CHECK = "skin check: look now"
_WIDEST = 100
# From here on the keys are spelled out.
_ROOMY = 60
_CHECKING_S = 60
# Room for the words beside a bar, so that it keeps its length while they change.
_WORDS = 19
_SHORTEST_BAR = 5
_LOW = 24
_FULL = {True: ("━", "╸", "─"), False: ("=", "", "-")}


class Bar:
    """Draws a few lines and, at the next change, draws over them."""

    def __init__(self) -> None:
        self._text = ""
        self._widths: list[int] = []
        self._columns = 0

    def drawn(self, timer: "Timer", look: Look) -> str:
        """Return what to write to the terminal; nothing where nothing changed."""
        columns = look.width or 80
        lines, widths = board(timer, look)
        text = "\n".join(f"{line}\x1b[K" for line in lines) + "\x1b[J"
        if (text, columns) == (self._text, self._columns):
            return ""
        back = self._back(columns)
        if columns != self._columns:
            # A terminal that broke lines remembers it, and would join them again, unless they go.
            back += "\x1b[J"
        self._text, self._widths, self._columns = text, widths, columns
        return back + text

    def cleared(self, look: Look) -> str:
        """Return what takes the lines away, and leaves the cursor where they began."""
        back = self._back(look.width or 80)
        self.forget()
        return f"{back}\x1b[J" if back else ""

    def forget(self) -> None:
        """Leave the lines where they are, and draw the next ones below."""
        self._text, self._widths = "", []

    def _back(self, columns: int) -> str:
        """Return the way to where the lines begin; those too wide by now the terminal has broken."""
        if not self._widths:
            return ""
        rows = sum(max(math.ceil(width / columns), 1) for width in self._widths) - 1
        return f"\r\x1b[{rows}A" if rows else "\r"


class Lines:
    """Tells a timer in plain lines: how it begins, each step, each minute, and what else happens."""

    def __init__(self) -> None:
        self._last: Timer | None = None

    def drawn(self, timer: "Timer", look: Look) -> str:
        """Return the lines to write since the last time, each with its end; mostly none."""
        last, self._last = self._last, timer
        lines = [line for line in _news(last, timer) if line]
        if timer.run.is_guided and _exercise(last) != (place := _exercise(timer)):
            is_first = last is None
            lines += in_lines(timer, look, is_first=is_first) if place is not None else []
        return "".join(f"{line}\n" for line in lines)

    def cleared(self, look: Look) -> str:
        """Return nothing: what was written stays."""
        return ""

    def forget(self) -> None:
        """Do nothing, as every line stands for itself."""


def board(timer: "Timer", look: Look) -> tuple[list[str], list[int]]:
    """Return the lines of a timer with its bar, and how many columns each of them takes."""
    run, entry = timer.run, timer.entry
    width = min((look.width or 80) - 1, _WIDEST)
    if run.is_over:
        return [], []
    step, spent_s = run.steps[run.position], run.spent_s[run.position]
    is_roomy = width >= _ROOMY
    keys = _keys(run.is_guided, run.is_paused, is_roomy)
    note = "paused" if run.is_paused else _note(timer)
    if run.is_guided:
        words = _step_words(timer, step, spent_s)
        what = _exercise_title(timer, step, has_routine=is_roomy)
        head = _pair(what, note or _set_words(timer, step), width, look)
        foot = _pair(_next_words(timer), keys, width, look)
    else:
        words = f"{clock(run.left_s)} of {clock(run.length_s)} left"
        head = _pair(title(entry), note, width, look)
        foot = [cut(keys, width, look)]
    room = width - 2 - max(_WORDS, width_of(words))
    words = cut(words, width, look)
    bar = f"{_bar(spent_s, step.length_s, room, look)}  " if room >= _SHORTEST_BAR else ""
    taken = width_of(words) + (room + 2 if bar else 0)
    lines = [*head, bar + look.bold(words), *(look.dim(line) for line in foot)]
    widths = [*map(width_of, head), taken, *map(width_of, foot)]
    if not run.is_guided:
        return lines, widths
    # The last row stays free: on some terminals one that is full moves the others up.
    rows = (look.height or _LOW) - len(lines) - 1
    taught = beside_the_bar(timer, replace(look, width=width), rows)
    return [*lines, *taught], [*widths, *map(width_of, taught)]


def counted(timer: "Timer") -> str:
    """Return what counts of a set that is broken off: `Counted 6 of 10 of bird dog, set 3 of 3.`"""
    run = timer.run
    step = run.steps[run.position]
    dose, done = timer.dose_of(step), amount_done(timer.dose_of(step), run.spent_here_s)
    assert step.exercise is not None
    name = timer.entry.details.exercises[step.exercise].name.replace("-", " ")
    which = safe(", ".join(part for part in (name, _set_words(timer, step)) if part))
    if not done:
        return f"Counted nothing of {which}."
    if dose.reps is not None:
        return f"Counted {done} of {dose.reps} of {which}."
    return f"Counted {_short(done)} of {_short(step.length_s)} of {which}."


def title(entry: "Entry") -> str:
    """Return what a timer is for, as its heading: `Ice, lower back`."""
    parts = [kinds()[entry.kind].name, *([entry.details.style] if entry.details.style else [])]
    for area in entry.details.areas:
        side = f"{area.side} " if area.side in ("left", "right") else ""
        parts.append(f"{side}{area.name}")
    text = ", ".join(parts).replace("-", " ")
    return safe(text[:1].upper() + text[1:])


def name(entry: "Entry") -> str:
    """Return what a timer is for, within a sentence: `ice`, `back exercises "morning"`."""
    kind = kinds()[entry.kind].name
    return f'{kind} "{safe(entry.details.routine)}"' if entry.details.routine else kind


def progress(timer: "Timer") -> str:
    """Return how far a timer has come: `9:12 of 15:00`."""
    return f"{clock(timer.run.done_s)} of {clock(timer.run.length_s)}"


def seen(timer: "Timer", zone: "dt.tzinfo", now: "dt.datetime") -> str:
    """Return when a timer was last seen: `today 21:14`."""
    local = timer.run.seen_at.astimezone(zone)
    return f"{write_day(local.date(), now.astimezone(zone).date())} {write_clock(local, zone)}"


def left_behind(timer: "Timer") -> str:
    """Return the line about a timer that nobody runs any more, and what can be done with it."""
    what = name(timer.entry)
    return f"A timer for {what} was left at {progress(timer)}: {command('start --resume')}, or --cancel"


def clock(seconds: int) -> str:
    """Write seconds as a clock that runs down: `9:12`, `1:05:00`."""
    hours, minutes = seconds // 3600, seconds // 60 % 60
    rest = f"{seconds % 60:02}"
    return f"{hours}:{minutes:02}:{rest}" if hours else f"{minutes}:{rest}"


def _bar(spent_s: int, length_s: int, cells: int, look: Look) -> str:
    full, half, empty = _FULL[look.marks == UNICODE]
    # Half a cell is the finest that all fonts draw in one line with a whole one.
    filled, rest = divmod(2 * cells * min(spent_s, length_s) // length_s, 2)
    done = full * filled + half * rest
    return done + look.dim(empty * (cells - len(done)))


def _pair(left: str, right: str, width: int, look: Look) -> list[str]:
    """Return two texts at both ends of one line, or of two where one is too narrow."""
    gap = width - width_of(left) - width_of(right)
    if right and gap >= 2:
        return [left + " " * gap + right]
    return [cut(text, width, look) for text in (left, right) if text]


def _keys(is_guided: bool, is_paused: bool, is_roomy: bool) -> str:
    pause = "space go on" if is_paused else "space pause"
    keys = [pause, "n next", "e end"] if is_guided else [pause, "e end now"]
    return "   ".join([*keys, "Ctrl-C stop"]) if is_roomy else "  ".join([*keys, "^C stop"])


def _note(timer: "Timer") -> str:
    run = timer.run
    check_s = skin_check_s(timer.entry.kind, run.length_s)
    if check_s is None or run.done_s >= check_s + _CHECKING_S:
        return ""
    return SKIN_CHECK if run.done_s >= check_s else f"skin check at {clock(run.length_s - check_s)}"


def _exercise_title(timer: "Timer", step: Step, *, has_routine: bool) -> str:
    assert step.exercise is not None
    entry = timer.entry
    coming = "next " if step.is_between else ""
    name = entry.details.exercises[step.exercise].name.replace("-", " ")
    text = f"{coming}{step.exercise + 1} of {len(entry.details.exercises)}: {name}"
    return safe(
        f"{entry.details.routine}, {text}" if has_routine and entry.details.routine else text
    )


def _exercise(timer: "Timer | None") -> int | None:
    """Return the place of the exercise under way, or that comes next; None where none does."""
    if timer is None or timer.run.is_over:
        return None
    return timer.run.steps[timer.run.position].exercise


def _set_words(timer: "Timer", step: Step) -> str:
    sets = timer.dose_of(step).sets or 1
    if sets == 1:
        return f"{step.side} side" if step.side else ""
    return f"set {step.set} of {sets}" + (f", {step.side}" if step.side else "")


def _step_words(timer: "Timer", step: Step, spent_s: int) -> str:
    """Return what is to be done at this second of a step."""
    left_s = step.length_s - spent_s
    if step.is_between:
        called = {"rest": "rest", "ready": "get ready", "sides": "change sides"}[step.what]
        return f"{called} {_short(left_s)}"
    dose = timer.dose_of(step)
    if dose.reps is None:
        return f"hold {_short(left_s)}" if step.what == "set" else f"{clock(left_s)} left"
    number, held_s = repetition(dose, spent_s)
    if dose.hold_s is None:
        return f"{number} of {dose.reps}"
    return f"{number} of {dose.reps}: " + (f"hold {_short(held_s)}" if held_s else "let go")


def _next_words(timer: "Timer") -> str:
    run = timer.run
    if run.position + 1 == len(run.steps):
        return "then done"
    step = run.steps[run.position + 1]
    following = _step_words(timer, step, 0) if step.is_between else _amount(timer.dose_of(step))
    return f"then {following}, {clock(run.left_s)} left"


def _amount(dose: Dose) -> str:
    """Return how much one set is: `hold 30 s`, `10 times`, `10 times 8 s`."""
    if dose.reps is None:
        return f"hold {_short(dose.hold_s or UNTOLD_S)}" if dose.sets else _short(dose.hold_s or 0)
    times = "once" if dose.reps == 1 else f"{dose.reps} times"
    return f"{times}, {_short(dose.hold_s)} each" if dose.hold_s else times


def _short(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else clock(seconds)


def _news(last: "Timer | None", timer: "Timer") -> list[str]:
    """Return the plain lines for what happened between two looks at a timer."""
    run = timer.run
    if last is None:
        begun = f"{title(timer.entry)}, {clock(run.left_s)} left"
        note = _note(timer)
        first = [f"{begun}, {note}." if note else f"{begun}."]
        return [*first, *([_step_line(timer)] if run.is_guided else [])]
    lines = []
    if run.is_paused != last.run.is_paused:
        lines.append(f"{'Paused' if run.is_paused else 'Going on'}, {clock(run.left_s)} left.")
    check_s = skin_check_s(timer.entry.kind, run.length_s)
    if check_s is not None and last.run.done_s < check_s <= run.done_s:
        lines.append("Skin check: look at the skin now.")
    if run.is_guided and run.position != last.run.position and not run.is_over:
        lines.append(_step_line(timer))
    elif run.left_s and math.ceil(run.left_s / 60) < math.ceil(last.run.left_s / 60):
        lines.append(f"{clock(run.left_s)} left")
    return lines


def _step_line(timer: "Timer") -> str:
    run = timer.run
    step = run.steps[run.position]
    exercise = _exercise_title(timer, step, has_routine=False)
    words = _step_words(timer, step, 0) if step.is_between else _amount(timer.dose_of(step))
    parts = [exercise, _set_words(timer, step), words]
    return _capital(", ".join(part for part in parts if part)) + "."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
