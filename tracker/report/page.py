"""The page to take along: what a diary says of some days, for somebody with eight minutes."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.care.catalogue import kinds
from tracker.care.doses import show_dose
from tracker.care.money import write_money
from tracker.care.outcomes import FEWEST_FOR_MEAN
from tracker.care.safety import red_flag_levels, signs
from tracker.care.scores import measures
from tracker.report.pain import pain as pain_picture
from tracker.report.pictures import environment
from tracker.show import care, checkins, figures, flares, insights, kept, red_flags, trials
from tracker.show.charts.pain import facts as pain_facts
from tracker.show.figures import Fact
from tracker.show.sessions import plural, spaced
from tracker.show.terminal import PAGE, cut, safe
from tracker.when import long_day, short_day

if TYPE_CHECKING:
    from tracker.care.practice import Practised
    from tracker.care.safety import RedFlags
    from tracker.journal.checkins import Compared
    from tracker.journal.red_flags import Answered
    from tracker.journal.report import Met, OwnNote, Report
    from tracker.journal.trials import Course
    from tracker.present import Present

# The first page has room for so many rows and facts of a kind, and the two behind it for so many.
_MOST_SIGNS, _MOST_ROWS, _MOST_OF_A_FACT = 2, 8, 3
_MOST_BEHIND, _MOST_TRIALS, _MOST_PEOPLE = 12, 2, 6
_MOST_DOSES, _LONGEST_NAME, _LONGEST_SENTENCE = 3, 40, 200
_LONGEST_NOTE, _ROOM_FOR_NOTES = 300, 2000
_LONG_CELL = 20
# How high things are on paper, in millimetres; what is left of the first sheet is for the figure.
_SHEET_MM, _LINE_MM, _ROW_MM = 190.0, 4.6, 4.9
_ACROSS, _LEAST_MM, _MOST_MM = 100, 54.0, 88.0
_TIMES = PAGE.marks.times


class Table(NamedTuple):
    """A table with its caption, the heads of its columns, and what is said below it.

    The first cell of a row is its head; `numbers` are the columns that stand to the right.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()
    below: Sequence[str] = ()

    @property
    def is_long(self) -> bool:
        """Tell whether a narrow screen would break its texts into many lines."""
        return any(len(cell) > _LONG_CELL for row in self.rows for cell in row)


def page(
    value: "Report",
    present: "Present",
    name: str | None = None,
    *,
    with_money: bool = False,
    with_notes: bool = False,
) -> str:
    """Return the page of a period, of somebody if they are named.

    What it cost stands in it `with_money` alone, and the person's own notes `with_notes` alone.
    """
    told: dict[str, Any] = {
        "name": name,
        "period": _period(value),
        "made_on": f"{long_day(present.today)} {present.today.year}",
        "warning": _warning(value, present),
        "is_empty": value.is_empty,
        "facts": list(_facts(value, present)),
        "figure": pain_picture(value.pain, present, is_figure=True),
        "figure_says": pain_facts(value.pain),
        "has_pain": bool(value.pain.read or value.pain.before or value.pain.sessions),
        "first": [*_checkin_tables(value.checkins, value.last), *_done_tables(value)],
        "further": list(_further(value, with_money=with_money)),
        "trials": [_trial(one, present) for one in value.trials[-_MOST_TRIALS:]],
        "notes": _notes(value.notes, value.last) if with_notes else [],
        "notes_left_out": 0,
        "remarks": _remarks(value),
        "sources": _sources(value),
    }
    if with_notes:
        told["notes_left_out"] = len(value.notes) - len(told["notes"])
    left = _left_for_figure(told)
    # Where there is too much for that, all letters are smaller, which leaves some room again.
    told["is_full"] = left < _LEAST_MM
    told["figure_mm"] = round(min(max(left, _LEAST_MM), _MOST_MM))
    return environment().get_template("page.html").render(told)


def _left_for_figure(told: Mapping[str, Any]) -> float:
    """Return how high the figure may be for the first sheet to hold all that comes with it."""
    lines = sum(-(-len(fact.text) // _ACROSS) for fact in told["facts"])
    lines += 2 * bool(told["warning"]) + len(told["figure_says"]) // 2
    rows = sum(len(one.rows) + len(one.below) for one in told["first"])
    return _SHEET_MM - lines * _LINE_MM - rows * _ROW_MM


def _period(value: "Report") -> str:
    days = (value.last - value.first).days + 1
    length = plural(days, "day") if days % 7 else plural(days // 7, "week")
    since = f"{long_day(value.first)} {value.first.year}"
    return f"{since} to {long_day(value.last)} {value.last.year} ({length})"


def _warning(value: "Report", present: "Present") -> str:
    if value.emergency is None:
        return ""
    noted = short_day(present.day_of(value.emergency.from_at), value.last)
    return red_flags.emergency_words(noted, present)


def _facts(value: "Report", present: "Present") -> Iterator[Fact]:
    """Yield what is to be known at once, the signs that matter most before all else."""
    yield Fact("Red flags", _answered(value.answered, value.last))
    # What is over can wait, and what came last stands first.
    ordered = [*reversed(value.conditions)]
    ordered.sort(key=lambda one: one.until_at is not None)
    noted = [care.sentence(one, present, is_of_page=True) for one in ordered]
    for place, text in enumerate(_some(noted, _MOST_OF_A_FACT)):
        yield Fact("" if place else "Conditions", _cut(text))
    if not noted:
        yield Fact("Conditions", "none noted")
    yield Fact("Entries", _entries(value))
    yield from figures.pain(value.period.week.pain, {"as many days before": value.before.pain})
    spans = [flares.span(one, value.last) for one in reversed(value.pain.flares)]
    yield Fact("Flare-ups", "; ".join(_some(spans, _MOST_OF_A_FACT)) or "none")
    taken = [f"{_name(one.what)} on {plural(one.days, 'day')}" for one in value.taken]
    yield Fact("Taken", "; ".join(_some(taken, _MOST_OF_A_FACT)) or "nothing written down")
    yield Fact("Sessions", figures.total(value.period.week.whole))
    if value.period.plans:
        yield Fact("Kept", f"{kept.whole(value.period.kept)}, all plans together")
    if text := _walked(value):
        yield Fact("Walking", text)
    yield Fact("Worse after", _worse(value))


def _entries(value: "Report") -> str:
    found = value.coverage
    told = f"on {found.days} of {plural(found.of, 'day')}"
    gaps = [_span(*gap, value.last) for gap in found.gaps[:_MOST_OF_A_FACT]]
    if not gaps:
        return f"{told}, without a gap"
    rest = len(found.gaps) - len(gaps)
    more = f" and {plural(rest, 'gap')} no longer than these" if rest else ""
    return f"{told}; nothing on {'; '.join(gaps)}{more}"


def _span(first: dt.date, last: dt.date, today: dt.date) -> str:
    if first == last:
        return short_day(first, today)
    days = plural((last - first).days + 1, "day")
    return f"{short_day(first, today)} to {short_day(last, today)} ({days})"


def _answered(answered: "Sequence[Answered]", today: dt.date) -> str:
    """Return what was answered to the red flags the last time, and at worst before."""
    if not answered:
        return "not asked in these days"
    times = "once" if len(answered) == 1 else f"{len(answered)} times"
    *earlier, last = answered
    levels = [*red_flag_levels()]
    told = [one for one in reversed(earlier) if one.found.level]
    told.sort(key=lambda one: levels.index(one.found.level.id) if one.found.level else 0)
    listed = [f"{short_day(one.day, today)}, {_yes(one.found)}" for one in (last, *told)]
    rest = len(listed) - _MOST_SIGNS
    more = f" And {plural(rest, 'time')} more with a sign." if rest > 0 else ""
    return f"asked {times}. {'. '.join(listed[:_MOST_SIGNS])}.{more}"


def _yes(found: "RedFlags") -> str:
    if found.level is None:
        return "none of the signs"
    asked = [sign.asks.rstrip("?") for sign in signs().values() if sign.id in found.signs]
    return f"{found.level.title.lower()}: {'; '.join(_some(asked, _MOST_OF_A_FACT))}"


def _walked(value: "Report") -> str:
    found = value.walked
    if not found.sessions and not found.untold:
        return ""
    told = f"{figures.minutes(found.duration)} min in {plural(found.sessions, 'session')}"
    return f"{told}, and {found.untold} more of unknown length" if found.untold else told


def _worse(value: "Report") -> str:
    """Return after how many sessions the pain was higher, which is all the diary knows of harm."""
    known = [one for one in value.outcomes.groups if one.outcome.change.count]
    if not known:
        return "no session with pain before and after"
    counted = [(one, sum(by > 0 for by in one.outcome.change.changes)) for one in known]
    both = sum(one.outcome.change.count for one in known)
    whole = sum(count for _, count in counted)
    told = f"pain higher after {whole} of {plural(both, 'session')} with both readings"
    each = [
        f"{kinds()[one.kind].name} {count} of {one.outcome.change.count}"
        for one, count in counted
        if count
    ]
    return f"{told}: {', '.join(each)}" if each else told


def _checkin_tables(listed: "Sequence[Compared]", today: dt.date) -> Iterator[Table]:
    if not listed:
        return
    rows, below = [], []
    for one in listed:
        measure, changed = measures()[one.checkin.measure], one.change
        now, first = (
            f"{checkins.score_words(it.score, measure)} ({short_day(it.day, today)})"
            for it in (one.checkin, one.first)
        )
        by = "the first one" if changed is None else checkins.by_words(changed, measure)
        said = "" if changed is None else checkins.said_words(changed)
        about = f"{measure.name}, 0 to {measure.most}, more is {measure.higher_is}"
        rows.append([about, first, now, by or "the same", said])
        if one.is_at_end and changed:
            below.append(checkins.of_ends(measure))
    head = ["", "first", "last in these days", "change", "which is"]
    yield Table("Questionnaires, beside the first one", head, rows, below=below)


def _done_tables(value: "Report") -> Iterator[Table]:
    rows = [
        [
            cut(kept.called(one), _LONGEST_NAME, PAGE),
            kept.times(one) if one.plan else "",
            str(one.sessions or ""),
            str(len(one.days) or ""),
            str(figures.minutes(one.duration)) if one.sessions else "",
        ]
        for one in value.tallies
    ]
    if rows:
        head = ["", "of what was planned", "sessions", "days", "minutes"]
        caption = "What was done, beside what was planned"
        yield Table(caption, head, *_most(rows, _MOST_ROWS, [2, 3, 4]))


def _further(value: "Report", *, with_money: bool) -> Iterator[Table]:
    """Yield what has room behind the first page."""
    if rows := list(_outcome_rows(value)):
        head = ["", "sessions", "pain before", "change after them", "expected in any case"]
        if not any(row[-1] for row in rows):
            head, rows = head[:-1], [row[:-1] for row in rows]
        below = [insights.IS_NO_EFFECT, insights.IS_EXPECTED]
        if len(rows) > 1:
            below.append(insights.IS_NO_RANKING)
        yield Table("Change in pain over sessions", head, rows, [1, 2], below)
    if value.practised:
        rows = [_practised(one) for one in value.practised]
        head = ["", "asked for by plans", "sessions", "done"]
        yield Table("Exercises by dose", head, *_most(rows, _MOST_BEHIND, [2]))
    if value.met:
        rows = [_met(one, value.last) for one in value.met]
        head = ["", "gave", "sessions", "last"]
        yield Table("Visits, and people who gave sessions", head, *_most(rows, _MOST_PEOPLE, [2]))
    if with_money and not value.is_empty:
        rows = [
            [
                one.cost.currency,
                *(write_money(sum_) for sum_ in (one.cost, one.covered, one.own_share)),
            ]
            for one in value.period.week.costs
        ]
        none = [] if rows else ["No cost was written down in these days."]
        head = ["", "cost", "covered", "own share"]
        yield Table("What it cost", head, rows, [1, 2, 3], none)


def _outcome_rows(value: "Report") -> Iterator[list[str]]:
    for group in value.outcomes.groups:
        found, level = group.outcome, value.outcomes.usual
        before = "" if found.before is None else f"{found.before:.1f}"
        change = insights.change_words(found.change) if found.change.count else "not known"
        expected = ""
        if level and found.before is not None and found.change.count >= FEWEST_FOR_MEAN:
            expected = insights.lower_words(level.expected_change(found.before))
        yield [kinds()[group.kind].name, str(group.sessions), before, change, expected]


def _practised(one: "Practised") -> list[str]:
    asked = ", ".join(show_dose(dose, _TIMES) if dose else "any dose" for dose in one.asked)
    done = [
        f"{show_dose(dose, _TIMES) if dose else 'no dose told'} ({plural(count, 'time')})"
        for dose, count in one.doses
    ]
    listed = ", ".join(_some(done, _MOST_DOSES)) or "not done"
    return [_name(one.name.replace("-", " ")), asked, str(one.sessions or ""), listed]


def _met(one: "Met", today: dt.date) -> list[str]:
    who = _name(one.name) if one.name else "nobody named"
    if one.person and one.person.role:
        who += f", {spaced(one.person.role)}"
    return [who, kinds()[one.kind].name, str(one.sessions), short_day(one.last_on, today)]


def _trial(one: "Course", present: "Present") -> dict[str, Any]:
    facts = [fact for fact in trials.found_facts(one, present.today) if fact[1]]
    return {
        "title": trials.title(one, present.today),
        "facts": [*facts, ("Compared", trials.compared_words())],
    }


def _notes(listed: "Iterable[OwnNote]", today: dt.date) -> list[tuple[str, str]]:
    """Return the latest notes, as many as there is room for, each cut where it is long."""
    told: list[tuple[str, str]] = []
    room = _ROOM_FOR_NOTES
    for one in listed:
        text = cut(safe(" ".join(one.text.split())), _LONGEST_NOTE, PAGE)
        # A note takes a line of its own, however short it is.
        room -= max(len(text), 100)
        if room < 0:
            break
        of = measures()[one.of].name if one.of in measures() else spaced(one.of)
        told.append((f"{short_day(one.day, today)}, {of}", text))
    return told


def _remarks(value: "Report") -> list[str]:
    """Return how each figure of the page was made, of those that stand in it."""
    said = ["Entries are days with a session or a reading of the pain."]
    said.append(
        "Pain goes from 0, no pain, to 10, the worst imaginable. A day's level is the mean of its"
        " readings, and the pain of a period the mean of its days."
    )
    if value.period.plans:
        said.append(
            "Kept is what was done of what was planned; what was skipped, paused or held by a care"
            " rule is excused and not missed."
        )
    said.append("A massage with hot stones stands under heat as well; in sums it counts once.")
    if value.walked.sessions:
        said.append("Walking is the length of its dose, or of a session that was nothing else.")
    said.append(
        "Worse after: the diary asks for the pain before and after a session and for nothing else"
        " that may have come of it, so that other unwanted effects are known from notes alone."
    )
    for one in value.checkins:
        measure = measures()[one.checkin.measure]
        if one.change:
            said.append(f"{measure.name}: {checkins.called_words(measure)}")
    if value.outcomes.usual:
        said.append(
            "Expected in any case is what the same pain comes to a day later by the person's own"
            f" days, of {value.outcomes.usual.days} with a reading."
        )
    if any(one.outcome.change.is_enough for one in value.outcomes.groups):
        said.append(insights.MAY_BE_NONE)
    return said


def _sources(value: "Report") -> list[str]:
    """Return whose words and limits these are, of what stands in the page."""
    found = [
        f"{measure.name}: {measure.source}; its change: {measure.change_source}"
        for measure in (measures()[one.checkin.measure] for one in value.checkins)
    ]
    if value.outcomes.usual:
        found.append("Expected in any case: Barnett 2005, Int J Epidemiol 34:215-220")
    if value.trials:
        found.append("Trials of one's own: Kravitz and Duan 2014, AHRQ 13(14)-EHC122")
    return found


def _most(
    rows: Sequence[Sequence[str]], most: int, numbers: Sequence[int]
) -> tuple[Sequence[Sequence[str]], Sequence[int], list[str]]:
    """Return as many rows as there is room for, and how many more there are."""
    if len(rows) <= most:
        return rows, numbers, []
    rest = rows[most - 1 :]
    return (
        rows[: most - 1],
        numbers,
        [f"And {len(rest)} more: {', '.join(_some([row[0] for row in rest], 5))}."],
    )


def _some(told: Sequence[str], most: int) -> list[str]:
    """Return the first of what is told, and how many more there are."""
    if len(told) <= most:
        return [*told]
    return [*told[:most], f"and {len(told) - most} more"]


def _name(text: str) -> str:
    return cut(safe(text), _LONGEST_NAME, PAGE)


def _cut(text: str) -> str:
    return cut(text, _LONGEST_SENTENCE, PAGE)
