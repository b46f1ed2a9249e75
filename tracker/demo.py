"""A believable diary of some weeks of one made-up person, from a seed: to look at and to try on."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.app import App
from tracker.care.catalogue import PAIN
from tracker.care.doses import read_dose
from tracker.care.fields import BodyArea, ExerciseDone
from tracker.care.scores import Answer
from tracker.care.trial import Design
from tracker.care.walltime import instant_of
from tracker.journal import Journal
from tracker.journal.entries import begun_at, told_entry
from tracker.journal.planning import draft_of
from tracker.newfile import new_file

if TYPE_CHECKING:
    from tracker.present import Present

Act = Callable[[Journal], object]

SEED = 47
YEAR = 52 * 7
_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
_LOWER = (BodyArea("lower-back"),)
_ANA, _JONAS = "Ana Ruiz", "Jonas Weber"
_TAGS = ("#desk", "#desk", "#garden", "#long-drive", "#slept-badly")
_ACTIVITIES = ("lifting a crate", "an hour at the desk", "walking uphill")
_HEAT = Design(kind="heat-pack", weeks=12)
_NOT_ANSWERED = "it was not answered"


def write(app: App, path: Path, days: int, seed: int = SEED, *, force: bool = False) -> int:
    """Write a diary of so many days up to today into a new file; return its number of sessions.

    The same seed, day and settings give the same diary. It is made beside the file and gets its name
    when it is whole. Raises Conflict where the file exists, unless it is to be replaced by `force`,
    and NotWritten where it cannot be written.
    """
    with new_file(path, force=force) as draft:
        made = App(f"sqlite:///{draft}", app.config)
        try:
            with made.database.writing() as db:
                for at, act in _Life(app.present, days, random.Random(seed)).acts():
                    act(Journal(db, app.present.at(at), lambda _: _NOT_ANSWERED))
                first = app.present.today - days * _DAY
                return len(Journal(db, app.present).sessions.find(since=first).sessions)
        finally:
            made.close()


class _Life:
    """What somebody does for their back and writes down, day by day.

    The pain has good and bad spells that fade within days, and falls slowly over the year; there
    are two flare-ups, a holiday without a diary, and a flu. It is the pain that leads to sessions, as
    it is with people, so that it falls after them whatever they do, and the trial of heat packs in
    the second half of the year finds what chance has put there.
    """

    def __init__(self, present: "Present", days: int, chance: random.Random) -> None:
        self._present = present
        self._days = days
        self._chance = chance
        self._first = present.today - (days - 1) * _DAY
        self._flares = [(days * 22 // 100, 9), (days * 64 // 100, 7)] if days >= 100 else []
        self._holiday = range(days * 52 // 100, days * 52 // 100 + 12) if days >= 100 else range(0)
        self._trial = days * 56 // 100 if days >= 200 else None
        self._flu = range(days * 82 // 100, days * 82 // 100 + 6) if days >= 50 else range(0)
        self._levels = self._drawn_levels()

    def acts(self) -> Iterator[tuple[dt.datetime, Act]]:
        """Give what is done until now, each at its instant, the earliest first."""
        for number in range(self._days):
            day = self._first + number * _DAY
            acts = [*self._plans(number), *self._events(number)]
            if number not in self._holiday:
                acts += self._sessions(number, day)
            timed = [(instant_of(day, clock, self._present.zone)[0], act) for clock, act in acts]
            for at, act in sorted(timed, key=lambda one: one[0]):
                if at <= self._present.now:
                    yield at, act

    def _drawn_levels(self) -> list[float]:
        spell, levels = 0.0, []
        for number in range(self._days):
            spell = 0.65 * spell + self._chance.gauss(0, 0.8)
            usual = 5.8 - 2.4 * number / YEAR
            flare = sum(
                3.2 * (1 - (number - begun) / (lasts + 4))
                for begun, lasts in self._flares
                if begun <= number < begun + lasts + 4
            )
            levels.append(usual + spell + flare)
        return levels

    def _pain(self, number: int, more: float = 0.0) -> int:
        """Return what somebody would say of the pain of a day, from 0 to 10."""
        return max(0, min(10, round(self._levels[number] + more + self._chance.gauss(0, 0.5))))

    def _is_in_flare(self, number: int) -> bool:
        return any(begun <= number < begun + lasts for begun, lasts in self._flares)

    def _happens(self, probability: float) -> bool:
        return self._chance.random() < probability

    def _plans(self, number: int) -> Iterator[tuple[dt.time, Act]]:
        if number:
            return
        morning = dt.time(6, 30)
        ana = {"role": "massage-therapist", "approach": "mixed", "experience": "experienced"}
        jonas = {"role": "physical-therapist", "approach": "science", "experience": "specialist"}
        yield morning, lambda journal: journal.providers.add(_ANA, ana)
        yield morning, lambda journal: journal.providers.add(_JONAS, jonas)
        yield morning, lambda journal: journal.routines.add("morning", _steps(0))
        for kind, told in (
            (
                "exercise",
                {"on": "mon,wed,fri", "clock_times": (dt.time(7, 30),), "name": "morning"}
                | {"routine": "morning", "directed_by": _JONAS, "in_flare": "half"},
            ),
            (
                "exercise",
                {"times": "2/week", "clock_times": (dt.time(17, 30),), "name": "walk"}
                | {"exercises": (ExerciseDone("walking"),), "duration": 30 * _MINUTE},
            ),
            ("massage", {"every": "14d", "clock_times": (dt.time(18),), "provider": _ANA}),
            ("heat-pack", {"times": "3/week", "clock_times": (dt.time(20, 30),), "areas": _LOWER}),
            (PAIN, {"on": "daily", "clock_times": (dt.time(21),)}),
        ):
            yield morning, partial(_plan, kind, told)

    def _events(self, number: int) -> Iterator[tuple[dt.time, Act]]:
        """Give what happens besides: flare-ups, a holiday, a flu, a trial."""
        if _stage(number) > _stage(number - 1) and number:
            harder = _steps(_stage(number))
            yield dt.time(7), lambda journal: journal.routines.edit("morning", steps=harder)
        for begun, lasts in self._flares:
            if number == begun:
                yield dt.time(7), lambda journal: journal.flares.start(journal.present.today)
                yield dt.time(7, 5), lambda journal: journal.red_flags.go_through(())
            if number == begun + lasts - 1:
                yield dt.time(22), lambda journal: journal.flares.end(journal.present.today)
        if number == self._trial:
            yield dt.time(9), lambda journal: journal.trials.start(_HEAT, self._chance)
        if self._holiday and number == self._holiday.start:
            back = self._first + (self._holiday.stop - 1) * _DAY
            yield dt.time(9), lambda journal: journal.planning.pause_all(back, "holiday")
        if self._flu and number == self._flu.start:
            yield (
                dt.time(8),
                lambda journal: journal.conditions.add(
                    "contagious-illness", "flu", journal.present.now
                ),
            )
        if self._flu and number == self._flu.stop:
            yield dt.time(8), lambda journal: journal.end_condition("flu", journal.present.now)

    def _sessions(self, number: int, day: dt.date) -> Iterator[tuple[dt.time, Act]]:
        is_ill, is_in_flare = number in self._flu, self._is_in_flare(number)
        diligence = 0.62 + 0.25 * number / YEAR
        if self._happens(0.88):
            yield self._reading(number)
        yield from self._checkins(number, day)
        if day.weekday() in (0, 2, 4) and not is_ill:
            if self._happens(diligence * (0.5 if is_in_flare else 1)):
                yield self._morning(number)
            elif self._happens(0.25):
                yield (
                    dt.time(21, 30),
                    partial(_skip, "morning", "too sore" if is_in_flare else "travelling"),
                )
        if day.weekday() in (1, 5) and not is_ill and self._happens(diligence - 0.1):
            yield self._walk(number)
        if number % 14 == 6 and not is_ill and not is_in_flare:
            yield self._massage(number)
        if number % 42 == 20 and not is_ill:
            yield self._visit(number)
        # Who hurts more reaches for the heat pack, and for ice when it is fresh.
        if self._happens(min(0.9, 0.09 * max(0.0, self._levels[number]))):
            yield self._heat(number)
        if is_in_flare and self._happens(0.6):
            yield self._ice(number)
        if day.weekday() == 6 and not is_ill and self._happens(0.4):
            yield self._bath(number)

    def _reading(self, number: int) -> tuple[dt.time, Act]:
        level = self._pain(number)
        told: dict[str, Any] = {"level": level, "areas": _LOWER}
        if level >= 7 and self._happens(0.6):
            told["took"] = "ibuprofen 400"
        if self._happens(0.06):
            told["note"] = self._chance.choice(_TAGS)
        return self._at(21, 0, 50), lambda journal: journal.read(told)

    def _checkins(self, number: int, day: dt.date) -> Iterator[tuple[dt.time, Act]]:
        """Give the PEG of a Sunday, and each fourth Sunday the two that take longer."""
        if day.weekday() != 6:
            return
        hinders = [self._pain(number, -0.7) for _ in range(2)]
        yield dt.time(19, 30), partial(_check_in, "peg", _answers(self._pain(number), *hinders))
        if number // 7 % 4:
            return
        able = [max(0, min(10, 9 - self._pain(number, more))) for more in (0.5, -0.5, -1.5)]
        yield dt.time(19, 35), partial(_check_in, "psfs", _answers(*able, of=_ACTIVITIES))
        hard = self._chance.sample(range(1, 25), 2 * self._pain(number, -0.5))
        ticked = [int(item in hard) for item in range(1, 25)]
        yield dt.time(19, 40), partial(_check_in, "rmdq", _answers(*ticked))

    def _morning(self, number: int) -> tuple[dt.time, Act]:
        stage = _stage(number)
        is_late = number > self._days - 15
        effort = (
            "easy" if is_late else self._chance.choices(("easy", "right", "hard"), (2, 6, 1))[0]
        )
        told = {
            "duration": (11 + stage) * _MINUTE,
            "routine": "morning",
            "effort": effort,
        }
        return self._at(7, 30, 25), partial(_log, "exercise", told)

    def _walk(self, number: int) -> tuple[dt.time, Act]:
        minutes = self._chance.choice((20, 30, 30, 35, 45)) + number * 10 // YEAR
        told = {"duration": minutes * _MINUTE, "exercises": (ExerciseDone("walking"),)}
        return self._at(17, 30, 50), partial(_log, "exercise", told)

    def _massage(self, number: int) -> tuple[dt.time, Act]:
        before = self._pain(number, 0.3)
        told = {
            "duration": 60 * _MINUTE,
            "style": "swedish" if number < self._days // 3 else "orthopedic",
            "provider": _ANA,
            "areas": (*_LOWER, BodyArea("shoulder", "both")) if self._happens(0.4) else _LOWER,
            "pain_before": before,
            "pain_after": self._after(before, (0, 1, 2, 2, 3)),
            "relief": dt.timedelta(hours=self._chance.choice((8, 18, 24, 36, 48, 72))),
            "cost": "80",
            "covered": "50",
            "claim": "paid" if number < self._days - 45 else "to-claim",
        }
        return self._at(19, 5, 10), partial(_log, "massage", told)

    def _visit(self, number: int) -> tuple[dt.time, Act]:
        told = {"duration": 30 * _MINUTE, "provider": _JONAS, "cost": "45", "covered": "45"}
        if number < YEAR // 4:
            told["note"] = "Showed me the bird dog again, slower. #physio"
        return self._at(11, 0, 5), partial(_log, "visit", told)

    def _heat(self, number: int) -> tuple[dt.time, Act]:
        before = self._pain(number, 0.4)
        told: dict[str, Any] = {"duration": 20 * _MINUTE, "areas": _LOWER}
        if self._happens(0.85):
            told |= {"pain_before": before, "pain_after": self._after(before, (0, 0, 1, 1, 2))}
        if self._happens(0.15):
            told["note"] = f"{self._chance.choice(_TAGS)} all day"
        return self._at(20, 55, 40), partial(_warm, told, is_strict=self._happens(0.93))

    def _ice(self, number: int) -> tuple[dt.time, Act]:
        before = self._pain(number, 0.5)
        told = {
            "duration": 12 * _MINUTE,
            "areas": _LOWER,
            "pain_before": before,
            "pain_after": self._after(before, (0, 1, 1)),
            "barrier": True,
        }
        return self._at(13, 0, 60), partial(_log, "ice", told)

    def _bath(self, number: int) -> tuple[dt.time, Act]:
        told = {"duration": 20 * _MINUTE, "temperature_c": self._chance.choice((37.0, 38.0, 38.5))}
        return self._at(18, 0, 60), partial(_log, "warm-bath", told)

    def _after(self, before: int, falls: tuple[int, ...]) -> int:
        return max(0, before - self._chance.choice(falls))

    def _at(self, hour: int, minute: int, later: int) -> dt.time:
        """Return a clock time at most so many minutes later, when what was done is written down."""
        past = hour * 60 + minute + self._chance.randint(0, later)
        return dt.time(past // 60, past % 60)


def _stage(number: int) -> int:
    """Return how far the exercises have come on a day, from 0 to 3."""
    return max(0, min(3, number * 4 // YEAR))


def _steps(stage: int) -> tuple[ExerciseDone, ...]:
    """Return the exercises of the morning; from stage to stage, from 0 to 3, they are a little more."""
    doses = (
        ("cat-stretch", f"1x{6 + stage}"),
        ("bird-dog", f"{2 + stage // 2}x{6 + stage}x8s"),
        ("side-bridge", f"{2 + stage // 2}x{15 + 5 * stage}s/side"),
        ("bridge", f"2x{8 + 2 * stage}"),
    )
    return tuple(ExerciseDone(name, read_dose(dose)) for name, dose in doses)


def _plan(kind: str, told: dict[str, Any], journal: Journal) -> None:
    journal.planning.add(draft_of(journal.present, kind, told), None)


def _log(kind: str, told: dict[str, Any], journal: Journal) -> None:
    """Write down what has just ended."""
    present = journal.present
    began = begun_at(present, present.now - told["duration"])
    journal.log(told_entry(present, kind, told | began))


def _warm(told: dict[str, Any], journal: Journal, *, is_strict: bool) -> None:
    """Write down a heat pack, but mostly not in a week of the trial without any."""
    trial = journal.trials.running("heat-pack")
    week = trial.week_on(journal.present.today) if trial else None
    if week is None or week.is_with or not is_strict:
        _log("heat-pack", told, journal)


def _check_in(measure: str, answers: list[Answer], journal: Journal) -> None:
    journal.checkins.add(measure, journal.present.today, answers)


def _answers(*answers: int, of: tuple[str, ...] = ()) -> list[Answer]:
    """Return the answers to the items of a questionnaire, in their order."""
    return [
        Answer(place, answer, of[place - 1] if of else None)
        for place, answer in enumerate(answers, start=1)
    ]


def _skip(plan: str, why: str, journal: Journal) -> None:
    journal.due.skip(plan, why)
