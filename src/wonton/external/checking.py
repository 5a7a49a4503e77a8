"""Proofs of a finished run asked again: `--check-proof`.

A proof by E or Vampire is checked step by step: that the formula of each inference follows from those of its parents is
put to another prover as a problem of its own, under a limit. Steps that keep satisfiability only (a Skolem symbol, a
definition) entail nothing and are skipped; inner steps without a formula are checked together with the one they belong
to. A step that cannot be put as such a question (other sorts than individuals) is skipped too, and the proof does not
count as rechecked. Of an answer of Z3 or cvc5 the whole problem is put to the other one.

What is found goes into `proof_check.json` of the problem's folder: the rung `rechecked` of the ladder of verdicts, who
gave it, and the counts. A step that is not confirmed within the limit is no error found: only a refuted one is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.read import is_complete, read_json
from wonton.core.errors import MissingToolError, SettingsError
from wonton.external.backends import backend
from wonton.external.base import Backend, Binary, Format, Outcome, Problem
from wonton.external.find import find
from wonton.external.order import ExternalOrder, ExternalSettings
from wonton.external.pool import Done, ExternalPool
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


@dataclass(frozen=True, slots=True)
class Checker:
    """The prover that is asked, and for how many seconds a question."""

    backend: Backend
    binary: Binary
    seconds: float = _SECONDS

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.backend.name} {self.binary.version}"


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
    """Check the proofs of the run in `run_dir`; gives the counts. Raises `ArtifactError`."""
    solved = [problem for problem in problems if _has_proof(run_dir, problem)]
    with tempfile.TemporaryDirectory(prefix="wonton-check-") as name:
        folder = Path(name)
        asked = {problem.item_id: _questions(run_dir, problem, checker) for problem in solved}
        posed = [one for ones in asked.values() for one in ones if one.text]
        outcomes = _ask(folder, posed, checker, workers)
    totals = {"proofs": len(solved), "rechecked": 0, "steps": 0, "confirmed": 0, "refuted": 0, "skipped": 0}
    for item_id, ones in asked.items():
        content = _verdict(item_id, ones, outcomes, checker)
        write.write_json(layout.theorem_folder(run_dir, item_id) / layout.PROOF_CHECK, content)
        totals["rechecked"] += content["rungs"]["rechecked"] is True
        for key in ("steps", "confirmed", "refuted", "skipped"):
            totals[key] += content["counts"][key]
    return {"checker": checker.label, **totals}


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


def _ask(folder: Path, posed: Sequence[Question], checker: Checker, workers: int) -> Mapping[tuple[str, str], Outcome]:
    """What the checker says to each question."""
    language = checker.backend.format
    suffix, dialect = (".p", "fof") if language == "tptp" else (".smt2", "")
    problems: dict[str, Question] = {}
    for number, one in enumerate(posed):
        name = f"q{number:06}"
        problems[name] = one
        (folder / f"{name}{suffix}").write_text(one.text, encoding="utf-8")
    settings = ExternalSettings(checker.backend.name, "", checker.seconds)
    found: dict[tuple[str, str], Outcome] = {}
    with ExternalPool(ExternalOrder(folder / "answers", settings, checker.binary), workers) as pool:
        asked = [Problem(name, folder / f"{name}{suffix}", folder, language, dialect) for name in problems]
        for message in pool.run(asked):
            if isinstance(message, Done):
                one = problems[message.problem.item_id]
                found[one.item_id, one.step] = message.row["outcome"]
    return found


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
