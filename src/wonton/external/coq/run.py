"""One replay run: chosen human proofs of the standard library into a run directory, resumable module by module."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.events import Observer, RunEvent
from wonton.artifacts.execution import Execution, Plan, resumable
from wonton.artifacts.layout import VariantFile
from wonton.artifacts.occupation import check_run_id, occupied
from wonton.artifacts.read import is_complete, read_json
from wonton.artifacts.versions import FORMAT_VERSION, program_version
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.core.errors import SettingsError
from wonton.corpus.rocq.stdlib import library_folder, read_sources
from wonton.external.coq.compare import compare_with_search
from wonton.external.coq.files import HUMAN, goals_json, graph_json, replay_json, row, term_json
from wonton.external.coq.graph import trace_of
from wonton.external.coq.replay import NOT_REACHED, STOPPED, Replay, ReplayLimits, replay_module
from wonton.external.coq.scripts import Module, Script, choose
from wonton.external.summary import summarise
from wonton.external.work import close_folder
from wonton.metrics.rates import Rate


@dataclass(frozen=True, slots=True)
class ReplayPlan(Plan):
    """What to replay and where. `modules` are beginnings of paths below `theories` (none: all); `search` is the run
    whose proofs the human ones are compared with."""

    limit_total: int | None = None
    limit_per_module: int | None = None
    modules: tuple[str, ...] = ()
    search: Path | None = None
    limits: ReplayLimits = field(default_factory=ReplayLimits)


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What came of a run: `summary` is the content of `summary.json.gz`; `exit_code` is 0, or 3 where a limit or the
    end of a process cut a module short."""

    run_dir: Path
    summary: dict[str, Any]
    exit_code: int = 0


def execute_replay(
    plan: ReplayPlan,
    toolchain: Toolchain,
    *,
    workers: int = 1,
    resume: bool = False,
    observer: Observer | None = None,
) -> ReplayReport:
    """Replay what `plan` says with `workers` Coq processes; with `resume` the modules that are not done yet.

    Raises `MissingToolError` without Coq, `SettingsError`, `RunExistsError`; and, leaving a run that can be resumed,
    `ArtifactError` and `Interrupted`.
    """
    check_run_id(plan.run_id)
    chosen = _chosen(plan)
    config = _config(plan, toolchain, chosen)
    with resumable(plan, resume) as earlier, occupied(plan.run_dir, plan.run_id, config, earlier):
        return _ReplayExecution(plan, toolchain, chosen, workers, observer).run()


_Chosen = Sequence[tuple[Module, tuple[Script, ...]]]


def _chosen(plan: ReplayPlan) -> _Chosen:
    sources = read_sources(library_folder())
    wanted = {path: text for path, text in sources.items() if not plan.modules or path.startswith(tuple(plan.modules))}
    chosen = choose(wanted, plan.limit_total, plan.limit_per_module)
    if not chosen:
        raise SettingsError("no theorem is selected", "Name modules by the beginning of their path: Arith, Lists/List.")
    return chosen


def _config(plan: ReplayPlan, toolchain: Toolchain, chosen: _Chosen) -> dict[str, Any]:
    """Everything needed to repeat the run."""
    return {
        "settings": {
            "backend": "coq",
            "corpus": "rocq:stdlib",
            "timeout": plan.limits.seconds,
            "memory_mb": plan.limits.memory_mb,
            "partial_characters": plan.limits.partial_characters,
            "term_characters": plan.limits.term_characters,
        },
        "selection": {
            "limit_total": plan.limit_total,
            "limit_per_module": plan.limit_per_module,
            "modules": list(plan.modules),
            "search": None if plan.search is None else str(plan.search),
        },
        "problems": [
            {
                "item_id": script.item_id,
                "format": "coq",
                "dialect": "",
                "expected": "",
                "sha256": module.sha256,
            }
            for module, scripts in chosen
            for script in scripts
        ],
        "versions": {
            "wonton": program_version(),
            "format": str(FORMAT_VERSION),
            "backend": toolchain.version,
            "origin": "path",
        },
    }


_FILES = ["external_result", "coq_replay", "goals", "graph", "proof_term"]
_CAPABILITIES = {"variants": [HUMAN], "files": _FILES, "rungs": []}


class _ReplayExecution(Execution[ReplayReport]):
    """Replays modules side by side and writes the folders of their theorems."""

    plan: ReplayPlan

    def __init__(
        self, plan: ReplayPlan, toolchain: Toolchain, chosen: _Chosen, workers: int, observer: Observer | None
    ) -> None:
        self.toolchain, self.chosen = toolchain, chosen
        self._lock, self._stop = threading.Lock(), threading.Event()
        self.items = [script.item_id for _, scripts in chosen for script in scripts]
        super().__init__(plan, len(self.items), _CAPABILITIES, workers, observer)

    def _run(self) -> ReplayReport:
        self.done = {item for item in self.items if is_complete(self._folder(item))}
        self._begin()
        self._modules()
        summary = write_replay_summary(self.plan.run_dir, self.items)
        self._complete(summary["replay"])
        return ReplayReport(self.plan.run_dir, summary, 3 if any(map(self._was_cut, self.items)) else 0)

    def _modules(self) -> None:
        """Replay what is missing, a module at a time in each worker; the first error stops them all."""
        left = [pair for pair in self.chosen if any(script.item_id not in self.done for script in pair[1])]
        with ThreadPoolExecutor(self.workers) as pool:
            tasks = [pool.submit(self._module, module, scripts) for module, scripts in left]
            try:
                for task in as_completed(tasks):
                    task.result()
            except BaseException:
                self._stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _module(self, module: Module, scripts: Sequence[Script]) -> None:
        begun = time.monotonic()
        with contextlib.closing(
            replay_module(self.toolchain.top_level, module, scripts, self.plan.limits, self._stop.is_set)
        ) as replays:
            for replay in replays:
                if self._stop.is_set():
                    return
                self._take(replay, time.monotonic() - begun)
                begun = time.monotonic()
        with self._lock:
            self._status("running")

    def _take(self, replay: Replay, seconds: float) -> None:
        item = replay.script.item_id
        if item in self.done:
            return
        write_replay(self._folder(item), replay, self.plan.search)
        status = "solved" if replay.finished else "unsolved"
        with self._lock:
            self.done.add(item)
            data = {"status": status, "seconds": seconds, "reason": replay.reason}
            self._tell(RunEvent("theorem_finished", item, data=data))

    def _was_cut(self, item_id: str) -> bool:
        return str(read_json(self._folder(item_id) / layout.REPLAY)["reason"]).startswith((STOPPED, NOT_REACHED))

    def _folder(self, item_id: str) -> Path:
        return layout.theorem_folder(self.plan.run_dir, item_id)


def write_replay(folder: Path, replay: Replay, search: Path | None) -> None:
    """Write the folder of a replayed theorem. Raises `ArtifactError`."""
    trace = trace_of(replay)
    item = replay.script.item_id
    comparison = None if search is None else compare_with_search(trace.graph, search, item)
    files: dict[str, Mapping[str, Any]] = {
        layout.EXTERNAL_RESULT: row(replay),
        layout.REPLAY: replay_json(replay, trace, comparison),
        layout.GOALS: goals_json(replay),
    }
    if replay.finished and trace.graph is not None:
        files[layout.variant_file(HUMAN, VariantFile.GRAPH)] = graph_json(replay, trace)
    if replay.term is not None:
        files[layout.variant_file(HUMAN, VariantFile.PROOF_TERM)] = term_json(replay, replay.term)
    write.fresh_folder(folder)
    for name, content in files.items():
        write.write_json(folder / name, content)
    close_folder(folder, item, list(files))


def write_replay_summary(run_dir: Path, item_ids: Sequence[str]) -> dict[str, Any]:
    """Write `summary.json.gz`: that of an external run, and how complete the replays are. Raises `ArtifactError`."""
    folders = [layout.theorem_folder(run_dir, item_id) for item_id in sorted(item_ids)]
    replays = [read_json(folder / layout.REPLAY) for folder in folders]
    steps = [step for replay in replays for step in replay["steps"]]
    compared = [replay["comparison"] for replay in replays if replay["comparison"]]
    summary = summarise([read_json(folder / layout.EXTERNAL_RESULT) for folder in folders], {})
    summary["replay"] = {
        "scripts": Rate(sum(replay["finished"] for replay in replays), len(replays)).to_json(),
        "complete_steps": Rate(sum(step["complete"] for step in steps), len(steps)).to_json(),
        "exact_traces": Rate(sum(replay["trace_exact"] for replay in replays), len(replays)).to_json(),
        "proof_terms": Rate(sum(replay["proof_term"] is not None for replay in replays), len(replays)).to_json(),
        "same_structure": Rate(sum(one["same_structure"] for one in compared), len(compared)).to_json(),
    }
    write.write_json(run_dir / layout.SUMMARY, summary)
    return summary
