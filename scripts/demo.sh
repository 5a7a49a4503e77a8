#!/bin/sh
# What `make demo` runs: phases p1 to p4 at quick scale, heuristic provider, Core corpus, on a live assistant: Lean 4, or
# with ASSISTANT=rocq Rocq; then p2's pairs and a basin. It has a home of its own. Run again, it finishes what is missing
# and shows the results; remove the home to start afresh.
set -eu
assistant=${ASSISTANT:-lean}
home=${WONTON_HOME:-wonton-data}/demo
[ "$assistant" = lean ] || home=$home-$assistant
program=followup-2026-03
ASSISTANT=$assistant LEAN_PROVIDERS_CSV=heuristic LEAN_CORPUS_REF=$assistant:core \
    wonton program run $program --phase p1..p4 --scale quick --execute --home "$home"
cohort=$(cd "$home/logs" && ls -d -- *-$program | tail -n 1)
show() {
    echo
    echo "$ wonton show $* --home $home"
    wonton show "$@" --home "$home"
}
show "$cohort/p2"
show "$cohort/p3/heuristic" iff_chain_four
[ "$assistant" = lean ] && again="make demo" || again="make demo ASSISTANT=$assistant"
[ "$assistant" = lean ] && option= || option="-a $assistant "
echo
echo "Look at next (wonton is in .venv/bin):"
echo "  the panel, its lesions:      wonton show $cohort/p1/heuristic --home '$home'"
echo "  all basins, and K:           wonton show $cohort/p3/heuristic --home '$home'"
echo "  lesions beside basins:       wonton show $cohort/p3/heuristic --lesions $cohort/p1/heuristic --home '$home'"
echo "  prove your own:              wonton prove $option'theorem t (p q : Prop) : p ∧ q → q ∧ p'"
echo "  start afresh:                rm -r '$home' && $again"
