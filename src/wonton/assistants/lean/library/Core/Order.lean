/- Orders over a relation: partial orders, bounds, monotone functions; and the order of the numbers as one. -/
prelude
import Core.Relation
set_option autoImplicit false
set_option linter.all false
universe u v

structure PartialOrder {α : Sort u} (r : α → α → Prop) : Prop where
  refl : ∀ (x : α), r x x
  antisymm : ∀ {x y : α}, r x y → r y x → Eq x y
  trans : ∀ {x y z : α}, r x y → r y z → r x z
def Monotone {α : Sort u} {β : Sort v} (r : α → α → Prop) (s : β → β → Prop) (f : α → β) :
    Prop := ∀ (x y : α), r x y → s (f x) (f y)
def UpperBound {α : Sort u} (r : α → α → Prop) (p : α → Prop) (b : α) : Prop := ∀ (x : α), p x → r x b
def LowerBound {α : Sort u} (r : α → α → Prop) (p : α → Prop) (b : α) : Prop := ∀ (x : α), p x → r b x
def IsGreatest {α : Sort u} (r : α → α → Prop) (p : α → Prop) (b : α) : Prop := And (p b) (UpperBound r p b)
def IsLeast {α : Sort u} (r : α → α → Prop) (p : α → Prop) (b : α) : Prop := And (p b) (LowerBound r p b)
def Maximal {α : Sort u} (r : α → α → Prop) (p : α → Prop) (b : α) :
    Prop := And (p b) (∀ (x : α), p x → r b x → r x b)

theorem Nat.le_reflexive : Reflexive Nat.le := Nat.le_refl
theorem Nat.le_transitive : Transitive Nat.le := fun _ _ _ h₁ h₂ => Nat.le_trans h₁ h₂
theorem Nat.le_antisymm {n m : Nat} (h₁ : Nat.le n m) (h₂ : Nat.le m n) : Eq n m := by
  cases h₁ with
  | refl => rfl
  | step h => exact absurd (Nat.le_trans (Nat.succ_le_succ h) h₂) (Nat.not_succ_le_self _)
theorem Nat.le_partialOrder : PartialOrder Nat.le := PartialOrder.mk Nat.le_refl Nat.le_antisymm Nat.le_trans
theorem IsLeast.mem {α : Sort u} {r : α → α → Prop} {p : α → Prop} {b : α} (h : IsLeast r p b) : p b := h.left
theorem IsGreatest.mem {α : Sort u} {r : α → α → Prop} {p : α → Prop} {b : α} (h : IsGreatest r p b) :
    p b := h.left
theorem IsLeast.le {α : Sort u} {r : α → α → Prop} {p : α → Prop} {b : α} (h : IsLeast r p b) {x : α} (hx : p x) :
    r b x := h.right x hx
theorem IsGreatest.le {α : Sort u} {r : α → α → Prop} {p : α → Prop} {b : α} (h : IsGreatest r p b) {x : α} (hx : p x) :
    r x b := h.right x hx
theorem monotone_id {α : Sort u} {r : α → α → Prop} : Monotone r r (fun (x : α) => x) := fun _ _ h => h
