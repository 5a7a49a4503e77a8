"""Printers: what was printed reads back as the same tree, and each language gets its own spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wonton.corpus.surface import (
    parse_statement,
    parse_term,
    print_statement,
    print_term,
    to_gallina,
    to_lean_source,
)
from wonton.corpus.surface import syntax as s
from wonton.corpus.surface.names import OPERATORS, PREFIXES, QUANTIFIERS

VARIABLES = ("a", "b", "x'", "h₁", "α", "n0")


def binders() -> st.SearchStrategy[s.Binder]:
    names = st.lists(st.sampled_from(VARIABLES), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(s.Binder, names, TERMS, st.booleans())


def binds(terms: st.SearchStrategy[s.Term]) -> st.SearchStrategy[s.Term]:
    names = st.lists(st.sampled_from(VARIABLES), min_size=1, max_size=2, unique=True).map(tuple)
    typed = st.builds(s.Binder, names, terms, st.booleans())
    bare = st.builds(s.Binder, names, st.none())
    groups = st.one_of(st.lists(typed, min_size=1, max_size=2).map(tuple), st.tuples(bare))
    return st.builds(s.Bind, st.sampled_from(QUANTIFIERS), groups, terms)


def compound(terms: st.SearchStrategy[s.Term]) -> st.SearchStrategy[s.Term]:
    heads = terms.filter(lambda term: not isinstance(term, s.Apply))
    return st.one_of(
        st.builds(s.Infix, st.sampled_from(sorted(OPERATORS)), terms, terms),
        st.builds(s.Prefix, st.sampled_from(sorted(PREFIXES)), terms),
        st.builds(s.Apply, heads, st.lists(terms, min_size=1, max_size=2).map(tuple)),
        st.builds(s.ListOf, st.lists(terms, max_size=2).map(tuple)),
        st.builds(s.PairOf, terms, terms),
        binds(terms),
    )


LEAVES = st.one_of(
    st.sampled_from([*VARIABLES, "Prop", "True", "succ", "List.map"]).map(s.Name), st.integers(0, 120).map(s.Numeral)
)
TERMS: st.SearchStrategy[s.Term] = st.recursive(LEAVES, compound, max_leaves=12)


def test_operators_of_one_level_that_group_to_different_sides_are_bracketed() -> None:
    a = s.Name("a")
    for term in (s.Infix("&&", s.Infix("∧", a, a), a), s.Infix("||", s.Infix("⊕", a, a), a)):
        assert parse_term(print_term(term), VARIABLES) == term


@settings(max_examples=150)
@given(TERMS)
def test_a_printed_term_reads_back_as_itself(term: s.Term) -> None:
    assert parse_term(print_term(term), VARIABLES) == term


@settings(max_examples=50)
@given(st.lists(binders(), max_size=3).map(tuple), TERMS)
def test_a_printed_statement_reads_back_as_itself(groups: tuple[s.Binder, ...], proposition: s.Term) -> None:
    apart = tuple(
        s.Binder(tuple(f"{name}{place}" for name in group.names), s.Name("Prop"), group.implicit)
        for place, group in enumerate(groups)
    )
    closed = s.Bind("∀", (s.Binder(VARIABLES, None),), proposition)
    statement = s.Statement("t", apart, closed)
    assert parse_statement(print_statement(statement)) == statement


@pytest.mark.parametrize(
    ("text", "lean", "gallina"),
    [
        ("p ∧ ¬q ↔ p", "p ∧ ¬q ↔ p", "p /\\ ~ q <-> p"),
        ("p → (q ↔ p)", "p → (q ↔ p)", "p -> q <-> p"),
        ("p → q ↔ p", "p → q ↔ p", "(p -> q) <-> p"),
        ("p → ∃ n : Nat, n ≠ 0", "p → ∃ n : Nat, n ≠ 0", "p -> exists n : nat, n <> 0"),
        ("(∃ n : Nat, n = 0) ∨ q", "(∃ n : Nat, n = 0) ∨ q", "(exists n : nat, n = 0) \\/ q"),
        ("map succ [0, 1] = []", "List.map Nat.succ [0, 1] = []", "map S [0; 1] = []"),
        ("1 ∈ [1] ∧ 2 ∉ [1]", "1 ∈ [1] ∧ 2 ∉ [1]", "In 1 [1] /\\ ~ In 2 [1]"),
        ("(true && !false) = true", "(true && !false) = true", "andb true (negb false) = true"),
        ("reverse [0] ++ [1] = 0 :: [1]", "List.reverse [0] ++ [1] = 0 :: [1]", "rev [0] ++ [1] = 0 :: [1]"),
        ("inl 0 = inr true", "Sum.inl 0 = Sum.inr true", "inl 0 = inr true"),
        ("omap succ none = some 1", "Option.map Nat.succ none = some 1", "option_map S None = Some 1"),
    ],
)
def test_lean_source_and_gallina(text: str, lean: str, gallina: str) -> None:
    statement = parse_statement(f"theorem t (p q : Prop) : {text}")
    assert to_lean_source(statement).removeprefix("theorem t (p q : Prop) : ") == lean.replace(
        "none", "Option.none"
    ).replace("some", "Option.some")
    assert to_gallina(statement) == f"Theorem t (p q : Prop) : {gallina}."


def test_types_in_gallina() -> None:
    statement = parse_statement("theorem t {α β : Type} (s : α × β ⊕ Nat) (f : α → List β) : s = s")
    expected = "Theorem t {α β : Type} (s : sum (prod α β) nat) (f : α -> list β) : s = s."
    assert to_gallina(statement) == expected


def test_names_that_mean_something_in_gallina_get_an_underscore() -> None:
    statement = parse_statement("theorem t (S S_ app : Nat) : succ S = S_ + app")
    assert to_gallina(statement) == "Theorem t (S__ S_ app_ : nat) : S S__ = S_ + app_."


def test_a_statement_without_a_name() -> None:
    statement = parse_statement("True")
    assert print_statement(statement) == "True"
    assert to_lean_source(statement) == "theorem unnamed : True"
