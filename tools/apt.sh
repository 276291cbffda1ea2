#!/bin/sh
# Installs packages of Debian or Ubuntu. On a terminal it asks first; without one, or with CI=true, it installs
# as root or fails with the line to type.
# Usage: tools/apt.sh REASON PACKAGE...
set -eu
reason=$1
shift

give_up() {
    echo "$reason On Debian and Ubuntu:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
    exit 1
}

command -v apt-get >/dev/null || give_up "$@"

become_root=""
[ "$(id -u)" = 0 ] || become_root="sudo"
[ -z "$become_root" ] || command -v sudo >/dev/null || give_up "$@"

if [ "${CI:-}" != true ] && [ -t 0 ] && [ -t 2 ]; then
    printf '%s Install %s with apt-get now? [y/N] ' "$reason" "$*" >&2
    read -r answer || answer=""
    case $answer in [yY]*) ;; *) give_up "$@" ;; esac
elif [ -n "$become_root" ]; then # CI's runners are let in without a password; elsewhere root's rights are not taken unasked
    { [ "${CI:-}" = true ] && sudo -n true 2>/dev/null; } || give_up "$@"
fi

echo "Installing $* ..." >&2
$become_root apt-get update -qq
$become_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
