-- Each theorem's basin, of the agent and of blind search.
SELECT
    r.run_id, r.phase, r.provider, r.policy, b.theorem, b.searcher, b.seeds, b.solved, b.solve_rate, b.solve_rate_low,
    b.solve_rate_high, b.unique_structures, b.dominant_structure_frequency, b.entropy, b.unique_traces, b.tau
FROM basins AS b
JOIN selected_runs AS r USING (run_key)
