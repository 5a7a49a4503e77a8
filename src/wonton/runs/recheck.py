"""A finished run before another kernel: every solved variant's proof judged by a checker that did not make it.

A run of `lean` goes to Rocq's kernel, a run of `rocq` to Lean's or to `coqchk`. Each variant gets one more file,
`<variant>_recheck.json`, with each kernel's verdict under its name; no other file is touched. The same run and the same
kernel give the same bytes, whatever the number of workers. Covers reading, judging, writing and counting; how a proof
gets from one kernel to the other is the business of `wonton.assistants.exchange`.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.layout import VariantFile
from wonton.artifacts.read import JsonObject, RunReader, TheoremReader
from wonton.artifacts.trees import unpack
from wonton.artifacts.write import write_json
from wonton.assistants.base import Script, Theorem
from wonton.assistants.exchange.outcome import Checker, RecordedProof, Verdict
from wonton.core.errors import ArtifactError, Interrupted, SettingsError
from wonton.metrics.rates import Rate
from wonton.runs.checkers import CORE_ONLY, KERNELS, open_checker, same_library
from wonton.runs.interpreter import allow_deep_terms
from wonton.runs.settings import RunSettings

#: Proofs that one process of the other kernel judges; part of no result.
BATCH = 100
_STACK_BYTES = 256 * 2**20
#: Gives the theorem of an item id in full, for runs that recorded a header by its digest only.
FindTheorem = Callable[[str], Theorem]
Observer = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One solved variant with its proof."""

    reader: TheoremReader
    variant: str
    proof: RecordedProof


@dataclass(frozen=True, slots=True)
class Row:
    """What the kernel said of one variant."""

    item_id: str
    variant: str
    verdict: Verdict

    def to_json(self) -> dict[str, Any]:
        """Item, variant and the verdict's fields."""
        return {"item_id": self.item_id, "variant": self.variant, **self.verdict.to_json()}


@dataclass(frozen=True, slots=True)
class RecheckReport:
    """All rows, in order of item ids and, within an item, of variants; `checker` is the kernel's name and version."""

    kernel: str
    checker: str
    rows: tuple[Row, ...]

    def summary(self) -> dict[str, Any]:
        """Rates with numerator, denominator and Wilson interval, for all variants and for the wild types alone, and
        the number of proofs not accepted by outcome and kind."""
        wild = [row for row in self.rows if row.variant == layout.WILD_TYPE]
        kinds = Counter((r.verdict.outcome, r.verdict.kind) for r in self.rows if not r.verdict.accepted)
        return {
            "kernel": self.kernel,
            "checker": self.checker,
            "accepted": _rate(self.rows).to_json(),
            "accepted_wild_type": _rate(wild).to_json(),
            "not_accepted": [
                {"outcome": outcome, "kind": kind, "count": count} for (outcome, kind), count in sorted(kinds.items())
            ],
        }

    @property
    def exit_code(self) -> int:
        """0 where every proof was accepted, else 3."""
        return 0 if all(row.verdict.accepted for row in self.rows) else 3


def _rate(rows: Sequence[Row]) -> Rate:
    return Rate(sum(row.verdict.accepted for row in rows), len(rows))


def recheck_run(
    run: RunReader,
    kernel: str,
    cache: Path,
    *,
    lean_project: str = "",
    theorems: Sequence[str] = (),
    workers: int = 1,
    find_theorem: FindTheorem | None = None,
    observer: Observer | None = None,
) -> RecheckReport:
    """Have `kernel` judge every solved variant of a finished run, of `theorems` only where some are named.

    `cache` is where assistants keep what they build once; `lean_project` is where the Lake project of the run lies now,
    `""` for where it was; `observer` is told how many proofs of how many are judged.
    Raises `SettingsError` for a run that is not finished, was made by another version or goes to other kernels,
    `UnknownNameError` for a theorem that the run does not have, `MissingToolError`, `ArtifactError`, `AssistantError`
    where an accident kept the kernel from an answer, and `Interrupted` at Ctrl-C: then nothing is written.
    """
    check_run(run, kernel, cache, lean_project)
    readers = [run.theorem(name) for name in dict.fromkeys(theorems)] or run.theorems()
    cases = [case for reader in sorted(readers, key=lambda r: r.item_id) for case in solved_cases(reader, find_theorem)]
    checker = open_checker(kernel, cache)
    verdicts = _judged(checker, cases, workers, observer or (lambda done, total: None))
    rows = []
    for case in cases:
        row = Row(case.reader.item_id, case.variant, verdicts[_key(case)])
        write_recheck(case, kernel, row.verdict)
        rows.append(row)
    return RecheckReport(kernel, checker.name, tuple(rows))


def check_run(run: RunReader, kernel: str, cache: Path, lean_project: str = "") -> None:
    """Raise `SettingsError`, saying what to do, unless `run` is finished, of this version and one that `kernel` can
    judge."""
    name, config = run.run_dir.name, run.config()
    assistant = str(config["settings"]["assistant"])
    kernels = KERNELS.get(assistant, ())
    if not kernels:
        raise SettingsError(
            f"run {name} was made with {assistant}, whose proofs no other kernel here can check",
            f"Runs of {' and '.join(sorted(KERNELS))} can be rechecked.",
        )
    if kernel not in kernels:
        raise SettingsError(
            f"a run of {assistant} cannot be rechecked by {kernel}", f"Use --kernel {' or --kernel '.join(kernels)}."
        )
    project = config["settings"].get("lean_project", "")
    if project and kernel in CORE_ONLY:
        raise SettingsError(
            f"run {name} was made with the Lean project {project}: {kernel} knows proofs over the Core library only",
            "Run it with --external-checker 'lake env lean4checker {module}' for a second opinion.",
        )
    status = run.status()
    if status["status"] != "completed":
        raise SettingsError(f"run {name} is not finished: {status['status']}", "Finish it first, with --resume.")
    made = str(config["versions"]["assistant"])
    here = same_library(RunSettings(assistant, lean_project=lean_project or project), cache)
    if made != here:
        raise SettingsError(
            f"run {name} was made with {made}, and this program has {here}",
            "Recheck it with the version that made it, or make the run again.",
        )


def solved_cases(reader: TheoremReader, find_theorem: FindTheorem | None) -> Iterator[Case]:
    """The solved variants of one theorem, in the order in which they ran. Raises `ArtifactError`."""
    if not reader.done:
        return
    theorem: Theorem | None = None
    for variant in reader.variants():
        metrics, assembly = reader.metrics(variant) or {}, reader.assembly(variant)
        if not metrics.get("solved"):
            continue
        if assembly is None:
            raise ArtifactError(f"{reader.folder}: {variant} is solved and has no assembly", "Run it again.")
        theorem = theorem or _theorem(reader, find_theorem)
        yield Case(reader, variant, _recorded(theorem, assembly, reader.proof_term(variant)))


def _theorem(reader: TheoremReader, find_theorem: FindTheorem | None) -> Theorem:
    facts = reader.theorem()
    names = ("item_id", "name", "statement", "header", "footer")
    theorem = Theorem(**{name: str(facts.get(name, "")) for name in names})
    if not theorem.header.startswith("sha256:"):
        return theorem
    if find_theorem is None:
        raise ArtifactError(f"{reader.item_id}: its header is recorded by its digest only", "Build its corpus first.")
    return find_theorem(reader.item_id)


def _recorded(theorem: Theorem, assembly: JsonObject, term: JsonObject | None) -> RecordedProof:
    script = script_from(assembly["script"])
    if term is None:
        return RecordedProof(theorem, assembly["source"], script=script)
    return RecordedProof(theorem, assembly["source"], unpack(term["trees"])[term["root"]], term["text"], script)


def script_from(value: JsonObject) -> Script:
    """The script that an assembly holds."""
    children = tuple(script_from(child) for child in value["children"])
    return Script(value["tactic"], children, tuple(tuple(places) for places in value["positions"]))


Key = tuple[Theorem, str, str]


def _key(case: Case) -> Key:
    """Variants that found the same proof of the same theorem are judged once."""
    return case.proof.theorem, case.proof.source, case.proof.term_text


def _judged(checker: Checker, cases: Sequence[Case], workers: int, observer: Observer) -> dict[Key, Verdict]:
    """The verdict on each different proof, `BATCH` of them at a time in each of `workers` threads."""
    proofs = {_key(case): case.proof for case in cases}
    keys = list(proofs)
    parts = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
    verdicts: dict[Key, Verdict] = {}
    with _deep_threads(), ThreadPoolExecutor(max_workers=workers) as pool:
        answers = pool.map(lambda part: checker.check([proofs[key] for key in part]), parts)
        try:
            for part, found in zip(parts, answers, strict=True):
                verdicts.update(zip(part, found, strict=True))
                observer(len(verdicts), len(keys))
        except KeyboardInterrupt:
            raise Interrupted("the recheck was stopped, nothing was written") from None
        finally:
            pool.shutdown(cancel_futures=True)
    return verdicts


@contextlib.contextmanager
def _deep_threads() -> Iterator[None]:
    """Room for deep terms in the threads that are started meanwhile."""
    allow_deep_terms()
    before = threading.stack_size(_STACK_BYTES)
    try:
        yield
    finally:
        threading.stack_size(before)


def write_recheck(case: Case, kernel: str, verdict: Verdict) -> None:
    """Put the verdict of `kernel` into the variant's file, those of other kernels kept. Raises `ArtifactError`."""
    try:
        before = case.reader.recheck(case.variant) or {"verdicts": {}}
    except ArtifactError as error:
        raise ArtifactError(error.message, "Delete that file and recheck again.") from error
    verdicts: Mapping[str, Any] = {**before["verdicts"], kernel: verdict.to_json()}
    value = {
        "item_id": case.reader.item_id,
        "variant": case.variant,
        "rechecked": any(row["outcome"] == "accepted" for row in verdicts.values()),
        "verdicts": verdicts,
    }
    write_json(case.reader.folder / layout.variant_file(case.variant, VariantFile.RECHECK), value)
