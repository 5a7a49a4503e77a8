-- External pilots: what each backend decided, and how the other problems ended. Alarms contradict what a problem states.
SELECT
    x.backend, coalesce(x.backend_version, '') AS version, x.format, r.corpus_name AS corpus,
    count(*) AS problems,
    count(*) FILTER (x.solved) AS solved,
    count(*) FILTER (x.outcome = 'proved') AS proved,
    count(*) FILTER (x.outcome = 'refuted') AS refuted,
    count(*) FILTER (x.outcome = 'timeout') AS timeouts,
    count(*) FILTER (x.outcome = 'memory_out') AS memory_outs,
    count(*) FILTER (x.outcome IN ('crashed', 'unknown', 'gave_up', 'wrong_format', 'unsupported')) AS others,
    count(*) FILTER (x.verdict = 'wrong') AS alarms
FROM external_results AS x
JOIN runs AS r USING (run_key)
WHERE starts_with(r.path, '{logs}/')
GROUP BY ALL
ORDER BY x.format, corpus, x.backend, version
