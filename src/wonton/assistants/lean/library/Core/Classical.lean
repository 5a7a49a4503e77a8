/-
Excluded middle, as an axiom, and what follows from it at once. `Core.lean` does not import this module:
a theorem that may use it says `import Core.Classical`, and `#print axioms` then shows `Classical.em`.
-/
prelude
import Core.Simp
set_option autoImplicit false
set_option linter.all false
universe u

axiom Classical.em (p : Prop) : Or p (Not p)
theorem Classical.byContradiction {p : Prop} (h : Not p → False) : p :=
  Or.elim (Classical.em p) id (fun n => False.elim (h n))
theorem Classical.byCases {p q : Prop} (h₁ : p → q) (h₂ : Not p → q) : q := Or.elim (Classical.em p) h₁ h₂
theorem Classical.not_not {p : Prop} : Iff (Not (Not p)) p :=
  Iff.intro (fun h => Classical.byContradiction h) not_not_intro
theorem Classical.not_imp {p q : Prop} (h : Not (p → q)) : And p (Not q) :=
  And.intro (Classical.byContradiction (fun np => h (fun hp => absurd hp np))) (fun hq => h (fun _ => hq))
theorem Classical.exists_of_not_forall_not {α : Sort u} {p : α → Prop} (h : Not (∀ (x : α), Not (p x))) : Exists p :=
  Classical.byContradiction (fun n => h (forall_not_of_not_exists n))
