"""Wonton Soup: tactic-level tree search over panels of theorems, damaged on purpose and watched.

Words, used alike in code, files, commands and documentation:

    assistant         an interactive prover that is driven tactic by tactic: `lean`
    toolchain         where Lean comes from: `wheel`, Lean 4.35 out of a PyPI package with our own Core
                      library, or `project`, a Lake project of the user's own
    goal              one proof obligation: hypotheses and a target, each with text and an expression tree
    tactic            one step as text, in the assistant's own language
    tactic family     coarse class of a tactic: intro apply split cases rewrite simplify closer contradiction arith
                      automation other
    provider          proposes (tactic, probability) pairs for a goal
    transition        (goal, tactic) -> child goals, or failure with the assistant's message
    expansion         trying tactics at one node of the tree
    attempt           one tactic tried on one goal; the unit of search cost (tau)
    wild type         the undamaged run of a theorem
    lesion            a rule that removes tactics or families from what the provider offers
                      (`block_<tactic>`, `block_family_<family>`)
    control_null      the wild type run again, matched to a lesion run, with nothing blocked
    outcome           `replicate`, `reroute`, `collapse`; `rescue` where the wild type failed and the lesioned run
                      solved
    structure hash    hash of a solved proof's graph: nodes by goal signature, edges by tactic family
    basin             the distribution of structure hashes over seeds under one fixed configuration
    run               one execution of settings over a list of theorems, and the directory it leaves (always a noun)
    cohort            all runs of one program execution, under one logs root
    rung              how far up the ladder of verdicts a proof has come: search_closed, compiles, statement_match,
                      axioms_ok, rechecked
    corpus            theorems with their statements in each language; a *ref* names one (`lean:core`), a *slice* is
                      a part of one

The rooms: `core` is the ground; `assistants`, `providers`, `search`, `metrics` and `artifacts` stand on it and do not
know each other; above them `corpus`, `runs`, `program` and `cli`. Import arrows point down only.
"""
