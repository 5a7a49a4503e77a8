"""Structure hashes and proof graphs."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from wonton.core.actions import summarize_action
from wonton.core.expr import const
from wonton.core.goal import Goal
from wonton.core.proofgraph import ProofStep, committed_steps, proof_graph
from wonton.core.structure_hash import structure_hash, structure_hash_unordered

LEAF = ProofStep("aaaaaaaaaaaa", "exact h", "closer")
OTHER = ProofStep("bbbbbbbbbbbb", "assumption", "closer")
PAIR = ProofStep("cccccccccccc", "constructor", "split", (LEAF, OTHER))
SWAPPED = ProofStep("cccccccccccc", "constructor", "split", (OTHER, LEAF))

steps = st.recursive(
    st.builds(ProofStep, st.sampled_from("abc"), st.just("t"), st.sampled_from(("←", "intro"))),
    lambda below: st.builds(
        ProofStep,
        st.sampled_from("abc"),
        st.just("t"),
        st.sampled_from(("←", "intro")),
        st.lists(below, max_size=3).map(tuple),
    ),
    max_leaves=12,
)


def by_the_book(step: ProofStep, version: str, sort: bool) -> bytes:
    """The digest as the module's docstring writes it down."""

    def string(text: str) -> bytes:
        return b"%d:%s" % (len(text.encode()), text.encode())

    below = [by_the_book(child, version, sort) for child in step.children]
    head = version.encode() + b"\0" + string(step.signature) + string(step.family) + string(str(len(below)))
    return hashlib.sha256(head + b"".join(sorted(below) if sort else below)).digest()


def test_fixed_vectors() -> None:
    assert structure_hash(LEAF) == "23c2fbc0ed709394"
    assert structure_hash(PAIR) == "7392f90120eeb8f4"
    assert structure_hash_unordered(PAIR) == "0963dcad439a4565"


@given(steps)
def test_hashes_follow_their_description(step: ProofStep) -> None:
    assert structure_hash(step) == by_the_book(step, "structure-v1", False).hex()[:16]
    assert structure_hash_unordered(step) == by_the_book(step, "structure-v1-unordered", True).hex()[:16]


def test_order_counts_in_one_of_them() -> None:
    assert structure_hash(PAIR) != structure_hash(SWAPPED)
    assert structure_hash_unordered(PAIR) == structure_hash_unordered(SWAPPED)


def test_signature_family_and_depth_count_but_words_do_not() -> None:
    base = structure_hash(PAIR)
    assert structure_hash(ProofStep(PAIR.signature, "apply And.intro", "split", PAIR.children)) == base
    assert structure_hash(ProofStep(PAIR.signature, PAIR.tactic, "apply", PAIR.children)) != base
    assert structure_hash(ProofStep("x", PAIR.tactic, PAIR.family, PAIR.children)) != base
    assert structure_hash(ProofStep("x", "t", "apply", (PAIR,))) != base


def deep(length: int) -> ProofStep:
    step = LEAF
    for _ in range(length):
        step = ProofStep("dddddddddddd", "intro x", "intro", (step,))
    return step


def test_deep_proofs_need_no_recursion() -> None:
    step = deep(5_000)
    assert len(structure_hash(step)) == 16
    assert proof_graph(step).nodes[-1].depth == 5_001
    assert structure_hash(deep(4_999)) != structure_hash(step)


def test_graph_of_a_branching_proof() -> None:
    action = summarize_action("exact h", Goal((), const("p"), "p"), ())
    last = ProofStep("last", "exact h", "closer", (), action)
    graph = proof_graph(ProofStep("root", "intro x", "intro", (PAIR, last)))
    assert [node.id for node in graph.nodes] == [
        "0:0", "1:0", "2:0", "3:closed", "2:1", "4:closed", "1:1", "5:closed",
    ]  # fmt: skip
    assert [(edge.source, edge.target, edge.family) for edge in graph.edges] == [
        ("0:0", "1:0", "intro"),
        ("0:0", "1:1", "intro"),
        ("1:0", "2:0", "split"),
        ("1:0", "2:1", "split"),
        ("2:0", "3:closed", "closer"),
        ("2:1", "4:closed", "closer"),
        ("1:1", "5:closed", "closer"),
    ]
    written = graph.to_json()
    assert written["root"] == "0:0"
    assert written["edges"][-1]["action"]["continuation"] == "solve"
    assert written["structure_hash"] == graph.structure


@given(steps)
def test_ids_are_never_reused_and_every_edge_has_ends(step: ProofStep) -> None:
    graph = proof_graph(step)
    ids = [node.id for node in graph.nodes]
    assert len(set(ids)) == len(ids)
    assert {edge.target for edge in graph.edges} == set(ids) - {"0:0"}
    assert len({edge.state for edge in graph.edges}) == len(committed_steps(step))
