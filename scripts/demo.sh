#!/bin/sh
# What `make demo` runs: phase p1 at quick scale, heuristic provider, Core corpus, on a live assistant: Lean 4, or with
# ASSISTANT=rocq Rocq. It has a home of its own. Run again, it finishes what is missing and shows the results; remove
# the home to start afresh.
set -eu
assistant=${ASSISTANT:-lean}
home=${WONTON_HOME:-wonton-data}/demo
[ "$assistant" = lean ] || home=$home-$assistant
ASSISTANT=$assistant LEAN_PROVIDERS_CSV=heuristic LEAN_CORPUS_REF=$assistant:core \
    wonton program run followup-2026-03 --phase p1 --scale quick --execute --home "$home"
[ "$assistant" = lean ] && again="make demo" || again="make demo ASSISTANT=$assistant"
echo "start afresh:  rm -r '$home' && $again"
[ "$assistant" = lean ] && option= || option="-a $assistant "
echo "prove your own: wonton prove $option'theorem t (p q : Prop) : p ∧ q → q ∧ p'   (wonton is in .venv/bin)"
