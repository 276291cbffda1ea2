#!/bin/sh
# Installs what `make bench` needs beside Python: valgrind, which counts instructions. tools/apt.sh says when.
set -eu

command -v valgrind >/dev/null && exit 0

exec "$(dirname "$0")/apt.sh" "make bench counts instructions by valgrind, which is not installed." valgrind
