"""What came of copying a diary into another, as programs read it."""

from typing import TYPE_CHECKING, Annotated

from tracker.show.shapes import Answer, says, shaped
from tracker.show.shapes.backups import Contents
from tracker.show.shapes.imports import LeftOut, Refusal
from tracker.show.shapes.parts import Count

if TYPE_CHECKING:
    from tracker.journal import copying
    from tracker.present import Present


class Copied(Answer, frozen=True):
    """What came of copying a diary into another one."""

    source: Annotated[str, says("The diary that was copied, without any password of its address.")]
    target: Annotated[str, says("The other one, likewise.")]
    dry_run: Annotated[bool, says("Whether nothing was changed, and this is what would come.")]
    merged: Annotated[bool, says("Whether the other one held something, so that both became one.")]
    contents: Annotated[Contents, says("What the diary holds that was copied.")]
    rows: Annotated[
        Count, says("How many rows went over just as they are, and were read back; 0 where merged.")
    ]
    read: Annotated[
        Count, says("How many entries it has: the sum of new, same, changed, kept and refused.")
    ]
    new: Annotated[Count, says("How many of them the other one did not have.")]
    same: Annotated[Count, says("How many it had already.")]
    changed: Annotated[Count, says("How many it had in another form.")]
    kept: Annotated[Count, says("How many are left as the other one has them.")]
    refused: Annotated[Count, says("How many the other one cannot take; then nothing is copied.")]
    left_out: Annotated[tuple[LeftOut, ...], says("Those that are kept, by why.")]
    refusals: Annotated[tuple[Refusal, ...], says("Each one that cannot be taken.")]
    remarks: Annotated[tuple[str, ...], says("What became of some of them, in sentences.")]


def copied(found: "copying.Copied", _: "Present") -> Copied:
    """Return what came of copying a diary, or would have come."""
    taken = found.taken
    return Copied(
        source=found.source,
        target=found.target,
        dry_run=found.is_trial,
        merged=taken is not None,
        contents=shaped(Contents, found.contents),
        rows=found.rows,
        read=found.read,
        new=taken.new if taken else found.read,
        same=taken.same if taken else 0,
        changed=taken.changed if taken else 0,
        kept=len(taken.ignored) if taken else 0,
        refused=len(taken.refused) if taken else 0,
        left_out=tuple(LeftOut(why, count) for why, count in found.kept.most_common()),
        refusals=tuple(shaped(Refusal, one) for one in taken.refused) if taken else (),
        remarks=taken.remarks if taken else (),
    )
