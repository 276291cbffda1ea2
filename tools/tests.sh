#!/bin/sh
# All tests but the browser's: first those that count the seconds users wait, then the others, several at once,
# each process with a sandbox of its own where it comes to need one. They wait more than they compute, so there are
# more of them than processors. What takes long begins first (tests/conftest.py).
# Usage: PROCESSES=4 tools/tests.sh [PYTEST-ARGUMENTS]
set -u
cd "$(dirname "$0")/.."

NOT_ONE_CHOSEN=5 # pytest's word for it: right for one half, where -k chooses

half() { .venv/bin/python -m pytest tests --ignore=tests/browser "$@"; }

half -m alone "$@"
alone=$?
half -m "not alone" -n "${PROCESSES:-4}" --dist loadfile --no-loadscope-reorder "$@"
others=$?
case $alone in
0) [ "$others" = "$NOT_ONE_CHOSEN" ] || exit "$others" ;;
"$NOT_ONE_CHOSEN") exit "$others" ;;
*) exit "$alone" ;;
esac
