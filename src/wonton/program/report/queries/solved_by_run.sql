-- Wild types by run: `theorems` were searched to the end (refused, given up and unfinished ones left out), of which the
-- search closed in `search_closed`, `solved` reached axioms_ok, `rechecked` were accepted by another kernel too.
WITH accepted AS (
    SELECT DISTINCT run_key, theorem FROM rechecks WHERE variant = 'wild_type' AND outcome = 'accepted'
)
SELECT
    r.phase, r.provider, r.mode, r.policy, r.budget, r.run_id,
    count(*) FILTER (WHERE t.status IN ('solved', 'unsolved')) AS theorems,
    count(*) FILTER (WHERE t.status = 'refused') AS refused,
    count(*) FILTER (WHERE w.search_closed) AS search_closed,
    count(*) FILTER (WHERE t.solved) AS solved,
    count(*) FILTER (WHERE a.theorem IS NOT NULL) AS rechecked,
    coalesce(sum(t.tau), 0)::BIGINT AS attempts
FROM runs AS r
JOIN theorems AS t USING (run_key)
LEFT JOIN variant_metrics AS w ON (w.run_key, w.theorem, w.variant) = (t.run_key, t.theorem, 'wild_type')
LEFT JOIN accepted AS a ON (a.run_key, a.theorem) = (t.run_key, t.theorem)
WHERE starts_with(r.path, '{logs}/') AND r.kind = 'run'
GROUP BY ALL
ORDER BY r.phase, r.provider, r.mode, r.run_id
