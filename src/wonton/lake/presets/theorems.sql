-- The theorems of the selected runs and what came of the wild type (in basins: of any seed of the agent).
SELECT
    r.run_id, r.phase, r.provider, t.theorem, t.status, t.solved, t.control_solved, t.rung, t.tier, t.iterations, t.tau,
    t.tau_at_solve, t.censored, t.steps, t.structure
FROM theorems AS t
JOIN selected_runs AS r USING (run_key)
