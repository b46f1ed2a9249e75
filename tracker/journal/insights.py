"""What came of the sessions of some days, by kind, by who gave them, or by style."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, Row, Select, literal, select

from tracker.care.catalogue import KINDS, kinds
from tracker.care.fields import FIELDS
from tracker.care.outcomes import Outcome, Usual, outcome, usual
from tracker.errors import BadInput
from tracker.journal.reading import place
from tracker.journal.readings import day_levels
from tracker.tables import massages, providers, services, sessions
from tracker.text import name_key

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.journal.conditions import Noted

Per = Literal["kind", "provider", "style"]
USUAL_WEEKS = 12
_ONE_DAY = dt.timedelta(days=1)


class Group(Struct, frozen=True):
    """So many sessions of a kind, and what came of those with pain before and after.

    `name` is who gave them, or their style, where that was asked for; None where it was not told.
    """

    kind: str
    name: str | None
    sessions: int
    outcome: Outcome


class Outcomes(Struct, frozen=True):
    """What came of the sessions from `first` to `last`, and the usual pain of these days.

    Groups stand in the order of the catalogue and then by name, never by what came of them. `kinds`
    and `per` are what was asked for, `read_days` are how many days have a reading. `emergency` is
    one that is noted and not ended.
    """

    first: dt.date
    last: dt.date
    kinds: tuple[str, ...]
    per: Per
    groups: tuple[Group, ...]
    read_days: int
    usual: Usual | None
    emergency: "Noted | None"


class Insights:
    """Says what changed over sessions, with as much as their number can carry."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal

    def of(
        self,
        kinds: Sequence[str] = (),
        per: Per = "kind",
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Outcomes:
        """Return what came of the sessions of these kinds, or of all; without `since`, of 12 weeks.

        Raises BadInput where none of a kind has what they are to be told apart by.
        """
        having = KINDS if per == "kind" else FIELDS[per].kinds
        for kind in kinds:
            if kind not in having:
                raise _nothing_of(kind, per, having)
        last = until or self._journal.present.today
        first = since or last - dt.timedelta(weeks=USUAL_WEEKS) + _ONE_DAY
        levels = {one.day: one.level for one in day_levels(self._db, first, last)}
        days = [first + number * _ONE_DAY for number in range((last - first).days + 1)]
        return Outcomes(
            first,
            last,
            tuple(kinds),
            per,
            self._groups(tuple(kinds) or having, per, first, last),
            len(levels),
            usual([levels.get(day) for day in days]),
            self._journal.conditions.emergency(),
        )

    def _groups(
        self, kinds: Sequence[str], per: Per, first: dt.date, last: dt.date
    ) -> tuple[Group, ...]:
        found: dict[tuple[str, str | None], list[Row[Any]]] = defaultdict(list)
        for row in self._db.execute(sessions_of(kinds, per, first, last)):
            found[row.kind, row.name].append(row)
        styles = self._journal.present.settings.styles()
        return tuple(
            Group(kind, name, len(rows), outcome(_pairs(rows)))
            for (kind, name), rows in sorted(found.items(), key=lambda one: _rank(one[0], styles))
        )


def sessions_of(kinds: Sequence[str], per: Per, first: dt.date, last: dt.date) -> Select[Any]:
    """Return the query for the sessions of some days, each with the `name` it is told apart by."""
    name = {"kind": literal(None), "provider": providers.c.name, "style": massages.c.style}[per]
    statement = select(
        sessions.c.id,
        sessions.c.kind,
        sessions.c.day,
        sessions.c.started_at,
        sessions.c.part,
        sessions.c.zone,
        sessions.c.pain_before,
        sessions.c.pain_after,
        name.label("name"),
    )
    if per == "style":
        statement = statement.outerjoin(massages, massages.c.session_id == sessions.c.id)
    elif per == "provider":
        statement = statement.outerjoin(services, services.c.session_id == sessions.c.id)
        statement = statement.outerjoin(providers, providers.c.id == services.c.provider_id)
    return statement.where(sessions.c.kind.in_(kinds), sessions.c.day.between(first, last))


def _pairs(rows: Sequence[Row[Any]]) -> list[tuple[int, int]]:
    """Return pain before and after, where both are known, in the order of time."""
    both = [row for row in rows if row.pain_before is not None and row.pain_after is not None]
    return [(row.pain_before, row.pain_after) for row in sorted(both, key=place)]


def _rank(
    told: tuple[str, str | None], styles: Mapping[str, object]
) -> tuple[int, bool, int, str, str]:
    """Return where a group stands: by kind, then by style or name, and last what was not told."""
    (kind, name), known = told, list(styles)
    style = known.index(name) if name in known else len(known)
    return KINDS.index(kind), name is None, style, name_key(name or ""), name or ""


def _nothing_of(kind: str, per: str, having: Sequence[str]) -> BadInput:
    names = " and ".join(f"a {kinds()[one].name}" for one in having)
    return BadInput(
        f"{{}} is known of {names} alone, not of {kinds()[kind].name}. Give"
        f" {' or '.join(having)}, or no kind.",
        per,
    ).named("--per")
