"""Gate B: which items of a corpus can any provider solve?

A sweep is one run of wild types for each provider, kept under `logs/sweeps/` like any other run: it is resumed as runs
are, can be looked at with `wonton show`, and depends on settings and items alone. From the runs follow
`capability.jsonl` (one row an item, sorted by id) and the slice `feasible` of the build. `feasible` are the items that
some provider solved: their script was compiled anew and rests on allowed axioms only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.read import read_json
from wonton.core.errors import RunExistsError
from wonton.corpus import Corpus, Item, store
from wonton.corpus.builders import Slice
from wonton.corpus.files import write_lines
from wonton.corpus.manifest import hash_text
from wonton.corpus.store import write_slice
from wonton.runs.events import Observer
from wonton.runs.home import Home
from wonton.runs.providers import provider_folder
from wonton.runs.run import RunPlan, RunReport, execute_run
from wonton.runs.settings import RunSettings

ROWS = "capability.jsonl"
FEASIBLE = "feasible"
_KEY_DIGITS = 8


@dataclass(frozen=True, slots=True)
class CapabilityRow:
    """What the sweep found for one item: a line of `capability.jsonl`.

    `providers` has for each provider `status` (`solved unsolved refused failed`), `message` (why it was refused or
    given up), and, where it was searched, `rung`, `tier`, `iterations` and `attempts`. `feasible`: one of them solved
    it.
    """

    item_id: str
    feasible: bool
    providers: Mapping[str, Mapping[str, Any]]

    def to_json(self) -> str:
        """The row as one line of JSON with sorted keys."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What to sweep: items of an opened corpus, by each of the providers, in that order, under its `settings`; they
    differ in provider and model only. `selection` says how the items were chosen."""

    home: Home
    corpus: Corpus
    items: tuple[Item, ...]
    settings: Mapping[str, RunSettings]
    selection: Mapping[str, Any]
    command: str = ""

    def key(self, provider: str) -> str:
        """Hex digits over items and settings but the provider's name: runs that may not be mixed have different
        ones."""
        content = [replace(self.settings[provider], provider="").to_json(), sorted(item.item_id for item in self.items)]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:_KEY_DIGITS]

    def plan(self, provider: str) -> RunPlan:
        """The run of one provider. The transition store serves all of them."""
        ref = self.corpus.ref
        place = f"sweeps/{ref.assistant}-{ref.corpus_id}-{ref.build}/{ref.derived or 'all'}-{self.key(provider)}"
        return RunPlan(
            logs_root=self.home.logs,
            run_id=f"{place}/{provider_folder(provider)}",
            settings=replace(self.settings[provider], corpus=str(ref), wild_only=True),
            theorems=tuple(self.corpus.theorem(item) for item in self.items),
            selection={**self.selection, "corpus": str(ref)},
            command=self.command,
            cache=self.home.cache,
            store=self.home.store,
        )


def refuse_replacing(sweep: Sweep) -> None:
    """Raises `SettingsError` where the build has a slice `feasible` that another sweep made: of other items, settings
    or providers."""
    runs = {provider: sweep.plan(provider).run_id for provider in sweep.settings}
    ref = replace(sweep.corpus.ref, derived=FEASIBLE)
    store.refuse_replacing(sweep.corpus.folder, ref, lambda standing: standing.provenance.get("runs") == runs)


def sweep_provider(
    sweep: Sweep, provider: str, *, workers: int = 1, resume: bool = False, observer: Observer | None = None
) -> RunReport:
    """Run one provider over the items, in `workers` processes (0: in this one). With `resume` what is missing is done;
    a sweep that stands whole is only read. Raises as `execute_run` does."""
    plan = sweep.plan(provider)
    try:
        return execute_run(plan, workers=workers, resume=resume, observer=observer)
    except RunExistsError as error:
        raise RunExistsError(f"this sweep has begun already: {plan.run_dir}", "Add --resume to finish it.") from error


def write_capability(sweep: Sweep, reports: Mapping[str, RunReport]) -> list[CapabilityRow]:
    """Write `capability.jsonl` and the slice `feasible` into the build, from the finished run of each provider; gives
    the rows. What an earlier sweep left there is replaced (see `refuse_replacing`). Raises `ArtifactError`."""
    told = {provider: dict(_told(report)) for provider, report in reports.items()}
    ids = sorted(item.item_id for item in sweep.items)
    rows = [_row(item_id, {provider: told[provider][item_id] for provider in reports}) for item_id in ids]
    lines = [row.to_json() for row in rows]
    write_lines(sweep.corpus.folder / ROWS, lines)
    write_slice(sweep.corpus.folder, _feasible(sweep, reports, rows, hash_text("".join(f"{line}\n" for line in lines))))
    return rows


def _told(report: RunReport) -> Iterator[tuple[str, dict[str, Any]]]:
    """What one provider's run says of each item."""
    failed = _failures(report)
    for item_id, reason in failed.items():
        yield item_id, {"status": "failed", "message": reason}
    for row in report.summary["theorems"]:
        found = row["wild_type"] or {}
        searched = {name: found[name] for name in ("rung", "tier", "iterations", "attempts") if name in found}
        yield row["item_id"], {"status": row["status"], "message": row["message"], **searched}


def _failures(report: RunReport) -> dict[str, str]:
    """The items that a run gave up, with the reason."""
    folders = {item_id: layout.theorem_folder(report.run_dir, item_id) for item_id in report.failed}
    return {item_id: str(read_json(folder / layout.FAILURE)["reason"]) for item_id, folder in folders.items()}


def _row(item_id: str, providers: Mapping[str, Mapping[str, Any]]) -> CapabilityRow:
    return CapabilityRow(item_id, any(found["status"] == "solved" for found in providers.values()), providers)


def _feasible(
    sweep: Sweep, reports: Mapping[str, RunReport], rows: Sequence[CapabilityRow], capability_sha256: str
) -> Slice:
    configs = {provider: read_json(report.run_dir / layout.RUN_CONFIG) for provider, report in reports.items()}
    solved = {
        provider: sum(row.providers[provider]["status"] == "solved" for row in rows) for provider in sorted(reports)
    }
    names, (shared, *_) = ", ".join(sweep.settings), sweep.settings.values()
    apart = ("provider", "model")
    models = {name: own.model.to_json() for name, own in sweep.settings.items() if own.model is not None}
    return Slice(
        FEASIBLE,
        f"solved by one of {names} at budget {shared.budget}, of {len(rows)} items of {sweep.corpus.ref}",
        tuple(row.item_id for row in rows if row.feasible),
        {
            "corpus": str(sweep.corpus.ref),
            "selection": dict(sweep.selection),
            "settings": {key: value for key, value in shared.to_json().items() if key not in apart},
            **({"models": models} if models else {}),
            "versions": {provider: config["versions"] for provider, config in configs.items()},
            "runs": {provider: sweep.plan(provider).run_id for provider in reports},
            "swept": len(rows),
            "solved": solved,
            "capability_sha256": capability_sha256,
        },
    )
