/-
Classical logic, kept apart: `Core.lean` does not import this module. A theorem that may use it says
`import Core.Classical`, and `#print axioms` then shows `Classical.em`, or `Classical.choice` where an
instance of `Decidable` was made out of nothing. Lean itself derives excluded middle from choice; here it
is an axiom of its own, so that a proof that needs no more than that shows no more.
-/
prelude
import Core.Simp
set_option autoImplicit false
set_option linter.all false
universe u

inductive Nonempty (α : Sort u) : Prop where
  | intro (val : α) : Nonempty α

axiom Classical.em (p : Prop) : Or p (Not p)
axiom Classical.choice {α : Sort u} : Nonempty α → α

theorem Classical.byContradiction {p : Prop} (h : Not p → False) : p :=
  Or.elim (Classical.em p) id (fun n => False.elim (h n))
theorem Classical.byCases {p q : Prop} (h₁ : p → q) (h₂ : Not p → q) : q := Or.elim (Classical.em p) h₁ h₂
theorem Classical.not_not {p : Prop} : Iff (Not (Not p)) p :=
  Iff.intro (fun h => Classical.byContradiction h) not_not_intro
theorem Classical.not_imp {p q : Prop} (h : Not (p → q)) : And p (Not q) :=
  And.intro (Classical.byContradiction (fun np => h (fun hp => absurd hp np))) (fun hq => h (fun _ => hq))
theorem Classical.exists_of_not_forall_not {α : Sort u} {p : α → Prop} (h : Not (∀ (x : α), Not (p x))) :
    Exists p :=
  Classical.byContradiction (fun n => h (forall_not_of_not_exists n))

/-! Decidability of everything: in force inside `classical`, or after `open scoped Classical`. -/
theorem Classical.nonempty_decidable (p : Prop) : Nonempty (Decidable p) :=
  Or.elim (Classical.em p) (fun h => Nonempty.intro (Decidable.isTrue h)) (fun n => Nonempty.intro (Decidable.isFalse n))
namespace Classical
noncomputable scoped instance (priority := 10) propDecidable (p : Prop) : Decidable p :=
  Classical.choice (Classical.nonempty_decidable p)
end Classical
