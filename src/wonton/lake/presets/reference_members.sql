-- The runs that the reference was built from, and what they gave.
SELECT m.ref_id, m.run_key, m.run_id, r.phase, r.provider, r.policy, r.mode, m.theorems, m.attempts, m.successes, m.digest
FROM reference_members AS m
JOIN job_context AS c USING (ref_id)
LEFT JOIN runs AS r USING (run_key)
