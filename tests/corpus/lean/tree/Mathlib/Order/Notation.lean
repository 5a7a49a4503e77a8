module

public import Mathlib.Logic.Basic -- how it is imported is for modules to say
public meta import Mathlib.Tactic.Basic import all Mathlib.Logic.Proofs

/-!
import Mathlib.NotThis
-/

@[expose] public section

open scoped BigOperators
open Function (comp id)

attribute [local instance 100] Classical.propDecidable
local notation "‖" x "‖₊" => two x
@[inherit_doc] scoped[Order] infixl:65 " ⊹ " => fun a b => a + b
local instance : Inhabited Nat := ⟨0⟩

macro "my_tactic" : tactic => `(tactic| first | trivial | (theorem_like; done))

class HasTwo (α : Type*) where
  /-- Documentation of a field. -/
  two : α

variable {α β : Type*} [HasTwo α] (f : α → β) {s t : Set α}

theorem absolute (x : ℤ) : |x| ≤
    |x| + |x| := by simp

theorem absolute_alternatives (x : ℕ → ℤ) : ∀ n, |x n| ≤ |x n|
  | 0 => le_rfl
  | n + 1 => by
    open scoped Classical in
    simp

theorem image_of_preimage : f '' (f ⁻¹' (f '' s)) = f '' s := by
  ext; simp [show 'x' = '\'' → "a \" theorem" = s!"{"theorem"}" from nofun]

@[to_additive (attr := simp, norm_cast) "theorem in a string"]
protected nonrec theorem Set.of_sep : {x ∈ s | x ∈ t} = s ∩ t := rfl

open Classical in
variable (f) in
theorem chained : ∃ g : β → α, ∀ y, (fun x ↦ g x) y = g y := by
  classical
  exact ⟨fun _ ↦ HasTwo.two, fun _ ↦ rfl⟩

alias chained_again := chained

#guard_msgs in
theorem guarded : True := trivial

/-- error: theorem -/
#guard_msgs (error) in
example : False := by decide

theorem with_default (n : Nat) (h : Eq n two := by exact Eq.refl two) : Eq two n := Eq.symm h

theorem by_match (n : ℕ) : (match n with | 0 => True | _ + 1 => True) := by
  cases n <;> trivial

theorem matched : match 0 with
  | 0 => True
  | _ => False
  | rfl => trivial

theorem proof_is_missing (p : Prop) : p → p

instance : HasTwo ℕ where
  two := 2

theorem two_of_nat : HasTwo.two (α := ℕ) = (2 : ℕ) := rfl

end
