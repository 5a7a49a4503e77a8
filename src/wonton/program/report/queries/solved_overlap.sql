-- Theorems of the panel (p1) by the set of providers that solved them; only theorems that all providers searched.
WITH panel AS (
    SELECT r.provider, t.theorem, bool_or(t.solved) AS solved
    FROM runs AS r
    JOIN theorems AS t USING (run_key)
    WHERE starts_with(r.path, '{logs}/') AND r.kind = 'run' AND r.phase = 'p1'
        AND t.status IN ('solved', 'unsolved')
    GROUP BY ALL
),
shared AS (
    SELECT theorem, coalesce(string_agg(provider, ', ' ORDER BY provider) FILTER (WHERE solved), 'nobody') AS solved_by
    FROM panel
    GROUP BY theorem
    HAVING count(*) = (SELECT count(DISTINCT provider) FROM panel)
)
SELECT solved_by, count(*) AS theorems, (SELECT count(*) FROM shared) AS "of"
FROM shared
GROUP BY solved_by
ORDER BY theorems DESC, solved_by
