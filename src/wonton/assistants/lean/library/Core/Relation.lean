/- Relations and functions: properties as plain definitions, and the closure of a relation. -/
prelude
import Core.Data
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
universe u v w

def Reflexive {α : Sort u} (r : α → α → Prop) : Prop := ∀ (x : α), r x x
def Irreflexive {α : Sort u} (r : α → α → Prop) : Prop := ∀ (x : α), Not (r x x)
def Symmetric {α : Sort u} (r : α → α → Prop) : Prop := ∀ (x y : α), r x y → r y x
def Asymmetric {α : Sort u} (r : α → α → Prop) : Prop := ∀ (x y : α), r x y → Not (r y x)
def Antisymmetric {α : Sort u} (r : α → α → Prop) : Prop := ∀ (x y : α), r x y → r y x → Eq x y
def Transitive {α : Sort u} (r : α → α → Prop) : Prop := ∀ (x y z : α), r x y → r y z → r x z
def Total {α : Sort u} (r : α → α → Prop) : Prop := ∀ (x y : α), Or (r x y) (r y x)
structure Equivalence {α : Sort u} (r : α → α → Prop) : Prop where
  refl : ∀ (x : α), r x x
  symm : ∀ {x y : α}, r x y → r y x
  trans : ∀ {x y z : α}, r x y → r y z → r x z
/-- The converse of a relation. -/
def Relation.inverse {α : Sort u} {β : Sort v} (r : α → β → Prop) :
    β → α → Prop := fun (y : β) (x : α) => r x y
/-- One relation after the other. -/
def Relation.comp {α : Sort u} {β : Sort v} {γ : Sort w} (r : α → β → Prop) (s : β → γ → Prop) :
    α → γ → Prop :=
  fun (x : α) (z : γ) => Exists (fun (y : β) => And (r x y) (s y z))
/-- The reflexive transitive closure, growing at its right end. -/
inductive Relation.ReflTransGen {α : Sort u} (r : α → α → Prop) (a : α) : α → Prop where
  | refl : Relation.ReflTransGen r a a
  | tail {b c : α} (h₁ : Relation.ReflTransGen r a b) (h₂ : r b c) : Relation.ReflTransGen r a c

@[inline] def Function.comp {α : Sort u} {β : Sort v} {γ : Sort w} (f : β → γ) (g : α → β) :
    α → γ := fun (x : α) => f (g x)
def Function.Injective {α : Sort u} {β : Sort v} (f : α → β) : Prop := ∀ (x y : α), Eq (f x) (f y) → Eq x y
def Function.Surjective {α : Sort u} {β : Sort v} (f : α → β) :
    Prop := ∀ (y : β), Exists (fun (x : α) => Eq (f x) y)
def Function.LeftInverse {α : Sort u} {β : Sort v} (g : β → α) (f : α → β) : Prop := ∀ (x : α), Eq (g (f x)) x

theorem eq_reflexive {α : Sort u} : Reflexive (@Eq α) := fun x => Eq.refl x
theorem eq_symmetric {α : Sort u} : Symmetric (@Eq α) := fun _ _ h => Eq.symm h
theorem eq_transitive {α : Sort u} : Transitive (@Eq α) := fun _ _ _ h₁ h₂ => Eq.trans h₁ h₂
theorem eq_equivalence {α : Sort u} :
    Equivalence (@Eq α) :=
  Equivalence.mk (fun x => Eq.refl x) (fun h => Eq.symm h) (fun h₁ h₂ => Eq.trans h₁ h₂)
theorem Relation.ReflTransGen.single {α : Sort u} {r : α → α → Prop} {a b : α} (h : r a b) :
    Relation.ReflTransGen r a b :=
  Relation.ReflTransGen.tail Relation.ReflTransGen.refl h
theorem Relation.ReflTransGen.trans {α : Sort u} {r : α → α → Prop} {a b c : α} (h₁ : Relation.ReflTransGen r a b) (h₂ : Relation.ReflTransGen r b c) :
    Relation.ReflTransGen r a c := by
  induction h₂ with
  | refl => exact h₁
  | tail _ h ih => exact Relation.ReflTransGen.tail ih h

/-! ### Chains of relations: what `calc` asks for -/
class Trans.{u₁, u₂, u₃, v₁, v₂, v₃} {α : Sort v₁} {β : Sort v₂} {γ : Sort v₃} (r : α → β → Sort u₁) (s : β → γ → Sort u₂)
    (t : outParam (α → γ → Sort u₃)) where
  trans : {a : α} → {b : β} → {c : γ} → r a b → s b c → t a c
noncomputable section
instance instTransEq {α : Sort u} : Trans (@Eq α) (@Eq α) (@Eq α) := Trans.mk Eq.trans
instance instTransIff : Trans Iff Iff Iff := Trans.mk Iff.trans
instance instTransNatLe : Trans Nat.le Nat.le Nat.le := Trans.mk Nat.le_trans
end
