"""What a run does with each theorem, and what it makes of all of them: lesions, or basins."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from wonton.artifacts import layout, write
from wonton.artifacts.read import is_complete, read_json
from wonton.assistants.base import Theorem
from wonton.core.errors import ArtifactError
from wonton.runs import basin, files
from wonton.runs.order import BasinSettings, Task, WorkOrder
from wonton.runs.summary import model_timings, write_summary


class Study(Protocol):
    """The part of a run that knows what it is about. Touches the run directory, starts nothing."""

    variants: list[str]  #: what each theorem is put through
    files: list[str]  #: kinds of files that a theorem's folder may have

    def complete(self, theorem: Theorem) -> bool:
        """Whether nothing is left to do for `theorem`."""
        ...

    def tasks(self, theorem: Theorem, parts: int) -> list[Task]:
        """What is left to be worked on, in `parts` tasks at most; none where it has only to be finished."""
        ...

    def finish(self, theorem: Theorem) -> dict[str, Any] | None:
        """Close the folder of a theorem whose tasks are all done; gives what is to be told of it, if anything."""
        ...

    def give_up(self, theorem: Theorem, reason: str) -> None:
        """Record that a theorem failed; what it has stays where it can be used again."""
        ...

    def summarise(self, theorems: Sequence[Theorem], failed: Sequence[str]) -> dict[str, Any]:
        """Write the files that span the run, and give its summary."""
        ...


def study_of(order: WorkOrder) -> Study:
    """The study that an order is about."""
    return LesionStudy(order) if order.basin is None else BasinStudy(order, order.basin)


class LesionStudy:
    """Wild type, control and lesions: `wonton run`."""

    def __init__(self, order: WorkOrder) -> None:
        self._run_dir = order.run_dir
        self.variants = ["wild_type"] if order.settings.wild_only else ["wild_type", "control_null", "lesions"]
        self.files = [kind.value for kind in layout.VariantFile]

    def complete(self, theorem: Theorem) -> bool:
        """See `Study.complete`."""
        return is_complete(layout.theorem_folder(self._run_dir, theorem.item_id))

    def tasks(self, theorem: Theorem, parts: int) -> list[Task]:
        """One: later variants use what earlier ones learnt."""
        return [Task(theorem)]

    def finish(self, theorem: Theorem) -> dict[str, Any] | None:
        """Nothing: whoever worked on it has closed its folder, and told."""
        return None

    def give_up(self, theorem: Theorem, reason: str) -> None:
        """See `Study.give_up`. An unfinished theorem is begun anew, so nothing of it is kept."""
        folder = write.fresh_folder(layout.theorem_folder(self._run_dir, theorem.item_id))
        write.write_json(folder / layout.FAILURE, {"item_id": theorem.item_id, "reason": reason})

    def summarise(self, theorems: Sequence[Theorem], failed: Sequence[str]) -> dict[str, Any]:
        """See `Study.summarise`."""
        return write_summary(self._run_dir, theorems, failed)


class BasinStudy:
    """Many seeds, agent and blind: `wonton basin`."""

    def __init__(self, order: WorkOrder, settings: BasinSettings) -> None:
        self._order, self._settings = order, settings
        self.variants = ["agent", "blind"] if settings.blind else ["agent"]
        self.files = ["basin_seeds", "basin_analysis"]

    def _folder(self, theorem: Theorem) -> Path:
        return layout.theorem_folder(self._order.run_dir, theorem.item_id)

    def complete(self, theorem: Theorem) -> bool:
        """See `Study.complete`."""
        return is_complete(self._folder(theorem))

    def tasks(self, theorem: Theorem, parts: int) -> list[Task]:
        """The seeds that are missing, in `parts` blocks of neighbours."""
        folder = self._folder(theorem)
        missing = [seed for seed in range(self._settings.seeds) if not (folder / layout.seed_file(seed)).is_file()]
        if not missing or self._lacks_marker(folder):
            return []
        size = -(-len(missing) // parts)
        return [Task(theorem, tuple(missing[at : at + size])) for at in range(0, len(missing), size)]

    @staticmethod
    def _lacks_marker(folder: Path) -> bool:
        """Whether everything but the marker stands, as where a death came just before it: `theorem.json`, and, unless
        the statement was refused, what it was written after."""
        theorem = folder / layout.THEOREM
        if not theorem.is_file():
            return False
        names = () if read_json(theorem)["status"] == "refused" else (layout.BASIN_SEEDS, layout.BASIN_ANALYSIS)
        return all((folder / name).is_file() for name in names)

    def finish(self, theorem: Theorem) -> dict[str, Any] | None:
        """Put the seeds into one file, analyse them, set the marker."""
        folder = self._folder(theorem)
        item, seconds = {"item_id": theorem.item_id}, 0.0
        if not self._lacks_marker(folder):
            rows = [read_json(folder / layout.seed_file(seed)) for seed in range(self._settings.seeds)]
            seconds = sum(side["seconds"] + side["check_seconds"] for row in rows for side in row["timings"].values())
            write.write_json(folder / layout.BASIN_SEEDS, {**item, **_together(rows)})
            analysis = basin.analyse(rows, self._order.settings, self._settings)
            write.write_json(folder / layout.BASIN_ANALYSIS, {**item, **analysis})
            found = "solved" if any(row["agent"]["solved"] for row in rows) else "unsolved"
            described = {**files.recorded_theorem(theorem), "status": found, "message": "", "variants": []}
            write.write_json(folder / layout.THEOREM, described)
        status = read_json(folder / layout.THEOREM)["status"]
        names = [layout.THEOREM] if status == "refused" else [layout.BASIN_ANALYSIS, layout.BASIN_SEEDS, layout.THEOREM]
        with contextlib.suppress(FileNotFoundError):
            (folder / layout.FAILURE).unlink()
        write.write_json(folder / layout.DONE, {**item, "files": names})
        self._clear(folder)
        return {"status": status, "seconds": seconds}

    @staticmethod
    def _clear(folder: Path) -> None:
        """Remove the files of single seeds, which stand in one file now."""
        try:
            shutil.rmtree(folder / layout.SEEDS, ignore_errors=False)
        except FileNotFoundError:
            return
        except OSError as error:
            raise write.cannot_write(folder, error) from error

    def give_up(self, theorem: Theorem, reason: str) -> None:
        """See `Study.give_up`. Seeds that were done stay."""
        folder = self._folder(theorem)
        write.make_folder(folder)
        write.write_json(folder / layout.FAILURE, {"item_id": theorem.item_id, "reason": reason})

    def summarise(self, theorems: Sequence[Theorem], failed: Sequence[str]) -> dict[str, Any]:
        """See `Study.summarise`."""
        done = sorted(theorem.item_id for theorem in theorems if theorem.item_id not in failed)
        for item_id in done:  # a death between the marker and the end of `finish` leaves them behind
            self._clear(layout.theorem_folder(self._order.run_dir, item_id))
        rows = list(self._rows(done))
        summary = basin.summarise(rows, sorted(failed), self._order.settings)
        summary |= model_timings(timing for item_id in done for timing in self._timings(item_id))
        write.write_json(self._order.run_dir / layout.SUMMARY, summary)
        return summary

    def _timings(self, item_id: str) -> Iterator[Mapping[str, Any]]:
        path = layout.theorem_folder(self._order.run_dir, item_id) / layout.BASIN_SEEDS
        for sides in read_json(path)["timings"].values() if path.is_file() else ():
            yield from sides.values()

    def _rows(self, item_ids: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        for item_id in item_ids:
            folder = layout.theorem_folder(self._order.run_dir, item_id)
            analysis = folder / layout.BASIN_ANALYSIS
            theorem = read_json(folder / layout.THEOREM)
            found = read_json(analysis) if analysis.is_file() else None
            if found is None and theorem["status"] != "refused":
                raise ArtifactError(f"{analysis} is missing", "Run again with --resume to have it rebuilt.")
            yield {
                "item_id": item_id,
                "folder": folder.name,
                "status": theorem["status"],
                "message": theorem["message"],
                "analysis": found,
            }


def _together(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The rows of all seeds in one object, their timings apart."""
    left_out = ("timings", "item_id", "format_version")
    return {
        "seeds": [{key: value for key, value in row.items() if key not in left_out} for row in rows],
        "timings": {str(row["seed"]): row["timings"] for row in rows},
    }
