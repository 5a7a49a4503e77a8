-- The commands of the cohorts that the selected runs belong to: what was skipped or failed, and why. Without those of p6
-- and p7, which come and go while jobs run.
SELECT c.cohort, c.command, c.phase, c.status, c.reason, c.run_id
FROM cohort_commands AS c
SEMI JOIN selected_runs AS r ON c.cohort = r.cohort
WHERE c.phase NOT IN ('p6', 'p7')
