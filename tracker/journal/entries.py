"""How what is told of a session becomes an entry: what was not told is as usual, or follows."""

import datetime as dt
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracker.care.catalogue import PAIN, kinds
from tracker.care.fields import Details, Entry, entry_of
from tracker.care.money import read_money
from tracker.care.session import Session
from tracker.care.walltime import day_of
from tracker.care.zones import name_at, zone_kept
from tracker.errors import BadInput, EndsAhead, under

if TYPE_CHECKING:
    from tracker.present import Present

_MINUTE = dt.timedelta(minutes=1)


def told_entry(present: "Present", kind: str, told: Mapping[str, Any]) -> Entry:
    """Return the entry for what was told of a session, the settings filling in what was not.

    What was told to be None stays empty, whatever the settings say. Without a day it has just
    ended.
    """
    known = {**present.settings.usual(kind), **told}
    if "day" not in known:
        known |= just_ended(present, known["duration"], known.get("zone"))
    return entry_of(kind=kind, **settled(kind, known, present.settings.currency))


def planned_details(present: "Present", kind: str, told: Mapping[str, Any]) -> Details:
    """Return what the sessions of a plan are filled in with; only the length has a usual value.

    A reading of the pain has none.
    """
    length = dt.timedelta(minutes=0 if kind == PAIN else present.settings.minutes(kind))
    return Details(**settled(kind, {"duration": length, **told}, present.settings.currency))


def corrected(present: "Present", session: Session, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a session that change, amounts being in the currency it has so far.

    With a zone and no day it has just ended.
    """
    if "zone" in told and "day" not in told:
        duration = told.get("duration", session.entry.details.duration)
        told = {**told, **just_ended(present, duration, told["zone"])}
    cost = session.entry.cost
    currency = cost.currency if cost else present.settings.currency
    return settled(session.entry.kind, told, currency)


def just_ended(
    present: "Present", duration: dt.timedelta, zone: str | None = None
) -> dict[str, Any]:
    """Return the time of a session that ended at this moment, in a zone if it is another one."""
    time = read_at(present, present.now - duration, zone)
    return {"started_at": time.pop("at"), **time}


def read_at(present: "Present", at: dt.datetime, zone: str | None = None) -> dict[str, Any]:
    """Return the time of what was at an instant, in a zone if it is another than here."""
    time = {"day": present.day_of(at), "at": at, "part": None, "zone": name_at(present.zone, at)}
    if zone is None or zone == time["zone"]:
        return time
    return {
        **time,
        "day": day_of(at, zone_kept(zone), present.settings.day_starts_at),
        "zone": zone,
    }


def begun_at(present: "Present", at: dt.datetime) -> dict[str, Any]:
    """Return the time of a session that began at an instant, where the person is now."""
    time = read_at(present, at)
    return {"started_at": time.pop("at"), **time}


def check_end(present: "Present", entry: Entry) -> None:
    """Raise EndsAhead where a session would end only in a while."""
    ended_at, now = entry.ended_at, present.now
    if ended_at is None or entry.started_at is None or ended_at <= now:
        return
    from tracker.when import write_duration  # Only a refusal needs it.

    minutes = math.ceil((ended_at - now) / _MINUTE)
    left = f"{minutes} minute{'' if minutes == 1 else 's'}"
    left = left if minutes < 60 else write_duration(minutes * _MINUTE)
    so_far = (now - entry.started_at) // _MINUTE * _MINUTE
    shorter = f"if it took {write_duration(so_far)}, give that as its length; " if so_far else ""
    raise EndsAhead(
        f"that would end in {left}.",
        write_duration(ended_at - now),
        f"If it has just ended, write --at now; {shorter}if it is meant, add --yes.",
    )


def settled(kind: str, told: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Return what was told with its amounts read; raise BadInput for what the kind cannot have.

    `currency` is that of an amount without one; what is covered follows the cost.
    """
    fields = dict(told)
    if fields.get("temperature_c") is not None:
        _check_temperature(kind, fields["temperature_c"])
    for name in ("cost", "covered"):
        text = fields.get(name)
        if isinstance(text, str):
            with under(f"--{name}", text):
                fields[name] = read_money(text, currency)
        if name == "cost" and fields.get("cost") is not None:
            currency = fields["cost"].currency
    return fields


def _check_temperature(kind: str, celsius: float) -> None:
    """Refuse a temperature that the kind cannot have: a slip of the finger, not what is unsafe."""
    sort = kinds()[kind]
    assert sort.temperature is not None
    least, most = sort.temperature
    if least <= celsius <= most:
        return
    fahrenheit = [f"{degrees * 9 / 5 + 32:g}" for degrees in (least, most)]
    raise BadInput(
        f"{{}} °C cannot be: for {sort.name}, {least:g} to {most:g} °C are accepted "
        f"({fahrenheit[0]} to {fahrenheit[1]} F, written with an F behind the number).",
        f"{celsius:g}",
    ).named("--temperature")
