#!/bin/sh
# All tests but the browser's, in two halves beside each other: the flows wait most of the time, the others compute.
# Usage: tools/tests.sh [PYTEST-ARGUMENTS]
set -u
cd "$(dirname "$0")/.."
python=.venv/bin/python

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'kill "$units" 2>/dev/null; exit 130' INT TERM

"$python" -m pytest tests --ignore=tests/flows --ignore=tests/browser "$@" >"$log" 2>&1 &
units=$!
"$python" -m pytest tests/flows "$@"
flows_status=$?
wait "$units"
units_status=$?
echo
echo "== the other tests, which ran meanwhile"
cat "$log"

# 5: no test was chosen (-k), which is right for one half.
[ "$flows_status" = 5 ] && flows_status=$([ "$units_status" = 5 ] && echo 5 || echo 0)
[ "$units_status" = 5 ] && units_status=0
[ "$flows_status" = 0 ] || exit "$flows_status"
exit "$units_status"
