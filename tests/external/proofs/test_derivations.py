"""Small proofs in each language, by hand: the graph that is expected, and what is amiss with broken ones."""

from __future__ import annotations

import json

import jsonschema
import pytest

from wonton.artifacts.schemas import schema
from wonton.artifacts.write import encode_json
from wonton.core.errors import UnknownNameError
from wonton.core.proofgraph import ProofStep
from wonton.core.structure_hash import graph_hashes, structure_hash, structure_hash_unordered
from wonton.external.proofs import Derivation, read_proof
from wonton.external.proofs.files import graph_json, proof_graph_json, read_graph
from wonton.external.proofs.signatures import signatures
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tptp_files import Annotated, read_annotated

E_PROOF = """
fof(goal, conjecture, (q), file('p.p', goal)).
cnf(imp, axiom, (q|~p), file('p.p', imp)).
cnf(fact, axiom, (p), file('p.p', 'fact')).
fof(c_0_1, negated_conjecture, (~q), inference(assume_negation,[status(cth)],[goal])).
cnf(c_0_2, plain, (q|~p), imp).
cnf(c_0_3, negated_conjecture, ($false), inference(cn,[status(thm)],[inference(rw,[status(thm)],[
  inference(sr,[status(thm)],[c_0_2, c_0_1]), fact]), theory(equality)]), ['proof']).
"""
AVATAR = """
fof(f1,axiom,( p | q),file('p.p','a')). fof(f2,axiom,( ~p),file('p.p','b')). fof(f3,axiom,( ~q),file('p.p','c')).
fof(f4,definition,( sp1 <=> p),introduced(definition,[new_symbols(definition,[sp1])],[avatar_definition])).
fof(f5,plain,( p | ~sp1),inference(avatar_component_clause,[],[f4])).
fof(f6,plain,( q | sp1),inference(avatar_split_clause,[],[f1,f4])).
fof(f7,plain,( $false | ~sp1),inference(resolution,[],[f5,f2])).
fof(f8,plain,( ~sp1),inference(avatar_contradiction_clause,[],[f7])).
fof(f9,plain,( sp1),inference(resolution,[],[f6,f3])).
cnf(s1, plain, sp1, inference(sat_conversion,[],[f9])). cnf(s2, plain, ~sp1, inference(sat_conversion,[],[f8])).
cnf(s3, plain, $false, inference(rat,[],[s1,s2])).
fof(f10,plain,( $false),inference(avatar_sat_refutation,[],[s3])).
"""
Z3_PROOF = """((set-logic UF)
(proof (let (($x1 (or p q)) (@h (hypothesis (not p))))
 (let ((@l (lemma (unit-resolution (unit-resolution (asserted $x1) @h q) (asserted (not q)) false) (or p))))
 (unit-resolution @l (asserted (not p)) false)))))"""
CPC = """(
(declare-const p Bool) (define @t1 () (not p)) (define @t2 () (forall (@list (@var "x" Int)) (= (@var "x" Int) 0)))
(assume @p1 p) (assume @p2 @t1)
(assume-push @p3 @t2) (step @p4 false :rule contra :premises (@p1 @p2)) (step-pop @p5 :rule scope :premises (@p4))
(step @p6 (not @t2) :rule process_scope :premises (@p5) :args (false))
(step @p7 false :rule contra :premises (@p1 @p2)))"""
ALETHE = """(
(assume a0 (! p :named @p_1)) (assume a1 (=> p q)) (assume a2 (not q))
(anchor :step t1)
(assume t1.a0 @p_1) (step t1.t0 (cl (not (=> p q)) (not p) q) :rule implies_pos)
(step t1.t1 (cl q) :rule resolution :premises (t1.t0 a1 t1.a0))
(step t1 (cl (not @p_1) q) :rule subproof :discharge (t1.a0))
(step t2 (cl) :rule resolution :premises (t1 a0 a2)))"""


def read(text: str, language: str) -> Derivation:
    reading = read_proof(text, language)
    assert reading.notes == ()
    assert reading.graph is not None
    return reading.graph


def test_inner_inferences_are_nodes_without_formulas() -> None:
    graph = read(E_PROOF, "tstp")
    inner = [node for node in graph.nodes if node.formula is None]
    assert [(node.name, node.rule, node.family) for node in inner] == [
        ("c_0_3#1", "sr", "resolve"),
        ("c_0_3#2", "rw", "rewrite"),
    ]
    assert graph.root.rule == "cn"
    assert graph.core() == ("goal", "imp", "fact")
    assert graph.axioms() == ("imp", "fact")
    families = {graph.nodes[b].name: family for _, b, family in graph.edges()}
    assert families["c_0_1"] == "negate"
    assert families["c_0_2"] == "normalise"


def test_splits_rest_on_definitions() -> None:
    graph = read(AVATAR, "tstp")
    assert [node.name for node in graph.nodes if node.kind == "introduced"] == ["f4"]
    assert [node.name for node in graph.leaves()] == ["f1", "f2", "f3"]
    assert graph.root.rule == "avatar_sat_refutation"


def test_a_lemma_discharges_its_hypothesis() -> None:
    graph = read(Z3_PROOF, "z3")
    (lemma,) = [node for node in graph.nodes if node.rule == "lemma"]
    assert [graph.nodes[place].kind for place in lemma.discharges] == ["hypothesis"]
    assert len(graph.core()) == 3


def test_a_user_may_call_a_function_by_a_rules_name() -> None:
    graph = read("(proof (mp (asserted (mp a b)) (rewrite (= (mp a b) false)) false))", "z3")
    assert [node.rule for node in graph.nodes] == ["", "rewrite", "mp"]


def test_scopes_conclude_implications() -> None:
    graph = read(
        CPC.replace("(step @p7 false :rule contra :premises (@p1 @p2))", "(step @p7 false :rule x :premises (@p6))"),
        "cpc",
    )
    (scope,) = [node for node in graph.nodes if node.rule == "scope"]
    assert scope.formula is not None
    assert scope.formula.children[0] == graph.nodes[scope.discharges[0]].formula
    assert scope.formula.children[0].kind.value == "pi"
    assert read(CPC, "cpc").unused == 4


def test_subproofs_discharge_their_assumptions() -> None:
    graph = read(ALETHE, "alethe")
    (closing,) = [node for node in graph.nodes if node.rule == "subproof"]
    assert [graph.nodes[place].name for place in closing.discharges] == ["t1.a0"]
    assert [graph.nodes[place].name for place in closing.parents] == ["t1.t1"]


@pytest.mark.parametrize(
    ("text", "language", "note"),
    [
        (E_PROOF.replace("[c_0_2, c_0_1]", "[c_0_2, c_0_9]"), "tstp", "inferred from c_0_9"),
        (E_PROOF.replace("$false", "q"), "tstp", "no statement of the derivation says"),
        (E_PROOF.replace("cnf(imp", "thf(imp"), "tstp", "a statement in 'thf'"),
        (E_PROOF + E_PROOF, "tstp", "two statements are called"),
        (Z3_PROOF.replace("(or p))))", "(or q))))"), "z3", "is not discharged"),
        (Z3_PROOF.replace("(not p)) false)))))", "(not p)) q)))))"), "z3", "the root is not the contradiction"),
        (Z3_PROOF[:-2], "z3", "brackets are not closed"),
        (ALETHE.replace(":discharge (t1.a0)", ""), "alethe", ""),
        (ALETHE.replace("(step t2 (cl)", "(step t2 (cl q)"), "alethe", "no step of the proof is the empty clause"),
        (CPC.replace("@p4 false", "@p4"), "cpc", ""),
        ("garbage )", "cpc", "a bracket closes"),
        ("", "z3", "no proof"),
    ],
)
def test_what_is_amiss_is_noted(text: str, language: str, note: str) -> None:
    reading = read_proof(text, language)
    assert reading.complete == (not note)
    assert any(note in one for one in reading.notes) or not note


def test_limits_and_unknown_languages() -> None:
    reading = read_proof(E_PROOF, "tstp", limit=100)
    assert reading.graph is None
    assert reading.truncated
    assert read_proof(E_PROOF, "tstp", cut=True).notes == ("the prover's output was cut",)
    with pytest.raises(UnknownNameError):
        read_proof("", "lfsc")


def test_deep_lets_are_no_trouble() -> None:
    depth = 20_000
    lets = "".join(f"(let (($x{n} (and $x{n - 1} $x{n - 1})))" for n in range(1, depth))
    text = (
        f"(proof (let (($x0 p)) {lets} (mp (asserted $x{depth - 1}) (rewrite (= $x{depth - 1} false)) false)"
        + ")" * depth
        + ")"
    )
    graph = read(text, "z3")
    assert graph.nodes[0].formula is not None
    assert graph.nodes[0].formula.size.bit_length() > depth
    assert graph_json(graph)["nodes"][0]["signature"] != "?"


@pytest.mark.parametrize(("text", "language"), [(E_PROOF, "tstp"), (Z3_PROOF, "z3"), (CPC, "cpc"), (ALETHE, "alethe")])
def test_files_follow_their_schema_and_come_back(text: str, language: str) -> None:
    reading = read_proof(text, language)
    written = json.loads(encode_json({"item_id": "x", **proof_graph_json(reading)}))
    jsonschema.validate(written, schema("proof_graph"))
    assert read_graph(written["graph"]) == reading.graph
    broken = json.loads(encode_json({"item_id": "x", **proof_graph_json(read_proof("(", language))}))
    jsonschema.validate(broken, schema("proof_graph"))


def test_a_graphs_hash_is_that_of_the_tree_it_unfolds_to() -> None:
    graph = read(AVATAR, "tstp")
    signed = signatures([node.formula for node in graph.nodes])

    def unfolded(place: int) -> ProofStep:
        node = graph.nodes[place]
        return ProofStep(signed[place], "", node.family, tuple(map(unfolded, node.parents)))

    root = unfolded(len(graph.nodes) - 1)
    found = graph_hashes(signed, [node.family for node in graph.nodes], [node.parents for node in graph.nodes])
    assert found == (structure_hash(root), structure_hash_unordered(root))


def test_signatures_are_blind_to_names_of_variables_and_to_order() -> None:
    texts = ["! [X] : (p(X) | q)", "! [Y] : (q | p(Y))", "! [Y] : (q & p(Y))", "a = b", "b = a"]
    terms = Terms()
    found = [one for n, text in enumerate(texts) for one in read_annotated(f"fof(a{n}, axiom, {text}).", terms)]
    signed = signatures([one.formula for one in found if isinstance(one, Annotated)])
    assert signed[0] == signed[1] != signed[2]
    assert signed[3] == signed[4]
