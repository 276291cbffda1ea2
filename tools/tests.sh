#!/usr/bin/env bash
# All tests but the browser's: first those that count the seconds users wait; then the other flows, several at once, each
# process with a sandbox of its own, and beside them all that needs no sandbox. Flows wait four fifths of their time, so
# there are more processes than processors, and the rest, which computes, has what time they leave. What takes long begins
# first (tests/conftest.py).
# Usage: tools/tests.sh [alone|flows|units|others] [PYTEST-ARGUMENTS]; where a part is named, that part alone.
set -um # -m: each run is a job of its own, which Ctrl-C reaches through the trap below
cd "$(dirname "$0")/.."

SANDBOXES=5 # at once
LATER=10 # nice: after the flows, and no test starves
NOT_ONE_CHOSEN=5 # pytest's word for it: right for all but one, where -k chooses

interrupted=
trap 'interrupt INT' INT
trap 'interrupt TERM' TERM

# Each job is a group of processes; its sandboxes are among them.
interrupt() {
    interrupted=yes
    for job in $(jobs -p); do
        kill "-$1" -- "-$job" 2>/dev/null
    done
}

# Some tests call make, which would take these over from the make that calls this.
unset ARGS MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL

run() { exec .venv/bin/python -m pytest "$@"; }

alone() { run tests/flows -m alone "$@"; }

flows() { run tests/flows -m "not alone" -n "$SANDBOXES" --dist loadfile --no-loadscope-reorder "$@"; }

# Two processes for all that computes: where xdist shares out thousands of short tests, each process collects them all, and their
# reports cost as much as a tenth of the tests.
units() { in_the_gaps tests/app "$@"; }

others() { in_the_gaps tests --ignore=tests/browser --ignore=tests/flows --ignore=tests/app "$@"; }

in_the_gaps() {
    renice -n "$LATER" "$BASHPID" >/dev/null
    run "$@"
}

case ${1-} in
alone | flows | units | others) "$@" ;;
esac

printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT

# The status of a job when it is over; a signal only breaks off the waiting.
status_of() {
    wait "$1"
    local status=$?
    while kill -0 "$1" 2>/dev/null; do
        wait "$1"
        status=$?
    done
    return "$status"
}

alone "$@" &
status_of $!
alone=$?
[ -z "$interrupted" ] || exit 130

units "$@" >"$printed/units" 2>&1 &
computing=$!
others "$@" >"$printed/others" 2>&1 &
beside=$!
flows "$@" &
status_of $!
flows=$?
status_of "$computing"
units=$?
status_of "$beside"
others=$?
cat "$printed/units" "$printed/others"
[ -z "$interrupted" ] || exit 130

all=$NOT_ONE_CHOSEN
for status in "$alone" "$flows" "$units" "$others"; do
    case $status in
    0) all=0 ;;
    "$NOT_ONE_CHOSEN") ;;
    *) exit "$status" ;;
    esac
done
exit "$all"
