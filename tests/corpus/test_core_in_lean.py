"""The `core` corpus put before Lean: every statement elaborates, every reference proof holds, no library lemma is one
of its theorems. Each check is one file for one Lean process."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

import pytest

from wonton.assistants.lean.process import run_once
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.core.expr import Expr, ExprKind
from wonton.core.library import Lemma
from wonton.corpus.source import SourceTheorem, parse_theorems, read_core
from wonton.corpus.surface import syntax as s
from wonton.corpus.surface import to_lean_prefix
from wonton.corpus.surface.names import OPERATORS, PREFIXES


@pytest.fixture(scope="module")
def lean(lean_cache: Path) -> WheelToolchain:
    return WheelToolchain(lean_cache)


def refused(lean: WheelToolchain, folder: Path, blocks: Sequence[str]) -> dict[int, str]:
    """Run Lean over the blocks, one after the other. The places of those with an error, with its first error."""
    starts: list[int] = []
    line = lean.preamble.imports.count("\n") + 2
    for block in blocks:
        starts.append(line)
        line += block.count("\n") + 1
    path = folder / "Core_corpus.lean"
    path.write_text("\n".join([lean.preamble.imports, *blocks]) + "\n", encoding="utf-8")
    done = run_once(lean.command, ["--json", "-DmaxErrors=1000000", str(path)], 300.0, 4_096.0)
    assert done.code in (0, 1)
    found: dict[int, str] = {}
    for message in map(json.loads, done.output.splitlines()):
        if message["severity"] == "error":
            found.setdefault(bisect_right(starts, message["pos"]["line"]) - 1, message["data"])
    return found


def opening(theorem: SourceTheorem) -> str:
    return f"theorem {theorem.name} {to_lean_prefix(theorem.statement)} := by"


def proved(theorem: SourceTheorem) -> str:
    return opening(theorem) + "".join(f"\n  {line}" for line in theorem.proof.splitlines())


def test_every_reference_proof_holds_and_only_classical_ones_see_excluded_middle(
    lean: WheelToolchain, tmp_path: Path
) -> None:
    constructive = [theorem for theorem in read_core() if not theorem.classical]
    classical = [theorem for theorem in read_core() if theorem.classical]
    for theorems, imports in ((constructive, ""), (classical, "import Core.Classical")):
        blocks = [imports, *map(proved, theorems)]
        wrong = refused(lean, tmp_path, blocks)
        assert {blocks[place]: message for place, message in wrong.items()} == {}
    assert all("Classical.em" in theorem.proof for theorem in classical)


def test_a_wrong_reference_proof_would_be_noticed(lean: WheelToolchain, tmp_path: Path) -> None:
    good = "theorem good (p : Prop) : p → p := by\n  intro h; exact h"
    bad = "theorem bad (p : Prop) : p := by\n  assumption"
    blocks = [good, bad, good.replace("good", "well")]
    assert list(refused(lean, tmp_path, blocks)) == [1]


def conclusion(type_: Expr) -> str:
    """The constant at the head of what a lemma concludes, `""` where that is a variable."""
    while type_.kind is ExprKind.PI:
        type_ = type_.children[1]
    return type_.head.label if type_.head.kind is ExprKind.CONST else ""


def target(term: s.Term) -> str:
    """The constant at the head of what a statement concludes, `""` where that is a variable."""
    match term:
        case s.Bind(quantifier="∀"):
            return target(term.body)
        case s.Infix(operator="→"):
            return target(term.right)
        case s.Infix():
            return "Not" if OPERATORS[term.operator].negated else OPERATORS[term.operator].lean
        case s.Prefix():
            return PREFIXES[term.operator]
        case s.Bind():
            return "Exists"
    return ""


def constants(type_: Expr) -> set[str]:
    return {node.label for node in type_.walk() if node.kind is ExprKind.CONST}


def rivals(theorem: SourceTheorem, lemmas: Sequence[Lemma]) -> list[str]:
    """The lemmas that might state this theorem: the same head, and no constant that the theorem does not have."""
    head, text = target(theorem.statement.proposition), to_lean_prefix(theorem.statement)
    alike = [lemma for lemma in lemmas if conclusion(lemma.type) == head]
    return [lemma.name for lemma in alike if all(name in text for name in constants(lemma.type))]


def tried(theorem: SourceTheorem, names: Sequence[str]) -> str:
    tries = " ".join(f"| (apply {name}; all_goals assumption)" for name in names)
    return f"{opening(theorem)} intros; first {tries} | (constructor; all_goals assumption) | eq_refl"


def test_no_item_is_closed_by_a_library_lemma(lean: WheelToolchain, tmp_path: Path) -> None:
    theorems = read_core()
    missed = refused(lean, tmp_path, [tried(theorem, rivals(theorem, lean.lemmas)) for theorem in theorems])
    assert [theorem.name for place, theorem in enumerate(theorems) if place not in missed] == []


@pytest.mark.parametrize(
    "line",
    [
        "theorem again (a b : Nat) : a + b = b + a",
        "theorem again (p q : Prop) : p ∨ q → q ∨ p",
        "theorem again {α : Type} (a b c : α) : a = b → b = c → a = c",
        "theorem again (p q : Prop) : p → q → p ∧ q",
        "theorem again (n : Nat) : n + 1 = succ n",
    ],
)
def test_a_restated_lemma_would_be_noticed(lean: WheelToolchain, tmp_path: Path, line: str) -> None:
    (theorem,) = parse_theorems(line, "nat")
    names = rivals(theorem, lean.lemmas)
    assert refused(lean, tmp_path, [tried(theorem, names)]) == {}
