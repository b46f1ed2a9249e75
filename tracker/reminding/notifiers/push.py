"""The channel to phone, mail and chat: any address that Apprise knows, as an extra."""

import importlib.util
import json
import re
from collections.abc import Sequence

from tracker.reminding.notifiers import (
    Message,
    NotShown,
    Receipt,
    Standing,
    shown_body,
    shown_title,
)
from tracker.reminding.notifiers.child import run_python
from tracker.settings.addresses import mask

_MISSING = 'the package apprise is not installed: pip install "selfcare-tracker[push]"'

# Each address is served by a thread of its own and answered by a line of its own, so that one
# that hangs neither delays the others nor hides that they were reached. Why a service refused is
# left out: its words may hold a part of the address, and with it a password.
_PROGRAM = """
import concurrent.futures, json, sys
import apprise

def send(address):
    target = apprise.Apprise()
    if not target.add(address):
        return "is not an address that Apprise can use"
    if not target.notify(title=given["title"], body=given["body"]):
        return "did not take the message"
    return ""

given = json.load(sys.stdin)
with concurrent.futures.ThreadPoolExecutor(len(given["addresses"])) as pool:
    sent = {pool.submit(send, address): n for n, address in enumerate(given["addresses"])}
    for done in concurrent.futures.as_completed(sent):
        said = "did not take the message" if done.exception() else done.result()
        print(json.dumps([sent[done], said]), flush=True)
"""


class Push:
    """Sends a message to every address; it counts as shown when one of them has taken it.

    The deadline is longer than that of a bubble, because mail and phone services are far away.
    """

    name = "push"

    def __init__(self, addresses: Sequence[str], deadline_s: float = 10.0) -> None:
        self._addresses = tuple(addresses)
        self._deadline_s = deadline_s

    def show(self, message: Message) -> Receipt:
        """Send the message, or raise NotShown if no address has taken it."""
        trouble = self._trouble()
        if trouble:
            raise NotShown(trouble)
        title, body = shown_title(message), shown_body(message, has_buttons=False)
        # A message may not be empty, and some services have no title.
        given = {
            "addresses": self._addresses,
            "title": title if body else "",
            "body": body or title,
        }
        try:
            said = run_python(_PROGRAM, json.dumps(given).encode("ascii"), self._deadline_s)
        except OSError as failure:
            raise NotShown(f"no process can be started: {failure.strerror}") from failure
        results = _results(said.said)
        late = "did not answer in time" if said.status is None else "was not tried: apprise failed"
        troubles = tuple(
            f"{mask(address)} {results.get(number, late)}"
            for number, address in enumerate(self._addresses)
            if results.get(number, late)
        )
        if "" in results.values():
            return Receipt(self.name, troubles=troubles)
        raise NotShown("; ".join(troubles), outcome_unknown=said.status is None)

    def standing(self) -> Standing:
        """Say where messages would go; nothing is sent to find out."""
        trouble = self._trouble()
        places = ", ".join(mask(address) for address in self._addresses)
        return Standing(self.name, not trouble, trouble or f"to {places}")

    def _trouble(self) -> str:
        if not self._addresses:
            return "no address to push to is set"
        return "" if importlib.util.find_spec("apprise") else _MISSING


def _results(said: str) -> dict[int, str]:
    """Return the lines of the child by address; whatever else was said is not for the eye."""
    found = re.findall(r'^\[(\d+), ("[^"\\]*")\]$', said, re.MULTILINE)
    return {int(number): json.loads(reason) for number, reason in found}
