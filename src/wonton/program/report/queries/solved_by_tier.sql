-- Wild types by the tier of the budget within which they were solved; a tier in which none was solved has a row too.
WITH chosen AS (
    SELECT run_key, phase, provider, mode FROM runs WHERE starts_with(path, '{logs}/') AND kind = 'run'
),
tiers AS (
    SELECT run_key, subject::INTEGER AS tier FROM aggregates WHERE section = 'tiers'
    UNION
    SELECT run_key, tier FROM theorems WHERE tier IS NOT NULL
),
judged AS (
    SELECT run_key, theorem, tier, solved FROM theorems WHERE status IN ('solved', 'unsolved')
)
SELECT
    c.phase, c.provider, c.mode, s.tier,
    count(*) FILTER (WHERE j.solved AND j.tier = s.tier) AS solved_at_tier,
    count(*) AS theorems
FROM chosen AS c
JOIN tiers AS s USING (run_key)
JOIN judged AS j USING (run_key)
GROUP BY ALL
ORDER BY c.phase, c.provider, c.mode, s.tier
