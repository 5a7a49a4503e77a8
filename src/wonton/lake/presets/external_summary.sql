-- Backends by corpus: how many problems they decided, with Wilson's 95% interval (JASA 22 (1927), 209-212), and how the
-- others ended.
WITH counted AS (
    SELECT
        x.format, r.corpus, x.backend, x.backend_version, x.limit_wall_seconds,
        count(*) AS problems,
        count(*) FILTER (x.solved) AS solved,
        count(*) FILTER (x.outcome = 'proved') AS proved,
        count(*) FILTER (x.outcome = 'refuted') AS refuted,
        count(*) FILTER (x.outcome = 'timeout') AS timeouts,
        count(*) FILTER (x.outcome = 'memory_out') AS memory_outs,
        count(*) FILTER (x.outcome = 'crashed') AS crashed,
        count(*) FILTER (x.outcome IN ('unknown', 'gave_up')) AS gave_up,
        count(*) FILTER (x.outcome IN ('wrong_format', 'unsupported')) AS not_taken,
        count(*) FILTER (x.verdict = 'wrong') AS alarms,
        count(*) FILTER (x.verdict = 'correct') AS as_expected,
        count(*) FILTER (x.proof <> 'none') AS proofs,
        median(x.cpu_seconds) FILTER (x.solved) AS median_cpu_seconds_solved,
        count(*) FILTER (x.solved) / count(*) AS rate,
        1.959963984540054 AS z
    FROM external_results AS x
    JOIN selected_runs AS r USING (run_key)
    GROUP BY ALL
)

SELECT
    * EXCLUDE (z),
    if(solved = 0, 0.0, (rate + z * z / (2 * problems) - z * sqrt(rate * (1 - rate) / problems + z * z / (4 * problems ** 2)))
        / (1 + z * z / problems)) AS low,
    if(solved = problems, 1.0,
        (rate + z * z / (2 * problems) + z * sqrt(rate * (1 - rate) / problems + z * z / (4 * problems ** 2)))
        / (1 + z * z / problems)) AS high
FROM counted
