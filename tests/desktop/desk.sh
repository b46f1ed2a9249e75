#!/bin/sh
# desk.sh COMMAND...: run COMMAND on a private desktop with dunst.
# The file $DESK/daemon holds the number of dunst's process. The file $DESK/pick names the line of dunst's menu that is chosen, $DESK/menu keeps the lines.
here=$(dirname "$0")
DESK=$(mktemp -d)
trap 'rm -rf "$DESK"' EXIT
export DESK HOME="$DESK" XDG_CONFIG_HOME="$DESK" XDG_DATA_HOME="$DESK" XDG_CACHE_HOME="$DESK"
cat >"$DESK/choose" <<'CHOOSE'
#!/bin/sh
tee "$DESK/menu" | grep -m1 -F -e "$(cat "$DESK/pick")"
CHOOSE
chmod +x "$DESK/choose"
printf '[global]\n dmenu = %s/choose\n history_length = 100\n notification_limit = 0\n' "$DESK" \
  >"$DESK/dunstrc"
"$here/bus.sh" "$here/screen.sh" sh -c '
  dunst -conf "$DESK/dunstrc" >"$DESK/log" 2>&1 & daemon=$!
  echo "$daemon" >"$DESK/daemon"
  tries=0
  until dunstctl count >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { cat "$DESK/log" >&2; exit 99; }
    sleep 0.02
  done
  "$@"; status=$?
  kill "$daemon"
  exit "$status"' sh "$@"
