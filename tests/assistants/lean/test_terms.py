"""Lean's explicit terms become trees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.assistants.lean.terms import TermSyntaxError, parse_telescope, parse_term
from wonton.core.expr import Expr, ExprKind, app, bound, const, free, lam, let, lift, pi, sort

NAT = const("Nat")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Nat", NAT),
        ("@Eq Nat (Nat.succ n) m", app(const("Eq"), NAT, app(const("Nat.succ"), free("n")), free("m"))),
        ("And p q → And q p", pi("", app(const("And"), free("p"), free("q")), app(const("And"), free("q"), free("p")))),
        ("p → q → p", pi("", free("p"), pi("", free("q"), free("p")))),
        ("(p → q) → p", pi("", pi("", free("p"), free("q")), free("p"))),
        ("∀ (x : Nat), P x", pi("x", NAT, app(const("P"), bound(0)))),
        ("∀ (x y : Nat), R x y", pi("x", NAT, pi("y", NAT, app(const("R"), bound(1), bound(0))))),
        (
            "(a : Nat) → (b : F a) → G a b",
            pi("a", NAT, pi("b", app(const("F"), bound(0)), app(const("G"), bound(1), bound(0)))),
        ),
        ("fun (x : Nat) => x", lam("x", NAT, bound(0))),
        ("@Exists Nat fun (x : Nat) => P x", app(const("Exists"), NAT, lam("x", NAT, app(const("P"), bound(0))))),
        ("let x : Nat := 5; P x", let("x", NAT, Expr(ExprKind.LIT, "5"), app(const("P"), bound(0)))),
        ("have x : Nat := 5; P x", let("x", NAT, Expr(ExprKind.LIT, "5"), app(const("P"), bound(0)))),
        ("∀ {α : Type u} [inst : C α], P", pi("α", sort("Type u"), pi("inst", app(const("C"), bound(0)), const("P")))),
        ("@OfNat.ofNat Nat (nat_lit 2) i", app(const("OfNat.ofNat"), NAT, Expr(ExprKind.LIT, "2"), const("i"))),
        ("Sort (max u (v+1)) → Prop", pi("", sort("Sort (max u (v+1))"), sort("Prop"))),
        ("?m.12 n", app(Expr(ExprKind.META, "?m.12"), free("n"))),
        ("h✝.1 n", app(Expr(ExprKind.PROJ, "1", (free("h✝"),)), free("n"))),
        ("f «odd name» n", app(const("f"), const("«odd name»"), free("n"))),
    ],
)
def test_terms(text: str, tree: Expr) -> None:
    assert parse_term(text, ("n", "m", "p", "q", "h✝")) == tree


def test_a_binder_shadows_a_hypothesis() -> None:
    assert parse_term("∀ (n : Nat), P n", ("n",)) == pi("n", NAT, app(const("P"), bound(0)))


def test_several_names_of_one_group_see_the_same_type() -> None:
    tree = parse_term("∀ (a : Nat) (x y : F a), G")
    assert tree.children[1].children[0] == app(const("F"), bound(0))
    assert tree.children[1].children[1].children[0] == app(const("F"), bound(1))


def test_a_telescope_says_which_arguments_are_spelled_out() -> None:
    telescope = parse_telescope("∀ {α : Type} [C α] (x : α), P x → Q")
    assert telescope.explicit == (False, False, True, True)


@pytest.mark.parametrize("text", ["", "f (x", "f )", "∀ (x : Nat)", "fun (x : Nat) =>", "→ p", "let x : Nat := "])
def test_what_is_not_a_term_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(TermSyntaxError, match="expected"):
        parse_term(text)


def printed(tree: Expr, scope: tuple[str, ...] = ()) -> str:
    """The tree in Lean's explicit form, every bound variable called after its depth."""
    if tree.kind is ExprKind.BOUND:
        return scope[-1 - int(tree.label)]
    if tree.kind is ExprKind.APP:
        return "(" + " ".join(printed(child, scope) for child in tree.children) + ")"
    if tree.kind in (ExprKind.PI, ExprKind.LAM):
        name = f"x{len(scope)}"
        head, arrow = ("∀", ",") if tree.kind is ExprKind.PI else ("fun", " =>")
        body = printed(tree.children[1], (*scope, name))
        return f"({head} ({name} : {printed(tree.children[0], scope)}){arrow} {body})"
    return tree.label


@st.composite
def trees(draw: st.DrawFn, depth: int = 0, fuel: int = 4) -> Expr:
    """A tree under `depth` binders, at most `fuel` levels high."""
    kind = draw(st.sampled_from(["atom", "app", "pi", "lam"])) if fuel else "atom"
    if kind == "atom":
        atoms = [const("c"), const("d.e"), free("n"), sort("Prop"), *map(bound, range(depth))]
        return draw(st.sampled_from(atoms))
    if kind == "app":
        head = draw(st.sampled_from([const("f"), free("m")]))
        return app(head, *(draw(trees(depth, fuel - 1)) for _ in range(draw(st.integers(1, 3)))))
    make = pi if kind == "pi" else lam
    return make("x", draw(trees(depth, fuel - 1)), draw(trees(depth + 1, fuel - 1)))


@given(trees())
def test_printing_and_parsing_gives_the_tree_back(tree: Expr) -> None:
    assert parse_term(printed(tree), ("n", "m")) == tree


@given(trees(1))
def test_lifting_by_nothing_changes_nothing(tree: Expr) -> None:
    assert lift(tree, 0) == tree
