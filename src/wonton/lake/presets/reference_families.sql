-- What the reference knows, by family, and the rate that stands in for goals that it has not seen.
SELECT
    o.family,
    count(*) AS goals,
    sum(o.attempts)::BIGINT AS attempts,
    sum(o.successes)::BIGINT AS successes,
    (sum(o.successes) + any_value(c.alpha)) / (sum(o.attempts) + 2 * any_value(c.alpha)) AS p
FROM reference_outcomes AS o
JOIN job_context AS c USING (ref_id)
GROUP BY o.family
