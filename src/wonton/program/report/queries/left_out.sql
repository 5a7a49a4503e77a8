-- What stands in no rate or no mean of the report, with all that it was among.
WITH chosen AS (
    SELECT run_key, phase, provider, mode FROM runs WHERE starts_with(path, '{logs}/')
),
problems AS (
    SELECT
        phase, provider, mode, 'problems of ' || coalesce(label, run_id) || ': given up or not done' AS what,
        theorems - theorems_done AS cases, theorems AS "of",
        'the run is ' || status || if(status_reason = '', '', ': ' || status_reason) AS why, FALSE AS counted
    FROM runs
    WHERE starts_with(path, '{logs}/') AND kind = 'external'
),
theorem_rows AS (
    SELECT
        phase, provider, mode,
        'theorems: ' || CASE status WHEN 'refused' THEN 'refused by the assistant' WHEN 'failed' THEN 'given up'
            WHEN 'pending' THEN 'not done' ELSE status END AS what,
        count(*) AS cases, sum(count(*)) OVER (PARTITION BY phase, provider, mode)::BIGINT AS "of",
        coalesce(min(nullif(message, '')), '') AS why, status IN ('solved', 'unsolved') AS counted
    FROM chosen JOIN theorems USING (run_key)
    GROUP BY phase, provider, mode, status
),
escaped AS (
    SELECT
        phase, provider, mode, 'lesions: escaped' AS what, count(*) FILTER (WHERE escaped) AS cases, count(*) AS "of",
        'a blocked tactic ran in the proof all the same' AS why, FALSE AS counted
    FROM chosen JOIN interventions USING (run_key)
    GROUP BY phase, provider, mode
),
limits AS (
    SELECT
        phase, provider, mode, 'attempts: met a wall or memory limit, or crashed' AS what,
        sum(nondeterministic)::BIGINT AS cases, sum(tau)::BIGINT AS "of",
        'such a run cannot promise the same bytes' AS why, FALSE AS counted
    FROM chosen
    JOIN (
        SELECT run_key, nondeterministic, tau FROM variant_metrics
        UNION ALL
        SELECT run_key, nondeterministic, tau FROM basin_seeds
    ) USING (run_key)
    GROUP BY phase, provider, mode
),
trace AS (
    SELECT
        phase, provider, mode, 'solved variants: no trace K' AS what, count(*) AS cases,
        sum(count(*)) OVER (PARTITION BY phase, provider, mode)::BIGINT AS "of",
        coalesce(trace_k_reason, '') AS why, coalesce(trace_k_reason, '') = '' AS counted
    FROM chosen JOIN variant_metrics USING (run_key)
    WHERE solved
    GROUP BY phase, provider, mode, trace_k_reason
),
paired AS (
    SELECT
        phase, provider, mode, 'basins: no paired K (restricted_mean)' AS what, count(*) AS cases,
        sum(count(*)) OVER (PARTITION BY phase, provider, mode)::BIGINT AS "of", reason AS why, reason = '' AS counted
    FROM chosen JOIN basin_k USING (run_key)
    WHERE estimator = 'restricted_mean'
    GROUP BY phase, provider, mode, reason
),
scored AS (
    SELECT
        phase, provider, mode, 'scored wild types: no reference K (' || estimator || ')' AS what, count(*) AS cases,
        sum(count(*)) OVER (PARTITION BY phase, provider, mode, estimator)::BIGINT AS "of", reason AS why,
        reason = '' AS counted
    FROM chosen JOIN k_scores USING (run_key)
    WHERE variant = 'wild_type'
    GROUP BY phase, provider, mode, estimator, reason
)
SELECT phase, provider, mode, what, cases, "of", why
FROM (
    FROM theorem_rows UNION ALL FROM problems UNION ALL FROM escaped UNION ALL FROM limits UNION ALL FROM trace UNION ALL FROM paired
    UNION ALL FROM scored
)
WHERE NOT counted AND cases > 0
ORDER BY ALL
