"""The care rules before something begins: what is refused, how it can go on, what is kept of that."""

from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli import fields
from tracker.cli.options import ReadBy
from tracker.errors import BadInput, Unsafe

if TYPE_CHECKING:
    from tracker.care.fields import Details, Entry
    from tracker.care.safety import Finding
    from tracker.journal import Journal

Overrides = tuple[tuple[str, str], ...]


def override_option() -> click.Option:
    """Return the option with which a refusal is passed over, where the rule allows it."""
    return click.Option(
        ["--override"],
        type=ReadBy("reason", fields.read_note),
        metavar="REASON",
        help="Go on against a care rule that allows it; the reason is kept.",
    )


def before_start(app: App, entry: "Entry", override: str | None) -> Overrides:
    """Return the rules passed over; raise Unsafe where one speaks against beginning now."""
    return _pass(findings_now(app, entry), override)


def findings_now(app: App, entry: "Entry") -> "tuple[Finding, ...]":
    """Return what the care rules say about a session that begins at this moment."""
    quiet, is_quiet = app.present.settings.reminders.quiet, False
    if quiet is not None:
        from tracker.reminding.gate import quiet_until

        is_quiet = quiet_until(app.present.now, quiet, app.present.zone) is not None
    entry = fields.beginning_now(app, entry)
    with app.reading() as journal:
        return journal.conditions.findings(entry, is_starting=True, in_quiet_hours=is_quiet)


def before_plan(
    app: App, journal: "Journal", kind: str, details: "Details", override: str | None
) -> Overrides:
    """Return the rules passed over; raise Unsafe where one speaks against planning such sessions.

    What the person's state of today holds is planned all the same: it waits by itself.
    """
    from tracker.care.fields import entry_of, told_of

    told = told_of(details)
    entry = entry_of(
        kind=kind,
        day=app.present.today,
        started_at=app.present.now,
        zone=str(app.present.zone),
        **told,
    )
    found = journal.conditions.planned(entry)
    return _pass(found, override)


def _pass(found: "tuple[Finding, ...]", override: str | None) -> Overrides:
    against = [one for one in found if one.level in ("hold", "refuse")]
    firm = [one for one in against if not one.overridable]
    if override and not against:
        raise BadInput(
            "{}: no care rule speaks against it, so there is none to override.", override
        )
    if against and (firm or not override):
        _refuse((firm or against)[0])
    return tuple((one.rule_id, override or "") for one in against)


def _refuse(finding: "Finding") -> None:
    word = "Held" if finding.level == "hold" else "Not now"
    ways = [finding.next_step] if finding.next_step else []
    if finding.overridable:
        ways.append('Going on all the same needs a reason: --override "reason".')
    ways.append(f"Source: {finding.source} (tracker safety show {finding.rule_id})")
    raise Unsafe(f"{word}: {finding.message}", "\n".join(ways))
