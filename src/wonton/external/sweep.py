"""Capability sweeps of corpora of problems: which of them a backend decides, as derived slices of the build."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wonton.corpus import Corpus, store
from wonton.corpus.builders import Slice
from wonton.corpus.store import read_slice, slice_names, write_slice
from wonton.external.run import ExternalPlan, ExternalReport

FEASIBLE = "feasible"


def refuse_replacing(corpus: Corpus, plan: ExternalPlan) -> None:
    """Raise `SettingsError` where the build has a slice of the backend that a run with other settings or another
    version of it made."""
    ref = replace(corpus.ref, build="", derived=_own(plan))
    store.refuse_replacing(corpus.folder, ref, lambda standing: standing.provenance == _provenance(plan))


def write_feasible(corpus: Corpus, plan: ExternalPlan, report: ExternalReport) -> tuple[int, int]:
    """Write the slice `feasible-<backend>`, the problems that the finished run of `plan` over the whole corpus decided,
    and `feasible`, those of every backend's slice together; gives their sizes. What was there is replaced (see
    `refuse_replacing`). Raises `ArtifactError`."""
    prover, binary, timeout = plan.settings.backend, plan.binary, plan.settings.timeout
    own = _own(plan)
    decided = tuple(sorted(row["item_id"] for row in report.summary["problems"] if row["solved"]))
    rule = f"{prover} {binary.version} decides them within {timeout:g} s"
    write_slice(corpus.folder, Slice(own, rule, decided, _provenance(plan)))
    parts = [read_slice(corpus.folder, name) for name in slice_names(corpus.folder) if name.startswith(f"{FEASIBLE}-")]
    together = sorted({item_id for part in parts for item_id in part.item_ids})
    write_slice(corpus.folder, Slice(FEASIBLE, "; or ".join(part.rule for part in parts), tuple(together)))
    return len(decided), len(together)


def _own(plan: ExternalPlan) -> str:
    """The slice of the backend."""
    return f"{FEASIBLE}-{plan.settings.backend}"


def _provenance(plan: ExternalPlan) -> dict[str, Any]:
    """What decides which problems are in the slice."""
    return {"settings": plan.settings.to_json(), "version": plan.binary.version}
