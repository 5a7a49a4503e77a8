"""Where the sentences of a Rocq file begin and end."""

from __future__ import annotations

import pytest

from wonton.core.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Check a. Check b.", ["Check a.", "Check b."]),
        ("Check A.b.c.\nCheck d.", ["Check A.b.c.", "Check d."]),
        ("(* one. (* two. *) three. *) Check a.", ["Check a."]),
        ('(* a string " *) " hides. *) Check a.', ["Check a."]),
        ('Check "a. ""b"". c". Check d.', ['Check "a. ""b"". c".', "Check d."]),
        ("Check (* a. *) b.", ["Check (* a. *) b."]),
        ('Notation "[ x ; .. ; y ]" := (f x .. (f y z) ..). Check a.', 2),
        ("auto with arith... Qed.", ["auto with arith...", "Qed."]),
        ("- intros. ++ auto. * easy.", ["-", "intros.", "++", "auto.", "*", "easy."]),
        ("{ a. } 2: { b. } [x]:{ c. }", ["{", "a.", "}", "2: {", "b.", "}", "[x]:{", "c.", "}"]),
        ("Check a. unfinished", ["Check a.", "unfinished"]),
        ("Check a. (* open", ["Check a."]),
        ("x := 1. y", ["x := 1.", "y"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, expected: list[str] | int) -> None:
    found = [sentence.text for sentence in split_sentences(text)]
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_each_sentence_knows_its_place() -> None:
    text = "(* c *)  Check a.\n\n  Check (* . *) b.  "
    assert [text[s.start : s.end] for s in split_sentences(text)] == ["Check a.", "Check (* . *) b."]
