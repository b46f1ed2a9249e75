"""What came of a file, as programs read it."""

from typing import TYPE_CHECKING, Annotated

from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.parts import Count, Day

if TYPE_CHECKING:
    from tracker.exchange import survey
    from tracker.present import Present


class Refusal(Shape, frozen=True):
    """An entry that cannot be taken."""

    where: Annotated[str, says("Where it stands in the file.")]
    value: Annotated[str, says("Its value, as far as it was read.")]
    reason: Annotated[str, says("Why it cannot be taken.")]


class LeftOut(Shape, frozen=True):
    """Entries that are not to be taken, all of them for one reason."""

    why: Annotated[str, says("The reason.")]
    count: Annotated[Count, says("How many there are.")]


class Doubt(Shape, frozen=True):
    """Something that was doubtful in entries that were taken, and how it was understood."""

    text: Annotated[str, says("What it was, in words for people.")]
    where: Annotated[str, says("Where the first of them stands in the file.")]
    count: Annotated[Count, says("How many there are.")]


class UnknownName(Shape, frozen=True):
    """A name of which nobody has said yet which kind of session it means."""

    name: Annotated[str, says("The name.")]
    count: Annotated[Count, says("How many entries have it.")]
    suggested: Annotated[str | None, says("The kind that it may mean.")]


class NewOfKind(Shape, frozen=True):
    """New sessions of one kind, or new readings, whose kind is "pain"."""

    kind: Annotated[str, says("The kind.")]
    count: Annotated[Count, says("How many there are.")]


class Imported(Answer, frozen=True):
    """What came of a file: each entry that was read is counted once."""

    file: Annotated[str, says("The file as it was named.")]
    format: Annotated[str, says("The format that it was read in.")]
    dry_run: Annotated[bool, says("Whether nothing was changed, and this is what would come.")]
    read: Annotated[
        Count, says("How many entries there are: the sum of new, same, changed, refused, ignored and unmapped.")
    ]  # fmt: skip
    new: Annotated[Count, says("How many came anew.")]
    same: Annotated[Count, says("How many were in the diary already.")]
    changed: Annotated[Count, says("How many were in the diary in another form.")]
    refused: Annotated[Count, says("How many cannot be taken.")]
    ignored: Annotated[Count, says("How many are not to be taken.")]
    unmapped: Annotated[Count, says("How many have a name that means no kind yet.")]
    kinds: Annotated[tuple[NewOfKind, ...], says("The new sessions and readings, the most first.")]
    plans: Annotated[Count, says("How many of the new are plans.")]
    others: Annotated[Count, says("How many of the new are neither sessions, readings nor plans.")]
    first_on: Annotated[Day | None, says("The first day of the new and changed ones.")]
    last_on: Annotated[Day | None, says("Their last day.")]
    refusals: Annotated[tuple[Refusal, ...], says("Each one that cannot be taken; 10,000 at most.")]
    left_out: Annotated[tuple[LeftOut, ...], says("Those that are not to be taken, by why.")]
    doubts: Annotated[tuple[Doubt, ...], says("What was doubtful, in the order of the file.")]
    names: Annotated[tuple[UnknownName, ...], says("The names that mean no kind yet.")]
    remarks: Annotated[tuple[str, ...], says("What became of some of the entries, in sentences.")]


def imported(value: "survey.Imported", present: "Present") -> Imported:
    """Return what came of a file, or would have come."""
    found = value.survey
    return shaped(
        Imported,
        value.taken,
        file=value.file,
        format=value.format,
        dry_run=value.is_trial,
        read=found.read,
        **value.counts,
        kinds=tuple(NewOfKind(kind, count) for kind, count in value.taken.kinds.items()),
        refusals=tuple(shaped(Refusal, one) for one in found.refused),
        left_out=tuple(LeftOut(why, count) for why, count in found.ignored.most_common()),
        doubts=tuple(shaped(Doubt, one) for one in found.doubts.values()),
        names=tuple(
            UnknownName(one.name, one.count, value.suggested.get(one.name))
            for one in found.unmapped.values()
        ),
    )
