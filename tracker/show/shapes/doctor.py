"""What a check-up of the program found, as programs read it."""

from typing import TYPE_CHECKING, Annotated, Literal

from tracker.show.shapes import Answer, Shape, says, shaped

if TYPE_CHECKING:
    from tracker import doctor
    from tracker.present import Present

State = Literal["good", "warning", "bad"]


class Diagnosis(Shape, frozen=True):
    """How one thing is that the program stands on."""

    part: Annotated[
        Literal[
            "Program",
            "Server",
            "Network",
            "Connections",
            "Diary",
            "Form",
            "Writing",
            "Numbers",
            "Permissions",
            "Drive",
            "Settings",
            "Zone",
            "Clock",
            "Channel",
            "Reminders",
            "Login",
            "Failures",
            "Backup",
        ],
        says("Which thing it is."),
    ]
    state: Annotated[State, says("How it is.")]
    words: Annotated[str, says("How it is, in words for people.")]
    command: Annotated[str | None, says("The command that mends it, or says more.")]
    is_fixable: Annotated[bool, says("Whether `--fix` mends it.")]


class Checkup(Answer, frozen=True):
    """What a check-up found."""

    worst: Annotated[State, says("The state of the worst of them; bad is exit code 1.")]
    diagnoses: Annotated[tuple[Diagnosis, ...], says("What was found of each thing.")]
    mended: Annotated[tuple[str, ...], says("What `--fix` mended before, a sentence each.")]
    not_mended: Annotated[tuple[str, ...], says("What it could not mend, and why.")]


def checkup(found: "doctor.Checkup", present: "Present") -> Checkup:
    """Return what a check-up found."""
    return shaped(
        Checkup,
        found,
        diagnoses=tuple(
            shaped(Diagnosis, one, command=one.command or None, is_fixable=bool(one.fix))
            for one in found.diagnoses
        ),
    )
