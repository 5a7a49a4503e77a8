"""What the surface grammar reads, and where it says that it cannot."""

from __future__ import annotations

import pytest

from wonton.core.errors import SurfaceSyntaxError
from wonton.corpus.surface import parse_statement, parse_term, to_lean_prefix
from wonton.corpus.surface import syntax as s


def prefix(text: str) -> str:
    return to_lean_prefix(parse_statement(text)).partition(": ")[2]


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("p ∧ q ∧ r", "And p (And q r)"),
        ("p ∨ q ∧ r", "Or p (And q r)"),
        ("p → q → r", "p → q → r"),
        ("(p → q) → r", "(p → q) → r"),
        ("p ∧ q → r ↔ q", "Iff (And p q → r) q"),
        ("¬p ∧ q", "And (Not p) q"),
        ("¬¬p", "Not (Not p)"),
        ("p ∧ ¬∀ x : Nat, x = 0", "And p (Not (∀ (x : Nat), Eq x Nat.zero))"),
        ("p /\\ q -> ~ r <-> True", "Iff (And p q → Not r) True"),
        ("Not p", "Not p"),
    ],
)
def test_connectives_bind_as_in_lean(text: str, loose: str) -> None:
    statement = to_lean_prefix(parse_statement(f"theorem t (p q r : Prop) : {text}"))
    assert statement == f"(p q r : Prop) : {loose}"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("∀ n m k : Nat, n + m * k = k", "Eq (Nat.add n (Nat.mul m k)) k"),
        ("∀ n m k : Nat, n - m - k = 2", "Eq (Nat.sub (Nat.sub n m) k) (Nat.succ (Nat.succ Nat.zero))"),
        ("∀ n m k : Nat, n ≥ m", "Nat.le m n"),
        ("∀ n m k : Nat, n > m", "Nat.lt m n"),
        ("∀ n m k : Nat, n != succ m", "Ne n (Nat.succ m)"),
        ("∀ n m k : Nat, n ∉ [m, k]", "Not (List.Mem n (List.cons m (List.cons k List.nil)))"),
        (
            "∀ n m k : Nat, [n] ++ m :: [] = []",
            "Eq (List.append (List.cons n List.nil) (List.cons m List.nil)) List.nil",
        ),
        ("∀ n m k : Nat, fst (n, m) = k", "Eq (Prod.fst (Prod.mk n m)) k"),
        ("∀ n m k : Nat, (true && !false || true) = true", None),
        ("∀ n m k : Nat, ∃ x y : Nat, x = y", "Exists (fun (x : Nat) => Exists (fun (y : Nat) => Eq x y))"),
    ],
)
def test_operators_pick_their_function(text: str, tree: str | None) -> None:
    booleans = "Eq (Bool.or (Bool.and Bool.true (Bool.not Bool.false)) Bool.true) Bool.true"
    assert prefix(text) == f"∀ (n m k : Nat), {tree or booleans}"


def test_types_have_operators_too() -> None:
    statement = parse_statement("theorem t {α β : Type} (s : α × β ⊕ List α) (f : α → Option β) : s = s")
    assert to_lean_prefix(statement) == ("{α β : Type} (s : Sum (Prod α β) (List α)) (f : α → Option β) : Eq s s")


def test_a_variable_hides_a_constant_of_its_name() -> None:
    assert prefix("∀ length : Nat, length = 0") == "∀ (length : Nat), Eq length Nat.zero"


def test_a_quantifier_runs_to_the_end() -> None:
    assert parse_term("True → ∀ x : Nat, x = x ∧ True") == parse_term("True → (∀ x : Nat, (x = x ∧ True))")


def test_comments_and_line_breaks_are_space() -> None:
    assert parse_term("True -- yes\n  ∧ True") == parse_term("True ∧ True")


def test_positions_are_kept_but_not_compared() -> None:
    statement = parse_statement("theorem t\n  (p : Prop) :\n  p → p")
    assert isinstance(statement.proposition, s.Infix)
    assert statement.proposition.at == s.Position(3, 5)
    assert statement == parse_statement("theorem t (p : Prop) : p → p")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theorem t (p : Prop) : p ∧", "line 1, column 27: expected a term, found the end of the text"),
        ("theorem t (p : Prop) p", "line 1, column 22: expected `:` before the proposition, found `p`"),
        (
            "theorem t (p : Prop) :\n  p → q",
            "line 2, column 7: `q` is neither a variable in scope nor a known constant",
        ),
        ("theorem (p : Prop) : p", "line 1, column 9: expected the theorem's name, found `(`"),
        ("theorem t (p : Prop : p", "line 1, column 21: expected `)` after the binder's type, found `:`"),
        ("theorem t (p p : Prop) : p", "line 1, column 11: the variable `p` is bound twice"),
        ("∀ n : Nat, n = n = n", "line 1, column 18: `=` does not chain"),
        ("∀ n : Nat => n = n", "expected `,` after the variables of `∀`, found `=>`"),
        ("∀ end : Nat, True", "line 1, column 3: expected a variable, found `end`"),
        ("fun x : Nat, x", "expected `=>` after the variables of `fun`"),
        ("True ∧ $", "line 1, column 8: the character '$' has no meaning here"),
        ("True True)", "line 1, column 10: expected an operator or the end of the statement, found `)`"),
        ("∀ xs : List Nat, xs.length = 0", "write the function first, as in `length xs`"),
        ("∀ n : Nat, lenght [n] = 1", "did you mean `length`"),
        ("[0, 1", "or `]` in the list, found the end of the text"),
        ("", "line 1, column 1: expected a term"),
    ],
)
def test_errors_say_where_and_what(text: str, message: str) -> None:
    with pytest.raises(SurfaceSyntaxError) as caught:
        parse_statement(text)
    assert message in caught.value.message
    assert caught.value.exit_code == 2


def test_very_deep_nesting_is_refused() -> None:
    with pytest.raises(SurfaceSyntaxError, match="nested deeper"):
        parse_term("(" * 5_000 + "True" + ")" * 5_000)


def test_a_numeral_too_large_to_write_out() -> None:
    with pytest.raises(SurfaceSyntaxError, match="the numeral 101 is above 100"):
        prefix("∀ n : Nat, n = 101")
