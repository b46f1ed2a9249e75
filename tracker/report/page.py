"""The page to take along: what a diary says of some days, for somebody with eight minutes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tracker.care.scores import measures
from tracker.report.facts import facts
from tracker.report.pain import pain as pain_picture
from tracker.report.pictures import environment
from tracker.report.tables import checkin_tables, done_tables, further
from tracker.show import checkins, insights, red_flags, trials
from tracker.show.charts.pain import facts as pain_facts
from tracker.show.sessions import plural, spaced
from tracker.show.terminal import PAGE, cut, safe
from tracker.when import long_day, short_day

if TYPE_CHECKING:
    from tracker.journal.report import OwnNote, Report
    from tracker.journal.trials import Course
    from tracker.present import Present

# Behind the first sheet is room for so many trials, and for so many letters of notes.
_MOST_TRIALS, _LONGEST_NOTE, _ROOM_FOR_NOTES = 2, 300, 2000
# How high things are on paper, in millimetres; what is left of the first sheet is for the figure.
_SHEET_MM, _LINE_MM, _ROW_MM = 190.0, 4.6, 4.9
_ACROSS, _LEAST_MM, _MOST_MM = 100, 54.0, 88.0


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
        "facts": list(facts(value, present)),
        "figure": pain_picture(value.pain, present, is_figure=True),
        "figure_says": pain_facts(value.pain),
        "has_pain": bool(value.pain.read or value.pain.before or value.pain.sessions),
        "first": [*checkin_tables(value.checkins, value.last), *done_tables(value)],
        "further": list(further(value, with_money=with_money)),
        "trials_left_out": len(value.trials[:-_MOST_TRIALS]),
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
