"""Action summaries."""

from __future__ import annotations

from wonton.core.actions import EFFECTS, ActionSummary, coupling, summarize_action
from wonton.core.expr import Expr, ExprKind, app, const, free, pi, sort
from wonton.core.goal import Goal, Hypothesis

P = Hypothesis("p", "Prop", sort("Prop"))
H = Hypothesis("h", "p", free("p"))


def goal(target: Expr, *hypotheses: Hypothesis) -> Goal:
    return Goal(hypotheses, target, "")


def test_introduction() -> None:
    before, after = goal(pi("h", free("p"), free("p")), P), goal(free("p"), P, H)
    assert summarize_action("intro h", before, [after]) == ActionSummary(
        "bind", ("opens_binder", "adds_hypotheses"), 1, "structural", "none", ()
    )


def test_closing_with_a_hypothesis() -> None:
    summary = summarize_action("exact h", goal(free("p"), P, H), [])
    assert summary.operator == "close"
    assert summary.effects == ("discharges", "uses_hypotheses")
    assert (summary.arity, summary.continuation, summary.hypotheses) == (0, "solve", ("h",))


def test_assumption_uses_the_hypothesis_it_finds() -> None:
    assert summarize_action("assumption", goal(free("p"), P, H), []).hypotheses == ("h",)


def test_projections_are_uses() -> None:
    assert summarize_action("exact h.left", goal(free("p"), P, H), []).hypotheses == ("h",)


def test_names_that_a_tactic_gives_are_no_uses() -> None:
    shadowing = summarize_action("cases h with | intro p k => ?_", goal(free("p"), P, H), [goal(free("p"), P)])
    assert shadowing.hypotheses == ("h",)


def test_splitting_branches() -> None:
    both = app(const("And"), free("p"), free("p"))
    summary = summarize_action("constructor", goal(both, P), [goal(free("p"), P), goal(free("p"), P)])
    assert (summary.operator, summary.arity, summary.continuation, summary.coupling) == (
        "branch", 2, "branch", "independent",
    )  # fmt: skip


def test_rewriting_goes_on_in_another_form() -> None:
    before, after = goal(app(const("f"), free("p")), P, H), goal(app(const("g"), free("p")), P, H)
    summary = summarize_action("rw [h]", before, [after])
    assert (summary.operator, summary.continuation) == ("rewrite", "chain")
    assert "rewrites_target" in summary.effects
    at = summarize_action("rw [k] at h", before, [goal(before.target, P, Hypothesis("h", "", const("q")))])
    assert "rewrites_hypotheses" in at.effects


def test_induction_is_seen() -> None:
    summary = summarize_action("induction n with | zero => ?_ | succ n ih => ?_", goal(free("p"), P), [])
    assert "uses_induction" in summary.effects
    assert summary.operator == "branch"


def test_witness_and_value() -> None:
    summary = summarize_action("exists p", goal(const("e"), P), [goal(free("p"), P)])
    assert (summary.operator, summary.continuation) == ("value", "refine")
    assert "gives_witness" in summary.effects


def test_coupling_of_goals() -> None:
    meta = Expr(ExprKind.META, "?1")
    one, other, apart = goal(app(const("P"), meta)), goal(app(const("Q"), meta)), goal(const("R"))
    assert coupling(None) == "unknown"
    assert coupling([one]) == "none"
    assert coupling([one, apart]) == "independent"
    assert coupling([one, apart, other]) == "coupled"
    assert "leaves_metavariables" in summarize_action("apply t", apart, [one, other]).effects


def test_unknown_children_discharge_nothing() -> None:
    summary = summarize_action("frobnicate", goal(free("p"), P), None)
    assert (summary.operator, summary.coupling, summary.effects) == ("other", "unknown", ())


def test_json_is_plain_and_ordered() -> None:
    written = summarize_action("exact h", goal(free("p"), P, H), []).to_json()
    assert written == {
        "operator": "close",
        "effects": ["discharges", "uses_hypotheses"],
        "arity": 0,
        "continuation": "solve",
        "coupling": "none",
        "hypotheses": ["h"],
    }
    assert [e for e in EFFECTS if e in ("discharges", "uses_hypotheses")] == ["discharges", "uses_hypotheses"]
