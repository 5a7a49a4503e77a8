-- Reference K of solved wild types, by every reference that the cohort's runs were scored against: the jobs that built it,
-- else the selection that it was built from. in-sample: the scored run is a member of the reference. `theorem_seen`: some member searched the theorem.
WITH named AS (
    SELECT ref_id, string_agg(DISTINCT name, ', ' ORDER BY name) AS names
    FROM job_runs
    WHERE ref_id IS NOT NULL
    GROUP BY ref_id
),
seen AS (
    SELECT DISTINCT m.ref_id, t.theorem FROM reference_members AS m JOIN theorems AS t USING (run_key)
)
SELECT
    s.ref_id AS reference, coalesce(n.names, f.selection) AS scored_as, r.phase, r.provider, r.policy, r.mode,
    s.estimator, s.alpha, CASE WHEN s.in_sample THEN 'in-sample' ELSE 'out-of-sample' END AS sample,
    s.theorem, e.theorem IS NOT NULL AS theorem_seen, s.k, s.reason
FROM runs AS r
JOIN k_scores AS s USING (run_key)
JOIN reference_sets AS f USING (ref_id)
LEFT JOIN named AS n USING (ref_id)
LEFT JOIN seen AS e ON (e.ref_id, e.theorem) = (s.ref_id, s.theorem)
WHERE starts_with(r.path, '{logs}/') AND s.variant = 'wild_type'
ORDER BY scored_as, s.ref_id, r.phase, r.provider, r.policy, r.mode, s.estimator, s.alpha, s.theorem
