#!/bin/sh
# What `make demo` runs: phase p1 at quick scale, heuristic provider, Core corpus, live Lean 4.
# It has a home of its own. Run again, it finishes what is missing and shows the results; remove the home to start afresh.
set -eu
home=${WONTON_HOME:-wonton-data}/demo
LEAN_PROVIDERS_CSV=heuristic LEAN_CORPUS_REF=lean:core \
    wonton program run followup-2026-03 --phase p1 --scale quick --execute --home "$home"
echo "start afresh:  rm -r '$home' && make demo"
echo "prove your own: wonton prove 'theorem t (p q : Prop) : p ∧ q → q ∧ p'   (wonton is in .venv/bin)"
