#!/usr/bin/env bash
# Makes assets/readme/probe.svg from the program itself: a practice server with the wrong address in its certificate,
# probed in a real terminal. Needs go and tmux. Run it from the top of the repository.
set -euo pipefail
work=$(mktemp -d)
socket=certwright-picture-$$
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
go build -o "$work/certwright" ./cmd/certwright
tmux -L "$socket" new-session -d -x 100 -y 30 \
  "env CERTWRIGHT_HOME=$work/home TERM=xterm-256color LANG=C.UTF-8 $work/certwright --lang ${1:-en}"
press() { tmux -L "$socket" send-keys "$@"; sleep 1; }
sleep 1
press 3        # learn by breaking things
press Enter
press Enter    # the wrong address
press p        # dial it
sleep 2
tmux -L "$socket" capture-pane -p -e | go run assets/readme/picture.go 100 > assets/readme/probe.svg
