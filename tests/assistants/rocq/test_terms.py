"""What Coq prints under `Printing All` becomes trees, and trees become text that Coq reads back."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.assistants.rocq.terms import (
    HOLE,
    MAX_DEPTH,
    TermSyntaxError,
    fix_parts,
    match_parts,
    parse_term,
    print_term,
)
from wonton.core.expr import Expr, ExprKind, app, bound, const, free, lam, let, pi, sort

NAT, ZERO, SUCC = const("nat"), const("O"), const("S")


def lit(text: str) -> Expr:
    return Expr(ExprKind.LIT, text)


def meta(text: str) -> Expr:
    return Expr(ExprKind.META, text)


PREDECESSOR = app(const("match O|S"), lam("", HOLE, NAT), bound(0), ZERO, lam("m", HOLE, bound(0)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("nat", NAT),
        ("@eq nat (S n) m", app(const("eq"), NAT, app(SUCC, free("n")), free("m"))),
        ("forall _ : p, q", pi("", free("p"), free("q"))),
        ("p -> q -> p", pi("", free("p"), pi("", free("q"), free("p")))),
        (
            "forall (A : Type) (x y : A), R x y",
            pi("A", sort("Type"), pi("x", bound(0), pi("y", bound(1), app(const("R"), bound(1), bound(0))))),
        ),
        ("forall y _ : nat, y = y", None),
        ("fun x : nat => x", lam("x", NAT, bound(0))),
        ("fun _ : nat => O", lam("", NAT, ZERO)),
        ("let x : nat := O in S x", let("x", NAT, ZERO, app(SUCC, bound(0)))),
        ("f (fun x : nat => x) n", app(const("f"), lam("x", NAT, bound(0)), free("n"))),
        ("(f n) m", app(const("f"), free("n"), free("m"))),
        ("Type@{u}", sort("Type@{u}")),
        ("Type@{max(Set, u+1)}", sort("Type@{max(Set,u+1)}")),
        ("idp@{u Set} nat", app(const("idp@{u Set}"), NAT)),
        ("?Goal", meta("?Goal")),
        ("?x@{a:=S n; b:=O} m", app(meta("?x"), app(const("@{a;b}"), app(SUCC, free("n")), ZERO), free("m"))),
        ("fun x : nat => x : nat", lam("x", NAT, app(const(":"), NAT, bound(0)))),
        ("(O <: nat)", app(const("<:"), NAT, ZERO)),
        ("f 1%uint63 (-1.5e+100)%float", None),
        ("f 1%uint63 1.5%float", app(const("f"), lit("1%uint63"), lit("1.5%float"))),
        ("[| O; n | m : nat |]", app(const("[||]"), ZERO, free("n"), app(const(":"), NAT, free("m")))),
        ("Coq.Init.Nat.add n' m", app(const("Coq.Init.Nat.add"), const("n'"), free("m"))),
        ("p.(@fst A B)", app(const("fst"), const("A"), const("B"), free("p"))),
        ("f _", app(const("f"), HOLE)),
        ("fun n : nat => match n return nat with | O => O | S m => m end", lam("n", NAT, PREDECESSOR)),
        ("match H return p with end", app(const("match"), lam("", HOLE, free("p")), const("H"))),
        (
            "match H as e in (eq _ a) return (P a e) with | eq_refl => t end",
            app(
                const("match eq_refl in eq"),
                lam("", HOLE, lam("a", HOLE, lam("e", HOLE, app(const("P"), bound(1), bound(0))))),
                const("H"),
                const("t"),
            ),
        ),
        (
            "match v return nat with | @C _ x => x end",
            app(const("match @C"), lam("", HOLE, NAT), const("v"), lam("", HOLE, lam("x", HOLE, bound(0)))),
        ),
        (
            "fix f (n m : nat) {struct m} : nat := f m n",
            app(
                const("fix 1"),
                lam(
                    "f",
                    pi("n", NAT, pi("m", NAT, NAT)),
                    lam("n", NAT, lam("m", NAT, app(bound(2), bound(0), bound(1)))),
                ),
            ),
        ),
        ("cofix f : A := g f", app(const("cofix"), lam("f", const("A"), app(const("g"), bound(0))))),
        (
            "let fix f (n : nat) : nat := f n in f",
            let(
                "f",
                pi("n", NAT, NAT),
                app(const("fix 0"), lam("f", pi("n", NAT, NAT), lam("n", NAT, app(bound(1), bound(0))))),
                bound(0),
            ),
        ),
    ],
)
def test_terms(text: str, tree: Expr | None) -> None:
    if tree is None:
        with pytest.raises(TermSyntaxError):
            parse_term(text, ("n", "m", "p", "q"))
    else:
        assert parse_term(text, ("n", "m", "p", "q")) == tree


def test_mutual_fixpoints_see_each_other() -> None:
    text = "(fix f (n : nat) : nat := match n return nat with | O => O | S m => g m end with g (n : nat) : nat := f n"
    text += " for g) O"
    tree = parse_term(text)
    found = fix_parts(tree)
    assert tree.head == const("fix 0|0 for 1")
    assert found is not None and found.chosen == 1 and found.structural == (0, 0) and found.rest == (ZERO,)
    arrow = pi("n", NAT, NAT)
    assert found.bodies[1] == lam("f", arrow, lam("g", arrow, lam("n", NAT, app(bound(2), bound(0)))))


def test_a_match_is_taken_apart_with_what_it_is_applied_to() -> None:
    found = match_parts(parse_term("(match n return nat with | O => O | S m => m end) k"))
    assert found is not None
    assert [name for name, _ in found.branches] == ["O", "S"]
    assert found.rest == (const("k"),) and found.inductive == ""
    assert match_parts(NAT) is None and fix_parts(NAT) is None


def test_the_innermost_binder_of_a_name_counts_and_hides_hypotheses() -> None:
    assert parse_term("fun n : nat => fun n : n => n", ("n",)) == lam("n", NAT, lam("n", bound(0), bound(0)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "f (x",
        "f )",
        "forall (x : nat)",
        "fun (x : nat) =>",
        "-> p",
        "let x : nat := O",
        "match n with | O => O",
        "f {x}",
        "if b then c else d",
        "f ]",
    ],
)
def test_what_is_not_a_term_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(TermSyntaxError, match="expected"):
        parse_term(text)


def test_long_chains_are_read_and_deep_ones_refused() -> None:
    deep = MAX_DEPTH - 10
    tree = parse_term("S (" * deep + "O" + ")" * deep)
    assert tree.size == 2 * deep + 1
    assert parse_term(print_term(tree)) == tree
    for text in ("S (" * 5000 + "O" + ")" * 5000, "forall _ : p, " * 5000 + "p", "match " * 5000):
        with pytest.raises(TermSyntaxError, match="deeper"):
            parse_term(text)


def test_printing_renames_what_would_be_captured() -> None:
    tree = lam("O", NAT, lam("n", NAT, lam("n", NAT, app(const("f"), bound(2), bound(1), bound(0), ZERO, free("n")))))
    assert parse_term(print_term(tree), ("n",)) == tree


@pytest.mark.parametrize(
    "tree", [bound(0), lam("x", NAT, bound(1)), Expr(ExprKind.PROJ, "1", (NAT,)), app(const("fix 0"), NAT)]
)
def test_what_is_no_term_of_coq_is_not_printed(tree: Expr) -> None:
    with pytest.raises(ValueError, match=r"term|fixpoint"):
        print_term(tree)


def renamed(text: str, number: int) -> str:
    """`text` with every lower-case single-letter variable called otherwise."""
    return re.sub(r"\b([a-z])\b", rf"\g<1>{number}'", text)


LEAVES = st.sampled_from(["a", "b", "O", "nat"])


@st.composite
def closed_terms(draw: st.DrawFn, depth: int = 4) -> str:
    """Terms as Coq prints them, over the variables a and b."""
    if depth == 0:
        return draw(LEAVES)
    part = closed_terms(depth - 1)
    kind = draw(st.sampled_from(["leaf", "app", "lam", "pi", "let", "match", "fix", "cast"]))
    x, y = draw(st.sampled_from("abc")), draw(st.sampled_from("abc"))
    if kind == "leaf":
        return draw(LEAVES)
    first, second = f"({draw(part)})", f"({draw(part)})"
    forms = {
        "app": f"@F {first} {second}",
        "lam": f"fun ({x} {y} : {first}) => {second}",
        "pi": f"forall {x} : {first}, {second}",
        "let": f"let {x} : nat := {first} in {second}",
        "match": f"match {first} as {x} in (I _ {y}) return {second} with | C {x} => {first} | @D _ => {first} end",
        "fix": f"fix {x} (d : {first}) (e : nat) {{struct e}} : {first} := {second}",
        "cast": f"{first} : {second}",
    }
    return forms[kind]


@given(closed_terms(), st.integers(0, 9))
def test_bound_names_do_not_matter(text: str, number: int) -> None:
    whole = f"fun (a : nat) (b : nat) (c : nat) => {text}"
    tree = parse_term(whole)
    assert parse_term(renamed(whole, number)) == tree
    assert parse_term(print_term(tree)) == tree


MODULES = (
    "Coq.Init.Nat Coq.Init.Logic Coq.Init.Peano Coq.Lists.List Coq.Vectors.VectorDef Coq.Bool.Bool Coq.Init.Wf".split()
)
HEAD = """From Coq Require Import Arith List Bool Vector.
Set Printing All. Set Printing Width 1000000. Set Printing Depth 1000000.
"""
COQTOP = shutil.which("coqtop")


def asked(commands: list[str], folder: Path) -> list[str]:
    """What Coq prints for each command."""
    marked = "".join(f"Check (fun mark{i} : Prop => mark{i}).\n{command}\n" for i, command in enumerate(commands))
    assert COQTOP is not None
    done = subprocess.run([COQTOP, "-q"], cwd=folder, input=HEAD + marked, capture_output=True, text=True, check=True)
    return re.split(r"fun mark\d+ : Prop => mark\d+\n     : forall _ : Prop, Prop\n", done.stdout)[1:]


def definition(printed: str) -> tuple[Expr, Expr] | None:
    """Type and value in the answer to `Print`; None for an inductive or an axiom."""
    found = re.search(r"^\S+ =\s*(.*?)\n     : (.*?)(\n\n|\Z)", printed, re.S | re.M)
    return (parse_term(found[2]), parse_term(found[1])) if found else None


@pytest.mark.skipif(COQTOP is None, reason="needs Coq")
def test_the_standard_library_is_read_and_printed_back(tmp_path: Path) -> None:
    listed = asked([f"Search _ inside {module}." for module in MODULES], tmp_path)
    names = sorted({line.split(":")[0].strip() for text in listed for line in text.splitlines() if line[:1].isalpha()})
    names = [name for name in names if re.fullmatch(r"[\w.']+", name)][:: max(1, len(names) // 340)]
    read = [found for text in asked([f"Print {name}." for name in names], tmp_path) if (found := definition(text))]
    again = [f"Definition again : {print_term(t)} := {print_term(v)}. Print again. Reset again." for t, v in read]
    back = [definition(text) for text in asked(again, tmp_path)]
    assert len(read) >= 300
    assert sum(pair == found for pair, found in zip(back, read, strict=True)) >= 0.99 * len(read)
    assert None not in back
