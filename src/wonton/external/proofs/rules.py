"""Classes of inference rules, over all provers: what kind of step a rule makes, whatever it is called.

Tables only. The classes are coarse on purpose: an edge of a proof graph is labelled with one, so that proofs of
different provers can be laid beside each other. A rule that no table knows belongs to `other`.
"""

from __future__ import annotations

from typing import Literal, get_args

RuleFamily = Literal[
    "input",  # a formula of the problem
    "negate",  # the conjecture turned into its negation
    "normalise",  # to clauses: negation normal form, flattening, renaming of variables, splitting of conjunctions
    "define",  # a new symbol for a formula, and its use
    "skolem",  # a new symbol for what exists
    "resolve",  # two or more clauses cut: resolution, subsumption resolution, chains of them, modus ponens
    "superpose",  # an equation put into another clause: superposition, paramodulation
    "rewrite",  # an equation or a rewrite rule used to simplify: demodulation, a solver's rewriter
    "equality",  # reflexivity, symmetry, transitivity, congruence
    "factor",  # literals of one clause put together, or taken out since they are never true
    "instantiate",  # a quantifier gone: an instance of what holds of all
    "quantify",  # a step below a quantifier, or a change of its variables
    "propositional",  # connectives put in and taken out, Boolean tautologies
    "split",  # a case, and the search for a contradiction in all of them
    "theory",  # what holds of numbers, bit vectors, arrays, ... : lemmas and steps of a decision procedure
    "discharge",  # an assumption taken back
    "trust",  # a step that the prover gives no reason for
    "other",
]
RULE_FAMILIES: tuple[RuleFamily, ...] = get_args(RuleFamily)

_TSTP: dict[RuleFamily, str] = {
    "negate": "negated_conjecture assume_negation negate_conjecture",
    "normalise": "cnf_transformation split_conjunct flattening variable_rename fof_nnf nnf_transformation "
    "ennf_transformation shift_quantors distribute rectify fof_simplification clausify copy true_and_false_elimination "
    "pure_predicate_removal unused_predicate_definition_removal equality_proxy_axiom reorient_equations ncn simplify",
    "define": "definition apply_def split_equiv definition_folding definition_unfolding predicate_definition "
    "introduced_definition predicate_definition_introduction function_definition",
    "skolem": "skolemize skolemisation choice_axiom",
    "resolve": "resolution forward_subsumption_resolution backward_subsumption_resolution sr csr pm unit_resolution "
    "unit_resulting_resolution subsumption_resolution hyper_resolution ur rat",
    "superpose": "superposition spm paramodulation extensionality_resolution",
    "rewrite": "rw forward_demodulation backward_demodulation demodulation cn ar er_rw",
    "equality": "equality_resolution er trivial_inequality_removal equality_factoring reflexivity theory_equality",
    "factor": "factoring ef duplicate_literal_removal condense fc simultaneous_superposition",
    "split": "avatar_definition avatar_component_clause avatar_split_clause avatar_contradiction_clause "
    "avatar_sat_refutation sat_conversion esplit split sat_refutation",
    "instantiate": "instantiation global_subsumption",
    "theory": "evaluation theory_normalization theory_tautology_sat_conflict interpreted_simplification "
    "int_trans_axiom tha term_algebras_distinctness term_algebras_injectivity",
    "propositional": "tautology cdclpropres propositional",
}
_Z3: dict[RuleFamily, str] = {
    "resolve": "unit-resolution mp mp~ hyper-res",
    "rewrite": "rewrite rewrite* elim-unused der",
    "equality": "refl symm trans trans* monotonicity commutativity",
    "normalise": "nnf-pos nnf-neg nnf* cnf* distributivity pull-quant pull-quant* push-quant",
    "define": "intro-def apply-def",
    "skolem": "sk",
    "instantiate": "quant-inst",
    "quantify": "quant-intro proof-bind",
    "propositional": "and-elim not-or-elim iff-true iff-false iff~ def-axiom true-axiom",
    "theory": "th-lemma",
    "discharge": "lemma",
    "trust": "clause-trail redundant-del",
}
_CVC5: dict[RuleFamily, str] = {
    "resolve": "resolution chain_resolution chain_m_resolution macro_resolution macro_resolution_trust eq_resolve "
    "modus_ponens contra th_resolution eq_resolution",
    "factor": "factoring reordering contraction",
    "equality": "refl symm trans cong nary_cong pairwise_cong ho_cong true_intro true_elim false_intro false_elim "
    "eq-refl eq-symm eq_transitive eq_congruent eq_congruent_pred eq_reflexive eq_symmetric not_symm symmetry",
    "instantiate": "instantiate forall_inst qnt_rm_unused qnt_join",
    "quantify": "alpha_equiv quant_var_reordering exists_elim bind sko_forall sko_ex onepoint let "
    "quant-unused-vars quant-merge-prenex quant-miniscope quant_unused_vars quant_merge_prenex quant_miniscope_and "
    "quant_miniscope_or quant-var-elim-eq quant_var_elim_eq quant_dt_split",
    "skolem": "skolemize skolem_intro",
    "rewrite": "evaluate encode_eq_intro distinct_values distinct_card_conflict aci_norm absorb dsl_rewrite "
    "theory_rewrite all_simplify ac_simp hash_simp rare_rewrite subs",
    "discharge": "scope process_scope subproof",
    "trust": "trust trust_theory_rewrite hole",
    "propositional": "and_intro and_elim not_or_elim implies_elim not_implies_elim1 not_implies_elim2 equiv_elim "
    "equiv_elim1 equiv_elim2 not_equiv_elim1 not_equiv_elim2 xor_elim1 xor_elim2 not_xor_elim1 not_xor_elim2 ite_elim1 "
    "ite_elim2 not_ite_elim1 not_ite_elim2 not_and split not_not_elim ite_eq and not_or or implies not_implies1 "
    "not_implies2 equiv1 equiv2 not_equiv1 not_equiv2 ite1 ite2 not_ite1 not_ite2 not_not true false xor1 xor2 "
    "and_pos and_neg or_pos or_neg implies_pos implies_neg1 implies_neg2 equiv_pos1 equiv_pos2 equiv_neg1 equiv_neg2 "
    "ite_pos1 ite_pos2 ite_neg1 ite_neg2 xor_pos1 xor_pos2 xor_neg1 xor_neg2 connective_def and_simplify or_simplify "
    "not_simplify implies_simplify equiv_simplify bool_simplify ite_simplify eq_simplify distinct_elim",
}
#: Beginnings of names: what is named so, and in no table, belongs there.
_BEGINNINGS: dict[str, RuleFamily] = {
    "cnf_": "propositional",
    "bool-": "propositional",
    "bool_": "propositional",
    "ite-": "propositional",
    "ite_": "propositional",
    "quant": "quantify",
    "qnt_": "quantify",
    "eq-": "rewrite",
    "eq_": "rewrite",
    "macro_": "rewrite",
    "distinct-": "rewrite",
    "arith": "theory",
    "la_": "theory",
    "lia_": "theory",
    "bv": "theory",
    "array": "theory",
    "str": "theory",
    "re-": "theory",
    "re_": "theory",
    "seq": "theory",
    "sets": "theory",
    "bag": "theory",
    "dt": "theory",
    "fp": "theory",
    "concat": "theory",
    "int": "theory",
    "uf-": "theory",
    "uf_": "theory",
    "avatar": "split",
    "skolem": "skolem",
    "theory": "theory",
    "fool": "normalise",
}


def _reverse(table: dict[RuleFamily, str]) -> dict[str, RuleFamily]:
    return {rule: family for family, rules in table.items() for rule in rules.split()}


_TABLES = {"tstp": _reverse(_TSTP), "z3": _reverse(_Z3), "cpc": _reverse(_CVC5), "alethe": _reverse(_CVC5)}


def family_of(language: str, rule: str) -> RuleFamily:
    """The class of a rule of a proof in `language` (`tstp z3 cpc alethe`)."""
    if (found := _TABLES[language].get(rule)) is not None:
        return found
    return next((family for start, family in _BEGINNINGS.items() if rule.startswith(start)), "other")
