-- The basins (p3 wide, p4 deep), every two providers: each theorem that both searched, with the share of the agent's seeds
-- that solved it.
WITH searched AS (
    SELECT r.phase, r.provider, b.theorem, b.solved, b.solve_rate
    FROM runs AS r
    JOIN basins AS b USING (run_key)
    WHERE starts_with(r.path, '{logs}/') AND b.searcher = 'agent' AND b.seeds > 0
)
SELECT
    phase, a.provider AS first, b.provider AS second, theorem,
    a.solved > 0 AS first_solved, b.solved > 0 AS second_solved,
    a.solve_rate AS first_rate, b.solve_rate AS second_rate
FROM searched AS a
JOIN searched AS b USING (phase, theorem)
WHERE a.provider < b.provider
ORDER BY ALL
