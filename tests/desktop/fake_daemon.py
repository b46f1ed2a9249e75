"""A notification daemon that behaves as its argument says; it prints each call as a line of JSON.

ok, error, quota, hang: what becomes of a Notify. empty, wrong: its reply holds nothing, or a
text; mute: that to GetCapabilities holds nothing. nocaps: neither buttons nor markup. markup: the
body is read as markup. dismiss: the bubble is waved away at once. click:ACTION: a button is
pressed, twice; stranger:ACTION: on a bubble of another program, whose signals reach everybody.
"""

import itertools
import json
import sys

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

NAME = "org.freedesktop.Notifications"
HERE = DBusAddress("/org/freedesktop/Notifications", interface=NAME)
NOTIFY = ("app", "replaces", "icon", "title", "body", "actions", "hints", "timeout")
DO_NOT_QUEUE = 4
ERRORS = {
    "error": "org.freedesktop.DBus.Error.Failed",
    "quota": f"{NAME}.Error.ExcessNotificationGeneration",
}


def main(mode: str) -> None:
    action = mode.partition(":")[2]
    numbers = itertools.count(1)
    capabilities = {"nocaps": ["body"], "markup": ["actions", "body", "body-markup"]}
    bus = open_dbus_connection("SESSION")
    assert bus.send_and_get_reply(message_bus.RequestName(NAME, DO_NOT_QUEUE)).body == (1,)
    say("ready")
    while True:
        call = bus.receive()
        if call.header.message_type is not MessageType.method_call:
            continue
        match call.header.fields[HeaderFields.member]:
            case "GetServerInformation":
                bus.send(new_method_return(call, "ssss", ("fake", "test", "1", "1.2")))
            case "GetCapabilities" if mode == "mute":
                bus.send(new_method_return(call))
            case "GetCapabilities":
                able = capabilities.get(mode, ["actions", "body"])
                bus.send(new_method_return(call, "as", (able,)))
            case "CloseNotification":
                say({"closed": call.body[0]})
            case "Notify":
                say(dict(zip(NOTIFY, call.body, strict=True)))
                if mode == "hang":
                    continue
                if mode in ERRORS:
                    bus.send(new_error(call, ERRORS[mode], "s", ("broken",)))
                    continue
                if mode == "empty":
                    bus.send(new_method_return(call))
                    continue
                if mode == "wrong":
                    bus.send(new_method_return(call, "s", ("twelve",)))
                    continue
                number = call.body[1] or next(numbers)
                bus.send(new_method_return(call, "u", (number,)))
                if mode == "dismiss":
                    bus.send(new_signal(HERE, "NotificationClosed", "uu", (number, 2)))
                if action:
                    pressed = number + 1 if mode.startswith("stranger") else number
                    for _ in range(2):
                        bus.send(new_signal(HERE, "ActionInvoked", "us", (pressed, action)))


def say(what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
