"""Proofs of a finished run asked again: `--check-proof`.

A proof by E or Vampire is checked step by step: that the formula of each inference follows from those of its parents is
put to another prover as a problem of its own, under a limit. Steps that keep satisfiability only (a Skolem symbol, a
definition) entail nothing and are skipped; inner steps without a formula are checked together with the one they belong
to. A step that cannot be put as such a question (other sorts than individuals) is skipped too, and the proof does not
count as rechecked. Of an answer of Z3 or cvc5 the whole problem is put to the other one.

What is found goes into `proof_check.json` of the problem's folder: the rung `rechecked` of the ladder of verdicts, who
gave it, and the counts. A step that is not confirmed within the limit is no error found: only a refuted one is. The
file is written when the last question of its problem is answered, and a problem that has it of the same prover and
limit of time is not asked about again.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.occupation import locked, terminable
from wonton.artifacts.read import is_complete, read_json
from wonton.core.errors import Interrupted, MissingToolError, SettingsError
from wonton.external.backends import backend
from wonton.external.base import Backend, Binary, Format, Outcome, Problem
from wonton.external.find import find
from wonton.external.order import ExternalOrder, ExternalSettings
from wonton.external.pool import Done, ExternalPool, Lost
from wonton.external.proofs import Derivation, Node
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.files import read_graph
from wonton.external.proofs.printing import question

#: Who is asked where nobody is named, the first that is there and did not make the proof.
_ASKED: dict[Format, tuple[str, ...]] = {"tptp": ("vampire", "e", "z3", "cvc5"), "smtlib": ("cvc5", "z3")}
#: Rules that introduce symbols, and those that turn the conjecture round: their conclusion does not follow.
_NOT_ENTAILED = frozenset({"skolem", "define", "negate"})
_NO_QUESTION = "not entailed"
_SECONDS = 5.0
_LIMITS = ExternalSettings("", "")


@dataclass(frozen=True, slots=True)
class Checker:
    """The prover that is asked, for how many seconds a question, and within which other limits: megabytes of memory and
    of output of its whole process tree, and who keeps them."""

    backend: Backend
    binary: Binary
    seconds: float = _SECONDS
    memory_mb: int = _LIMITS.memory_mb
    output_mb: int = _LIMITS.output_mb
    executor: str = _LIMITS.executor

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.backend.name} {self.binary.version}"

    @property
    def settings(self) -> ExternalSettings:
        """What its workers are told."""
        return ExternalSettings(self.backend.name, "", self.seconds, self.memory_mb, self.output_mb, self.executor)


@dataclass(frozen=True, slots=True)
class Question:
    """One step to be confirmed: the problem's item, the node's name, the text; `""` for a step that is skipped, with
    the reason."""

    item_id: str
    step: str
    text: str
    reason: str = ""


def find_checker(made_by: str, named: str = "", seconds: float = _SECONDS) -> Checker:
    """Who checks what the backend `made_by` proved: the one that is `named`, else the first that is installed.

    Raises `SettingsError` where that is the same one or cannot read such problems, `MissingToolError` where there is
    none."""
    language = backend(made_by).format
    if named:
        prover = backend(named)
        if named == made_by or named not in _ASKED[language]:
            others = ", ".join(name for name in _ASKED[language] if name != made_by)
            raise SettingsError(f"{named} cannot check proofs of {made_by}", f"Choose one of {others}.")
        return Checker(prover, find(prover), seconds)
    missing: list[str] = []
    for name in _ASKED[language]:
        try:
            if name != made_by:
                return Checker(backend(name), find(backend(name)), seconds)
        except MissingToolError:
            missing.append(name)
    raise MissingToolError(
        f"no prover is installed that could check proofs of {made_by} ({', '.join(missing)} are not)",
        "pip install 'wonton-soup[external]'",
    )


def check_run(run_dir: Path, problems: Sequence[Problem], checker: Checker, workers: int = 1) -> dict[str, Any]:
    """Check the proofs of the run in `run_dir` that `checker` has not checked yet; gives the counts of all. The run is
    held meanwhile. Raises `ArtifactError`, `RunExistsError` where another process works on it, and `Interrupted`."""
    with locked(run_dir), terminable():
        try:
            return _check(run_dir, problems, checker, workers)
        except KeyboardInterrupt:
            raise Interrupted("the check of the proofs was stopped", "Run the same command with --resume.") from None


def _check(run_dir: Path, problems: Sequence[Problem], checker: Checker, workers: int) -> dict[str, Any]:
    solved = [problem for problem in problems if _has_proof(run_dir, problem)]
    kept = {problem.item_id: _kept(run_dir, problem.item_id, checker) for problem in solved}
    found = [content for content in kept.values() if content is not None]
    unchecked = [problem for problem in solved if kept[problem.item_id] is None]
    left = {problem.item_id: _questions(run_dir, problem, checker) for problem in unchecked}
    with closing(_checked(left, checker, workers)) as checked:
        for content in checked:
            write.write_json(layout.theorem_folder(run_dir, content["item_id"]) / layout.PROOF_CHECK, content)
            found.append(content)
    names = ("steps", "confirmed", "refuted", "skipped")
    counts = {name: sum(content["counts"][name] for content in found) for name in names}
    rechecked = sum(content["rungs"]["rechecked"] is True for content in found)
    return {"checker": checker.label, "proofs": len(solved), "rechecked": rechecked, **counts}


def _kept(run_dir: Path, item_id: str, checker: Checker) -> dict[str, Any] | None:
    """What `checker` found of a problem before, with the same limit of time; None where it was not asked, or died over
    a question: another try may do better."""
    path = layout.theorem_folder(run_dir, item_id) / layout.PROOF_CHECK
    if not path.is_file():
        return None
    content = read_json(path)
    same = content["checkers"]["rechecked"] == checker.label and content["seconds_a_step"] == checker.seconds
    return content if same and "crashed" not in content["unconfirmed"].values() else None


def _checked(
    left: Mapping[str, Sequence[Question]], checker: Checker, workers: int
) -> Generator[dict[str, Any], None, None]:
    """What is found of each problem, once its last question is answered."""
    posed = [one for ones in left.values() for one in ones if one.text]
    waiting = Counter(one.item_id for one in posed)
    outcomes: dict[tuple[str, str], Outcome] = {}
    for item_id, ones in left.items():
        if not waiting[item_id]:
            yield _verdict(item_id, ones, outcomes, checker)
    with closing(_ask(posed, checker, workers)) as answers:
        for one, outcome in answers:
            outcomes[one.item_id, one.step] = outcome
            waiting[one.item_id] -= 1
            if not waiting[one.item_id]:
                yield _verdict(one.item_id, left[one.item_id], outcomes, checker)


def _has_proof(run_dir: Path, problem: Problem) -> bool:
    """Whether the problem's folder has a proof to check: an answer of a solver for SMT-LIB, a whole graph for TPTP."""
    folder = layout.theorem_folder(run_dir, problem.item_id)
    if not is_complete(folder) or read_json(folder / layout.EXTERNAL_RESULT)["outcome"] != "proved":
        return False
    if problem.format == "smtlib":
        return True
    if not (folder / layout.PROOF_GRAPH).is_file():
        return False
    found = read_json(folder / layout.PROOF_GRAPH)
    return found["complete"] is True and found["graph"] is not None


def _questions(run_dir: Path, problem: Problem, checker: Checker) -> list[Question]:
    if problem.format == "smtlib":
        return [Question(problem.item_id, "answer", problem.path.read_text(encoding="utf-8"))]
    path = layout.theorem_folder(run_dir, problem.item_id) / layout.PROOF_GRAPH
    graph = read_graph(read_json(path)["graph"])
    return step_questions(problem.item_id, graph, checker.backend.format)


def step_questions(item_id: str, graph: Derivation, language: Format) -> list[Question]:
    """A question in `language` for each inference with a formula."""
    found: list[Question] = []
    for node in graph.nodes:
        if node.kind != "derived" or node.formula is None:
            continue
        steps, premises = _above(graph, node)
        if any(step.family in _NOT_ENTAILED for step in steps):
            found.append(Question(item_id, node.name, "", _NO_QUESTION))
            continue
        try:
            found.append(Question(item_id, node.name, question(premises, node.formula, language)))
        except ProofSyntaxError as error:
            found.append(Question(item_id, node.name, "", error.message))
    return found


def _above(graph: Derivation, node: Node) -> tuple[list[Node], list[Any]]:
    """The steps that belong to a node (itself, and the inner ones above it), and the formulas that they rest on."""
    steps, premises, stack = [node], [], list(node.parents)
    while stack:
        parent = graph.nodes[stack.pop(0)]
        if parent.formula is None:
            steps.append(parent)
            stack.extend(parent.parents)
        else:
            premises.append(parent.formula)
    return steps, premises


def _ask(posed: Sequence[Question], checker: Checker, workers: int) -> Generator[tuple[Question, Outcome], None, None]:
    """What the checker says to each question, as it is answered; one whose worker died is `crashed`."""
    language = checker.backend.format
    suffix, dialect = (".p", "fof") if language == "tptp" else (".smt2", "")
    with tempfile.TemporaryDirectory(prefix="wonton-check-") as place:
        folder = Path(place)
        asked: dict[str, Question] = {}
        for number, one in enumerate(posed):
            name = f"q{number:06}"
            asked[name] = one
            (folder / f"{name}{suffix}").write_text(one.text, encoding="utf-8")
        order = ExternalOrder(folder / "answers", checker.settings, checker.binary)
        with ExternalPool(order, workers) as pool:
            problems = [Problem(name, folder / f"{name}{suffix}", folder, language, dialect) for name in asked]
            for message in pool.run(problems):
                if isinstance(message, Done):
                    yield asked[message.problem.item_id], message.row["outcome"]
                elif isinstance(message, Lost) and message.final:
                    yield asked[message.problem.item_id], "crashed"


def _verdict(
    item_id: str, ones: Sequence[Question], outcomes: Mapping[tuple[str, str], Outcome], checker: Checker
) -> dict[str, Any]:
    """The content of `proof_check.json`."""
    checked = [one for one in ones if one.text]
    confirmed = [one for one in checked if outcomes.get((item_id, one.step)) == "proved"]
    refuted = [one.step for one in checked if outcomes.get((item_id, one.step)) == "refuted"]
    known = {one.step for one in confirmed}
    unconfirmed = {one.step: outcomes.get((item_id, one.step), "crashed") for one in checked if one.step not in known}
    open_ = unconfirmed or any(one.reason not in ("", _NO_QUESTION) for one in ones)
    rechecked = None if not checked else False if refuted else None if open_ else True
    return {
        "item_id": item_id,
        "rungs": {"rechecked": rechecked},
        "checkers": {"rechecked": checker.label},
        "seconds_a_step": checker.seconds,
        "counts": {
            "steps": len(ones),
            "confirmed": len(confirmed),
            "unconfirmed": len(unconfirmed) - len(refuted),
            "refuted": len(refuted),
            "skipped": len(ones) - len(checked),
        },
        "refuted": refuted,
        "unconfirmed": unconfirmed,
        "skipped": {one.step: one.reason for one in ones if not one.text},
    }
