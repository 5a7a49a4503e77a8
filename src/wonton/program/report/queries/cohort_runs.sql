-- The runs of the cohort as the lake knows them.
SELECT
    run_id, path, phase, label, kind, provider, mode, policy, budget, status, theorems, theorems_done, solved,
    assistant, assistant_version, program_version
FROM runs
WHERE starts_with(path, '{logs}/')
ORDER BY path
