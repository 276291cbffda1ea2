#!/bin/sh
# Installs what `make e2e` needs beside Python: the system's Chromium and fonts, emoji included.
set -eu
packages="chromium fonts-liberation fonts-noto-color-emoji"

command -v chromium >/dev/null && exit 0

if ! command -v apt-get >/dev/null; then
    echo "make e2e drives the system's Chromium, which is not installed. Install it, so that 'chromium' is in PATH." >&2
    exit 1
fi

if [ "$(id -u)" = 0 ]; then
    become_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    become_root="sudo"
else
    echo "make e2e drives the system's Chromium, which is not installed. To install it:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages" >&2
    exit 1
fi

echo "Installing $packages ..." >&2
$become_root apt-get update -qq
# shellcheck disable=SC2086 # words are meant
$become_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $packages >/dev/null
