/-
Connectives, quantifiers and equality. Everything here is constructive and free of axioms.
`Iff`, `Or`, `Exists` and `Ne` are declared here; `True`, `False`, `And`, `Not` and `Eq` had to come
first (see `Core.Bootstrap`) because Lean's own constructions ask for them.
-/
prelude
import Core.Tactics
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
universe u v w

structure Iff (a b : Prop) : Prop where
  intro ::
  mp : a → b
  mpr : b → a
inductive Or (a b : Prop) : Prop where
  | inl (h : a) : Or a b
  | inr (h : b) : Or a b
inductive Exists {α : Sort u} (p : α → Prop) : Prop where
  | intro (w : α) (h : p w) : Exists p
@[reducible] def Ne {α : Sort u} (a b : α) : Prop := Not (Eq a b)

/-! ### Equality -/
attribute [symm] Eq.symm
theorem Eq.subst {α : Sort u} {motive : α → Prop} {a b : α} (h₁ : Eq a b) (h₂ : motive a) :
    motive b := Eq.ndrec h₂ h₁
theorem congrFun {α : Sort u} {β : α → Sort v} {f g : (x : α) → β x} (h : Eq f g) (a : α) :
    Eq (f a) (g a) := by
  subst h
  rfl
theorem congr {α : Sort u} {β : Sort v} {f₁ f₂ : α → β} {a₁ a₂ : α} (h₁ : Eq f₁ f₂) (h₂ : Eq a₁ a₂) :
    Eq (f₁ a₁) (f₂ a₂) := by
  subst h₁
  subst h₂
  rfl
theorem congrArg₂ {α : Sort u} {β : Sort v} {γ : Sort w} (f : α → β → γ) {a₁ a₂ : α} {b₁ b₂ : β} (h₁ : Eq a₁ a₂) (h₂ : Eq b₁ b₂) :
    Eq (f a₁ b₁) (f a₂ b₂) := by
  subst h₁
  subst h₂
  rfl
theorem HEq.symm {α β : Sort u} {a : α} {b : β} (h : HEq a b) : HEq b a := by
  cases h
  exact HEq.refl a
theorem HEq.trans {α β γ : Sort u} {a : α} {b : β} {c : γ} (h₁ : HEq a b) (h₂ : HEq b c) : HEq a c := by
  cases h₁
  exact h₂
theorem Ne.symm {α : Sort u} {a b : α} (h : Ne a b) : Ne b a := fun e => h (Eq.symm e)
theorem Ne.irrefl {α : Sort u} {a : α} (h : Ne a a) : False := h (Eq.refl a)
theorem ne_of_eq_of_ne {α : Sort u} {a b c : α} (h₁ : Eq a b) (h₂ : Ne b c) : Ne a c := by
  subst h₁
  exact h₂

/-! ### True, False and Not -/
theorem trivial : True := True.intro
theorem not_false : Not False := fun h => h
theorem not_not_intro {p : Prop} (h : p) : Not (Not p) := fun n => n h
theorem mt {a b : Prop} (h₁ : a → b) (h₂ : Not b) : Not a := fun ha => h₂ (h₁ ha)
theorem Not.imp {a b : Prop} (h₁ : Not b) (h₂ : a → b) : Not a := mt h₂ h₁
theorem Not.elim {a b : Prop} (h₁ : Not a) (h₂ : a) : b := absurd h₂ h₁

/-! ### And -/
theorem And.symm {a b : Prop} (h : And a b) : And b a := And.intro h.right h.left
theorem And.imp {a b c d : Prop} (f : a → c) (g : b → d) (h : And a b) :
    And c d := And.intro (f h.left) (g h.right)
theorem And.elim' {a b c : Prop} (f : a → b → c) (h : And a b) : c := f h.left h.right
theorem And.imp_left {a b c : Prop} (f : a → b) (h : And a c) : And b c := And.intro (f h.left) h.right
theorem And.imp_right {a b c : Prop} (f : a → b) (h : And c a) : And c b := And.intro h.left (f h.right)
theorem not_and_of_not_left {a : Prop} (b : Prop) (h : Not a) : Not (And a b) := fun k => h k.left
theorem not_and_of_not_right (a : Prop) {b : Prop} (h : Not b) : Not (And a b) := fun k => h k.right

/-! ### Or -/
theorem Or.intro_left {a : Prop} (b : Prop) (h : a) : Or a b := Or.inl h
theorem Or.intro_right (a : Prop) {b : Prop} (h : b) : Or a b := Or.inr h
theorem Or.elim {a b c : Prop} (h : Or a b) (left : a → c) (right : b → c) : c := by
  cases h with
  | inl ha => exact left ha
  | inr hb => exact right hb
theorem Or.symm {a b : Prop} (h : Or a b) : Or b a := Or.elim h Or.inr Or.inl
theorem Or.imp {a b c d : Prop} (f : a → c) (g : b → d) (h : Or a b) : Or c d :=
  Or.elim h (fun ha => Or.inl (f ha)) (fun hb => Or.inr (g hb))
theorem Or.imp_left {a b c : Prop} (f : a → b) (h : Or a c) : Or b c := Or.imp f id h
theorem Or.imp_right {a b c : Prop} (f : a → b) (h : Or c a) : Or c b := Or.imp id f h
theorem Or.resolve_left {a b : Prop} (h : Or a b) (na : Not a) : b := Or.elim h (fun ha => absurd ha na) id
theorem Or.resolve_right {a b : Prop} (h : Or a b) (nb : Not b) : a := Or.elim h id (fun hb => absurd hb nb)
theorem Or.neg_resolve_left {a b : Prop} (h : Or (Not a) b) (ha : a) :
    b := Or.elim h (fun na => absurd ha na) id

/-! ### Iff -/
theorem Iff.refl (a : Prop) : Iff a a := Iff.intro id id
protected theorem Iff.rfl {a : Prop} : Iff a a := Iff.refl a
theorem Iff.symm {a b : Prop} (h : Iff a b) : Iff b a := Iff.intro h.mpr h.mp
theorem Iff.trans {a b c : Prop} (h₁ : Iff a b) (h₂ : Iff b c) : Iff a c :=
  Iff.intro (fun ha => h₂.mp (h₁.mp ha)) (fun hc => h₁.mpr (h₂.mpr hc))
theorem Iff.of_eq {a b : Prop} (h : Eq a b) : Iff a b := by
  subst h
  exact Iff.refl a
theorem iff_of_true {a b : Prop} (ha : a) (hb : b) : Iff a b := Iff.intro (fun _ => hb) (fun _ => ha)
theorem iff_of_false {a b : Prop} (ha : Not a) (hb : Not b) :
    Iff a b := Iff.intro (fun h => absurd h ha) (fun h => absurd h hb)
theorem iff_true_intro {a : Prop} (h : a) : Iff a True := iff_of_true h True.intro
theorem iff_false_intro {a : Prop} (h : Not a) : Iff a False := iff_of_false h id
theorem of_iff_true {a : Prop} (h : Iff a True) : a := h.mpr True.intro
theorem not_of_iff_false {a : Prop} (h : Iff a False) : Not a := h.mp
theorem not_congr {a b : Prop} (h : Iff a b) : Iff (Not a) (Not b) := Iff.intro (mt h.mpr) (mt h.mp)
attribute [refl] Iff.refl
attribute [symm] Iff.symm
attribute [symm] Ne.symm

/-! ### Exists -/
theorem Exists.elim {α : Sort u} {p : α → Prop} {b : Prop} (h : Exists p) (f : (a : α) → p a → b) : b := by
  cases h with
  | intro a ha => exact f a ha
theorem Exists.imp {α : Sort u} {p q : α → Prop} (f : (a : α) → p a → q a) (h : Exists p) : Exists q :=
  Exists.elim h (fun a ha => Exists.intro a (f a ha))
theorem not_exists_of_forall_not {α : Sort u} {p : α → Prop} (h : (a : α) → Not (p a)) : Not (Exists p) :=
  fun e => Exists.elim e h
theorem forall_not_of_not_exists {α : Sort u} {p : α → Prop} (h : Not (Exists p)) (a : α) : Not (p a) :=
  fun ha => h (Exists.intro a ha)
