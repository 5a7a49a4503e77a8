/-
A tree of Lean files for tests: many shapes of context around theorems. The Core library of this project can elaborate
this file, `import Core` and all. /- Comments nest. theorem not_this : False := by -/
import NotThis
-/
prelude
import Core

/-! A module documentation: theorem nor_this : False -/

universe u v

-- theorem at_the_margin_of_a_comment : False

/-- Documented. theorem nor_that : False := -/
@[simp] theorem plain (p : Prop) : p → p := fun h => h

section Vars

variable {p q : Prop} (r : Prop)

theorem with_variables (h : And p q) : p := And.left h

/-- Two lines of attributes. -/
@[simp]
theorem with_explicit : r → r := by
  intro h
  exact h

variable (hr : r)

include hr in
/-- It has the hypothesis that it does not mention. -/
theorem included : Or r p := Or.inl hr

theorem not_included : p → Or p r :=
  fun h => Or.inl h

include hr

theorem included_from_here_on : And r r := And.intro hr hr

omit hr in
theorem omitted (h : q) : Or q
    r := Or.inl h

end Vars

namespace Outer.Inner

variable {α : Type u}

private theorem hidden (a : α) : Eq a a := Eq.refl a

protected theorem visible (a b : α) (h : Eq a b) : Eq b a := Eq.symm h

theorem _root_.at_the_root (a : α) : Eq a a := hidden a

theorem Deeper.named (n : Nat) : Eq n n := Eq.refl n

theorem Deeper.beside (n : Nat) (h : Eq n n) : Eq h (named n) := Eq.refl h

theorem «with a name of its own» (n : Nat) : Eq n n := Eq.refl n

end Inner

theorem between (p : Prop) (h : p) : p := h

end Outer

theorem with_universe.{w} (α : Type w) (a : α) : Eq a a := Eq.refl a

mutual
theorem one_of_two (p : Prop) : p → p := fun h => h
theorem two_of_two (p : Prop) : p → p := fun h => h
end

theorem behind_mutual : True := True.intro
