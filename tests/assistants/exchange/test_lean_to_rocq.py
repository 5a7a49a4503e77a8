"""Lean's proofs before Rocq's kernel: the library, reference proofs, Lean's own conversion rules, refusals."""

from __future__ import annotations

from collections import Counter

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.exchange.lean_to_rocq import RocqChecker, export_proof
from wonton.assistants.exchange.lean_to_rocq.constants import Catalogue
from wonton.assistants.exchange.lean_to_rocq.kernel import Workshop
from wonton.assistants.exchange.lean_to_rocq.mirror import HEAD, Mirror
from wonton.assistants.exchange.outcome import Exported, RecordedProof, Refused, Verdict
from wonton.core.errors import MissingToolError
from wonton.core.expr import Expr, ExprKind, app, bound, const, lam, pi, sort

from .conftest import at_ones
from .reference import reference_proofs

PROP = sort("Prop")
TRIVIAL = (pi("p", PROP, pi("h", bound(0), bound(1))), lam("p", PROP, lam("h", bound(0), bound(0))))


def proof(statement: str, tactic: str, name: str = "goal", header: str = "") -> RecordedProof:
    head = f"{header}\n" if header else ""
    source = f"{head}theorem {name} {statement} := by\n  {tactic}\n"
    return RecordedProof(Theorem(name, name, statement, header), source)


def check(checker: RocqChecker, *proofs: RecordedProof) -> list[Verdict]:
    return list(checker.check(proofs))


def test_rocq_accepts_the_whole_core_library(rocq_checker: RocqChecker, catalogue: Catalogue) -> None:
    mirror = Mirror(catalogue.get)
    labels = [const(at_ones(catalogue, lemma.name)) for lemma in rocq_checker.toolchain.lemmas]
    _, axioms = mirror.closed(*labels)
    assert axioms == ("Quot.sound", "propext")
    with Workshop(rocq_checker.kernel) as workshop:
        compiled = workshop.mirror(mirror.text())
    assert (compiled.line, compiled.message) == (0, "")
    assert len(mirror.sentences) > 400 and "Definition Nat'add_comm" in mirror.text()
    assumed = [line.split()[1] for line in mirror.sentences if line.startswith("Axiom")]
    assert assumed == sorted(assumed, key=assumed.index) and set(assumed) == {"propext", "funext__1_1"}


def test_reference_proofs_are_accepted(rocq_checker: RocqChecker) -> None:
    proofs = reference_proofs()[::9]
    verdicts = check(rocq_checker, *proofs)
    lost = [(p.theorem.name, v.kind, v.reason) for p, v in zip(proofs, verdicts, strict=True) if not v.accepted]
    assert len(verdicts) >= 60 and len(lost) <= 0.05 * len(verdicts), lost
    assert all(kind and reason for _, kind, reason in lost)
    assert {v.checker for v in verdicts} == {rocq_checker.name} and rocq_checker.name.startswith("rocq kernel 8.")
    axioms = Counter(axiom for v in verdicts for axiom in v.axioms)
    assert set(axioms) <= {"Classical.em", "definitional UIP", "propext", "Quot.sound"}


@pytest.mark.parametrize(
    ("statement", "tactic"),
    [
        ("(p : Prop) (h k : p) : Eq h k", "rfl"),
        ("(a : Nat) (h : Eq a a) : Eq h (Eq.refl a)", "rfl"),
        ("{α β : Type} (p : Prod α β) : Eq (Prod.mk (Prod.fst p) (Prod.snd p)) p", "rfl"),
        ("{α β : Type} (f : α → β) : Eq (fun (x : α) => f x) f", "rfl"),
        ("(n m : Nat) : Eq (Nat.add n (Nat.succ m)) (Nat.succ (Nat.add n m))", "rfl"),
        ("(a b : Nat) (h : Eq a b) : Eq (cast (Eq.refl Nat) a) b", "exact h"),
        (
            "(a b : Bool) (h : Eq a b) : Eq (@And.rec (Eq a b) True (fun (_ : And (Eq a b) True) => Bool) "
            "(fun (_ : Eq a b) (_ : True) => a) (And.intro h True.intro)) b",
            "exact h",
        ),
        ("(α : Type) (h : Eq Nat α) : Eq h h", "rfl"),
    ],
    ids=["proof irrelevance", "K", "eta of pairs", "eta", "second argument", "cast", "And builds data", "types"],
)
def test_conversion_is_as_in_lean(rocq_checker: RocqChecker, statement: str, tactic: str) -> None:
    (verdict,) = check(rocq_checker, proof(statement, tactic))
    assert verdict.accepted, verdict


def test_what_lean_does_not_convert_rocq_does_not_either(rocq_checker: RocqChecker, catalogue: Catalogue) -> None:
    """`Nat.add 0 n` is `n` by induction only, in Lean as in the mirror."""
    nat, one = const("Nat"), ("Eq⟦1⟧", "Eq.refl⟦1⟧")
    added = app(const("Nat.add"), const("Nat.zero"), bound(0))
    type_ = pi("n", nat, app(const(one[0]), nat, added, bound(0)))
    mirror = Mirror(catalogue.get)
    exported = export_proof("wrong", type_, lam("n", nat, app(const(one[1]), nat, bound(0))), mirror)
    assert isinstance(exported, Exported)
    with Workshop(rocq_checker.kernel) as workshop:
        workshop.mirror(mirror.text())
        (verdict,) = workshop.judge([exported.text])
    assert (verdict.outcome, verdict.kind) == ("refused", "kernel") and "Eq__1" in verdict.reason


def test_a_refusal_hides_nothing_behind_it(rocq_checker: RocqChecker, catalogue: Catalogue) -> None:
    mirror = Mirror(catalogue.get)
    type_, value = TRIVIAL
    wrong = lam("p", PROP, lam("h", bound(0), bound(1)))
    exported = [export_proof(f"proof{n}", type_, term, mirror) for n, term in enumerate([value, wrong, wrong, value])]
    texts = [one.text for one in exported if isinstance(one, Exported)]
    with Workshop(rocq_checker.kernel) as workshop:
        workshop.mirror(mirror.text())
        verdicts = workshop.judge(texts)
    assert [verdict.outcome for verdict in verdicts] == ["accepted", "refused", "refused", "accepted"]
    assert verdicts[0].axioms == () and verdicts[1].reason == verdicts[2].reason


def test_axioms_are_named(rocq_checker: RocqChecker) -> None:
    classical = proof("(p : Prop) : Or p (Not p)", "exact Classical.em p", header="import Core.Classical")
    extensional = proof(
        "(f g : Nat → Nat) (h : ∀ (x : Nat), Eq (f x) (g x)) : Eq f g", "exact funext h", header="import Core.Simp"
    )
    assert [v.axioms for v in check(rocq_checker, classical, extensional)] == [
        ("Classical.em",),
        ("Quot.sound", "definitional UIP"),
    ]


def test_refusals_say_their_kind(rocq_checker: RocqChecker) -> None:
    admitted = proof("(p : Prop) : p", "exact sorryAx p Bool.true")
    # Lean puts sorryAx where a tactic fails.
    broken = proof("(p : Prop) : p → p", "exact no_such_thing")
    polymorphic = RecordedProof(
        Theorem("any", "any.{u}", "{α : Sort u} (a : α) : Eq a a"),
        "theorem any.{u} {α : Sort u} (a : α) : Eq a a := by\n  rfl\n",
    )
    other = RecordedProof(Theorem("one", "one", "(p : Prop) : p → p"), "theorem one : True := by\n  exact True.intro\n")
    recorded = RecordedProof(*_pair(proof("(p : Prop) : p → p", "exact fun h => h")), term_text="fun (p : Prop) => p")
    large = proof("(n : Nat) : Eq n n → Eq 2000 2000", "intro h; rfl")
    verdicts = check(rocq_checker, admitted, broken, other, recorded, large, proof("(p : Prop) : p → p", "exact id"))
    kinds = [(verdict.outcome, verdict.kind) for verdict in verdicts]
    assert kinds == [
        ("not_exportable", "axiom"),
        ("not_exportable", "axiom"),
        ("not_exportable", "statement"),
        ("not_exportable", "term"),
        ("not_exportable", "literal"),
        ("accepted", ""),
    ]
    assert "sorryAx" in verdicts[0].reason and check(rocq_checker, polymorphic)[0].kind in ("universe", "term")


def _pair(recorded: RecordedProof) -> tuple[Theorem, str]:
    return recorded.theorem, recorded.source


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (const("Nat.no_such_constant"), "constant"),
        (const("Eq"), "universe"),
        (const("Eq⟦u⟧"), "universe"),
        (Expr(ExprKind.META, "?x"), "term"),
        (Expr(ExprKind.LIT, '"text"'), "literal"),
        (sort("Type 40"), "universe"),
        (Expr(ExprKind.PROJ, "1", (const("Nat.zero"),)), "eta"),
        (Expr(ExprKind.PROJ, "1", (sort("Prop"),)), "term"),
    ],
)
def test_terms_without_counterpart_are_values(catalogue: Catalogue, value: Expr, kind: str) -> None:
    found = export_proof("x", const("Nat"), value, Mirror(catalogue.get))
    assert isinstance(found, Refused) and found.kind == kind and found.reason


def test_a_constant_that_rocq_refuses_is_named(catalogue: Catalogue) -> None:
    mirror = Mirror(catalogue.get, {"Nat": "Rocq said no."})
    found = export_proof("x", const("Nat"), const("Nat.zero"), mirror)
    assert found == Refused("kernel", "Nat of Lean's library is refused: Rocq said no.")


def test_the_same_proof_is_the_same_text(catalogue: Catalogue) -> None:
    label = const(at_ones(catalogue, "Nat.le_antisymm"))
    texts = set()
    for _ in range(2):
        mirror = Mirror(catalogue.get)
        mirror.closed(label)
        texts.add(mirror.text())
    assert len(texts) == 1 and texts.pop().startswith(HEAD[0])


def test_verdicts_do_not_depend_on_the_company(rocq_checker: RocqChecker) -> None:
    one, two = proof("(p : Prop) : p → p", "exact id"), proof("(p : Prop) : p", "exact sorryAx p Bool.true")
    assert check(rocq_checker, one, two, one) == [*check(rocq_checker, one, two), *check(rocq_checker, one)]


def test_without_rocq_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from wonton.assistants.exchange.lean_to_rocq import find_kernel

    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingToolError) as caught:
        find_kernel()
    assert "coqc" in caught.value.message and caught.value.remedy
