"""What comes of asking the care rules: it is let through, with what was passed over, or refused."""

from msgspec import Struct

from tracker.care.safety import Finding, brief_source
from tracker.errors import BadInput, Unsafe
from tracker.escaping import command

Overrides = tuple[tuple[str, str], ...]
"""The care rules that were passed over, each with the person's reason."""


class Passage(Struct, frozen=True):
    """What was let through: the rules that were passed over, and what is said of it all the same."""

    passed_over: Overrides
    said: tuple[Finding, ...]


def passed(found: tuple[Finding, ...], override: str | None) -> Passage:
    """Let through what nothing speaks against, or only what a reason was given for; or raise Unsafe."""
    against = [one for one in found if one.level in ("hold", "refuse")]
    firm = [one for one in against if not one.overridable]
    if override and not against:
        raise BadInput(
            "{}: no care rule speaks against it, so there is none to override.", override
        )
    if against and (firm or not override):
        raise refusal((firm or against)[0])
    passed_over = tuple((one.rule_id, override or "") for one in against)
    return Passage(passed_over, tuple(one for one in found if one not in against))


def refusal(finding: Finding) -> Unsafe:
    """Return a finding as the refusal of a start, with what to do and where it is known from."""
    word = "Held" if finding.level == "hold" else "Not now"
    ways = [finding.next_step] if finding.next_step else []
    if finding.overridable:
        ways.append('Going on all the same needs a reason: --override "reason".')
    source = brief_source(finding.source)
    ways.append(f"Source: {source} ({command('safety show', finding.rule_id)})")
    return Unsafe(f"{word}: {finding.message}", "\n".join(ways))
