-- Pairs of assistants, with the same provider, phase and mode: on how many items they agree.
WITH wild AS (
    SELECT r.assistant, r.provider, r.phase, r.mode, v.theorem, bool_or(v.solved) AS solved
    FROM variant_metrics AS v
    JOIN selected_runs AS r USING (run_key)
    WHERE v.variant = 'wild_type'
    GROUP BY ALL
)

SELECT
    a.assistant AS assistant_a, b.assistant AS assistant_b, a.provider, a.phase, a.mode,
    count(*) AS items,
    count(*) FILTER (a.solved AND b.solved) AS both,
    count(*) FILTER (a.solved AND NOT b.solved) AS a_only,
    count(*) FILTER (b.solved AND NOT a.solved) AS b_only,
    count(*) FILTER (NOT a.solved AND NOT b.solved) AS neither
FROM wild AS a
JOIN wild AS b
    ON a.theorem = b.theorem
    AND a.provider = b.provider
    AND a.phase IS NOT DISTINCT FROM b.phase
    AND a.mode = b.mode
WHERE a.assistant < b.assistant
GROUP BY ALL
