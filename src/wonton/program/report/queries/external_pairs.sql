-- Pairs of backends on the problems that both were run on.
WITH results AS (
    SELECT r.corpus, x.problem, x.backend, x.outcome, x.solved
    FROM external_results AS x
    JOIN runs AS r USING (run_key)
    WHERE starts_with(r.path, '{logs}/')
)

SELECT
    a.backend AS first, b.backend AS second, count(*) AS problems,
    count(*) FILTER (a.solved AND b.solved) AS both,
    count(*) FILTER (a.solved AND NOT b.solved) AS first_only,
    count(*) FILTER (b.solved AND NOT a.solved) AS second_only,
    count(*) FILTER (NOT a.solved AND NOT b.solved) AS neither,
    count(*) FILTER (a.solved AND b.solved AND a.outcome <> b.outcome) AS disagree
FROM results AS a
JOIN results AS b USING (corpus, problem)
WHERE a.backend < b.backend
GROUP BY ALL
ORDER BY ALL
