"""How each field of a session is typed: its option, its reader, its help, its completion."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracker.app import App
from tracker.care import catalogue
from tracker.care.fields import FIELDS, PLANNED, Field
from tracker.cli import readers
from tracker.cli.options import ReadBy, Words, given

if TYPE_CHECKING:
    import datetime as dt

Which = Callable[[Field], bool]


class Typed(NamedTuple):
    """How a field is typed; what is `read` has the name of the field.

    `sets` are the fields that one option gives values to, where they are others than its own; it
    is read as their values by name. A `metavar` of "" is that of a switch.
    """

    option: str
    read: Callable[[App, str], Any]
    metavar: str
    help: str
    words: Callable[[App, str], Words] | None = None
    sets: tuple[str, ...] = ()
    is_several: bool = False
    can_be_empty: bool = True


class Told(NamedTuple):
    """What was told of a session: values by the names of its fields, None for one that is emptied.

    `remark` says how a clock time or a name was understood, where that is not plain.
    """

    fields: dict[str, Any]
    remark: str

    @property
    def day(self) -> "dt.date | None":
        """The day that was told, if one was."""
        return self.fields.get("day")


def names(kind: str, which: Which = lambda _: True) -> list[str]:
    """Return what can be told of a kind of session, in the order in which help lists it.

    `which` says of a field whether it is meant.
    """
    return [
        name
        for name, typed in TYPED.items()
        if all(FIELDS[one].is_of(kind) and which(FIELDS[one]) for one in typed.sets or (name,))
    ]


def planned(kind: str) -> list[str]:
    """Return what can be told of the sessions of a plan."""
    return [name for name in names(kind) if name in PLANNED]


def told_before(kind: str) -> list[str]:
    """Return what can be told before a session of the kind begins."""
    return names(kind, lambda field: field.is_told_before)


def option(name: str, *, is_clearable: bool = False) -> click.Option:
    """Return the option for a field; where it `is_clearable`, an empty text empties the field."""
    typed = TYPED[name]
    if not typed.metavar:
        switch = f"{typed.option}/--no-{typed.option.removeprefix('--')}"
        return click.Option([switch, name], default=None, help=typed.help)
    may_be_empty = is_clearable and typed.can_be_empty
    return click.Option(
        [typed.option, name],
        type=ReadBy(name, typed.read, typed.words, is_clearable=may_be_empty),
        metavar=typed.metavar,
        multiple=typed.is_several,
        help=typed.help,
    )


def told(ctx: click.Context) -> Told:
    """Return what was typed of a session, also what was typed empty."""
    typed = given(ctx, [name for name in ctx.params if name in TYPED or name == "length"])
    if "length" in typed:
        if "duration" in typed:
            raise click.UsageError("the length is given twice.", ctx)
        typed["duration"] = typed.pop("length")
    fields: dict[str, Any] = {}
    remarks: list[str] = []
    for name, value in typed.items():
        if TYPED[name].sets:
            fields |= dict.fromkeys(TYPED[name].sets) if value is None else value
            remarks.append(fields.pop("remark", ""))
        elif TYPED[name].is_several:
            # An option that may be given several times may also take several at once.
            several = tuple(one for some in value if some for one in _each(some))
            # Of exercises a second set is told by naming one again; a place is there once.
            fields[name] = tuple(dict.fromkeys(several)) if name == "areas" else several
        else:
            fields[name] = value
    return Told(fields, " ".join(filter(None, remarks)))


def _each(some: Any) -> tuple[Any, ...]:
    return some if isinstance(some, tuple) else (some,)


TYPED: Mapping[str, Typed] = {
    "duration": Typed(
        "--minutes", readers.read_minutes, "LENGTH", "How long: 20, 1h30, 90s.", can_be_empty=False
    ),
    "at": Typed(
        "--at",
        readers.read_beginning,
        "WHEN",
        'When it began: "yesterday 18:30", "20m ago", "last night", 2026-11-20.',
        readers.time_words,
        sets=("day", "started_at", "part", "zone"),
        can_be_empty=False,
    ),
    "pain": Typed(
        "--pain",
        readers.read_pain,
        "[BEFORE][:AFTER]",
        "Pain from 0 to 10, as in 6 or 6:3; :3 is the one after.",
        sets=("pain_before", "pain_after"),
    ),
    "feels": Typed(
        "--feels",
        readers.one_of(catalogue.FEELINGS, "not a way it can feel that is asked about"),
        "WORD",
        f"What it feels like before: {', '.join(catalogue.FEELINGS)}.",
        readers.listed(catalogue.FEELINGS),
    ),
    "relief": Typed(
        "--relief",
        readers.read_relief,
        "LENGTH",
        'How long relief lasted: 6h, "2 days", 0 for none.',
    ),
    "areas": Typed(
        "--area",
        readers.read_areas,
        "AREA[:SIDE]",
        'Where: lower-back, hip:left, "left hip"; several with commas, or given several times.',
        readers.area_words,
        is_several=True,
    ),
    "style": Typed(
        "--style",
        readers.read_style,
        "STYLE",
        "Style of massage: swedish, orthopedic, hot-stone.",
        readers.style_words,
    ),
    "provider": Typed(
        "--with",
        readers.read_provider,
        "NAME",
        "Who gave it or was seen; the first name or the last will do.",
        readers.provider_words,
        sets=("provider",),
    ),
    "performer": Typed(
        "--by",
        readers.one_of(catalogue.PERFORMERS, "not one who can have given it"),
        "WHO",
        f"Who did it: {', '.join(catalogue.PERFORMERS)}.",
        readers.listed(catalogue.PERFORMERS),
    ),
    "purpose": Typed(
        "--purpose",
        readers.one_of(catalogue.PURPOSES, "no purpose"),
        "PURPOSE",
        f"What for: {', '.join(catalogue.PURPOSES)}.",
        readers.listed(catalogue.PURPOSES),
    ),
    "cost": Typed("--cost", readers.as_typed, "AMOUNT", "What it cost: 80, 80.50, 80 USD, 80€."),
    "covered": Typed("--covered", readers.as_typed, "AMOUNT", "How much of it insurance covers."),
    "claim": Typed(
        "--claim",
        readers.read_claim,
        "STATE",
        f"State of the claim: {', '.join(catalogue.CLAIMS)}.",
        readers.listed(catalogue.CLAIMS),
        sets=("claim", "claim_on", "claim_note"),
    ),
    "temperature_c": Typed("--temperature", readers.read_temperature, "DEGREES", "37, 37.5C, 99F."),
    "barrier": Typed(
        "--barrier", readers.as_typed, "", "Whether a cloth lay between it and the skin."
    ),
    "exercises": Typed(
        "--exercise",
        readers.read_exercise,
        "NAME[:DOSE]",
        "What was done: bird-dog:3x10x8s. May be given several times.",
        readers.exercise_words,
        is_several=True,
    ),
    "routine": Typed(
        "--routine",
        readers.read_routine,
        "NAME",
        "The routine that was followed: tracker routine list.",
        readers.routine_words,
    ),
    "effort": Typed(
        "--effort",
        readers.one_of(catalogue.EFFORTS, "not a word for how hard it was"),
        "WORD",
        f"How hard it was: {', '.join(catalogue.EFFORTS)}.",
        readers.listed(catalogue.EFFORTS),
    ),
    "note": Typed("--note", readers.read_note, "TEXT", "Whatever is worth remembering."),
}
"""What can be typed of a session, in the order in which help lists it."""
