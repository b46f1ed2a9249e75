"""People as programs read them, and what came of the sessions with them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from tracker.care.catalogue import APPROACHES, EXPERIENCES, ROLES
from tracker.show.shapes import Answer, Shape, one_of, says, shaped
from tracker.show.shapes.claims import Bill, bill
from tracker.show.shapes.insights import PainChange, pain_change
from tracker.show.shapes.parts import Count, Day

if TYPE_CHECKING:
    from tracker.journal import providers as journal
    from tracker.present import Present


Role = Annotated[str, one_of(ROLES)]
Approach = Annotated[str, one_of(APPROACHES)]
Experience = Annotated[str, one_of(EXPERIENCES)]
Rating = Annotated[int, Meta(ge=1, le=5)]


class Person(Shape, frozen=True):
    """What is known of a person who helps."""

    name: Annotated[str, Meta(min_length=1), says("What they are called.")]
    role: Annotated[Role | None, says("What they are.")]
    styles: Annotated[tuple[str, ...], says("The styles of massage that they offer.")]
    approach: Annotated[Approach | None, says("How they see their work themselves.")]
    experience: Annotated[Experience | None, says("How experienced they are.")]
    contact: Annotated[str | None, says("Phone, mail or address.")]
    rating: Annotated[Rating | None, says("The person's own rating, 5 the best.")]
    note: Annotated[str | None, says("The person's own note.")]


class PersonSeen(Person, frozen=True):
    """A person, with how often they were seen."""

    sessions: Annotated[Count, says("How many sessions there were with them.")]
    last_on: Annotated[Day | None, says("The last day of them.")]


class Providers(Answer, frozen=True):
    """Everybody by name, with how often and when last they were seen."""

    providers: Annotated[tuple[PersonSeen, ...], says("The people.")]


class Provider(Answer, frozen=True):
    """A person, and what the sessions with them came to."""

    provider: Annotated[Person, says("The person.")]
    sessions: Annotated[Count, says("How many sessions there were with them.")]
    duration_s: Annotated[Count, says("How long they lasted in all, in seconds.")]
    last_on: Annotated[Day | None, says("The last day of them.")]
    costs: Annotated[tuple[Bill, ...], says("What they cost, one entry a currency.")]
    pain_change: Annotated[PainChange, says("How pain changed over them.")]


class ProviderKept(Answer, frozen=True):
    """A person who was added, changed or removed."""

    provider: Annotated[Person, says("The person.")]


class ProviderMerged(Answer, frozen=True):
    """Two entries of one person that became one."""

    provider: Annotated[Person, says("The person as they are known now.")]
    gone: Annotated[Person, says("The entry that is gone, as it was.")]
    sessions_moved: Annotated[Count, says("How many sessions moved.")]
    plans_moved: Annotated[Count, says("How many plans moved.")]
    taken_over: Annotated[tuple[str, ...], says("The fields that were empty and came from there.")]
    dropped: Annotated[tuple[str, ...], says("The fields of the one gone that were not needed.")]


def listing(everyone: Sequence["journal.Seen"], present: "Present") -> Providers:
    """Return everybody by name, with how often they were seen."""
    return Providers(
        tuple(
            shaped(PersonSeen, one.person, sessions=one.sessions, last_on=one.last_on)
            for one in everyone
        )
    )


def one(value: "journal.Record", present: "Present") -> Provider:
    """Return a person, and what the sessions with them came to."""
    return shaped(
        Provider,
        value,
        provider=_person(value.person),
        duration_s=int(value.duration.total_seconds()),
        costs=tuple(map(bill, value.bills)),
        pain_change=pain_change(value.change),
    )


def kept(person: "journal.Provider", present: "Present") -> ProviderKept:
    """Return a person who was added."""
    return ProviderKept(_person(person))


def changed(value: "journal.Changed", present: "Present") -> ProviderKept:
    """Return a person who was changed or removed."""
    return ProviderKept(_person(value.person))


def merged(done: "journal.Merged", present: "Present") -> ProviderMerged:
    """Return two people who became one."""
    return ProviderMerged(
        provider=_person(done.person),
        gone=_person(done.gone),
        sessions_moved=done.sessions,
        plans_moved=done.plans,
        taken_over=done.taken,
        dropped=done.dropped,
    )


def _person(person: "journal.Provider") -> Person:
    return shaped(Person, person)
