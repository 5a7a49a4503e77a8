"""Postprocessing: the costly measures of finished runs, written beside the runs' own files.

    <run>/postprocess_metrics.json           parameters, hashes of inputs, problems, the run's matrices; written last
    <run>/<theorem>/<variant>_measures.json  the variant beside its wild type and its control: distances, novelty,
                                             trajectories; its trace K, detours, fingerprint, failures
    <run>/<theorem>/ged_matrix.json          distances of all pairs of proofs of the theorem
    <run>/<theorem>/attractor_clusters.json  clusters of these proofs, steps that they share; written last of the folder

What they hold is in `docs/reference/measures.md` and in the schemas beside `wonton.artifacts`. Files are functions of
the run's own files and the `Parameters`: never of the number of workers, the clock or the machine. A theorem whose
files carry the right key and have the recorded bytes is left alone, so a second postprocess writes nothing, and one
that was killed is completed by the next.

What cannot be read or does not fit becomes a `Problem` with run, theorem and stage; everything else is computed.
"""

from wonton.lake.postprocess.parameters import MEASURES_VERSION, Parameters
from wonton.lake.postprocess.problems import Problem
from wonton.lake.postprocess.run import PostprocessReport, RunReport, postprocess

__all__ = ["MEASURES_VERSION", "Parameters", "PostprocessReport", "Problem", "RunReport", "postprocess"]
