"""Capability sweeps of corpora of problems: which of them a backend decides, as derived slices of the build."""

from __future__ import annotations

from wonton.corpus import Corpus
from wonton.corpus.builders import Slice
from wonton.corpus.store import read_slice, slice_names, write_slice
from wonton.external.run import ExternalPlan, ExternalReport

FEASIBLE = "feasible"


def write_feasible(corpus: Corpus, plan: ExternalPlan, report: ExternalReport) -> tuple[int, int]:
    """Write the slice `feasible-<backend>`, the problems that the finished run of `plan` over the whole corpus decided,
    and `feasible`, those of every backend's slice together; gives their sizes. Raises `ArtifactError`."""
    prover, binary, timeout = plan.settings.backend, plan.binary, plan.settings.timeout
    own = f"{FEASIBLE}-{prover}"
    decided = tuple(sorted(row["item_id"] for row in report.summary["problems"] if row["solved"]))
    rule = f"{prover} {binary.version} decides them within {timeout:g} s"
    write_slice(corpus.folder, Slice(own, rule, decided))
    parts = [read_slice(corpus.folder, name) for name in slice_names(corpus.folder) if name.startswith(f"{FEASIBLE}-")]
    together = sorted({item_id for part in parts for item_id in part.item_ids})
    write_slice(corpus.folder, Slice(FEASIBLE, "; or ".join(part.rule for part in parts), tuple(together)))
    return len(decided), len(together)
