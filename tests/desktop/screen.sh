#!/bin/sh
# screen.sh COMMAND...: run COMMAND on an X server of its own, on whichever display is free.
place=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$place"' EXIT
Xvfb -displayfd 1 -screen 0 800x600x24 -nolisten tcp >"$place/number" 2>"$place/log" &
server=$!
tries=0
until [ -s "$place/number" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || { cat "$place/log" >&2; exit 99; }
  sleep 0.02
done
DISPLAY=":$(cat "$place/number")" "$@"
