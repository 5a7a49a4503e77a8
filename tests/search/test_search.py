"""Ask and tell: what counts, in which order, within which budget, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wonton.search import AskTellError, Attempt, ChildGoal, Request, Result, Search, SearchSettings

from .worlds import Move, answer, drive, endless, start, table

HIT = Attempt("hit", 0.5, "closed")
MISS = Attempt("miss", 0.5, "failed", failure_kind="error")
BLOCKED = Attempt("gone", 0.5, "blocked", blocked_by="block_gone")
DOWN = Attempt("down", 0.5, "children", (ChildGoal("b"),))
ASIDE = Attempt("aside", 0.5, "children", (ChildGoal("d"),))
TURN = Attempt("turn", 0.5, "children", (ChildGoal("c"), ChildGoal("a")))


def fresh(**settings: object) -> tuple[Search, Request]:
    search = Search(ChildGoal("a"), SearchSettings(**settings), 0)  # type: ignore[arg-type]
    [request] = search.ask(1)
    return search, request


class TestCounting:
    def test_first_success_counts_up_to_the_first_kept_attempt(self) -> None:
        search, _ = fresh()
        [event] = search.tell([Result(0, 5, [MISS, TURN, DOWN, HIT, MISS])])
        assert [a.tactic for a in event.attempts] == ["miss", "turn", "down"]
        assert (search.attempts, search.status) == (3, "open")
        assert search.tree.root.used == 3
        judged = (MISS, TURN, DOWN, ASIDE, HIT, BLOCKED)
        [request] = [request for request in search.ask(2) if request.node_id == 0]
        assert [search.brief(request).keeps(a) for a in judged] == [False, False, False, True, True, False]

    def test_a_node_goes_on_where_it_stopped(self) -> None:
        search, _ = fresh()
        search.tell([Result(0, 3, [MISS, DOWN])])
        starts = {request.node_id: request.start for request in search.ask(2)}
        assert starts == {0: 2, 1: 0}

    def test_all_successes_keeps_all(self) -> None:
        search, _ = fresh(expansion="all_successes")
        search.tell([Result(0, 4, [DOWN, MISS, ASIDE, TURN])])
        assert [edge.tactic for edge in search.tree.edges] == ["down", "aside"]
        assert search.attempts == 4

    @pytest.mark.parametrize("expansion", ["first_success", "all_successes"])
    def test_a_tactic_that_leaves_what_a_kept_one_left_is_a_duplicate(self, expansion: str) -> None:
        search, _ = fresh(expansion=expansion)
        again = replace(DOWN, tactic="again")
        told = [DOWN, again, HIT] if expansion == "all_successes" else [DOWN]
        events = search.tell([Result(0, 3, told)])
        if expansion == "first_success":
            assert [request.node_id for request in search.ask(2)] == [1, 0]
            events = search.tell([Result(1, 0, []), Result(2, 3, [again, HIT])])
        fates = {a.tactic: a.status for event in events for a in event.attempts}
        assert fates["again"] == "duplicate"
        assert fates["hit"] == "closed"
        assert [edge.tactic for edge in search.tree.edges] == ["down", "hit"]

    def test_blocked_attempts_are_recorded_and_cost_nothing(self) -> None:
        search, _ = fresh()
        [event] = search.tell([Result(0, 3, [BLOCKED, MISS, BLOCKED])])
        assert (search.attempts, search.blocked, search.status) == (1, 2, "dead")
        assert event.attempts[0].blocked_by == "block_gone"
        assert search.cuts == ["blocked"]

    @pytest.mark.parametrize(
        ("attempts", "reason"),
        [([], "no_expansion"), ([MISS, BLOCKED], "no_expansion"), ([BLOCKED, BLOCKED], "blocked"), ([HIT], "expanded")],
    )
    def test_reasons(self, attempts: list[Attempt], reason: str) -> None:
        search, _ = fresh()
        [event] = search.tell([Result(0, len(attempts), attempts)])
        assert event.reason == reason

    def test_counts_what_a_clock_decided_among_counted_attempts_only(self) -> None:
        search, _ = fresh()
        slow = replace(MISS, failure_kind="timeout", limit_met="wall")
        steady = replace(MISS, failure_kind="timeout", limit_met="heartbeats")
        crashed = replace(MISS, failure_kind="crashed")
        full = replace(MISS, failure_kind="error", limit_met="memory")
        search.tell([Result(0, 6, [slow, steady, crashed, full, DOWN, slow])])
        assert search.nondeterministic == 3


class TestOrder:
    def test_results_out_of_order_are_refused_and_nothing_changes(self) -> None:
        search, _ = fresh(expansion="all_successes")
        search.tell([Result(0, 1, [replace(DOWN, children=(ChildGoal("b"), ChildGoal("c")))])])
        first, second = search.ask(2)
        with pytest.raises(AskTellError, match=r"request order"):
            search.tell([Result(second.request_id, 1, [HIT])])
        assert search.iterations == 1
        search.check_tree()
        search.tell([Result(first.request_id, 1, [HIT]), Result(second.request_id, 1, [HIT])])
        assert search.status == "solved"

    def test_a_result_nobody_asked_for_is_refused(self) -> None:
        search, _ = fresh()
        search.tell([Result(0, 1, [HIT])])
        with pytest.raises(AskTellError):
            search.tell([Result(1, 1, [HIT])])

    def test_reserved_nodes_are_different_and_may_run_out(self) -> None:
        search, _ = fresh()
        assert search.ask(3) == []
        search.tell([Result(0, 2, [DOWN])])
        requests = search.ask(5)
        assert sorted(request.node_id for request in requests) == [0, 1]
        assert search.in_flight == 2
        assert search.totals().in_flight == search.tree.root.in_flight == 2

    def test_ask_for_nothing_is_an_error(self) -> None:
        search, _ = fresh()
        with pytest.raises(ValueError, match="0 requests"):
            search.ask(0)

    @pytest.mark.parametrize(("closing", "reason"), [(HIT, "terminal_node"), (MISS, "dead_node")])
    def test_a_request_overtaken_by_its_path_says_so(self, closing: Attempt, reason: str) -> None:
        search, _ = fresh(expansion="all_successes")
        goals = (ChildGoal("b"),) if closing is HIT else (ChildGoal("b"), ChildGoal("c"))
        search.tell([Result(0, 2, [replace(DOWN, children=goals), replace(DOWN, tactic="other")])])
        requests = search.ask(len(goals) + 1)
        mine = [r for r in requests if r.node_id in search.tree.edges[0].children]
        reasons: list[str] = []
        for request in requests:
            attempts = [closing] if request is mine[0] else [replace(DOWN, children=(ChildGoal("z"),))]
            [event] = search.tell([Result(request.request_id, 1, attempts)])
            reasons.append(event.reason)
            search.check_tree()
        later = [said for r, said in zip(requests, reasons, strict=True) if r.request_id > mine[0].request_id]
        siblings = [r for r in mine[1:] if r.request_id > mine[0].request_id]
        assert later.count(reason) == (len(later) if closing is HIT else len(siblings))
        assert search.attempts == 2 + len(requests)


@pytest.mark.parametrize(
    ("result", "settings"),
    [
        (Result(0, 2, [MISS]), {}),
        (Result(0, 1, [MISS, MISS]), {}),
        (Result(0, 2, [DOWN]), {"expansion": "all_successes"}),
        (Result(0, 1, [replace(DOWN, children=())]), {}),
        (Result(0, 1, [replace(HIT, children=(ChildGoal("b"),))]), {}),
    ],
    ids=["stops early", "too many", "stops early, all", "no children", "closed with children"],
)
def test_incomplete_results_are_refused(result: Result, settings: dict[str, object]) -> None:
    search, _ = fresh(**settings)
    with pytest.raises(AskTellError):
        search.tell([result])
    assert (search.iterations, search.in_flight) == (0, 1)
    search.check_tree()


def test_the_number_of_offers_may_not_change() -> None:
    search, _ = fresh()
    search.tell([Result(0, 2, [DOWN])])
    request = next(r for r in search.ask(2) if r.node_id == 0)
    search._pending.rotate(-request.request_id + 1)
    with pytest.raises(AskTellError, match="3 offers, 2 before"):
        search.tell([Result(request.request_id, 3, [MISS, MISS])])


class TestBudget:
    def test_ends_with_the_last_tier(self) -> None:
        search = start("r", SearchSettings(tiers=(3, 7)))
        events = list(drive(search, endless(2)))
        assert [event.iteration for event in events] == [1, 2, 3, 4, 5, 6, 7]
        assert (search.status, search.tier, search.ask(1)) == ("exhausted", None, [])

    def test_reservations_count_against_the_budget(self) -> None:
        search = start("r", SearchSettings(tiers=(6,), expansion="all_successes"))
        reserved: list[int] = []
        while requests := search.ask(4):
            reserved.append(len(requests))
            search.tell([answer(endless(2), search, request) for request in requests])
        assert reserved == [1, 4, 1]
        assert len(search.tree.frontier) > 4

    @pytest.mark.parametrize(("depth", "tier"), [(2, 2), (3, 4), (4, 4), (5, 9)])
    def test_records_the_tier_at_which_it_solved(self, depth: int, tier: int) -> None:
        moves = {str(i): [Move("down", 1.0, (str(i + 1),))] for i in range(depth - 1)}
        search = start("0", SearchSettings(tiers=(2, 4, 9)))
        list(drive(search, table({**moves, str(depth - 1): [Move("miss", 0.5, "error"), Move("hit", 0.5, ())]})))
        assert search.solve is not None
        assert (search.tier, search.solve.iterations, search.solve.attempts) == (tier, depth, depth + 1)

    def test_the_solve_record_stays_when_stragglers_are_told(self) -> None:
        search, _ = fresh()
        search.tell([Result(0, 2, [DOWN])])
        requests = search.ask(2)
        for request in requests:
            attempts = [HIT] if request.node_id == 1 else [MISS]
            search.tell([Result(request.request_id, 1 if request.node_id else 2, attempts)])
        assert search.solve is not None
        assert search.solve.iterations == 2 + (requests[0].node_id == 0)
        assert search.attempts == 3


def test_the_root_of_a_request_is_its_whole_path() -> None:
    world = table({"a": [Move("one", 1.0, ("b",))], "b": [Move("two", 1.0, ("c",))], "c": [Move("hit", 1.0, ())]})
    search = start("a", SearchSettings())
    paths = []
    while search.status == "open":
        [request] = search.ask(1)
        paths.append(sorted(request.path_signatures))
        search.tell([answer(world, search, request)])
    assert paths == [["a"], ["a", "b"], ["a", "b", "c"]]
