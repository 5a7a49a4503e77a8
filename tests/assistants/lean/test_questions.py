"""How Lean's answers to the questions of a final check are read."""

from __future__ import annotations

from typing import Any

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.lean.document import Preamble
from wonton.assistants.lean.questions import errors, proof_page, read_axioms


@pytest.mark.parametrize(
    ("answer", "axioms"),
    [
        ("'t' does not depend on any axioms", ()),
        ("'t' depends on axioms: [propext, Classical.choice]", ("Classical.choice", "propext")),
        ("'«does not depend on any axioms»' depends on axioms: [sorryAx]", ("sorryAx",)),
        ("'«' depends on axioms: [propext]»' depends on axioms: [sorryAx]", ("sorryAx",)),
        ("'t' depends on axioms: [propext", None),
        ("", None),
    ],
)
def test_axioms_are_read_whatever_the_theorem_is_called(answer: str, axioms: tuple[str, ...] | None) -> None:
    assert read_axioms(answer) == axioms


def test_only_our_own_options_may_be_unknown() -> None:
    page = proof_page(Preamble("import Core"), 1, Theorem("t", "t", ": True"), "theorem t : True := by\n  trivial", "t")
    place = page.text.split("\n").index("theorem t : True := by") + 1

    def unknown(line: int) -> dict[str, Any]:
        return {"severity": "error", "data": "unknown option 'pp.numericTypes'", "pos": {"line": line}}

    assert errors(page, [unknown(page.lines[-1] - 1)]) == []
    assert errors(page, [unknown(place)]) == [unknown(place)]
