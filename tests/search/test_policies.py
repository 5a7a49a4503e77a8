"""What each policy chooses, and that it leaves to chance only what it should."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from wonton.search import Attempt, ChildGoal, Offer, PolicyName, Result, Search, SearchSettings
from wonton.search.policies import path_score, shuffled_places

from .worlds import Move, drive, endless, start, table

OFFERS = [Offer(f"t{i}", 0.1) for i in range(10)]


def kept(tactic: str, probability: float, *goals: str) -> Attempt:
    return Attempt(tactic, probability, "children", tuple(ChildGoal(goal) for goal in goals))


def tell(search: Search, offers: int, *attempts: Attempt) -> int:
    """One iteration; gives the node that it expanded."""
    [request] = search.ask(1)
    search.tell([Result(request.request_id, offers, attempts)])
    search.check_tree()
    return request.node_id


class TestUcb1:
    def test_visits_each_new_arm_once_before_any_twice(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(expansion="all_successes"), 3)
        tell(search, 3, *(kept(f"t{i}", 0.3, f"b{i}") for i in range(3)))
        expanded = {tell(search, 1, kept("down", 1.0, f"c{i}")) for i in range(3)}
        assert expanded == {1, 2, 3}

    def test_goes_back_for_untried_offers(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(), 0)
        assert tell(search, 9, kept("one", 0.6, "b")) == 0
        assert tell(search, 9, kept("two", 0.6, "c")) == 1
        [request] = search.ask(1)
        [event] = search.tell([Result(request.request_id, 9, [kept("three", 0.1, "d")])])
        root = event.choices[0]
        assert [(arm.kind, arm.visits) for arm in root.arms] == [("edge", 1), ("untried", 1)]
        assert root.arms[0].score == root.arms[1].score == pytest.approx(math.sqrt(2 * math.log(2)))

    def test_an_unvisited_arm_goes_first_and_has_no_score(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(exploration=0.0), 0)
        tell(search, 9, kept("one", 0.6, "b"))
        [request] = search.ask(1)
        [event] = search.tell([Result(request.request_id, 9, [kept("two", 0.1, "c")])])
        assert request.node_id == 1
        assert [arm.score for arm in event.choices[0].arms] == [None, 0.0]

    def test_chosen_arms_are_unvisited_or_have_the_best_score(self) -> None:
        search = start("r", SearchSettings(tiers=(60,)), 5)
        choices = [choice for event in drive(search, endless(1)) for choice in event.choices]
        assert any(len(choice.arms) > 1 for choice in choices)
        for choice in choices:
            scores = [math.inf if arm.score is None else arm.score for arm in choice.arms]
            assert scores[choice.chosen] == max(scores)

    def test_exploits_what_succeeds_when_it_does_not_explore(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(expansion="all_successes", exploration=0.0), 0)
        tell(search, 2, kept("good", 0.5, "g1", "g2", "g3"), kept("bad", 0.5, "b1"))
        seen: list[int] = []
        for _ in range(4):
            [request] = search.ask(1)
            good = request.node_id in search.tree.edges[0].children
            attempt = Attempt("hit", 1.0, "closed") if good and not seen.count(1) else kept("d", 1.0, f"n{len(seen)}")
            seen.append(int(attempt.status == "closed"))
            search.tell([Result(request.request_id, 1, [attempt])])
        assert search.tree.edges[0].visits == 3
        assert search.tree.edges[1].visits == 1

    def test_equal_scores_are_ties_too(self) -> None:
        third = set()
        for seed in range(30):
            search = Search(ChildGoal("a"), SearchSettings(), seed)
            assert [tell(search, 9, kept("one", 0.6, "b")), tell(search, 9, kept("two", 0.6, "c"))] == [0, 1]
            third.add(tell(search, 9, kept("three", 0.6, "d")))
        assert 0 in third
        assert len(third) > 1

    def test_ties_are_broken_by_the_generator_alone(self) -> None:
        first = Counter(first_child_expanded(seed) for seed in range(60))
        assert set(first) == {1, 2, 3, 4}
        assert first_child_expanded(7) == first_child_expanded(7)


def first_child_expanded(seed: int) -> int:
    search = Search(ChildGoal("a"), SearchSettings(expansion="all_successes"), seed)
    tell(search, 4, *(kept(f"t{i}", 0.25, f"b{i}") for i in range(4)))
    return tell(search, 0)


class TestBlindUniform:
    def test_is_uniform_over_the_frontier(self) -> None:
        counts: Counter[int] = Counter()
        for seed in range(400):
            settings = SearchSettings(policy="blind_uniform", expansion="all_successes")
            search = Search(ChildGoal("a"), settings, seed)
            tell(search, 2, kept("often", 0.99, "b"), kept("seldom", 0.01, "c", "d", "e"))
            counts[tell(search, 0)] += 1
        assert set(counts) == {1, 2, 3, 4}
        assert all(60 < count < 140 for count in counts.values())

    def test_orders_by_seed_and_node_alone(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(policy="blind_uniform"), 11)
        [request] = search.ask(1)
        order = search.brief(request).remaining(OFFERS)
        assert search.brief(request).remaining(OFFERS) == order
        assert sorted(order, key=lambda o: o.tactic) == OFFERS
        assert [OFFERS[i] for i in shuffled_places(11, 0, 10)] == order
        assert shuffled_places(11, 1, 10) != shuffled_places(11, 0, 10) != shuffled_places(12, 0, 10)

    def test_a_lesion_does_not_change_the_order(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(policy="blind_uniform"), 11)
        [request] = search.ask(1)
        lesioned = [Offer(o.tactic, o.probability, "block_t3" if o.tactic == "t3" else "") for o in OFFERS]
        places = [o.tactic for o in search.brief(request).remaining(OFFERS)]
        assert [o.tactic for o in search.brief(request).remaining(lesioned)] == places


class TestBestFirst:
    def test_takes_the_most_probable_path_by_mean_log_probability(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(policy="best_first", expansion="all_successes"), 0)
        tell(search, 2, kept("likely", 0.6, "b"), kept("unlikely", 0.4, "c"))
        assert tell(search, 2, kept("weak", 0.1, "d"), kept("strong", 0.5, "e")) == 1
        scores = {node.signature: path_score(node) for node in search.tree.nodes if node.depth}
        assert scores["e"] == pytest.approx((math.log(0.6) + math.log(0.5)) / 2)
        assert scores["e"] > scores["c"] > scores["d"]
        assert [tell(search, 0), tell(search, 0), tell(search, 0)] == [4, 2, 3]

    def test_a_node_with_offers_left_scores_as_the_path_it_can_still_open(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(policy="best_first"), 0)
        assert tell(search, 3, kept("likely", 0.6, "b")) == 0
        assert path_score(search.tree.root) == pytest.approx(math.log(0.6))
        assert path_score(search.tree.nodes[1]) == path_score(search.tree.root)
        expanded = {tell(search, 3, kept("weak", 0.01, f"c{i}")) for i in range(2)}
        assert expanded == {0, 1}
        assert path_score(search.tree.root) == pytest.approx(math.log(0.01))
        assert path_score(search.tree.nodes[1]) == pytest.approx((math.log(0.6) + math.log(0.01)) / 2)

    def test_a_probability_of_zero_stays_finite(self) -> None:
        search = Search(ChildGoal("a"), SearchSettings(policy="best_first"), 0)
        tell(search, 1, kept("never", 0.0, "b"))
        assert math.isfinite(path_score(search.tree.nodes[1]))


@pytest.mark.parametrize("policy", ["ucb1", "best_first"])
def test_the_providers_order_stands(policy: PolicyName) -> None:
    search = Search(ChildGoal("a"), SearchSettings(policy=policy), 11)
    [request] = search.ask(1)
    assert search.brief(request).remaining(OFFERS) == OFFERS


def test_policies_differ_where_it_matters() -> None:
    world = table(
        {
            "a": [Move("trap", 0.9, ("b",)), Move("way", 0.1, ("c",))],
            "b": [Move("trap", 0.9, ("b1",))],
            "b1": [Move("trap", 0.9, ("b2",))],
            "c": [Move("hit", 0.9, ())],
        }
    )
    solved: dict[PolicyName, int] = {}
    policies: tuple[PolicyName, ...] = ("ucb1", "best_first")
    for policy in policies:
        search = start("a", SearchSettings(policy=policy, expansion="all_successes"), 0)
        list(drive(search, world))
        solved[policy] = search.iterations
    assert solved["best_first"] == 5
    assert solved["ucb1"] <= 4
