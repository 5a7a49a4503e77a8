-- Every problem with what each backend said of it. Costs may differ between two executions of the same run.
SELECT
    x.format, r.corpus, x.problem, x.backend, x.backend_version, x.dialect, x.expected, x.outcome, x.status, x.verdict,
    x.solved, x.reason, x.proof, x.proof_steps, x.limit_wall_seconds, x.limit_memory_mb, x.cpu_seconds, x.wall_seconds,
    x.memory_mb, r.run_id
FROM external_results AS x
JOIN selected_runs AS r USING (run_key)
