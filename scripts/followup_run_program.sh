#!/bin/sh
# The run program followup-2026-03. Prints every command and runs nothing unless --execute is given.
#
#   scripts/followup_run_program.sh [--phase all|p1|..|p7] [--scale quick|full] [--execute]
#
# Configured by environment variables: docs/reference/settings.md. A thin wrapper around `wonton program run`.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
wonton="$root/.venv/bin/wonton"
if [ ! -x "$wonton" ]; then
    wonton=$(command -v wonton) || { echo "error: wonton is not installed; run: make -C '$root' install" >&2; exit 2; }
fi
exec "$wonton" program run followup-2026-03 "$@"
