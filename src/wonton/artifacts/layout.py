"""Names in a run directory: which files there are, and which folder belongs to which theorem.

    <run_dir>/
      run_config.json run_status.json summary.json.gz goal_cache.json.gz events.jsonl
      <theorem folder>/
        theorem.json goals.json.gz
        <variant>_{history,graph,mcts_tree,metrics,comparison}.json
        <variant>_mcts_trace.jsonl <variant>_{assembly,proof_term}.json.gz
        done
        <variant>_recheck.json <variant>_measures.json ged_matrix.json attractor_clusters.json

A problem's folder in an external run holds `result.json`, `output.txt.gz`, `errors.txt.gz` where there were any,
`proof_graph.json.gz` where a proof was printed, and `done`; that of a replayed theorem `result.json`, `replay.json`,
`goals.json.gz`, `human_graph.json`, `human_proof_term.json.gz` and `done`. A theorem's folder in a basin run holds
`theorem.json`, `basin_seeds.json`, `basin_analysis.json` and `done` instead; until all seeds are done, `seeds/` has a
file for each that is.

A folder counts once `done` stands in it; `wonton external --check-proof`, `wonton recheck` and `wonton postprocess`
add their files later, the last `postprocess_metrics.json` beside the run's own. Covers names only; nothing here touches
a disk.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from pathlib import Path

RUN_CONFIG = "run_config.json"
RUN_STATUS = "run_status.json"
SUMMARY = "summary.json.gz"
GOAL_CACHE = "goal_cache.json.gz"
EVENTS = "events.jsonl"
POSTPROCESS_METRICS = "postprocess_metrics.json"
#: Of a folder that holds a run for each of several providers.
PROVIDERS_SUMMARY = "providers_summary.json"

THEOREM = "theorem.json"
GOALS = "goals.json.gz"
FAILURE = "failure.json"
EXTERNAL_RESULT = "result.json"
PROVER_OUTPUT = "output.txt.gz"
PROVER_ERRORS = "errors.txt.gz"
PROOF_GRAPH = "proof_graph.json.gz"
PROOF_CHECK = "proof_check.json"
REPLAY = "replay.json"
SEEDS = "seeds"
BASIN_SEEDS = "basin_seeds.json"
BASIN_ANALYSIS = "basin_analysis.json"
DONE = "done"
GED_MATRIX = "ged_matrix.json"
ATTRACTOR_CLUSTERS = "attractor_clusters.json"

#: Files that tell how an execution went rather than what it found; comparisons leave them out whole.
EXECUTION_FILES = frozenset({RUN_STATUS, EVENTS})
#: The same in the folders of problems: provers print their times.
_PROVER_FILES = frozenset({PROVER_OUTPUT, PROVER_ERRORS})

WILD_TYPE = "wild_type"
CONTROL_NULL = "control_null"


def tells_of_execution(name: str) -> bool:
    """Whether a file, by its path in the run directory, tells how an execution went rather than what it found."""
    return name in EXECUTION_FILES or name.rpartition("/")[2] in _PROVER_FILES


class VariantFile(StrEnum):
    """The files that one variant of one theorem may have, by what they hold."""

    HISTORY = "history"
    GRAPH = "graph"
    MCTS_TREE = "mcts_tree"
    METRICS = "metrics"
    COMPARISON = "comparison"
    MCTS_TRACE = "mcts_trace"
    ASSEMBLY = "assembly"
    PROOF_TERM = "proof_term"
    RECHECK = "recheck"
    MEASURES = "measures"

    @property
    def suffix(self) -> str:
        """What follows the variant's name, extension included."""
        return f"_{self.value}{_EXTENSIONS.get(self.value, '.json')}"


_EXTENSIONS = {"mcts_trace": ".jsonl", "assembly": ".json.gz", "proof_term": ".json.gz"}

#: Files that postprocessing adds to a finished run: functions of the run's own files, and no part of it.
POSTPROCESSED = frozenset({POSTPROCESS_METRICS, GED_MATRIX, ATTRACTOR_CLUSTERS})


def is_postprocessed(name: str) -> bool:
    """Whether a file of that name was added by postprocessing."""
    return name in POSTPROCESSED or name.endswith(VariantFile.MEASURES.suffix)


_PLAIN = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
_TAGGED = re.compile(r".*-[0-9a-f]{8}")
_EXTENSION = re.compile(r".*\.(json|jsonl|gz|tmp)")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_RUN_ID_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def safe_name(name: str) -> str:
    """A file name for `name`, the same on every machine, different for different names.

    A short name of lower-case letters, digits, `_`, `.` and `-` stays as it is. Any other is made safe and followed
    by eight hex digits of its SHA-256, so that `A` and `a` stay apart where a file system does not tell them.
    """
    if _PLAIN.fullmatch(name) and not _TAGGED.fullmatch(name) and not _EXTENSION.fullmatch(name):
        return name
    slug = _UNSAFE.sub("_", name).strip("._-")[:64] or "item"
    return f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def theorem_folder(run_dir: Path, item_id: str) -> Path:
    """The folder of the theorem `item_id`."""
    return run_dir / safe_name(item_id)


def variant_file(variant: str, kind: VariantFile) -> str:
    """The file name of `kind` for `variant`; the variant's exact name is kept inside the file."""
    return f"{safe_name(variant)}{kind.suffix}"


def seed_file(seed: int) -> str:
    """The file of one seed of a basin that is not complete yet, relative to the theorem's folder."""
    return f"{SEEDS}/{seed:06}.json"


def is_run_id(run_id: str) -> bool:
    """Whether `run_id` is a relative path of plain names, safe below a logs folder."""
    return bool(run_id) and all(_RUN_ID_PART.fullmatch(part) for part in run_id.split("/"))
