-- How far each lesioned search of p1 ended from its wild type: graph edit distances of four families, which are never
-- mixed, a row each. Families of what was searched apply to collapsed lesions too, that of proofs does not. Where `exact`
-- the bounds meet. Null: the family does not apply, or was not computed; `validity` says why.
SELECT
    r.provider, m.measure AS family, i.outcome, i.theorem, i.variant, m.lower_bound, m.upper_bound,
    CASE WHEN m.valid THEN m.normalised_lower END AS normalised_lower,
    CASE WHEN m.valid THEN m.normalised_upper END AS normalised_upper, coalesce(m.exact, FALSE) AS exact, m.validity
FROM runs AS r
JOIN interventions AS i USING (run_key)
JOIN variant_measures AS m
    ON (m.run_key, m.theorem, m.variant) = (i.run_key, i.theorem, i.variant) AND m.reference = 'wild_type'
    AND m.measure IN ('ged_proof_graph', 'ged_search_graph', 'ged_search_graph_soft', 'ged_trace_graph')
WHERE starts_with(r.path, '{logs}/') AND r.phase = 'p1' AND i.kind <> 'control' AND NOT i.escaped
    AND i.outcome IS NOT NULL
ORDER BY r.provider, m.measure, i.outcome, i.theorem, i.variant
