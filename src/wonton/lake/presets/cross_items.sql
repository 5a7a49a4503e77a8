-- Wild types of items that were searched on more than one assistant. What is counted is comparable; goal signatures and
-- structure hashes are not, between assistants.
WITH wild AS (
    SELECT r.assistant, r.provider, r.phase, r.mode, r.run_id, v.*
    FROM variant_metrics AS v
    JOIN selected_runs AS r USING (run_key)
    WHERE v.variant = 'wild_type'
)

SELECT
    theorem, assistant, provider, phase, mode, run_id, solved, tier, iterations, tau, tau_at_solve, steps, proof_depth,
    families
FROM wild
WHERE theorem IN (SELECT theorem FROM wild GROUP BY theorem HAVING count(DISTINCT assistant) > 1)
