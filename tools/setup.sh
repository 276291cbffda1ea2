#!/bin/sh
# Builds .venv from requirements-dev.txt with the first Python that is new enough.
# Usage: tools/setup.sh [PYTHON]
set -eu
cd "$(dirname "$0")/.."

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# make goes by the files' times, which every checkout changes: .ready holds what was installed.
locked() { cat requirements.txt requirements-dev.txt; }

if new_enough .venv/bin/python && locked | cmp -s - .venv/.ready; then
    touch .venv/.ready
    exit 0
fi
if ! new_enough .venv/bin/python; then
    chosen=""
    for python in "${1:-python3}" python3 python3.13 python3.14 python3.12 python3.11; do
        if new_enough "$python"; then chosen=$python; break; fi
    done
    if [ -z "$chosen" ]; then
        echo "Bellhop needs Python 3.11 or newer. Install one, or name it: make PYTHON=/path/to/python3.13" >&2
        exit 1
    fi
    if ! "$chosen" -c 'import ensurepip' 2>/dev/null; then # Debian keeps it in a package of its own
        name=$("$chosen" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        tools/apt.sh "This Python cannot build a venv." "$name"
    fi
    echo "Building .venv with $("$chosen" --version) ..." >&2
    "$chosen" -m venv --clear .venv
fi

rm -f .venv/.ready
echo "Installing the locked packages into .venv (about a minute the first time) ..." >&2
# Every package is held by its hashes; requirements-dev.txt includes requirements.txt, which is what Lambda gets.
.venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.txt
# pip would compile them one by one; here all processors do, and their tests stay as they are, as does what is no Python.
.venv/bin/python -m compileall -qq -j 0 -x '/tests/' .venv/lib || :
locked >.venv/.ready
