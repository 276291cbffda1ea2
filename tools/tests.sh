#!/usr/bin/env bash
# All tests but the browser's: first those that count the seconds users wait; then the other flows, several at once, each
# process with a sandbox of its own, and beside them all that needs no sandbox. Flows wait more than they compute, so
# there are more processes than processors. What takes long begins first (tests/conftest.py).
# Usage: tools/tests.sh [PYTEST-ARGUMENTS]
set -um # -m: what runs beside can be interrupted too
cd "$(dirname "$0")/.."

SANDBOXES=3 # at once
BESIDE=2
NOT_ONE_CHOSEN=5 # pytest's word for it: right for two of the three, where -k chooses

run() { .venv/bin/python -m pytest "$@"; }

run tests/flows -m alone "$@"
alone=$?

report=$(mktemp)
trap 'rm -f "$report"' EXIT
run tests --ignore=tests/browser --ignore=tests/flows -n "$BESIDE" --dist loadfile --no-loadscope-reorder "$@" \
    >"$report" 2>&1 &
trap 'kill -INT %1; wait; exit 130' INT TERM
run tests/flows -m "not alone" -n "$SANDBOXES" --dist loadfile --no-loadscope-reorder "$@"
flows=$?
wait %1
others=$?
cat "$report"

statuses=$NOT_ONE_CHOSEN
for status in "$alone" "$flows" "$others"; do
    [ "$status" = "$NOT_ONE_CHOSEN" ] && continue
    [ "$status" = 0 ] || exit "$status"
    statuses=0
done
exit "$statuses"
