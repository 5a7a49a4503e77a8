-- Theorems by what their paired K is, and quartiles over those that are points.
SELECT
    r.run_id, r.phase, r.provider, r.policy, k.estimator,
    count(*) AS theorems,
    count(k.k) AS points,
    count(k.k_lower_bound) AS lower_bounds,
    count(k.k_upper_bound) AS upper_bounds,
    count(*) - count(k.k) - count(k.k_lower_bound) - count(k.k_upper_bound) AS undefined,
    quantile_cont(k.k, 0.25) AS k_q25,
    median(k.k) AS k_median,
    quantile_cont(k.k, 0.75) AS k_q75,
    median(k.k_lower_bound) AS lower_bound_median
FROM basin_k AS k
JOIN selected_runs AS r USING (run_key)
GROUP BY ALL
