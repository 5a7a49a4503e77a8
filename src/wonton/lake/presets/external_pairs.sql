-- Pairs of backends on the problems that both were run on: where they agree, and how costs compare where both decide.
-- `disagree` are problems that one proved and the other refuted: one of them is wrong.
WITH results AS (
    SELECT x.format, r.corpus, x.problem, x.backend, x.outcome, x.solved, x.cpu_seconds
    FROM external_results AS x
    JOIN selected_runs AS r USING (run_key)
    QUALIFY row_number() OVER (PARTITION BY r.corpus, x.problem, x.backend ORDER BY r.run_id DESC) = 1
)

SELECT
    a.format, a.corpus, a.backend AS backend_a, b.backend AS backend_b,
    count(*) AS problems,
    count(*) FILTER (a.solved AND b.solved) AS both,
    count(*) FILTER (a.solved AND NOT b.solved) AS a_only,
    count(*) FILTER (b.solved AND NOT a.solved) AS b_only,
    count(*) FILTER (NOT a.solved AND NOT b.solved) AS neither,
    count(*) FILTER (a.solved AND b.solved AND a.outcome <> b.outcome) AS disagree,
    median(a.cpu_seconds) FILTER (a.solved AND b.solved) AS a_median_cpu_seconds,
    median(b.cpu_seconds) FILTER (a.solved AND b.solved) AS b_median_cpu_seconds
FROM results AS a
JOIN results AS b USING (corpus, problem)
WHERE a.backend < b.backend
GROUP BY ALL
