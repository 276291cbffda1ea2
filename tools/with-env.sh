#!/bin/sh
# Runs a command with the settings of .env, or those that a running sandbox wrote. Lines are NAME=value.
# Usage: tools/with-env.sh [--stage NAME] COMMAND...
# The stage sandbox is the running sandbox; any other stage is never in it. Without a stage: .env, else the running sandbox.
set -eu
files=".env .sandbox/env"
if [ "$1" = --stage ]; then
    case "$2" in
    sandbox) files=.sandbox/env ;;
    ?*) files=.env ;;
    esac
    if [ "$2" = sandbox ] && [ ! -f .sandbox/env ]; then
        echo "No sandbox is running here: make demo starts one." >&2
        exit 1
    fi
    shift 2
fi
for file in $files; do
    if [ -f "$file" ]; then
        set -a
        # shellcheck disable=SC1090 # whichever is there
        . "./$file"
        set +a
        break
    fi
done
exec "$@"
