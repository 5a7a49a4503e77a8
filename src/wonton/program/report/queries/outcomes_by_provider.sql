-- Outcomes of control and lesions in p1, by provider and denominator. main: wild type solved; strict: control_null
-- solved too; rescue: wild type not solved. Escaped variants are in no denominator; `escaped` counts those that would be.
WITH counted AS (
    SELECT
        r.provider,
        CASE i.kind WHEN 'control' THEN 'control_null' ELSE 'lesions' END AS variant,
        i.outcome, i.escaped,
        unnest([
            {'place': 1, 'counted': 'main', 'inside': i.in_main, 'would': i.wild_solved},
            {'place': 2, 'counted': 'strict', 'inside': i.in_strict,
                'would': i.wild_solved AND coalesce(i.control_solved, FALSE)},
            {'place': 3, 'counted': 'rescue', 'inside': i.in_rescue, 'would': NOT i.wild_solved}
        ], recursive := TRUE)
    FROM runs AS r
    JOIN interventions AS i USING (run_key)
    WHERE starts_with(r.path, '{logs}/') AND r.phase = 'p1'
)
SELECT
    provider, variant, counted,
    count(*) FILTER (WHERE inside) AS cases,
    count(*) FILTER (WHERE inside AND outcome = 'replicate') AS replicate,
    count(*) FILTER (WHERE inside AND outcome = 'reroute') AS reroute,
    count(*) FILTER (WHERE inside AND outcome = 'collapse') AS collapse,
    count(*) FILTER (WHERE inside AND outcome = 'rescue') AS rescue,
    count(*) FILTER (WHERE would AND escaped) AS escaped
FROM counted
GROUP BY provider, variant, counted, place
HAVING count(*) FILTER (WHERE would) > 0
ORDER BY provider, variant, place
