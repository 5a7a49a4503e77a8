-- Trace K of solved wild types: the blind cost from the share of candidates that worked at each committed step.
SELECT r.phase, r.provider, r.policy, r.mode, m.theorem, m.trace_k AS k, m.trace_k_reason AS reason
FROM runs AS r
JOIN variant_metrics AS m USING (run_key)
WHERE starts_with(r.path, '{logs}/') AND m.variant = 'wild_type' AND m.solved
ORDER BY r.phase, r.provider, r.policy, r.mode, m.theorem
