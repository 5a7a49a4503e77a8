-- The basins (p3 wide, p4 deep), theorem by theorem: of the agent, and of the blind search on the same seeds.
SELECT
    r.phase, r.provider, b.searcher AS search, b.theorem, b.seeds, b.solved AS solved_seeds, b.unique_structures,
    b.entropy, b.dominant_structure_frequency AS dominant, b.tie_break_share, b.tau AS attempts
FROM runs AS r
JOIN basins AS b USING (run_key)
WHERE starts_with(r.path, '{logs}/')
ORDER BY r.phase, r.provider, b.searcher, b.theorem
