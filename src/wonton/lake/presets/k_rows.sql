-- K of every solved variant of the selected runs by both estimators; rows without K say why.
SELECT
    r.run_id, r.phase, r.assistant, r.provider, r.policy, r.mode, r.budget,
    k.theorem, k.variant, k.estimator, k.in_sample,
    k.alpha, k.k, k.k_low, k.k_high, k.tau_agent, k.tau_blind, k.steps, k.missing, k.untried,
    k.from_signature, k.from_family, k.from_prior, k.reason
FROM k_scores AS k
JOIN selected_runs AS r USING (run_key)
JOIN job_context AS c ON k.ref_id = c.ref_id
