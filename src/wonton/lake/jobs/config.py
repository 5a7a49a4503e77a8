"""What a job asks for: schema version 2, read from TOML or JSON, checked before anything runs.

schema_version  2
name, title     the first names the job's folder
parameters      names and defaults; "${name}" in a selection or a reference stands for the value. `assistant`
                without a value is the only assistant of the runs in scope
selection       the runs that the job is about
reference       either `ref_id`, a reference that stands, or `build_outcomes = true` with a `selection` of its own
                (never the job's by default: no in-sample reference by accident), `alpha` and `variants`
when_empty      "refuse" (default) or "skip": what a selection without runs means
datasets        `name`, `sql`, and `format` (jsonl, parquet), `file`, `order_by`
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from wonton.core.errors import FormatVersionError, SettingsError, UnknownNameError
from wonton.lake.selection import NOTHING, Selection
from wonton.metrics.reference_k import ALPHA

SCHEMA_VERSION = 2
Format = Literal["jsonl", "parquet"]
WhenEmpty = Literal["refuse", "skip"]
Value = str | int | float

#: Files of a job's folder that are no datasets.
MANIFEST, CONFIG, INPUTS = "manifest.json", "job_config.json", "inputs.json"
PRESETS = Path(__file__).parent.parent / "presets"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_FILE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_PARAMETER = re.compile(r"\$\{([a-z_]+)\}")
_KEYS = frozenset(
    {
        "format_version",
        "schema_version",
        "name",
        "title",
        "parameters",
        "selection",
        "reference",
        "when_empty",
        "datasets",
    }
)
_REFERENCE_KEYS = frozenset({"ref_id", "build_outcomes", "selection", "alpha", "variants"})
_DATASET_KEYS = frozenset({"name", "sql", "format", "file", "order_by"})


@dataclass(frozen=True, slots=True)
class ReferenceSpec:
    """Which reference a job scores against: the one that stands as `ref_id`, or one built from `selection` (of its
    runs' variants only `variants`, where there are any) and read with `alpha`."""

    ref_id: str = ""
    selection: Selection = NOTHING
    alpha: float = ALPHA
    variants: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As in a job's file."""
        if self.ref_id:
            return {"ref_id": self.ref_id}
        return {
            "build_outcomes": True,
            "selection": self.selection.to_json(),
            "alpha": self.alpha,
            "variants": list(self.variants),
        }


@dataclass(frozen=True, slots=True)
class Dataset:
    """One query and the file, in the job's folder, that its rows go to; ordered by `order_by`, then all columns."""

    name: str
    sql: str
    format: Format
    file: str
    order_by: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As in a job's file."""
        return {
            "name": self.name,
            "sql": self.sql,
            "format": self.format,
            "file": self.file,
            "order_by": list(self.order_by),
        }


@dataclass(frozen=True, slots=True)
class JobConfig:
    """A job with its parameters filled in."""

    name: str
    title: str
    parameters: tuple[tuple[str, Value], ...]
    selection: Selection
    reference: ReferenceSpec | None
    when_empty: WhenEmpty
    datasets: tuple[Dataset, ...]

    def to_json(self) -> dict[str, Any]:
        """As a job's file that asks for the same."""
        return {
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "title": self.title,
            "parameters": dict(self.parameters),
            "selection": self.selection.to_json(),
            "reference": self.reference.to_json() if self.reference else None,
            "when_empty": self.when_empty,
            "datasets": [dataset.to_json() for dataset in self.datasets],
        }


@dataclass(frozen=True, slots=True)
class JobFile:
    """A job as it was read: its table, before parameters are filled in."""

    source: str
    table: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The job's name."""
        return str(self.table["name"])

    @property
    def title(self) -> str:
        """What it is about, in a line."""
        return str(self.table.get("title", ""))

    @property
    def parameters(self) -> dict[str, Value]:
        """Parameters and their defaults."""
        return dict(self.table.get("parameters", {}))

    def resolve(self, values: Mapping[str, Value]) -> JobConfig:
        """The job with `values` for its parameters. Raises `SettingsError`, `UnknownNameError`."""
        for name in values:
            if name not in self.parameters:
                raise UnknownNameError(f"parameter of job {self.name}", name, self.parameters)
        filled = {name: _same_type(name, value, self.parameters[name]) for name, value in values.items()}
        parameters = {**self.parameters, **filled}
        table = {
            key: value if key == "datasets" else _filled(value, parameters, self.source)
            for key, value in self.table.items()
        }
        return replace(_config(self.source, table), parameters=tuple(sorted(parameters.items())))


def known_presets() -> list[JobFile]:
    """The presets that come with the program, by name."""
    return [read_job(path) for path in sorted(PRESETS.glob("*.toml"))]


def load_job(name: str) -> JobFile:
    """The preset `name`, or the job in the file of that path. Raises `UnknownNameError`, `SettingsError`."""
    path = PRESETS / f"{name}.toml"
    if _NAME.fullmatch(name) and path.is_file():
        return read_job(path)
    if name.endswith((".toml", ".json")):
        return read_job(Path(name))
    known = [path.stem for path in PRESETS.glob("*.toml")]
    raise UnknownNameError("preset", name, known, "A job of your own is named by its file, .toml or .json.")


def read_job(path: Path) -> JobFile:
    """The job in `path`. Raises `SettingsError` where it is unreadable or no job, `FormatVersionError` where newer."""
    try:
        text = path.read_text(encoding="utf-8")
        table = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read the job {path}: {error}") from error
    if not isinstance(table, dict):
        raise SettingsError(f"{path.name} is not a job: not a table")
    return job_from(path.name, {**table, "datasets": _with_sql(path, table.get("datasets"))})


def _with_sql(path: Path, datasets: Any) -> Any:
    """The datasets, each `sql_file` replaced by the file's text."""
    if not isinstance(datasets, list) or not all(isinstance(row, dict) for row in datasets):
        return datasets
    return [_one_with_sql(path, row) for row in datasets]


def _one_with_sql(path: Path, row: dict[str, Any]) -> dict[str, Any]:
    if "sql_file" not in row:
        return row
    name = row["sql_file"]
    if "sql" in row or not isinstance(name, str) or not _FILE.fullmatch(name):
        raise SettingsError(f"{path.name}: sql_file is {name!r}", "It is a plain name beside the job's file; no sql.")
    try:
        text = (path.parent / name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path.name}: cannot read {name}: {error}") from error
    return {**{key: value for key, value in row.items() if key != "sql_file"}, "sql": text}


def job_from(source: str, table: Mapping[str, Any]) -> JobFile:
    """The job in `table`, which `source` names in messages. Raises as `read_job`."""
    version = table.get("schema_version")
    if version != SCHEMA_VERSION:
        kind = FormatVersionError if isinstance(version, int) and version > SCHEMA_VERSION else SettingsError
        raise kind(f"{source} has schema_version {version}; this program runs jobs of version {SCHEMA_VERSION}")
    job = JobFile(source, table)
    _check_keys(source, table, _KEYS)
    if not _NAME.fullmatch(str(table.get("name", ""))):
        raise SettingsError(f"{source}: the name is {table.get('name')!r}: lower-case letters, digits, _ and - only")
    for name, value in _table(source, "parameters", table.get("parameters", {})).items():
        if not isinstance(value, Value) or isinstance(value, bool):
            raise SettingsError(f"{source}: parameter {name} is neither text nor a number")
    _check_structure(job)
    return job


def _check_structure(job: JobFile) -> None:
    """Read it once with a stand-in for parameters that have no default, so that a bad job is refused when read."""
    stand_ins: dict[str, Value] = {name: "any" for name, value in job.parameters.items() if value == ""}
    job.resolve(stand_ins)


def _config(source: str, table: Mapping[str, Any]) -> JobConfig:
    return JobConfig(
        name=str(table["name"]),
        title=str(table.get("title", "")),
        parameters=(),
        selection=_selection(source, table.get("selection")),
        reference=_reference(source, table.get("reference")),
        when_empty=_one_of(source, "when_empty", table.get("when_empty", "refuse"), get_args(WhenEmpty)),
        datasets=_datasets(source, table.get("datasets")),
    )


def _selection(source: str, value: Any) -> Selection:
    found = Selection.of(f"{source}: selection", value if value is not None else {})
    if not found:
        raise SettingsError(f"{source} selects no runs", 'Name some; run_ids = ["*"] stands for all.')
    return found


def _reference(source: str, value: Any) -> ReferenceSpec | None:
    if value is None:
        return None
    table = _table(source, "reference", value)
    _check_keys(f"{source}: reference", table, _REFERENCE_KEYS)
    ref_id, build = str(table.get("ref_id", "")), table.get("build_outcomes", False)
    if not isinstance(build, bool) or build == bool(ref_id):
        raise SettingsError(f"{source}: a reference has either ref_id or build_outcomes = true")
    if ref_id:
        return ReferenceSpec(ref_id)
    selection = Selection.of(f"{source}: reference.selection", table.get("selection", {}))
    if not selection:
        raise SettingsError(
            f"{source}: reference.build_outcomes without a reference.selection",
            "Say which runs the reference is built from: it never takes those that are scored by default.",
        )
    return ReferenceSpec("", selection, _alpha(source, table.get("alpha", ALPHA)), _variants(source, table))


def _alpha(source: str, value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise SettingsError(f"{source}: reference.alpha is {value!r}; it is a number above 0")
    return float(value)


def _variants(source: str, table: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(set(_texts(source, "reference.variants", table.get("variants", [])))))


def _datasets(source: str, value: Any) -> tuple[Dataset, ...]:
    if not isinstance(value, list) or not value:
        raise SettingsError(f"{source} has no datasets")
    found = tuple(_dataset(source, row) for row in value)
    for what in ("name", "file"):
        words = [getattr(dataset, what) for dataset in found]
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            raise SettingsError(f"{source}: two datasets have the {what} {twice[0]}")
    return found


def _dataset(source: str, value: Any) -> Dataset:
    row = _table(source, "dataset", value)
    name = str(row.get("name", ""))
    where = f"{source}: dataset {name!r}"
    _check_keys(where, row, _DATASET_KEYS)
    if not _NAME.fullmatch(name):
        raise SettingsError(f"{where}: a name has lower-case letters, digits, _ and - only")
    if not isinstance(row.get("sql"), str) or not row["sql"].strip():
        raise SettingsError(f"{where} has no sql")
    form: Format = _one_of(where, "format", row.get("format", "jsonl"), get_args(Format))
    file = row.get("file", f"{name}.{form}")
    if not isinstance(file, str) or not _FILE.fullmatch(file) or file in (MANIFEST, CONFIG, INPUTS):
        raise SettingsError(
            f"{where} would be written to {file!r}", "A dataset is a file of its own in the job's folder: a plain name."
        )
    return Dataset(name, row["sql"].strip(), form, file, tuple(_texts(where, "order_by", row.get("order_by", []))))


def _filled(value: Any, parameters: Mapping[str, Value], source: str) -> Any:
    """`value` with every "${name}" replaced; one that is the whole of a text keeps its type."""
    if isinstance(value, Mapping):
        return {key: _filled(each, parameters, source) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, parameters, source) for each in value]
    if not isinstance(value, str):
        return value
    for name in _PARAMETER.findall(value):
        if name not in parameters:
            raise UnknownNameError(f"parameter in {source}", name, parameters)
    whole = _PARAMETER.fullmatch(value)
    return parameters[whole[1]] if whole else _PARAMETER.sub(lambda found: str(parameters[found[1]]), value)


def _same_type(name: str, value: Value, default: Value) -> Value:
    """`value`, made a number where the default is one. Raises `SettingsError`."""
    if isinstance(default, str):
        return str(value)
    try:
        return type(default)(value)
    except ValueError as error:
        raise SettingsError(f"parameter {name} is {value!r}, which is not a number") from error


def _check_keys(where: str, table: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise SettingsError(f"{where} has unknown keys: {', '.join(unknown)}", f"Known: {', '.join(sorted(known))}.")


def _table(source: str, what: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SettingsError(f"{source}: {what} is not a table")
    return value


def _texts(where: str, what: str, value: Any) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingsError(f"{where}: {what} is not a list of strings")
    return value


def _one_of(where: str, what: str, value: Any, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise UnknownNameError(f"{what} of {where}", str(value), known)
    return value
