-- How far each lesioned or repeated search of p1 ended from its wild type: graph edit distances of four families, which
-- are never mixed. Where `exact` the bounds meet. Null: the family does not apply.
SELECT
    r.provider, g.family, i.outcome, g.theorem, i.variant, g.lower_bound, g.upper_bound,
    CASE WHEN g.valid THEN g.normalised_lower END AS normalised_lower,
    CASE WHEN g.valid THEN g.normalised_upper END AS normalised_upper, g.exact, g.validity
FROM runs AS r
JOIN ged_matrix AS g USING (run_key)
JOIN interventions AS i
    ON i.run_key = g.run_key AND i.theorem = g.theorem
    AND i.variant = CASE 'wild_type' WHEN g.variant_a THEN g.variant_b WHEN g.variant_b THEN g.variant_a END
WHERE starts_with(r.path, '{logs}/') AND r.phase = 'p1' AND i.kind <> 'control' AND NOT i.escaped
    AND i.outcome IS NOT NULL
ORDER BY r.provider, g.family, i.outcome, g.theorem, i.variant
