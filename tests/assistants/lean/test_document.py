"""Paths and scripts become Lean text; the live tests send it."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.assistants.base import Limits, Node, Script, Step, Theorem
from wonton.assistants.lean.assistant import open_assistant
from wonton.assistants.lean.document import Preamble, alone, batch, opening, root_opening, script_lines

THEOREM = Theorem("i", "t", "(p q : Prop) : And p q")


def at(*path: Step) -> Node:
    return Node(THEOREM, path, ())


def test_an_independent_goal_is_focused_and_its_siblings_are_out_of_reach() -> None:
    page = alone("", at(Step("constructor", 1, (1,), 2)), "skip")
    assert page.text.splitlines()[1:] == [
        "  all_goals",
        "    constructor",
        "    rotate_left 1",
        "    focus",
        "      (skip)",
        "      done",
        "      trace_state",
    ]


def test_coupled_goals_stay_together_and_the_others_are_admitted() -> None:
    page = alone("", at(Step("refine ?_", 1, (1, 3), 4)), "skip")
    assert page.text.splitlines()[3:] == [
        "    · exact sorryAx _ Bool.true",
        "    rotate_left 1",
        "    · exact sorryAx _ Bool.true",
        "    rotate_left 1",
        "    (skip)",
        "    done",
        "    trace_state",
    ]


def test_spans_point_at_the_candidates() -> None:
    page = batch("", at(), ["one", "two\n| three", "four"])
    lines = page.text.splitlines()
    assert [lines[start].strip() for start, _, _ in page.spans] == ["· (one)", "· (two", "· (four)"]
    assert all(lines[done].strip() == "done" for _, done, _ in page.spans)
    assert lines[page.probe].strip() == "· trace_state"


def test_a_script_with_one_child_goes_on_without_a_bullet() -> None:
    script = Script("intro h", (Script("exact h"),), ((0,),))
    assert script_lines(script, "  ") == ["  intro h", "  exact h"]


def test_a_script_with_coupled_children_does_them_last() -> None:
    children = (Script("a", (Script("a2"),), ((0,),)), Script("b"))
    assert script_lines(Script("t", children, ((0, 2), (1,))), "") == [
        "t",
        "rotate_left 1",
        "· b",
        "rotate_left 1",
        "a",
        "a2",
    ]


STATEMENT = "(p : Nat → Prop) (q : Prop) (a : Nat) (h : p a) (hq : q) : And (Exists p) q"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_coupled_goals_on_the_real_thing(lean_cache: Path, order: tuple[int, int]) -> None:
    """`refine ⟨⟨?w, ?h⟩, hq⟩` leaves a witness and a proof about it: one node, worked on together and re-checked."""
    theorem = Theorem("i", "t", STATEMENT)
    lean = open_assistant(lean_cache)
    try:
        root = lean.start(theorem)
        opening = (
            "refine And.intro (Exists.intro ?w ?h) ?r"
            if order == (0, 1)
            else "refine And.intro (Exists.intro ?_ ?_) ?_"
        )
        (opened,) = lean.apply(root, [opening], Limits())
        coupled = next(node for node in opened.children if node.coupled)
        single = next(node for node in opened.children if not node.coupled)
        closed = lean.apply(single, ["exact hq"], Limits())[0]
        tactic = next(t for t in ("exact a", "exact h") if lean.apply(coupled, [t], Limits())[0].failure is None)
        after = lean.apply(coupled, [tactic], Limits())[0]
        rest = Script("exact h") if tactic == "exact a" else None
        body = Script(tactic, (rest,), ((0,),)) if rest else Script(tactic)
        scripts = {coupled: body, single: Script("exact hq")}
        script = Script(
            opening, tuple(scripts[c] for c in opened.children), tuple(c.positions for c in opened.children)
        )
        assert closed.closed
        assert len(after.children) == (1 if rest else 0)
        assert lean.proof(theorem, script).rung == "axioms_ok"
    finally:
        lean.close()


def test_a_header_may_import_more(lean_cache: Path) -> None:
    lean = open_assistant(lean_cache)
    try:
        theorem = Theorem("i", "t", "(p : Prop) : Or p (Not p)", header="import Core.Classical")
        (transition,) = lean.apply(lean.start(theorem), ["exact Classical.em p"], Limits())
        checked = lean.proof(theorem, Script("exact Classical.em p"))
    finally:
        lean.close()
    assert transition.closed
    assert checked.rung == "axioms_ok"
    assert checked.axioms == ("Classical.em",)


def test_a_header_is_elaborated_before_our_options_and_behind_its_imports() -> None:
    header = "\nimport B   \n\nnamespace N\nset_option maxHeartbeats 0\n/-- import C -/\ndef d := 1\n"
    lines = Preamble("prelude\nimport A").text(7, header).split("\n")
    assert lines[:3] == ["prelude", "import A", "import B   "]
    place = lines.index("namespace N")
    assert "set_option linter.all false" in lines[:place]
    assert lines[place + 1 : place + 4] == ["set_option maxHeartbeats 0", "/-- import C -/", "def d := 1"]
    assert "set_option pp.explicit true" in lines[place:]
    assert lines[-2:] == ["set_option maxHeartbeats 7", ""]


def test_a_statement_of_several_lines_does_not_move_the_questions() -> None:
    root = Node(Theorem("t", "t", "(p : Prop) :\n  p →\n  p"), (), ())
    page = opening("", root)
    assert page.text.split("\n")[page.probe].strip() == "· trace_state"
    assert page.text.split("\n")[page.question] == "axiom t : Prop"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("t", "_example"),
        ("", "_example"),
        ("«a.b»", "_example"),
        ("Nat.t", "Nat._example"),
        ("A.«b.c».«d.e»", "A.«b.c»._example"),
        ("_root_.A.t", "_example"),
    ],
)
def test_a_theorem_is_searched_in_the_namespaces_of_its_name(name: str, called: str) -> None:
    assert root_opening(Theorem("i", name, ": True")) == f"theorem {called} : True :="
    assert batch("", Node(Theorem("i", name, ": True"), (), ()), ()).text.startswith(f"theorem {called} : True := by\n")
