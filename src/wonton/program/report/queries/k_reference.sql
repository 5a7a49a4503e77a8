-- Reference K of solved wild types, by every reference that the cohort's runs were scored against: the jobs that built it,
-- else the selection that it was built from. in-sample: the scored run is a member of the reference. `theorem_seen`: some member searched the theorem.
-- `current`: of the references of one name and alpha whose table is what their members' runs now say, the one with the
-- fewest members beside the cohort, then with the most members.
WITH chosen AS (
    SELECT * FROM runs WHERE starts_with(path, '{logs}/')
),
used AS (
    SELECT * FROM reference_sets SEMI JOIN (SELECT ref_id FROM k_scores SEMI JOIN chosen USING (run_key)) USING (ref_id)
),
jobs AS (
    SELECT ref_id, string_agg(DISTINCT name, ', ' ORDER BY name) AS names
    FROM job_runs
    WHERE ref_id IS NOT NULL
    GROUP BY ref_id
),
now AS (
    SELECT u.ref_id, g.goal_sig, g.family, sum(g.attempts)::BIGINT AS attempts, sum(g.successes)::BIGINT AS successes
    FROM used AS u
    JOIN reference_members AS m USING (ref_id)
    JOIN goal_outcomes AS g USING (run_key)
    WHERE g.attempts > 0 AND (u.variants = '[]' OR contains(u.variants, '"' || g.variant || '"'))
    GROUP BY ALL
),
moved AS (
    SELECT ref_id
    FROM now FULL JOIN (FROM reference_outcomes SEMI JOIN used USING (ref_id)) AS o USING (ref_id, goal_sig, family)
    WHERE (now.attempts, now.successes) IS DISTINCT FROM (o.attempts, o.successes)
),
beside AS (
    SELECT ref_id, count(*) AS members FROM reference_members ANTI JOIN chosen USING (run_key) GROUP BY ref_id
),
named AS (
    SELECT
        u.ref_id, u.alpha, u.members, coalesce(b.members, 0) AS beside, u.ref_id NOT IN (FROM moved) AS stands,
        coalesce(j.names, u.selection || if(u.variants = '[]', '', ' ' || u.variants)) AS scored_as
    FROM used AS u
    LEFT JOIN jobs AS j USING (ref_id)
    LEFT JOIN beside AS b USING (ref_id)
),
ranked AS (
    SELECT
        *, stands AND row_number() OVER (
            PARTITION BY scored_as, alpha ORDER BY stands DESC, beside, members DESC, ref_id
        ) = 1 AS current
    FROM named
),
seen AS (
    SELECT DISTINCT m.ref_id, t.theorem FROM reference_members AS m JOIN theorems AS t USING (run_key)
)
SELECT
    s.ref_id AS reference, f.scored_as, f.current, r.phase, r.provider, r.policy, r.mode,
    s.estimator, s.alpha, CASE WHEN s.in_sample THEN 'in-sample' ELSE 'out-of-sample' END AS sample,
    s.theorem, e.theorem IS NOT NULL AS theorem_seen, s.k, s.reason
FROM chosen AS r
JOIN k_scores AS s USING (run_key)
JOIN ranked AS f USING (ref_id)
LEFT JOIN seen AS e ON (e.ref_id, e.theorem) = (s.ref_id, s.theorem)
WHERE s.variant = 'wild_type'
ORDER BY scored_as, s.ref_id, r.phase, r.provider, r.policy, r.mode, s.estimator, s.alpha, s.theorem
