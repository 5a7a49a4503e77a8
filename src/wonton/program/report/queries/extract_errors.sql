-- Artifacts of the cohort that could not be read; everything else of their runs is in the lake all the same.
SELECT path AS run, stage, artifact, kind, line, message
FROM extract_errors
WHERE starts_with(path, '{logs}/') OR path = '{logs}'
ORDER BY path, artifact, stage, line
