prelude
import Core
import Core.Classical

noncomputable section

open Nat

/-- A number. -/
def two : Nat := Nat.succ (Nat.succ Nat.zero)

theorem by_alternatives : (n : Nat) → Or (Eq n Nat.zero) (Exists (fun m => Eq n (Nat.succ m)))
  | Nat.zero => Or.inl (Eq.refl Nat.zero)
  | Nat.succ m => Or.inr (Exists.intro m (Eq.refl (Nat.succ m)))

theorem by_fields (p q : Prop) (h : And p q) : And q p where
  left := And.right h
  right := And.left h

theorem with_let : let n := two; Eq n two := Eq.refl two

set_option maxHeartbeats 400000 in
open Nat in
theorem under_options : Eq two (succ (succ zero)) := Eq.refl two

theorem uses_what_came_before : Eq (succ two) (succ (succ (succ zero))) := congrArg succ under_options

theorem classical (p : Prop) : Or p (Not p) := Classical.em p

theorem given_up (p : Prop) : p := sorry

lemma of_mathlib : Eq two two := Eq.refl two

theorem behind_what_this_library_has_not : Eq two two := Eq.refl two

end
