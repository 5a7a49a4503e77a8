"""Lean's tokens: what is one, where it stands, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.core.lean_lexer import lean_tokens, lex


def texts(source: str) -> list[str]:
    return [token.text for token in lean_tokens(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a /- b /- c -/ d -/ e -- f\ng", ["a", "e", "g"]),
        ("/-- d -/ /-! m /- n -/ -/ x", ["/-- d -/", "/-! m /- n -/ -/", "x"]),
        (r'"a \" -- b" c', [r'"a \" -- b"', "c"]),
        ('r#"a "b" \\"# c r"\\" d', ['r#"a "b" \\"#', "c", 'r"\\"', "d"]),
        ('s!"{f "}" {1}} -" d', ["s!", '"{f "}" {1}} -"', "d"]),
        (r"'a' '\'' '\x41' x' f '' s", ["'a'", r"'\''", r"'\x41'", "x'", "f", "''", "s"]),
        ("f ⁻¹' s h.1 a.«b c».d₁ λx ?m", ["f", "⁻¹'", "s", "h", ".", "1", "a.«b c».d₁", "λ", "x", "?", "m"]),
        ("x := |y| || z <;> T.{u} #check", ["x", ":=", "|", "y", "|", "||", "z", "<;>", "T", ".{", "u", "}", "#check"]),
        ("inst✝¹ h✝ 0x1F 2.5e-3", ["inst✝¹", "h✝", "0x1F", "2.5e-3"]),
        ('"never closed', ['"never closed']),
        ("/- never closed", []),
    ],
)
def test_tokens(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


def test_a_token_knows_its_line_and_column() -> None:
    tokens = lean_tokens("a b\n  /- x -/ c /- y\n -/ d")
    assert [(token.text, token.column, token.first) for token in tokens] == [
        ("a", 0, True),
        ("b", 2, False),
        ("c", 10, True),
        ("d", 4, True),
    ]


@given(st.text(alphabet="ab.«»✝'\"\\{}|-/!s r#\n⁻¹:=1?", max_size=40))
def test_every_text_is_cut_into_tokens_comments_and_blanks(source: str) -> None:
    tokens, comments = lex(source)
    spans = sorted([*((token.start, token.end) for token in tokens), *comments])
    place = 0
    for start, end in spans:
        assert not source[place:start].strip() and place <= start < end
        place = end
    assert not source[place:].strip()
    assert all(source[token.start : token.end] == token.text for token in tokens)
