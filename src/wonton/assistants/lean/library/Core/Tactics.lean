/-
Lean's tactic language, attached piece by piece. Each line declares a constant under the name that it
has in Lean's own Init library; its value is the compiled one (see `Core.Parser`):

* `axiom x : ParserDescr` with `tactic_parser`: Lean's grammar of one tactic. The tactic's elaborator is
  compiled in and already registered for it;
* `axiom x : ParserDescr` alone: a part of the grammar that other entries mention;
* `axiom _aux_.. : Macro` with `macro x`: a macro of Lean's own, for tactics that are defined by
  expansion (`rw`, `rfl`, `have`, `exists` ..). Where there are several, the last is tried first.

`exact?`, `grind`, `conv` and the tactics that only serve Lean's own development are not attached.
-/
prelude
import Core.Parser
set_option autoImplicit false
set_option linter.all false

namespace Lean
-- Names in patterns, and the dot that focuses a goal
@[extern "lean"] axiom binderIdent : ParserDescr
@[extern "lean"] axiom cdotTk : ParserDescr
@[extern "lean", tactic_parser 1000] axiom cdot : ParserDescr
-- Chains of relations
@[extern "lean"] axiom calcFirstStep : ParserDescr
@[extern "lean"] axiom calcStep : ParserDescr
@[extern "lean"] axiom calcSteps : ParserDescr
@[extern "lean", term_parser 1000] axiom calc : ParserDescr
@[extern "lean", tactic_parser 1000] axiom calcTactic : ParserDescr
end Lean

declare_syntax_cat rawStx
declare_syntax_cat rcasesPat
declare_syntax_cat rintroPat

namespace Lean.Parser.Tactic
-- Parts shared by several tactics
@[extern "lean"] axiom elimTarget : ParserDescr
@[extern "lean"] axiom locationWildcard : ParserDescr
@[extern "lean"] axiom locationType : ParserDescr
@[extern "lean"] axiom locationHyp : ParserDescr
@[extern "lean"] axiom location : ParserDescr
@[extern "lean"] axiom rwRule : ParserDescr
@[extern "lean"] axiom rwRuleSeq : ParserDescr
@[extern "lean"] axiom caseArg : ParserDescr
@[extern "lean"] axiom inductionAltLHS : ParserDescr
@[extern "lean"] axiom inductionAlt : ParserDescr
@[extern "lean"] axiom inductionAlts : ParserDescr
@[extern "lean"] axiom generalizeArg : ParserDescr

-- Closing a goal
@[extern "lean", tactic_parser 1000] axiom exact : ParserDescr
@[extern "lean", tactic_parser 1000] axiom assumption : ParserDescr
@[extern "lean", tactic_parser 1000] axiom contradiction : ParserDescr
@[extern "lean", tactic_parser 1000] axiom done : ParserDescr
@[extern "lean", tactic_parser 1000] axiom eqRefl : ParserDescr
@[extern "lean", tactic_parser 1000] axiom applyRfl : ParserDescr
@[extern "lean", tactic_parser 1000] axiom tacticRfl : ParserDescr
@[extern "lean", macro tacticRfl] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_1 : Macro
@[extern "lean", macro tacticRfl] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_2 : Macro
@[extern "lean", macro tacticRfl] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRfl_3 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticTrivial : ParserDescr
@[extern "lean", macro tacticTrivial] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_1 : Macro
@[extern "lean", macro tacticTrivial] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_2 : Macro
@[extern "lean", macro tacticTrivial] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_3 : Macro
@[extern "lean", macro tacticTrivial] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_4 : Macro
@[extern "lean", macro tacticTrivial] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_5 : Macro
@[extern "lean", macro tacticTrivial] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTrivial_6 : Macro

-- Working backwards from the target
@[extern "lean", tactic_parser 1000] axiom apply : ParserDescr
@[extern "lean", tactic_parser 1000] axiom refine : ParserDescr
@[extern "lean", tactic_parser 1000] axiom refine' : ParserDescr
@[extern "lean", tactic_parser 1000] axiom constructor : ParserDescr
@[extern "lean", tactic_parser 1000] axiom left : ParserDescr
@[extern "lean", tactic_parser 1000] axiom right : ParserDescr
@[extern "lean", tactic_parser 1000] axiom «tacticExists_,,» : ParserDescr
@[extern "lean", macro «tacticExists_,,»] axiom «_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExists_,,_1» : Macro
@[extern "lean", tactic_parser 1000] axiom tacticExfalso : ParserDescr
@[extern "lean", macro tacticExfalso] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticExfalso_1 : Macro

-- The context
@[extern "lean", tactic_parser 1000] axiom intro : ParserDescr
@[extern "lean", tactic_parser 1000] axiom intros : ParserDescr
@[extern "lean", tactic_parser 1000] axiom revert : ParserDescr
@[extern "lean", tactic_parser 1000] axiom clear : ParserDescr
@[extern "lean", tactic_parser 1000] axiom renameI : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rename : ParserDescr
@[extern "lean", tactic_parser 1000] axiom specialize : ParserDescr
@[extern "lean", tactic_parser 1000] axiom exposeNames : ParserDescr
@[extern "lean", tactic_parser 1000] axiom generalize : ParserDescr

-- Cases and induction
@[extern "lean", tactic_parser 1000] axiom cases : ParserDescr
@[extern "lean", tactic_parser 1000] axiom induction : ParserDescr
@[extern "lean", tactic_parser 1000] axiom injection : ParserDescr
@[extern "lean", tactic_parser 1000] axiom injections : ParserDescr
@[extern "lean", tactic_parser 1000] axiom subst : ParserDescr
@[extern "lean", tactic_parser 1000] axiom substVars : ParserDescr
@[extern "lean", tactic_parser 1000] axiom split : ParserDescr

-- Rewriting
@[extern "lean", tactic_parser 1000] axiom rewriteSeq : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rwSeq : ParserDescr
@[extern "lean", macro rwSeq] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwSeq_1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticErw___ : ParserDescr
@[extern "lean", macro tacticErw___] axiom _aux_Init_Meta___macroRules_Lean_Parser_Tactic_tacticErw____1 : Macro
@[extern "lean", tactic_parser 1000] axiom rwa : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rwaAt : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rwaAtLegacyLocation : ParserDescr
@[extern "lean", macro rwaAtLegacyLocation] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_rwaAtLegacyLocation_1 : Macro
@[extern "lean", tactic_parser 1000] axiom symm : ParserDescr
@[extern "lean", tactic_parser 1000] axiom change : ParserDescr
@[extern "lean", tactic_parser 1000] axiom «show» : ParserDescr
@[extern "lean", tactic_parser 1000] axiom showTermElab : ParserDescr
@[extern "lean", macro showTermElab] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_showTermElab_1 : Macro
@[extern "lean", tactic_parser 1000] axiom «unfold» : ParserDescr
@[extern "lean", tactic_parser 1000] axiom delta : ParserDescr
@[extern "lean", tactic_parser 1000] axiom congr : ParserDescr

-- Statements on the way
@[extern "lean", tactic_parser 1000] axiom tacticHave__ : ParserDescr
@[extern "lean", macro tacticHave__] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave___1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticHave' : ParserDescr
@[extern "lean", macro tacticHave'] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticHave'_1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticLet__ : ParserDescr
@[extern "lean", macro tacticLet__] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticLet___1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticSuffices_ : ParserDescr
@[extern "lean", macro tacticSuffices_] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticSuffices__1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticRefine_lift_ : ParserDescr
@[extern "lean", macro tacticRefine_lift_] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift__1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticRefine_lift'_ : ParserDescr
@[extern "lean", macro tacticRefine_lift'_] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticRefine_lift'__1 : Macro
@[extern "lean", tactic_parser 1000] axiom replace : ParserDescr

-- Patterns
@[extern "lean"] axiom rcasesPatMed : ParserDescr
@[extern "lean"] axiom rcasesPatLo : ParserDescr
@[extern "lean", rcasesPat_parser 1000] axiom «rcasesPat».one : ParserDescr
@[extern "lean", rcasesPat_parser 1000] axiom «rcasesPat».ignore : ParserDescr
@[extern "lean", rcasesPat_parser 1000] axiom «rcasesPat».clear : ParserDescr
@[extern "lean", rcasesPat_parser 1000] axiom «rcasesPat».explicit : ParserDescr
@[extern "lean", rcasesPat_parser 1000] axiom «rcasesPat».tuple : ParserDescr
@[extern "lean", rcasesPat_parser 1000] axiom «rcasesPat».paren : ParserDescr
@[extern "lean", rintroPat_parser 1000] axiom rintroPat.one : ParserDescr
@[extern "lean", rintroPat_parser 1000] axiom rintroPat.binder : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rcases : ParserDescr
@[extern "lean", tactic_parser 1000] axiom obtain : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rintro : ParserDescr

-- Control
@[extern "lean", tactic_parser 1000] axiom first : ParserDescr
@[extern "lean", tactic_parser 1000] axiom tacticTry_ : ParserDescr
@[extern "lean", macro tacticTry_] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticTry__1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticRepeat_ : ParserDescr
@[extern "lean", tactic_parser 1000] axiom repeat' : ParserDescr
@[extern "lean", tactic_parser 1000] axiom repeat1' : ParserDescr
@[extern "lean", tactic_parser 1000] axiom tacticIterate____ : ParserDescr
@[extern "lean", macro tacticIterate____] axiom _aux_Init_TacticsExtra___macroRules_Lean_Parser_Tactic_tacticIterate_____1 : Macro
@[extern "lean", tactic_parser 1000] axiom allGoals : ParserDescr
@[extern "lean", tactic_parser 1000] axiom anyGoals : ParserDescr
@[extern "lean", tactic_parser 1000] axiom focus : ParserDescr
@[extern "lean", tactic_parser 1000] axiom case : ParserDescr
@[extern "lean", tactic_parser 1000] axiom case' : ParserDescr
@[extern "lean", tactic_parser 1000] axiom «tacticNext_=>_» : ParserDescr
@[extern "lean", macro «tacticNext_=>_»] axiom «_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNext_=>__1» : Macro
@[extern "lean", tactic_parser 1000] axiom «tactic_<;>_» : TrailingParserDescr
@[extern "lean", macro «tactic_<;>_»] axiom «_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tactic_<;>__1» : Macro
@[extern "lean", tactic_parser 1000] axiom paren : ParserDescr
@[extern "lean", tactic_parser 1000] axiom skip : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rotateLeft : ParserDescr
@[extern "lean", tactic_parser 1000] axiom rotateRight : ParserDescr
@[extern "lean", tactic_parser 1000] axiom fail : ParserDescr
@[extern "lean", tactic_parser 1000] axiom failIfSuccess : ParserDescr
@[extern "lean", tactic_parser 1000] axiom traceState : ParserDescr
@[extern "lean", tactic_parser 1000] axiom traceMessage : ParserDescr
@[extern "lean", tactic_parser 1000] axiom withAnnotateState : ParserDescr
@[extern "lean", tactic_parser 1000] axiom withReducible : ParserDescr
@[extern "lean", tactic_parser 1000] axiom tacticAnd_intros : ParserDescr
@[extern "lean", macro tacticAnd_intros] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticAnd_intros_1 : Macro
@[extern "lean", tactic_parser 1000] axiom tacticInfer_instance : ParserDescr
@[extern "lean", macro tacticInfer_instance] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticInfer_instance_1 : Macro
@[extern "lean", tactic_parser 1000] axiom «tacticNomatch_,,» : ParserDescr
@[extern "lean", macro «tacticNomatch_,,»] axiom «_aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNomatch_,,_1» : Macro
@[extern "lean", tactic_parser 1000] axiom tacticNofun : ParserDescr
@[extern "lean", macro tacticNofun] axiom _aux_Init_Tactics___macroRules_Lean_Parser_Tactic_tacticNofun_1 : Macro
-- Configuration: `simp +arith`, `decide (config := ..)`
@[extern "lean"] axiom posConfigItem : ParserDescr
@[extern "lean"] axiom negConfigItem : ParserDescr
@[extern "lean"] axiom valConfigItem : ParserDescr
@[extern "lean"] axiom configItem : ParserDescr
@[extern "lean"] axiom optConfig : ParserDescr

-- The simplifier
@[extern "lean"] axiom discharger : ParserDescr
@[extern "lean"] axiom simpPre : ParserDescr
@[extern "lean"] axiom simpPost : ParserDescr
@[extern "lean"] axiom simpLemma : ParserDescr
@[extern "lean"] axiom simpErase : ParserDescr
@[extern "lean"] axiom simpStar : ParserDescr
@[extern "lean"] axiom simpArg : ParserDescr
@[extern "lean"] axiom simpArgs : ParserDescr
@[extern "lean"] axiom dsimpArg : ParserDescr
@[extern "lean"] axiom dsimpArgs : ParserDescr
@[extern "lean", tactic_parser 1000] axiom simp : ParserDescr
@[extern "lean", tactic_parser 1000] axiom simpAll : ParserDescr
@[extern "lean", tactic_parser 1000] axiom dsimp : ParserDescr
@[extern "lean"] axiom simpaArgsRest : ParserDescr
@[extern "lean", tactic_parser 1000] axiom simpa : ParserDescr

-- Automation
@[extern "lean", tactic_parser 1000] axiom decide : ParserDescr
@[extern "lean", tactic_parser 1000] axiom solveByElim : ParserDescr
@[extern "lean"] axiom SolveByElim.star : ParserDescr
@[extern "lean"] axiom SolveByElim.erase : ParserDescr
@[extern "lean"] axiom SolveByElim.arg : ParserDescr
@[extern "lean"] axiom SolveByElim.args : ParserDescr
@[extern "lean"] axiom SolveByElim.using_ : ParserDescr
@[extern "lean", tactic_parser 1000] axiom applyAssumption : ParserDescr
@[extern "lean", tactic_parser 1000] axiom classical : ParserDescr
@[extern "lean", tactic_parser 1000] axiom funInduction : ParserDescr
@[extern "lean", tactic_parser 1000] axiom funCases : ParserDescr
@[extern "lean", tactic_parser 1000] axiom omega : ParserDescr
end Lean.Parser.Tactic

/-! ### Attributes
`refl`, `symm`, `macro` and `extern` are known to Lean's parser already. -/
namespace Lean.Parser.Attr
@[extern "lean", attr_parser 1000] axiom simp : ParserDescr
@[extern "lean"] axiom extIff : ParserDescr
@[extern "lean"] axiom extFlat : ParserDescr
@[extern "lean", attr_parser 1000] axiom ext : ParserDescr
end Lean.Parser.Attr

namespace Lean.Elab.Tactic.Ext
@[extern "lean", tactic_parser 1000] axiom ext : ParserDescr
end Lean.Elab.Tactic.Ext

/-! ### What Lean declares outside its namespaces -/
/-- Raw numerals. Without it Lean cannot print a numeral under `pp.explicit` or `pp.all`. -/
@[extern "lean", term_parser 1000] axiom rawNatLit : Lean.ParserDescr
@[extern "lean", tactic_parser 1000] axiom tacticFunext___ : Lean.ParserDescr
@[extern "lean", macro tacticFunext___] axiom _aux_Init_NotationExtra___macroRules_tacticFunext____1 : Lean.Macro
@[extern "lean", tactic_parser 1000] axiom «tacticBy_cases_:_» : Lean.ParserDescr
@[extern "lean", macro «tacticBy_cases_:_»] axiom «_aux_Init_ByCases___macroRules_tacticBy_cases_:__1» : Lean.Macro
@[extern "lean", macro «tacticBy_cases_:_»] axiom «_aux_Init_ByCases___macroRules_tacticBy_cases_:__2» : Lean.Macro
/-- What `by_cases` expands to. -/
@[extern "lean", term_parser 1000] axiom termDepIfThenElse : Lean.ParserDescr
@[extern "lean", macro termDepIfThenElse] axiom _aux_Init_Notation___macroRules_termDepIfThenElse_1 : Lean.Macro
/-- `‹p›`, the hypothesis with that type. -/
@[extern "lean", term_parser 1000] axiom «term‹_›» : Lean.ParserDescr
@[extern "lean", macro «term‹_›»] axiom «_aux_Init_Tactics___macroRules_term‹_›_1» : Lean.Macro
