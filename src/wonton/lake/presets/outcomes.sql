-- Outcomes by lesion (`subject`; `lesions` is all of them, `control_null` the undamaged repetition), each with its
-- denominator and Wilson's 95% interval (JASA 22 (1927), 209-212): main, the wild type solved; strict, control_null too;
-- rescue, the wild type failed.
WITH counted AS (
    SELECT r.run_id, r.phase, r.provider, r.mode, i.outcome, d.denominator, s.subject
    FROM interventions AS i
    JOIN selected_runs AS r USING (run_key),
    unnest([i.variant, if(i.kind = 'control', NULL, 'lesions')]) AS s (subject),
    unnest([if(i.in_main, 'main', NULL), if(i.in_strict, 'strict', NULL), if(i.in_rescue, 'rescue', NULL)])
        AS d (denominator)
    WHERE s.subject IS NOT NULL AND d.denominator IS NOT NULL
),

named AS (
    SELECT * FROM (VALUES ('main', 'replicate'), ('main', 'reroute'), ('main', 'collapse'), ('strict', 'replicate'),
        ('strict', 'reroute'), ('strict', 'collapse'), ('rescue', 'rescue')) AS t (denominator, outcome)
),

rates AS (
    SELECT
        c.run_id, c.phase, c.provider, c.mode, c.denominator, c.subject, n.outcome,
        count(*) FILTER (c.outcome = n.outcome) AS numerator,
        count(*) AS trials,
        numerator / trials AS rate,
        1.959963984540054 AS z
    FROM counted AS c
    JOIN named AS n USING (denominator)
    GROUP BY ALL
)

SELECT
    * EXCLUDE (z),
    if(numerator = 0, 0.0, (rate + z * z / (2 * trials) - z * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials ** 2)))
        / (1 + z * z / trials)) AS low,
    if(numerator = trials, 1.0,
        (rate + z * z / (2 * trials) + z * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials ** 2)))
        / (1 + z * z / trials)) AS high
FROM rates
