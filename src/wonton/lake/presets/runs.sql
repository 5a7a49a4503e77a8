-- The selected runs and what each solved.
SELECT
    run_id, cohort, phase, kind, assistant, assistant_version, provider, provider_version, corpus, mode, policy, budget,
    seed, goal_sig, status, partial, theorems, theorems_done, solved,
    solved::DOUBLE / nullif(theorems_done, 0) AS solve_rate, deterministic, nondeterministic, program_version
FROM selected_runs
