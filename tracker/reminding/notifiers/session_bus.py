"""One connection to the session bus of a Linux desktop; the only file that knows jeepney."""

import os
import time
from collections import deque
from socket import socket
from typing import Any

from tracker.reminding.notifiers import NotShown, shortened
from tracker.text import visible

BUS = "org.freedesktop.DBus"
_NOBODY_THERE = "no program on this desktop shows notifications"
_ERRORS = {
    "org.freedesktop.DBus.Error.ServiceUnknown": _NOBODY_THERE,
    "org.freedesktop.DBus.Error.NameHasNoOwner": _NOBODY_THERE,
    "org.freedesktop.DBus.Error.NoReply": "the desktop went away before it answered",
}
# Signals wait here until they are asked for; some desktops send those of every program.
_MOST_SIGNALS = 1000


class BusLost(Exception):
    """The connection has ended, perhaps long ago: the bus was restarted."""


class NoAnswer(NotShown):
    """The deadline passed, or what came is no answer to the question."""


class SessionBus:
    """Asks services on the bus, with a deadline, and keeps the signals that one of them sends.

    It keeps as well who provides that service from when on.

    Deadlines are instants of `time.monotonic`. `identity` is that of the bus itself: another
    login, another identity.
    """

    def __init__(self, signals_of: str, member: str, until: float) -> None:
        """Connect, or raise NotShown; keep the signals `member` of the service `signals_of`."""
        try:
            import jeepney  # type: ignore[import-untyped]
            from jeepney.io.blocking import (  # type: ignore[import-untyped]
                open_dbus_connection,
            )
        except ImportError:
            raise NotShown("buttons on the desktop need Linux and the package jeepney") from None
        self._jeepney = jeepney
        self._connection = _connection(open_dbus_connection, until)
        self.socket: socket = self._connection.sock
        # Where the bus has stopped reading, even sending would wait for ever.
        self.socket.settimeout(max(_left(until), 0.1))
        self._signals: deque[Any] = deque(maxlen=_MOST_SIGNALS)
        self._owners: deque[Any] = deque(maxlen=_MOST_SIGNALS)
        rule = jeepney.MatchRule(
            type="signal", interface=signals_of, path=_path(signals_of), member=member
        )
        owners = jeepney.MatchRule(
            type="signal", sender=BUS, interface=BUS, path=_path(BUS), member="NameOwnerChanged"
        )
        owners.add_arg_condition(0, signals_of)
        self._connection.filter(rule, queue=self._signals)
        self._connection.filter(owners, queue=self._owners)
        try:
            self.identity = str(self.ask(BUS, "GetId", until, "s")[0])
            self.ask(BUS, "AddMatch", until, "", "s", rule.serialise())
            self.ask(BUS, "AddMatch", until, "", "s", owners.serialise())
        except (BusLost, NotShown):
            self.close()
            raise

    def ask(
        self,
        service: str,
        member: str,
        until: float,
        returns: str,
        signature: str = "",
        *body: object,
    ) -> Any:
        """Call a service and return its answer; raise NotShown in words, or BusLost.

        `returns` is the signature that the answer has to have.
        """
        question = self._call(service, service, member, signature, body)
        try:
            reply = self._connection.send_and_get_reply(question, timeout=_left(until))
        except TimeoutError:
            # The connection is kept: buttons of earlier bubbles may still be pressed.
            raise NoAnswer("the desktop did not answer in time") from None
        except Exception as failure:
            raise _lost(failure) from failure
        if reply.header.message_type is self._jeepney.MessageType.error:
            name = reply.header.fields[self._jeepney.HeaderFields.error_name]
            said = visible(shortened(" ".join(str(part) for part in reply.body), 300))
            raise NotShown(_ERRORS.get(name, f"the desktop refused: {said or name}"))
        if reply.header.fields.get(self._jeepney.HeaderFields.signature, "") != returns:
            raise NoAnswer(f"the desktop gave an answer to {member} that cannot be understood")
        return reply.body

    def tell(self, owner: str, service: str, member: str, signature: str, *body: object) -> None:
        """Call the service at the connection `owner` without waiting for an answer, or BusLost."""
        order = self._call(owner, service, member, signature, body)
        order.header.flags = self._jeepney.MessageFlag.no_reply_expected
        try:
            self._connection.send(order)
        except OSError as failure:
            raise BusLost(str(failure)) from failure

    def receive(self) -> None:
        """Read what has come in, without waiting; raise BusLost if the connection has ended."""
        try:
            while True:
                self._connection.recv_messages(timeout=0)
        except TimeoutError:
            return
        except Exception as failure:
            raise _lost(failure) from failure

    def take_signals(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Return sender and content of the signals read so far, each one once."""
        sender = self._jeepney.HeaderFields.sender
        taken = [(signal.header.fields[sender], signal.body) for signal in self._signals]
        self._signals.clear()
        return taken

    def take_owners(self) -> list[tuple[str, str]]:
        """Return each change of who provides the service, the one before and the one now.

        Each is the name of a connection, and empty where nobody did or does.
        """
        taken = [(before, now) for _, before, now in (signal.body for signal in self._owners)]
        self._owners.clear()
        return taken

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _call(
        self, name: str, service: str, member: str, signature: str, body: tuple[object, ...]
    ) -> Any:
        address = self._jeepney.DBusAddress(_path(service), bus_name=name, interface=service)
        return self._jeepney.new_method_call(address, member, signature or None, body)


def _lost(failure: Exception) -> BusLost:
    return BusLost(str(failure) or type(failure).__name__)


def _connection(open_connection: Any, until: float) -> Any:
    try:
        return open_connection(_address(), auth_timeout=_left(until))
    except TimeoutError:
        raise NotShown("the session bus did not answer in time") from None
    except OSError as failure:
        why = failure.strerror or str(failure)
        raise NotShown(f"the session bus cannot be reached: {why}") from failure
    except (RuntimeError, ValueError) as failure:
        raise NotShown(f"the address of the session bus cannot be used: {failure}") from failure


def _address() -> str:
    """Return the address of the session bus; raise NotShown where there is none."""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if address:
        return address
    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), "bus")
    if os.path.isabs(path) and os.path.exists(path):
        # The place that the reference library tries as well, with what separates parts escaped.
        return "unix:path=" + path.replace("%", "%25").replace(",", "%2c").replace(";", "%3b")
    raise NotShown("there is no session bus, so no desktop is running for this user")


def _path(service: str) -> str:
    """Return the object of a service: both services used here follow the custom."""
    return "/" + service.replace(".", "/")


def _left(until: float) -> float:
    return max(until - time.monotonic(), 0.0)
