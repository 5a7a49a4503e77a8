"""Wrong Lean proofs are refused by both kernels, and the right ones that they were made of are accepted by both.

`WONTON_MUTANTS=2000` tries that many instead of a sample."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from wonton.assistants.exchange.lean_to_rocq import RocqChecker, export_proof
from wonton.assistants.exchange.lean_to_rocq.constants import Catalogue
from wonton.assistants.exchange.lean_to_rocq.kernel import Workshop
from wonton.assistants.exchange.lean_to_rocq.levels import numbers
from wonton.assistants.exchange.lean_to_rocq.mirror import Mirror
from wonton.assistants.exchange.lean_to_rocq.sources import Elaborated, elaborate
from wonton.assistants.exchange.outcome import Exported
from wonton.assistants.lean.process import run_once
from wonton.core.expr import Expr, bound, const, lam, pi, sort

from .lean_printing import lean_text
from .mutation import KINDS, mutants, replaced
from .reference import reference_proofs

COUNT = int(os.environ.get("WONTON_MUTANTS", "150"))
#: Mutants of one proof, and terms that one Lean process reads.
EACH = 4 if COUNT <= 1_500 else 8
IN_A_FILE = 500
SEED = 20260301


@dataclass(frozen=True)
class Claim:
    """A term said to be of a type, and the way in which it is wrong; `right` where it is not."""

    kind: str
    type: Expr
    term: Expr


@pytest.fixture(scope="module")
def claims(rocq_checker: RocqChecker, catalogue: Catalogue) -> list[Claim]:
    """Reference proofs spread over the corpus, each with its mutants behind it; `COUNT` mutants in all."""
    proofs = [proof for proof in reference_proofs() if not proof.theorem.header]
    step = max(1, EACH * len(proofs) // (COUNT + EACH * 10))
    chosen = [found for found in elaborate(rocq_checker.toolchain, proofs[::step]) if isinstance(found, Elaborated)]
    catalogue.complete([const("True.intro"), *(tree for found in chosen for tree in (found.type, found.value))])
    made = list(_claims(chosen, catalogue))
    wrong = [claim for claim in made if claim.kind != "right"]
    assert len(wrong) >= COUNT
    return made


def _claims(proofs: list[Elaborated], catalogue: Catalogue) -> Iterator[Claim]:
    def type_of(label: str) -> Expr | None:
        name, levels = numbers(label)
        constant = catalogue.get(name)
        return None if constant.type is None else constant.type_at(levels)

    for proof in proofs:
        yield Claim("right", proof.type, proof.value)
        for mutant in mutants(proof.value, type_of, atom="True.intro", count=EACH, seed=SEED):
            yield Claim(mutant.kind, proof.type, mutant.term)


def test_every_kind_is_tried(claims: list[Claim]) -> None:
    kinds = Counter(claim.kind for claim in claims)
    assert all(kinds[kind] >= 0.1 * COUNT for kind in KINDS), kinds


def test_rocq_refuses_every_mutant(claims: list[Claim], rocq_checker: RocqChecker, catalogue: Catalogue) -> None:
    mirror = Mirror(catalogue.get)
    lines = ["From Wonton Require Import Mirror."]
    for place, claim in enumerate(claims):
        exported = export_proof(f"claim{place}", claim.type, claim.term, mirror)
        assert isinstance(exported, Exported), (claim.kind, exported)
        lines.append(exported.text if claim.kind == "right" else f"Fail {exported.text}")
    with Workshop(rocq_checker.kernel) as workshop:
        assert workshop.mirror(mirror.text()).message == ""
        compiled = workshop.compile("Claims", "\n".join([*lines, ""]))
        few = [line.removeprefix("Fail ") for line in lines[1:] if line.startswith("Fail ")][:8]
        verdicts = workshop.judge(few)
    assert compiled.line == 0, (claims[compiled.line - 2], compiled.message)
    assert [verdict.kind for verdict in verdicts] == ["kernel"] * len(few)
    assert not any("Syntax error" in verdict.reason for verdict in verdicts)


def test_lean_refuses_every_mutant(claims: list[Claim], rocq_checker: RocqChecker, tmp_path: Path) -> None:
    for start in range(0, len(claims), IN_A_FILE):
        part = claims[start : start + IN_A_FILE]
        refused = refused_by_lean(part, rocq_checker, tmp_path / "Claims.lean")
        assert refused == {place for place, claim in enumerate(part) if claim.kind != "right"}


def refused_by_lean(claims: list[Claim], rocq_checker: RocqChecker, path: Path) -> set[int]:
    """The places of the claims that Lean refuses."""
    head = ["prelude", "import Core", "set_option autoImplicit false"]
    lines = [
        f"theorem wonton_claim{place} : {lean_text(claim.type)} := {lean_text(claim.term)}"
        for place, claim in enumerate(claims)
    ]
    path.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    done = run_once(rocq_checker.toolchain.command, ["--json", "-DmaxErrors=1000000", str(path)], 300.0, 4_096.0)
    messages = [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]
    return {message["pos"]["line"] - len(head) - 1 for message in messages if message["severity"] == "error"}


def test_mutants_are_drawn_by_the_seed() -> None:
    proposition = sort("Prop")
    term = lam("p", proposition, lam("h", bound(0), bound(0)))
    drawn = [mutants(term, lambda label: None, atom="I", count=9, seed=seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] and {m.kind for m in drawn[0]} == {"dangling", "universe"}
    assert set(drawn[0]) == set(drawn[2]) and len(drawn[0]) == 3
    assert all(m.term != term for m in drawn[0])


def test_swapped_arguments_have_types_that_exclude_each_other() -> None:
    of = pi("A", sort("Type"), pi("a", bound(0), pi("b", bound(1), sort("Prop"))))
    term = Expr(const("f").kind, "f")
    applied = replaced(lam("x", const("N"), bound(0)), (1,), term)
    assert applied.children[1] == term
    from wonton.core.expr import app

    found = mutants(app(const("f"), const("N"), const("x"), const("y")), lambda _: of, atom="I", count=9, seed=1)
    swaps = [m.term for m in found if m.kind == "swap"]
    assert sorted([a.label for a in swap.args] for swap in swaps) == [["x", "N", "y"], ["y", "x", "N"]]
