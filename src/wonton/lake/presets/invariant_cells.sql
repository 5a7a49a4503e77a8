-- Cells, a goal and a family, that more than one search tried: searches that tried another family on the goal do not
-- count. A cell is invariant where its attempts always worked, or never did.
WITH cells AS (
    SELECT
        r.assistant, r.goal_sig AS scheme, g.goal_sig, g.family,
        count(DISTINCT r.provider) AS providers,
        count(DISTINCT g.run_key) AS runs,
        count(DISTINCT (g.run_key, g.theorem, g.variant)) AS searches,
        count(DISTINCT g.theorem) AS theorems,
        sum(g.attempts)::BIGINT AS attempts,
        sum(g.successes)::BIGINT AS successes
    FROM goal_outcomes AS g
    JOIN selected_runs AS r USING (run_key)
    WHERE g.attempts > 0
    GROUP BY ALL
)

SELECT
    *, successes / attempts AS rate,
    CASE successes WHEN attempts THEN 'always' WHEN 0 THEN 'never' ELSE 'sometimes' END AS works
FROM cells
WHERE searches > 1
