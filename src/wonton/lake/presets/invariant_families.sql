-- Of the cells of each family (goals on which more than one search tried it), how many are invariant.
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
    assistant, scheme, family,
    count(*) AS cells,
    count(*) FILTER (successes = attempts) AS always,
    count(*) FILTER (successes = 0) AS never,
    count(*) FILTER (successes > 0 AND successes < attempts) AS sometimes,
    sum(attempts)::BIGINT AS attempts,
    sum(successes)::BIGINT AS successes
FROM cells
WHERE searches > 1
GROUP BY ALL
