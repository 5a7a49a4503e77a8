-- K by provider, search and variant: quartiles over the variants with K, beside `variants` that ran and `solved` ones.
-- `known` is the share of looked-up cells, goal and family, that the reference has; the others took the family's rate or
-- the prior.
WITH ran AS (
    SELECT
        run_key, CASE WHEN starts_with(variant, 'block_') THEN 'lesion' ELSE variant END AS variant_class,
        count(*) AS variants
    FROM variant_metrics SEMI JOIN selected_runs USING (run_key)
    GROUP BY ALL
),

scored AS (
    SELECT k.*, CASE WHEN starts_with(k.variant, 'block_') THEN 'lesion' ELSE k.variant END AS variant_class
    FROM k_scores AS k JOIN job_context AS c ON k.ref_id = c.ref_id
)

SELECT
    r.run_id, r.assistant, r.provider, r.phase, r.policy, r.mode, k.variant_class, k.estimator, k.in_sample,
    any_value(n.variants) AS variants,
    count(*) AS solved,
    count(k.k) AS with_k,
    quantile_cont(k.k, 0.25) AS k_q25,
    median(k.k) AS k_median,
    quantile_cont(k.k, 0.75) AS k_q75,
    median(k.k_low) AS k_low_median,
    median(k.k_high) AS k_high_median,
    sum(k.from_signature)::DOUBLE / nullif(sum(k.from_signature + k.from_family + k.from_prior), 0) AS known
FROM scored AS k
JOIN selected_runs AS r USING (run_key)
JOIN ran AS n ON k.run_key = n.run_key AND k.variant_class = n.variant_class
GROUP BY ALL
