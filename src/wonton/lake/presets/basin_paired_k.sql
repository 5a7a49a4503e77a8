-- Paired K of each theorem by each estimator; `k` is null where it is a bound or undefined.
SELECT
    r.run_id, r.phase, r.provider, r.policy, k.theorem, k.estimator, k.k, k.k_lower_bound, k.k_upper_bound,
    k.is_lower_bound, k.low, k.high, k.method, k.pairs, k.all_pairs, k.horizon, k.agent_censored, k.blind_censored,
    k.reason
FROM basin_k AS k
JOIN selected_runs AS r USING (run_key)
