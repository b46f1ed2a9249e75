"""How what is told of a session becomes an entry: what was not told is as usual, or follows."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracker.care.catalogue import kinds
from tracker.care.fields import Details, Entry, entry_of
from tracker.care.money import read_money
from tracker.care.session import Session
from tracker.care.zones import name_at
from tracker.errors import BadInput, under

if TYPE_CHECKING:
    from tracker.present import Present


def told_entry(present: "Present", kind: str, told: Mapping[str, Any]) -> Entry:
    """Return the entry for what was told of a session, the settings filling in what was not.

    What was told to be None stays empty, whatever the settings say. Without a time it has just
    ended.
    """
    known = {**present.settings.usual(kind), **told}
    if "day" not in known:
        known |= just_ended(present, known["duration"])
    return entry_of(kind=kind, **settled(kind, known, present.settings.currency))


def planned_details(present: "Present", kind: str, told: Mapping[str, Any]) -> Details:
    """Return what the sessions of a plan are filled in with; only the length has a usual value."""
    length = dt.timedelta(minutes=present.settings.minutes(kind))
    return Details(**settled(kind, {"duration": length, **told}, present.settings.currency))


def corrected(present: "Present", session: Session, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a session that change, amounts being in the currency it has so far."""
    cost = session.entry.cost
    currency = cost.currency if cost else present.settings.currency
    return settled(session.entry.kind, told, currency)


def just_ended(present: "Present", duration: dt.timedelta) -> dict[str, Any]:
    """Return the time of a session that ended at this moment."""
    return begun_at(present, present.now - duration)


def begun_at(present: "Present", at: dt.datetime) -> dict[str, Any]:
    """Return the time of a session that began at an instant, where the person is now."""
    return {"day": present.day_of(at), "started_at": at, "zone": name_at(present.zone, at)}


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
