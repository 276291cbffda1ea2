#!/bin/sh
# Runs a command with the settings of .env, else of .sandbox/env, which a running sandbox writes. Lines are NAME=value.
set -eu
for file in .env .sandbox/env; do
    if [ -f "$file" ]; then
        set -a
        # shellcheck disable=SC1090 # whichever is there
        . "./$file"
        set +a
        break
    fi
done
exec "$@"
