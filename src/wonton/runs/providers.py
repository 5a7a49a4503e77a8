"""Several providers over the same items: a run of each, side by side in one folder, and what tells them apart.

A folder of providers holds a run for each, in a folder named after it, as `wonton run --providers` and the phases p1,
p3 and p4 of the run program make them. Reads finished runs' summaries only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import fsum
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.read import JsonObject, RunReader, is_external, read_json
from wonton.artifacts.status import how_started
from wonton.core.errors import RunExistsError, SettingsError
from wonton.metrics.bootstrap import mean_interval
from wonton.runs.compare import Side, compare_sides, moved_between
from wonton.runs.run import RunPlan, run_config

#: Settings and versions in which the runs of one folder may differ.
_APART = frozenset({"provider", "model", "provider_prompt", "provider_model"})
_COUNTS = ("theorems", "solved", "unsolved", "refused", "failed")


@dataclass(frozen=True, slots=True)
class Skip:
    """A provider that was asked for and could not run, why, and what helps."""

    provider: str
    reason: str
    remedy: str


def provider_folder(provider: str) -> str:
    """The name of a provider's run in its folder: `module:factory` of a user's own has no colon there."""
    return provider.replace(":", "-")


def find_provider_runs(folder: Path) -> list[RunReader]:
    """The runs in `folder` that are named after their providers, sorted by name, finished or not."""
    runs = [RunReader(path.parent) for path in sorted(folder.glob(f"*/{layout.RUN_CONFIG}"))]
    return [run for run in runs if not is_external(run.run_dir) and run.run_dir.name == provider_folder(_provider(run))]


def _provider(run: RunReader) -> str:
    return str(run.config()["settings"]["provider"])


def check_folder(folder: Path, resume: bool) -> None:
    """Raise `RunExistsError` where runs of several providers cannot go into `folder`: it is one run, or holds
    something already and is not to be resumed."""
    if (folder / layout.RUN_CONFIG).is_file():
        raise RunExistsError(f"{folder} is one run, no folder of several providers' runs", "Choose another --run-id.")
    if not resume and folder.is_dir() and any(folder.iterdir()):
        raise RunExistsError(f"{folder} exists already", "Add --resume to finish it, or choose another --run-id.")


def check_plans(folder: Path, plans: Iterable[RunPlan]) -> None:
    """Raise `SettingsError` where a run that is in `folder` already could not be set beside those of `plans`, as far as
    that is known before they start: versions of what they ask are not."""
    standing = [(run, run.config()) for run in find_provider_runs(folder)]
    for plan in plans:
        planned = run_config(plan, {})
        for run, config in standing:
            known = {name: config["versions"].get(name) for name in planned["versions"]}
            if moved := moved_between({**config, "versions": known}, planned, _APART):
                raise SettingsError(
                    f"the run {run.run_dir}, which is there, differs in more than the provider: {', '.join(moved)}",
                    f"Repeat the command as it was, or choose another --run-id.{how_started(run.run_dir)}",
                )


def write_providers_summary(folder: Path, skips: Iterable[Skip]) -> dict[str, Any]:
    """Write `providers_summary.json` into `folder` from the finished runs in it and the `skips`, those left out whose
    runs are there after all; gives it. Raises as `summarise_providers` does, `ArtifactError`."""
    runs = [run for run in find_provider_runs(folder) if is_finished(run)]
    present = {_provider(run) for run in runs}
    skipped = [asdict(skip) for skip in skips if skip.provider not in present]
    summary = {**summarise_providers(runs), "skipped": skipped}
    write.write_json(folder / layout.PROVIDERS_SUMMARY, summary)
    return summary


def recorded_skips(folder: Path) -> list[JsonObject]:
    """The skips that the summary in `folder` records; none where it has no summary. Raises `ArtifactError`."""
    path = folder / layout.PROVIDERS_SUMMARY
    return list(read_json(path)["skipped"]) if path.is_file() else []


def is_finished(run: RunReader) -> bool:
    """Whether the run came to its end, and so has a summary."""
    return bool(run.status()["status"] == "completed")


def summarise_providers(runs: Sequence[RunReader]) -> dict[str, Any]:
    """A row for each of the finished `runs` and one for every two of them, in the order given.

    Raises `SettingsError` where two of them differ in more than the provider: what came of them could not be put down
    to it. `timings` has what a provider's model cost, by provider.
    """
    _check_alike(runs)
    found = [(run, run.summary()) for run in runs]
    models = {_provider(run): summary["timings"] for run, summary in found if "timings" in summary}
    return {
        "providers": [_row(run, summary) for run, summary in found],
        "pairs": [_pair(one, two) for one, two in combinations(found, 2)],
        **({"timings": models} if models else {}),
    }


def _check_alike(runs: Sequence[RunReader]) -> None:
    for run in runs[1:]:
        if moved := moved_between(runs[0].config(), run.config(), _APART):
            raise SettingsError(
                f"the runs {runs[0].run_dir} and {run.run_dir.name} differ in more than the provider: "
                f"{', '.join(moved)}",
                "Make them with the same options; `wonton compare` sets any two runs side by side.",
            )


def _row(run: RunReader, summary: JsonObject) -> dict[str, Any]:
    """One provider: what it solved, at what cost (attempts and iterations of wild types, or of all seeds), and what
    lesions did."""
    searches = [cost for row in summary["theorems"] if (cost := _cost(row)) is not None]
    outcomes = summary.get("outcomes")
    return {
        "provider": _provider(run),
        "run": run.run_dir.name,
        "counts": {name: summary["counts"][name] for name in _COUNTS},
        "solved": summary["rates"]["solved"],
        "seeds_solved": summary["rates"].get("agent_seeds"),
        **{name: sum(cost[name] for cost in searches) for name in ("attempts", "iterations")},
        "outcomes": outcomes and {name: outcomes[name] for name in ("control_null", "lesions")},
    }


def _cost(row: Mapping[str, Any]) -> dict[str, int] | None:
    """Attempts and iterations behind a theorem's row in a summary; None where it was refused."""
    if row.get("wild_type"):
        return {"attempts": row["wild_type"]["tau"], "iterations": row["wild_type"]["iterations"]}
    costs = row.get("costs")
    return None if costs is None else dict(costs["agent"])


def _pair(one: tuple[RunReader, JsonObject], two: tuple[RunReader, JsonObject]) -> dict[str, Any]:
    """Two providers, theorem by theorem. In basins a theorem counts as solved where some seed of the agent solved it,
    and attempts are those of all seeds, which are no cost of solving: there the seeds are compared instead."""
    found = compare_sides(*({side.item_id: side for side in _sides(summary)} for _, summary in (one, two)))
    rates = [_seed_rates(summary) for _, summary in (one, two)]
    basin = any(rates)
    return {
        "providers": [_provider(run) for run, _ in (one, two)],
        **found,
        "attempts_ratio": None if basin else found["attempts_ratio"],
        "seeds_difference": _difference(*rates) if basin else None,
    }


def _sides(summary: JsonObject) -> Iterator[Side]:
    for row in summary["theorems"]:
        cost = _cost(row)
        if cost is not None:
            yield Side(row["item_id"], row["status"] == "solved", cost["attempts"])


def _seed_rates(summary: JsonObject) -> dict[str, float]:
    """The share of the agent's seeds that solved, by theorem; empty for a run that is none of basins."""
    agents = {row["item_id"]: row["agent"] for row in summary["theorems"] if row.get("agent")}
    return {item_id: agent["solve_rate"]["value"] for item_id, agent in agents.items()}


def _difference(one: Mapping[str, float], two: Mapping[str, float]) -> dict[str, Any] | None:
    """Mean over theorems of the second's share of seeds solved less the first's, with a studentised bootstrap interval
    over theorems; None where they have none in common."""
    values = [two[item_id] - one[item_id] for item_id in sorted(one.keys() & two.keys())]
    interval = mean_interval(values, "seeds difference", low=-1, high=1)
    if interval is None:
        return None
    return {"items": len(values), "mean": fsum(values) / len(values), "interval": interval.to_json()}
