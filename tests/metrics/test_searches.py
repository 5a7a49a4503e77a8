"""Measures of searches beyond their worked examples: empty searches, equal ones, what is refused, and properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.core.expr import Expr, ExprKind
from wonton.core.families import FAMILIES
from wonton.core.goal import Goal, Hypothesis
from wonton.metrics.failures import FAILURE_REASONS, Rejection, failure_reason, message_class, rejections
from wonton.metrics.fingerprints import Fingerprint, counted, jensen_shannon, summed
from wonton.metrics.goal_trees import GOAL_TYPES, goal_tree, goal_type
from wonton.metrics.invariants import invariant_steps
from wonton.metrics.novelty import goal_novelty
from wonton.metrics.paths import detours, path_distance
from wonton.metrics.search_graphs import proof_graph_of, search_graph_of, trace_graph_of
from wonton.metrics.trajectory import trajectory

WALKS = st.lists(st.sampled_from("abcdef"), max_size=10)
COUNTS = st.lists(st.integers(0, 9), min_size=3, max_size=3)


def const(name: str) -> Expr:
    return Expr(ExprKind.CONST, name)


def free(name: str) -> Expr:
    return Expr(ExprKind.FREE, name)


def app(*parts: Expr) -> Expr:
    return Expr(ExprKind.APP, "", parts)


@given(WALKS, WALKS)
def test_trajectories(walk: list[str], other: list[str]) -> None:
    found = trajectory(walk, other, other[-1:])
    assert (found.divergence is None) == (walk == other)
    if found.divergence is not None:
        assert found.divergence == found.shared_prefix + 1
    for turn in (found.reconvergence, found.proof_reconvergence):
        if turn is not None:
            assert found.divergence is not None and turn >= found.divergence
            assert walk[turn - 1] in other and walk[turn - 1] not in walk[: found.shared_prefix]
    assert trajectory(walk, walk).to_json()["identical"] is True


def test_a_search_that_stops_first_diverges_where_the_other_goes_on() -> None:
    found = trajectory("ab", "abc")
    assert (found.divergence, found.reconvergence, found.recovery) == (3, None, None)


def test_novelty_of_empty_searches_and_without_trees() -> None:
    assert goal_novelty((), (), ()).to_json()["novelty"] is None
    assert goal_novelty((), (), ()).jaccard is None
    assert goal_novelty("ab", "ab", "a", ()).soft == 0
    assert goal_novelty("ab", "a", (), None).soft is None
    with pytest.raises(ValueError, match="2 distances for 1"):
        goal_novelty("ab", "a", (), [0.1, 0.2])


@given(WALKS, WALKS)
def test_path_distance_is_a_metric_between_its_bounds(walk: list[str], other: list[str]) -> None:
    def cost(i: int, j: int) -> float:
        return 0.0 if walk[i] == other[j] else 0.5

    found = path_distance(len(walk), len(other), cost)
    back = path_distance(len(other), len(walk), lambda i, j: cost(j, i))
    assert found.value == back.value
    assert (found.value == 0) == (walk == other)
    assert abs(len(walk) - len(other)) <= found.value <= max(len(walk), len(other))
    assert 0 <= found.normalised <= 1


def test_a_cost_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="a cost of"):
        path_distance(1, 1, lambda i, j: 1.5)


def test_a_search_that_never_leaves_its_proof_has_no_detours() -> None:
    found = detours([(0, 2), (1, 1)], {0, 1})
    assert (found.off_proof, found.detours, found.longest, found.share) == (0, 0, 0, 0)
    assert detours([], ()).share is None


@given(COUNTS, COUNTS)
def test_jensen_shannon(first: list[int], second: list[int]) -> None:
    found = jensen_shannon(first, second)
    assert found == jensen_shannon(second, first)
    if not sum(first) or not sum(second):
        assert found is None
        return
    assert found is not None and 0 <= found <= 1
    same = all(a * sum(second) == b * sum(first) for a, b in zip(first, second, strict=True))
    assert (found < 1e-12) == same


def test_fingerprints_add_up() -> None:
    one = Fingerprint(counted(["intro", "other"]), counted(["intro"]), counted([]))
    assert summed([one, one]).tried == (2, *[0] * 9, 2)
    assert summed([]) == Fingerprint(*[(0,) * len(FAMILIES)] * 3)
    with pytest.raises(ValueError, match="sorcery"):
        counted(["sorcery"])


@pytest.mark.parametrize(
    ("status", "cuts", "closed", "solved", "reason"),
    [
        ("solved", (), True, True, None),
        ("solved", (), True, False, "unproved"),
        ("exhausted", ("blocked",), False, False, "budget"),
        ("dead", (), False, False, "dead"),
        ("dead", ("cycle", "limit"), False, False, "dead_limited"),
        ("dead", ("cycle", "blocked"), False, False, "dead_lesioned"),
        ("open", (), False, False, "open"),
    ],
)
def test_reasons(status: str, cuts: tuple[str, ...], closed: bool, solved: bool, reason: str | None) -> None:
    assert failure_reason(status, cuts, closed, solved) == reason
    assert reason is None or reason in FAILURE_REASONS


def test_messages_fall_into_classes() -> None:
    assert message_class("unknown `h1`") == message_class("unknown `h22`") == "unknown _"
    assert message_class("\n\n") == ""
    found = rejections([Rejection("apply", "error", "no `a`"), Rejection("apply", "", "no `b`")] * 2)
    assert found.to_json() == {
        "rejected": {"error": 4},
        "messages": [{"message": "no _", "family": "apply", "count": 4}],
    }


def test_no_class_of_messages_is_left_out() -> None:
    """The run's totals are sums of these: a class that one search left out would be missing from them."""
    found = rejections(Rejection("apply", "error", letter) for letter in "abcdefghijklmnopqrst").to_json()["messages"]
    assert isinstance(found, list)
    assert [row["message"] for row in found] == list("abcdefghijklmnopqrst")


def test_graphs_of_searches() -> None:
    graph = search_graph_of({0: "b", 1: "a", 2: "a"}, [(0, "intro", [1]), (0, "intro", [2]), (1, "closer", [])])
    assert graph.nodes == ("a", "b", "closed")
    assert graph.edges == ((0, 2, "closer"), (1, 0, "intro")), "equal goals and steps count once"
    assert trace_graph_of([]).nodes == ()
    assert trace_graph_of(["a", "a", "a"]).edges == ((0, 0, "next"),)
    with pytest.raises(KeyError):
        proof_graph_of({"0": "a"}, [("0", "1", "intro")])


def goal(target: Expr, *hypotheses: tuple[str, Expr]) -> Goal:
    return Goal(tuple(Hypothesis(name, "", type_) for name, type_ in hypotheses), target, "")


def test_goal_trees_are_blind_to_names_and_not_to_places() -> None:
    prop = Expr(ExprKind.SORT, "Prop")
    one = goal(free("p"), ("p", prop), ("h", free("p")))
    renamed = goal(free("q"), ("q", prop), ("k", free("q")))
    longer = goal(free("p"), ("p", prop), ("h", free("p")), ("q", prop))
    assert goal_tree([one]) == goal_tree([renamed])
    tree, grown = goal_tree([one]), goal_tree([longer])
    assert tree.children[:2] == grown.children[:2], "a later hypothesis moves no earlier one"
    assert goal_tree([one, renamed]).children == (tree, tree)
    shadowed = goal(free("p"), ("p✝", prop), ("p", prop))
    assert goal_tree([shadowed]).children[-1] == free("#1")
    definition = Goal((Hypothesis("x", "", const("Nat"), const("zero")),), free("x"), "")
    assert goal_tree([definition]).children == (const("Nat"), const("zero"), free("#0"))


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (app(const("or"), free("p"), free("q")), "disjunction"),
        (app(const("Coq.Init.Logic.ex"), free("p")), "existential"),
        (app(free("P"), free("x")), "variable"),
        (app(const("Rel.comp"), free("x")), "relation"),
        (const("False"), "falsity"),
        (Expr(ExprKind.META, "?g"), "other"),
        (
            Expr(ExprKind.PI, "", (const("Nat"), Expr(ExprKind.PI, "", (const("Nat"), Expr(ExprKind.BOUND, "1"))))),
            "forall",
        ),
        (
            Expr(ExprKind.PI, "", (const("Nat"), Expr(ExprKind.PI, "", (const("Nat"), Expr(ExprKind.BOUND, "0"))))),
            "implication",
        ),
    ],
)
def test_goal_types(target: Expr, found: str) -> None:
    assert goal_type([goal(target)]) == found
    assert found in GOAL_TYPES


def test_types_of_several_goals_and_of_none() -> None:
    assert goal_type([]) == "unknown"
    assert goal_type([goal(const("True")), goal(const("True"))]) == "coupled"


def test_invariants_need_two_proofs() -> None:
    assert invariant_steps([]).share is None
    assert invariant_steps([[("g", "intro")]]).share is None
    assert invariant_steps([[("g", "intro"), ("g", "intro")], [("g", "intro")]]).share == 1
