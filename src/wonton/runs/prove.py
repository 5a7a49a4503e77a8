"""One statement, proved in this process, with the search told as it goes. Nothing is written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts.layout import WILD_TYPE
from wonton.assistants.base import CheckedProof, Node, Script, Theorem
from wonton.core.errors import Interrupted
from wonton.providers.lesions import parse_lesion
from wonton.providers.models import Purse
from wonton.runs import files
from wonton.runs.bench import open_bench
from wonton.runs.events import Observer, RunEvent, nobody
from wonton.runs.protocol import TheoremBench, variant_data
from wonton.runs.settings import RunSettings
from wonton.search import SolvedNode
from wonton.search.trace import TraceEvent


@dataclass(frozen=True, slots=True)
class ProveReport:
    """What came of one statement. `metrics` is what a run would store as `<variant>_metrics.json`.

    `script` and `proof` are None where the search did not close; `steps` is the proof, parents before children:
    `depth`, `tactic`, `goal` (text) and `children` (number of goals it leaves).
    """

    solved: bool
    metrics: dict[str, Any]
    script: Script | None
    proof: CheckedProof | None
    steps: list[dict[str, Any]]


def prove_statement(
    theorem: Theorem,
    settings: RunSettings,
    cache: Path,
    observer: Observer | None = None,
    lesion: str = "",
    purse: Purse | None = None,
) -> ProveReport:
    """Search for a proof of `theorem` and re-check it. `cache` is where the assistant keeps what it builds once,
    `purse` what a provider may spend.

    Tells `observer` `theorem_started`, an `iteration` for each iteration (its data is the trace event) and
    `variant_finished`. Raises `StatementError`, `MissingToolError`, `UnknownNameError`, `SettingsError`,
    `AssistantError`, and `Interrupted` at Ctrl-C.
    """
    settings.validate()
    if lesion:
        parse_lesion(lesion)
    tell = observer or nobody
    variant = lesion or WILD_TYPE

    def watch(event: TraceEvent) -> None:
        tell(RunEvent("iteration", theorem.item_id, variant, event.to_json()))

    try:
        with contextlib.closing(open_bench(settings, cache, purse=purse)) as bench:
            tell(RunEvent("theorem_started", theorem.item_id))
            found = TheoremBench(bench, theorem).run(variant, lesion, watch)
    except KeyboardInterrupt:
        raise Interrupted("the search was stopped") from None
    tell(RunEvent("variant_finished", theorem.item_id, variant, variant_data(found, None)))
    solution = found.played.search.solution()
    steps = list(_steps(solution, 0)) if solution else []
    return ProveReport(found.solved, files.metrics(found, 0), found.script, found.checked, steps)


def _steps(solved: SolvedNode, depth: int) -> Iterator[dict[str, Any]]:
    node = solved.handle
    assert isinstance(node, Node)
    yield {"depth": depth, "tactic": solved.tactic, "goal": node.goal.display, "children": len(solved.children)}
    for child in solved.children:
        yield from _steps(child, depth + 1)
