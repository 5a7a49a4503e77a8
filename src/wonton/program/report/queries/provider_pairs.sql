-- The panel (p1), every two providers: each theorem that both ended, with what either made of it. Attempts and iterations
-- are those of the whole search.
WITH searched AS (
    SELECT r.provider, t.theorem, t.solved, t.tau, t.iterations
    FROM runs AS r
    JOIN theorems AS t USING (run_key)
    WHERE starts_with(r.path, '{logs}/') AND r.phase = 'p1' AND r.kind = 'run'
        AND t.status IN ('solved', 'unsolved')
)
SELECT
    a.provider AS first, b.provider AS second, theorem,
    a.solved AS first_solved, b.solved AS second_solved,
    a.tau AS first_attempts, b.tau AS second_attempts,
    a.iterations AS first_iterations, b.iterations AS second_iterations
FROM searched AS a
JOIN searched AS b USING (theorem)
WHERE a.provider < b.provider
ORDER BY ALL
