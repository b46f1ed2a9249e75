"""What a login started this process under: systemd or launchd, and what it wants to be told.

It stands apart from how a login is set up, as the process that waits needs nothing of that.
"""

import os

LAUNCHD_LABEL = "selfcare-tracker.remind"


def is_supervised() -> bool:
    """Tell whether this process would be started again if it ended with an error."""
    is_agent = os.environ.get("XPC_SERVICE_NAME") == LAUNCHD_LABEL
    return is_agent or "NOTIFY_SOCKET" in os.environ


def sd_notify(state: str) -> bool:
    """Tell systemd a state by sd_notify(3), as in `READY=1`; return whether it was told.

    Does nothing where the process was not started by systemd.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    import socket

    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifier:
            notifier.settimeout(1)
            notifier.sendto(state.encode(), address)
    except OSError:
        return False
    return True
