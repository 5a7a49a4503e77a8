-- Every intervention, with the proof beside the wild type's.
SELECT
    r.run_id, r.phase, r.provider, i.theorem, i.variant, i.kind, i.target, i.outcome, i.in_main, i.in_strict, i.in_rescue,
    i.escaped, c.tau, c.wild_tau, c.tau_ratio, c.shared_prefix, c.tactic_distance_normalised, c.family_distance_normalised
FROM interventions AS i
JOIN selected_runs AS r USING (run_key)
LEFT JOIN comparisons AS c USING (run_key, theorem, variant)
