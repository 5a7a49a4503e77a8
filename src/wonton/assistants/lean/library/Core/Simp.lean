/-
What `simp` builds its proofs from. Lean's simplifier turns propositions into equations between
propositions, so nearly everything here rests on `propext`, and what goes under a binder on
`Quot.sound` (through `funext`): these are two of Lean's three standard axioms. No other module of the
library uses them, and a proof that does not call `simp` does not inherit them.
The names and statements are those that the compiled simplifier looks up.
-/
prelude
import Core.Decide
set_option autoImplicit false
set_option linter.all false
universe u v w

axiom propext {a b : Prop} : Iff a b → Eq a b
axiom Quot.sound {α : Sort u} {r : α → α → Prop} {a b : α} : r a b → Eq (Quot.mk r a) (Quot.mk r b)

/-! ### Propositions as equations -/
theorem Eq.propIntro {a b : Prop} (h₁ : a → b) (h₂ : b → a) : Eq a b := propext (Iff.intro h₁ h₂)
theorem of_eq_true {p : Prop} (h : Eq p True) : p := Eq.mpr h True.intro
theorem eq_true {p : Prop} (h : p) : Eq p True := propext (iff_true_intro h)
theorem of_eq_false {p : Prop} (h : Eq p False) : Not p := fun hp => Eq.mp h hp
theorem eq_false {p : Prop} (h : Not p) : Eq p False := propext (iff_false_intro h)
theorem eq_false' {p : Prop} (h : p → False) : Eq p False := eq_false h
theorem eq_self {α : Sort u} (a : α) : Eq (Eq a a) True := eq_true rfl
theorem Eq.substr {α : Sort u} {p : α → Prop} {a b : α} (h₁ : Eq b a) (h₂ : p a) :
    p b := Eq.subst (Eq.symm h₁) h₂

/-! ### Going under functions and binders -/
theorem congrFun' {α : Sort u} {β : Sort v} {f g : α → β} (h : Eq f g) (a : α) :
    Eq (f a) (g a) := congrFun h a
theorem funext {α : Sort u} {β : α → Sort v} {f g : (x : α) → β x} (h : ∀ (x : α), Eq (f x) (g x)) : Eq f g :=
  let r (f g : (x : α) → β x) : Prop := ∀ (x : α), Eq (f x) (g x)
  let apply (q : Quot r) : (x : α) → β x := fun x => Quot.lift (fun (f : (x : α) → β x) => f x) (fun _ _ h => h x) q
  @congrArg _ _ (Quot.mk r f) (Quot.mk r g) apply (Quot.sound h)
attribute [ext 1000] funext
theorem implies_congr {p₁ p₂ : Sort u} {q₁ q₂ : Sort v} (h₁ : Eq p₁ p₂) (h₂ : Eq q₁ q₂) :
    Eq (p₁ → q₁) (p₂ → q₂) := by
  subst h₁
  subst h₂
  rfl
theorem implies_congr_ctx {p₁ p₂ q₁ q₂ : Prop} (h₁ : Eq p₁ p₂) (h₂ : p₂ → Eq q₁ q₂) :
    Eq (p₁ → q₁) (p₂ → q₂) := by
  subst h₁
  exact Eq.propIntro (fun f h => Eq.mp (h₂ h) (f h)) (fun f h => Eq.mpr (h₂ h) (f h))
theorem implies_dep_congr_ctx {p₁ p₂ q₁ : Prop} (h₁ : Eq p₁ p₂) {q₂ : p₂ → Prop} (h₂ : (h : p₂) → Eq q₁ (q₂ h)) :
    Eq (p₁ → q₁) ((h : p₂) → q₂ h) := by
  subst h₁
  exact Eq.propIntro (fun f h => Eq.mp (h₂ h) (f h)) (fun f h => Eq.mpr (h₂ h) (f h))
theorem forall_congr {α : Sort u} {p q : α → Prop} (h : ∀ (a : α), Eq (p a) (q a)) :
    Eq (∀ (a : α), p a) (∀ (a : α), q a) :=
  Eq.propIntro (fun f a => Eq.mp (h a) (f a)) (fun f a => Eq.mpr (h a) (f a))
theorem forall_prop_domain_congr {p₁ p₂ : Prop} {q : p₁ → Prop} (h : Eq p₁ p₂) :
    Eq (∀ (a : p₁), q a) (∀ (a : p₂), q (Eq.substr (p := id) h a)) := by
  subst h
  rfl
theorem forall_prop_congr_dom {p₁ p₂ : Prop} (h : Eq p₁ p₂) (q : p₁ → Prop) :
    Eq (∀ (a : p₁), q a) (∀ (a : p₂), q (Eq.substr (p := id) h a)) :=
  forall_prop_domain_congr h

/-! ### The propositional table -/
theorem ne_eq {α : Sort u} (a b : α) : Eq (Ne a b) (Not (Eq a b)) := rfl
theorem true_and (p : Prop) : Eq (And True p) p := Eq.propIntro And.right (fun h => And.intro True.intro h)
theorem and_true (p : Prop) : Eq (And p True) p := Eq.propIntro And.left (fun h => And.intro h True.intro)
theorem false_and (p : Prop) : Eq (And False p) False := eq_false (fun h => h.left)
theorem and_false (p : Prop) : Eq (And p False) False := eq_false (fun h => h.right)
theorem and_self (p : Prop) : Eq (And p p) p := Eq.propIntro And.left (fun h => And.intro h h)
theorem true_or (p : Prop) : Eq (Or True p) True := eq_true (Or.inl True.intro)
theorem or_true (p : Prop) : Eq (Or p True) True := eq_true (Or.inr True.intro)
theorem false_or (p : Prop) : Eq (Or False p) p := Eq.propIntro (fun h => Or.elim h False.elim id) Or.inr
theorem or_false (p : Prop) : Eq (Or p False) p := Eq.propIntro (fun h => Or.elim h id False.elim) Or.inl
theorem or_self (p : Prop) : Eq (Or p p) p := Eq.propIntro (fun h => Or.elim h id id) Or.inl
theorem not_true_eq_false : Eq (Not True) False := eq_false (fun h => h True.intro)
theorem not_false_eq_true : Eq (Not False) True := eq_true not_false
theorem iff_self (p : Prop) : Eq (Iff p p) True := eq_true (Iff.refl p)
theorem iff_true (p : Prop) : Eq (Iff p True) p := Eq.propIntro of_iff_true iff_true_intro
theorem true_iff (p : Prop) :
    Eq (Iff True p) p :=
  Eq.propIntro (fun h => of_iff_true (Iff.symm h)) (fun h => Iff.symm (iff_true_intro h))
theorem iff_false (p : Prop) : Eq (Iff p False) (Not p) := Eq.propIntro not_of_iff_false iff_false_intro
theorem false_iff (p : Prop) :
    Eq (Iff False p) (Not p) :=
  Eq.propIntro (fun h => not_of_iff_false (Iff.symm h)) (fun h => Iff.symm (iff_false_intro h))
theorem implies_true (α : Sort u) : Eq (α → True) True := eq_true (fun _ => True.intro)
theorem true_implies (p : Prop) : Eq (True → p) p := Eq.propIntro (fun f => f True.intro) (fun h _ => h)
theorem false_implies (p : Prop) : Eq (False → p) True := eq_true False.elim
theorem imp_false (p : Prop) : Eq (p → False) (Not p) := rfl
theorem exists_eq {α : Sort u} (a : α) :
    Eq (Exists (fun (x : α) => Eq x a)) True := eq_true (Exists.intro a rfl)
theorem exists_eq' {α : Sort u} (a : α) :
    Eq (Exists (fun (x : α) => Eq a x)) True := eq_true (Exists.intro a rfl)

/-! ### Injectivity of constructors as equations -/
theorem Lean.injEq_helper {p q r : Prop} (h : p → q → r) : And p q → r := fun k => h k.left k.right
gen_injective_theorems% Nat
gen_injective_theorems% List
gen_injective_theorems% Option
gen_injective_theorems% Prod
gen_injective_theorems% Sum

/-! ### The default simp set -/
attribute [simp] eq_self ne_eq true_and and_true false_and and_false and_self true_or or_true false_or or_false or_self
  not_true_eq_false not_false_eq_true iff_self iff_true true_iff iff_false false_iff implies_true true_implies false_implies imp_false exists_eq exists_eq'
attribute [simp] Nat.add_zero Nat.zero_add Nat.mul_zero Nat.zero_mul Nat.sub_zero Nat.pred_zero Nat.pred_succ Nat.le_refl Nat.zero_le
attribute [simp] Bool.true_and Bool.false_and Bool.and_true Bool.and_false Bool.true_or Bool.false_or Bool.or_true Bool.or_false Bool.not_true Bool.not_false
attribute [simp] List.nil_append List.cons_append List.append_nil List.length_nil List.length_cons List.map_nil List.map_cons
attribute [simp] Option.map_none Option.map_some Option.isSome_some Option.isSome_none
