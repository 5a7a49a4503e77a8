"""References: frozen tables of attempts and successes by goal signature and family, and K scored against them.

build    a reference from an explicit selection of runs, its id the hash of all that it is
files    references as folders under `<home>/lake/references/`
score    reference K of runs, every row marked in-sample or out-of-sample
restore  references, scores and jobs back into a lake that was built anew
"""

from wonton.lake.references.build import BuiltReference, build_reference
from wonton.lake.references.files import Member, Reference, known_references, load_reference
from wonton.lake.references.score import ScoreReport, score_runs

__all__ = [
    "BuiltReference",
    "Member",
    "Reference",
    "ScoreReport",
    "build_reference",
    "known_references",
    "load_reference",
    "score_runs",
]
