-- The matched slice (p2): each theorem that both searches of a provider ended, with what either made of it. Attempts and
-- iterations are those of the whole search.
WITH searched AS (
    SELECT r.provider, r.mode, t.theorem, t.solved, t.tau, t.iterations, t.structure
    FROM runs AS r
    JOIN theorems AS t USING (run_key)
    WHERE starts_with(r.path, '{logs}/') AND r.phase = 'p2' AND r.kind = 'run'
        AND t.status IN ('solved', 'unsolved')
)
SELECT
    c.provider, c.theorem,
    c.solved AS centralized_solved, d.solved AS distributed_solved,
    c.tau AS centralized_attempts, d.tau AS distributed_attempts,
    c.iterations AS centralized_iterations, d.iterations AS distributed_iterations,
    CASE WHEN c.solved AND d.solved THEN c.structure = d.structure END AS same_structure
FROM searched AS c
JOIN searched AS d USING (provider, theorem)
WHERE c.mode = 'centralized' AND d.mode = 'distributed'
ORDER BY c.provider, c.theorem
