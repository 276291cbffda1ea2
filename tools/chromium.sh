#!/bin/sh
# Installs what `make e2e` needs beside Python: the system's Chromium and fonts, emoji included. tools/apt.sh says when.
set -eu

command -v chromium >/dev/null && exit 0

exec "$(dirname "$0")/apt.sh" "make e2e drives the system's Chromium, which is not installed." \
    chromium fonts-liberation fonts-noto-color-emoji
