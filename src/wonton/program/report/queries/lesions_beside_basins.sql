-- Each lesion of p1 beside the undamaged basin of the same provider and theorem. `fate`: lost (not solved), known (solved
-- by a structure that an undamaged seed found too) or new (by another). Theorems whose wild type solved.
WITH lesions AS (
    SELECT r.provider, i.theorem, i.variant AS lesion, i.solved, i.escaped, m.structure
    FROM runs AS r
    JOIN interventions AS i USING (run_key)
    JOIN variant_metrics AS m USING (run_key, theorem, variant)
    WHERE starts_with(r.path, '{logs}/') AND r.phase = 'p1' AND i.kind <> 'control' AND i.wild_solved
),
found AS (
    SELECT r.run_key, r.phase, r.provider, b.theorem, b.seeds, b.unique_structures, b.entropy
    FROM runs AS r
    JOIN basins AS b USING (run_key)
    WHERE starts_with(r.path, '{logs}/') AND r.phase IN ('p3', 'p4') AND b.searcher = 'agent'
)
SELECT
    f.phase, f.provider, f.theorem, f.seeds, f.unique_structures, f.entropy, l.lesion, l.escaped,
    CASE WHEN NOT l.solved THEN 'lost' WHEN s.structure IS NULL THEN 'new' ELSE 'known' END AS fate
FROM found AS f
JOIN lesions AS l USING (provider, theorem)
LEFT JOIN basin_structures AS s
    ON (s.run_key, s.theorem, s.searcher, s.structure) = (f.run_key, f.theorem, 'agent', l.structure)
ORDER BY f.phase, f.provider, f.theorem, l.lesion
