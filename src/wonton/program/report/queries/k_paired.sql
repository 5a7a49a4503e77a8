-- Paired K of the basins, theorem by theorem and estimator by estimator. `reading` says what k is: a point, a lower bound
-- (most blind searches are censored), an upper bound (most agent searches are), or undefined.
SELECT
    r.phase, r.provider, r.policy, k.estimator, k.theorem,
    CASE
        WHEN k.k IS NOT NULL THEN 'point'
        WHEN k.k_lower_bound IS NOT NULL THEN 'lower_bound'
        WHEN k.k_upper_bound IS NOT NULL THEN 'upper_bound'
        ELSE 'undefined'
    END AS reading,
    coalesce(k.k, k.k_lower_bound, k.k_upper_bound) AS k,
    r.seed, k.pairs, k.horizon, k.agent_censored, k.blind_censored, k.reason
FROM runs AS r
JOIN basin_k AS k USING (run_key)
WHERE starts_with(r.path, '{logs}/')
ORDER BY r.phase, r.provider, r.policy, k.estimator, k.theorem
