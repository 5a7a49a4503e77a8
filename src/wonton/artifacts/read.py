"""Reading a run directory back, for whoever shows, resumes, reconciles or compares runs.

Depends on the published formats and on nothing that wrote them. Covers access to files; it judges nothing.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from wonton.artifacts import layout
from wonton.artifacts.layout import VariantFile
from wonton.artifacts.versions import check_version
from wonton.core.errors import ArtifactError, FormatVersionError, UnknownNameError

JsonObject = dict[str, Any]


def read_bytes(path: Path) -> bytes:
    """The content of `path`, decompressed where its name ends in `.gz`. Raises `ArtifactError`."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.name.endswith(".gz") else data
    except (OSError, EOFError, zlib.error) as error:
        raise ArtifactError(f"cannot read {path}: {error}", "Is this the folder of a run?") from error


def read_json(path: Path) -> JsonObject:
    """The object in `path`. Raises `ArtifactError` where it is missing or damaged, `FormatVersionError` where newer."""
    try:
        value = json.loads(read_bytes(path))
    except ValueError as error:
        raise ArtifactError(f"{path} is damaged: {error}", "Run again with --resume to have it rebuilt.") from error
    if not isinstance(value, dict):
        raise ArtifactError(f"{path} is damaged: not a JSON object", "Run again with --resume to have it rebuilt.")
    check_version(value, path)
    return value


def read_lines(path: Path) -> list[JsonObject]:
    """The objects of a JSON Lines file; a line that a death cut short is left out. Raises `ArtifactError`."""
    return list(_whole_lines(read_bytes(path)))


def _whole_lines(data: bytes) -> Iterator[JsonObject]:
    for line in data.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def is_complete(folder: Path) -> bool:
    """Whether a theorem's folder counts: `done` stands and every file that it names is there."""
    marker = folder / layout.DONE
    if not marker.is_file():
        return False
    try:
        names = read_json(marker).get("files", [])
    except ArtifactError:
        return False
    return all((folder / name).is_file() for name in names)


def is_external(run_dir: Path) -> bool:
    """Whether a run directory is one of automatic provers over problems; False where its settings cannot be read."""
    try:
        return "problems" in read_json(run_dir / layout.RUN_CONFIG)
    except (ArtifactError, FormatVersionError):
        return False


def find_runs(logs_root: Path) -> list[Path]:
    """Every run directory at or below `logs_root`, sorted by path."""
    return sorted(path.parent for path in logs_root.rglob(layout.RUN_CONFIG))


@dataclass(frozen=True, slots=True)
class TheoremReader:
    """One theorem's folder. Methods that read a file of a variant give None where that variant has no such file."""

    folder: Path
    item_id: str

    @property
    def done(self) -> bool:
        """Whether the folder counts."""
        return is_complete(self.folder)

    def theorem(self) -> JsonObject:
        """Name, statement, header and status of the theorem."""
        return read_json(self.folder / layout.THEOREM)

    def variants(self) -> list[str]:
        """Names of the variants that have run, in the order in which they ran."""
        suffix = VariantFile.METRICS.suffix
        rows = [read_json(path) for path in sorted(self.folder.glob(f"*{suffix}"))]
        return [row["variant"] for row in sorted(rows, key=lambda row: (row["order"], row["variant"]))]

    def read(self, variant: str, kind: VariantFile) -> JsonObject | None:
        """The JSON file `kind` of `variant`, or None."""
        path = self.folder / layout.variant_file(variant, kind)
        return read_json(path) if path.is_file() else None

    def metrics(self, variant: str) -> JsonObject | None:
        """Solved or not, costs, structure, verdicts."""
        return self.read(variant, VariantFile.METRICS)

    def comparison(self, variant: str) -> JsonObject | None:
        """The variant beside its wild type: outcome and differences."""
        return self.read(variant, VariantFile.COMPARISON)

    def history(self, variant: str) -> JsonObject | None:
        """Every expansion and every attempt."""
        return self.read(variant, VariantFile.HISTORY)

    def graph(self, variant: str) -> JsonObject | None:
        """The proof graph, where the search solved."""
        return self.read(variant, VariantFile.GRAPH)

    def tree(self, variant: str) -> JsonObject | None:
        """The search tree as it stood at the end."""
        return self.read(variant, VariantFile.MCTS_TREE)

    def assembly(self, variant: str) -> JsonObject | None:
        """The assembled script and its verdicts."""
        return self.read(variant, VariantFile.ASSEMBLY)

    def proof_term(self, variant: str) -> JsonObject | None:
        """The elaborated proof term as packed trees (`wonton.artifacts.trees`)."""
        return self.read(variant, VariantFile.PROOF_TERM)

    def recheck(self, variant: str) -> JsonObject | None:
        """What other kernels said of the proof, once they were asked."""
        return self.read(variant, VariantFile.RECHECK)

    def measures(self, variant: str) -> JsonObject | None:
        """What postprocessing computed of the variant, once it has."""
        return self.read(variant, VariantFile.MEASURES)

    def trace(self, variant: str) -> list[JsonObject]:
        """The search's trace events, in order; empty where there is no trace."""
        path = self.folder / layout.variant_file(variant, VariantFile.MCTS_TRACE)
        return read_lines(path) if path.is_file() else []


@dataclass(frozen=True, slots=True)
class RunReader:
    """A run directory. `open_run` makes one."""

    run_dir: Path

    def config(self) -> JsonObject:
        """Everything needed to repeat the run."""
        return read_json(self.run_dir / layout.RUN_CONFIG)

    def status(self) -> JsonObject:
        """How the execution stands."""
        return read_json(self.run_dir / layout.RUN_STATUS)

    def summary(self) -> JsonObject:
        """Counts, rates and a row per theorem; written when the run ends."""
        return read_json(self.run_dir / layout.SUMMARY)

    def goal_cache(self) -> JsonObject:
        """Goals of the run by signature."""
        return read_json(self.run_dir / layout.GOAL_CACHE)

    def events(self) -> list[JsonObject]:
        """The execution's log."""
        return read_lines(self.run_dir / layout.EVENTS)

    def theorems(self) -> list[TheoremReader]:
        """The theorems that have been begun, finished or not, sorted by item id."""
        readers = [
            TheoremReader(path.parent, str(read_json(path)["item_id"]))
            for path in self.run_dir.glob(f"*/{layout.THEOREM}")
        ]
        return sorted(readers, key=lambda reader: reader.item_id)

    def theorem(self, item_id: str) -> TheoremReader:
        """One theorem. Raises `UnknownNameError`, and `ArtifactError` where the run has nothing of it yet."""
        folder = layout.theorem_folder(self.run_dir, item_id)
        if not (folder / layout.THEOREM).is_file():
            self._refuse(item_id, folder / layout.FAILURE)
        return TheoremReader(folder, item_id)

    def _refuse(self, item_id: str, failure: Path) -> NoReturn:
        """Say why there is nothing of `item_id`."""
        known = [str(theorem["item_id"]) for theorem in self.config()["theorems"]]
        if item_id not in known:
            raise UnknownNameError(f"theorem of run {self.run_dir.name}", item_id, known)
        if failure.is_file():
            why = f"was given up: {read_json(failure)['reason']}"
            raise ArtifactError(f"{item_id} {why}", "The run's command with --resume tries it again.")
        raise ArtifactError(f"{item_id} has not been begun", "The run's command with --resume goes on.")


def open_run(run_dir: Path) -> RunReader:
    """The run in `run_dir`. Raises `ArtifactError` where there is none, `FormatVersionError` where it is newer."""
    reader = RunReader(run_dir)
    reader.config()
    return reader
