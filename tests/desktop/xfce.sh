#!/bin/sh
# xfce.sh COMMAND...: run COMMAND on a private desktop with xfce4-notifyd.
# It keeps its settings with a helper that the bus has to start, so this is a usual session bus.
here=$(dirname "$0")
DESK=$(mktemp -d)
trap 'rm -rf "$DESK"' EXIT
export DESK HOME="$DESK" XDG_RUNTIME_DIR="$DESK" NO_AT_BRIDGE=1
export XDG_CONFIG_HOME="$DESK" XDG_DATA_HOME="$DESK" XDG_CACHE_HOME="$DESK"
"$here/screen.sh" dbus-run-session -- sh -c '
  /usr/lib/*/xfce4/notifyd/xfce4-notifyd >"$DESK/log" 2>&1 & daemon=$!
  tries=0
  until gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus \
    -m org.freedesktop.DBus.NameHasOwner org.freedesktop.Notifications | grep -q true; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { cat "$DESK/log" >&2; exit 99; }
    sleep 0.02
  done
  "$@"; status=$?
  # The helper writes its settings once more as it ends, and would bring the folder back.
  helper=$(gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus \
    -m org.freedesktop.DBus.GetConnectionUnixProcessID org.xfce.Xfconf | tr -cd "0-9 " | cut -d" " -f2)
  kill "$daemon" "$helper"
  timeout 10 tail -s 0.02 --pid="$helper" -f /dev/null
  exit "$status"' sh "$@"
