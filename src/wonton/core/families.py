"""What tactics are, as data: families, easy tactics, and which tactic runs which other, for Lean and for Ltac.

Tables only; `wonton.core.tactics` reads them. A head that no table knows belongs to the family `other`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Language = Literal["lean", "ltac"]


def language_of(assistant: str) -> Language:
    """The language that the tactics of `assistant` (its name) are written in; Lean's for one of the user's own."""
    return "ltac" if assistant == "rocq" else "lean"


class Family(StrEnum):
    """Coarse class of a tactic. The order is fixed: stored indexes refer to it."""

    INTRO = "intro"
    APPLY = "apply"
    SPLIT = "split"
    CASES = "cases"
    REWRITE = "rewrite"
    SIMPLIFY = "simplify"
    CLOSER = "closer"
    CONTRADICTION = "contradiction"
    ARITH = "arith"
    AUTOMATION = "automation"
    OTHER = "other"

    @property
    def place(self) -> int:
        """Its place in the fixed order, from 0."""
        return _PLACES[self]


FAMILIES: tuple[Family, ...] = tuple(Family)
_PLACES = {family: place for place, family in enumerate(FAMILIES)}

#: Blocked unless a run allows them.
EASY: dict[Language, tuple[str, ...]] = {
    "lean": ("simp", "simp_all", "omega", "decide", "native_decide", "rfl"),
    "ltac": ("auto", "eauto", "easy", "now", "lia", "nia", "lra", "reflexivity", "vm_compute", "native_compute"),
}

_LEAN_FAMILIES: dict[Family, str] = {
    Family.INTRO: "intro intros rintro funext ext1 ext",
    Family.APPLY: "apply refine refine' apply_fun apply_assumption convert congr congr! gcongr apply_congr fapply "
    "eapply apply_rules use_refine suffices specialize",
    Family.SPLIT: "constructor econstructor fconstructor left right exists use existsi and_intros split_ands "
    "refine_struct",
    Family.CASES: "cases cases' rcases obtain induction induction' by_cases split split_ifs fin_cases interval_cases "
    "casesm match injection injections rcases_type fun_induction fun_cases",
    Family.REWRITE: "rw rewrite erw rwa rw_mod_cast nth_rw nth_rewrite simp_rw subst subst_vars subst_eqs symm calc "
    "trans conv conv_lhs conv_rhs",
    Family.SIMPLIFY: "simp simp_all simp_all? simp? simpa simpa? dsimp unfold delta change show beta_reduce reduce "
    "whnf push_cast norm_cast push_neg simp_arith simp_all_arith field_simp unfold_let eta_reduce",
    Family.CLOSER: "exact exact_mod_cast assumption assumption_mod_cast rfl eq_refl apply_rfl trivial done exact? "
    "infer_instance",
    Family.CONTRADICTION: "contradiction exfalso absurd by_contra by_contra! nofun nomatch false_or_by_contra "
    "contrapose contrapose!",
    Family.ARITH: "omega linarith nlinarith ring ring_nf ring1 noncomm_ring norm_num norm_num1 positivity abel group "
    "linear_combination polyrith cutsat lia bv_omega nlinarith!",
    Family.AUTOMATION: "decide native_decide aesop tauto grind solve_by_elim bv_decide itauto finish hint apply? rw? "
    "simp_or infer_instance_as norm_num_or measurability continuity fun_prop",
}

_LTAC_FAMILIES: dict[Family, str] = {
    Family.INTRO: "intro intros",
    Family.APPLY: "apply eapply refine simple_apply lapply specialize cut f_equal f_equiv bitwise",
    Family.SPLIT: "split constructor econstructor left right eleft eright exists eexists esplit",
    Family.CASES: "destruct edestruct case ecase elim eelim induction einduction inversion inversion_clear injection "
    "dependent decompose functional case_eq simple_inversion einjection nzinduct",
    Family.REWRITE: "rewrite erewrite setoid_rewrite rewrite_all replace subst symmetry transitivity etransitivity "
    "autorewrite nzsimpl",
    Family.SIMPLIFY: "simpl cbn cbv lazy compute unfold fold red hnf change vm_compute native_compute pattern",
    Family.CLOSER: "exact eexact assumption eassumption reflexivity trivial easy now done exact_no_check",
    Family.CONTRADICTION: "contradiction exfalso absurd discriminate ediscriminate contradict",
    Family.ARITH: "lia nia lra nra ring ring_simplify field field_simplify omega psatz nsatz zify order",
    Family.AUTOMATION: "auto eauto tauto intuition firstorder congruence dtauto dintuition debug_auto btauto decide "
    "typeclasses rtauto info_auto info_eauto debug_eauto info_trivial debug_trivial bfs fsetdec "
    "solve_proper",
}

#: Family of every head that has one of its own.
FAMILY_OF: dict[Language, dict[str, Family]] = {
    "lean": {head: family for family, heads in _LEAN_FAMILIES.items() for head in heads.split()},
    "ltac": {head: family for family, heads in _LTAC_FAMILIES.items() for head in heads.split()},
}

_LEAN_RUNS = """
rw: rewrite | rewrite: rw | erw: rw | rwa: rw assumption | nth_rw: rw | nth_rewrite: nth_rw | rw_mod_cast: rw
simp_rw: simp | simp_all: simp | simpa: simp | simp_arith: simp | simp_all_arith: simp_all | dsimp: simp
simp?: simp | simpa?: simpa | simp_all?: simp_all | field_simp: simp | norm_num: simp | push_cast: simp | aesop: simp
intros: intro | rintro: intro rcases | obtain: rcases | cases': cases | rcases: cases | induction': induction
refine': refine | use: exists | use_refine: refine | exact?: exact | exact_mod_cast: exact | apply?: apply
assumption_mod_cast: assumption | apply_rfl: rfl | eq_refl: rfl | rfl: eq_refl apply_rfl
infer_instance_as: infer_instance
trivial: assumption rfl contradiction decide apply | subst_vars: subst | subst_eqs: subst | injections: injection
native_decide: decide | bv_decide: decide | bv_omega: omega | nlinarith: linarith | ring: ring_nf
suffices: have | replace: have | solve_by_elim: apply | apply_assumption: apply | apply_rules: apply
conv_lhs: conv | conv_rhs: conv | split_ifs: split | and_intros: constructor | split_ands: constructor
by_contra!: by_contra | contrapose!: contrapose | congr!: congr | next: rename_i | case': case | repeat': repeat
show: change
"""
_LTAC_RUNS = """
eauto: auto | trivial: auto | intuition: auto tauto | dintuition: intuition | dtauto: tauto | firstorder: auto
info_auto: auto | info_eauto: eauto | debug_eauto: eauto | info_trivial: trivial | debug_trivial: trivial
bfs: eauto | typeclasses: eauto
fsetdec: auto intuition | f_equiv: eauto reflexivity | solve_proper: f_equiv
nzsimpl: autorewrite | bitwise: autorewrite
now: easy | easy: trivial reflexivity | done: trivial | nia: lia | nra: lra | debug_auto: auto
eapply: apply | simple_apply: apply | intros: intro | eexact: exact | eassumption: assumption
erewrite: rewrite | setoid_rewrite: rewrite | rewrite_all: rewrite | autorewrite: rewrite
edestruct: destruct | einduction: induction | ecase: case | eelim: elim | einjection: injection
econstructor: constructor | eexists: exists | esplit: split | eleft: left | eright: right
inversion_clear: inversion | simple_inversion: inversion | etransitivity: transitivity | ediscriminate: discriminate
"""


def _parsed(table: str) -> dict[str, tuple[str, ...]]:
    entries = [entry for line in table.strip().splitlines() for entry in line.split(" | ")]
    pairs = [entry.split(": ") for entry in entries]
    return {head: tuple(others.split()) for head, others in pairs}


#: What a tactic runs beside itself, or is another spelling of. The attempts with which `rw` and `exists` end (a
#: reflexivity that opens nothing but reducible definitions, a try of the trivial) are parts of those tactics and not
#: listed.
RUNS: dict[Language, dict[str, tuple[str, ...]]] = {"lean": _parsed(_LEAN_RUNS), "ltac": _parsed(_LTAC_RUNS)}

#: Tactics whose arguments are tactics.
COMBINATORS: dict[Language, frozenset[str]] = {
    "lean": frozenset(
        "first try repeat repeat' repeat1' all_goals any_goals focus iterate solve fail_if_success with_reducible "
        "with_reducible_and_instances with_unfolding_all case case' next on_goal pick_goal rotate_left rotate_right "
        "classical swap skip run_tac_seq success_if_fail_with_msg any_goals' checkpoint unhygienic".split()
    ),
    "ltac": frozenset(
        "first try repeat do solve progress once exactly_once timeout abstract assert_fails assert_succeeds idtac time "
        "infoH tryif if unshelve only all par transparent_abstract".split()
    ),
}
