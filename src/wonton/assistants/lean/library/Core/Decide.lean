/-
Decidable propositions: the instances that `decide` computes with. They are written by recursion or by
cases, so that the kernel can run them on closed statements about numbers and Booleans.
-/
prelude
import Core.Order
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
universe u v w
noncomputable section

set_option checkBinderAnnotations false in
@[reducible] def inferInstance {α : Sort u} [i : α] : α := i
abbrev DecidableEq (α : Sort u) : Sort (max 1 u) := (a b : α) → Decidable (Eq a b)
abbrev DecidablePred {α : Sort u} (p : α → Prop) : Sort (max 1 u) := (a : α) → Decidable (p a)
abbrev DecidableRel {α : Sort u} {β : Sort v} (r : α → β → Prop) : Sort (max 1 u v) := (a : α) → (b : β) → Decidable (r a b)

theorem of_decide_eq_true {p : Prop} [inst : Decidable p] (h : Eq (Decidable.decide p) Bool.true) : p := by
  cases inst with
  | isFalse n => cases h
  | isTrue hp => exact hp
theorem of_decide_eq_false {p : Prop} [inst : Decidable p] (h : Eq (Decidable.decide p) Bool.false) :
    Not p := by
  cases inst with
  | isFalse n => exact n
  | isTrue hp => cases h
theorem decide_eq_true {p : Prop} [inst : Decidable p] (h : p) : Eq (Decidable.decide p) Bool.true := by
  cases inst with
  | isFalse n => exact absurd h n
  | isTrue hp => rfl
theorem decide_eq_false {p : Prop} [inst : Decidable p] (h : Not p) : Eq (Decidable.decide p) Bool.false := by
  cases inst with
  | isFalse n => rfl
  | isTrue hp => exact absurd hp h
theorem Decidable.em (p : Prop) [inst : Decidable p] : Or p (Not p) := by
  cases inst with
  | isFalse n => exact Or.inr n
  | isTrue hp => exact Or.inl hp
theorem Decidable.byContradiction {p : Prop} [inst : Decidable p] (h : Not p → False) : p :=
  Or.elim (Decidable.em p) id (fun n => False.elim (h n))

@[macro_inline] def dite {α : Sort u} (c : Prop) [h : Decidable c] (t : c → α) (e : Not c → α) : α :=
  @Decidable.casesOn c (fun _ => α) h e t
@[macro_inline] def ite {α : Sort u} (c : Prop) [h : Decidable c] (t e : α) : α :=
  @Decidable.casesOn c (fun _ => α) h (fun _ => e) (fun _ => t)
theorem if_pos {c : Prop} [h : Decidable c] (hc : c) {α : Sort u} {t e : α} : Eq (ite c t e) t := by
  cases h with
  | isFalse n => exact absurd hc n
  | isTrue _ => rfl
theorem if_neg {c : Prop} [h : Decidable c] (nc : Not c) {α : Sort u} {t e : α} : Eq (ite c t e) e := by
  cases h with
  | isFalse _ => rfl
  | isTrue hc => exact absurd hc nc

/-- A type with at most one element. -/
class Subsingleton (α : Sort u) : Prop where
  intro ::
  allEq : ∀ (a b : α), Eq a b
theorem Subsingleton.elim {α : Sort u} [h : Subsingleton α] (a b : α) : Eq a b := Subsingleton.allEq a b
theorem Subsingleton.helim {α β : Sort u} [h₁ : Subsingleton α] (h₂ : Eq α β) (a : α) (b : β) : HEq a b := by
  subst h₂
  exact heq_of_eq (Subsingleton.elim a b)
instance instSubsingletonDecidable (p : Prop) :
    Subsingleton (Decidable p) := Subsingleton.intro (fun a b => by
  cases a with
  | isTrue h =>
    cases b with
    | isTrue _ => rfl
    | isFalse n => exact absurd h n
  | isFalse n =>
    cases b with
    | isTrue h => exact absurd h n
    | isFalse _ => rfl)

/-- A decidable proposition that is equivalent to another decides it. -/
@[reducible] def decidable_of_iff {a b : Prop} (h : Iff a b) : Decidable a → Decidable b
  | Decidable.isTrue ha => Decidable.isTrue (h.mp ha)
  | Decidable.isFalse na => Decidable.isFalse (fun hb => na (h.mpr hb))

instance instDecidableTrue : Decidable True := Decidable.isTrue True.intro
instance instDecidableFalse : Decidable False := Decidable.isFalse id
instance instDecidableAnd {p q : Prop} : [Decidable p] → [Decidable q] → Decidable (And p q)
  | Decidable.isTrue hp, Decidable.isTrue hq => Decidable.isTrue (And.intro hp hq)
  | Decidable.isTrue _, Decidable.isFalse nq => Decidable.isFalse (fun h => nq h.right)
  | Decidable.isFalse np, _ => Decidable.isFalse (fun h => np h.left)
instance instDecidableOr {p q : Prop} : [Decidable p] → [Decidable q] → Decidable (Or p q)
  | Decidable.isTrue hp, _ => Decidable.isTrue (Or.inl hp)
  | Decidable.isFalse _, Decidable.isTrue hq => Decidable.isTrue (Or.inr hq)
  | Decidable.isFalse np, Decidable.isFalse nq => Decidable.isFalse (fun h => Or.elim h np nq)
instance instDecidableNot {p : Prop} : [Decidable p] → Decidable (Not p)
  | Decidable.isTrue hp => Decidable.isFalse (fun n => n hp)
  | Decidable.isFalse np => Decidable.isTrue np
instance instDecidableForall {p q : Prop} : [Decidable p] → [Decidable q] → Decidable (p → q)
  | _, Decidable.isTrue hq => Decidable.isTrue (fun _ => hq)
  | Decidable.isFalse np, Decidable.isFalse _ => Decidable.isTrue (fun hp => absurd hp np)
  | Decidable.isTrue hp, Decidable.isFalse nq => Decidable.isFalse (fun f => nq (f hp))
instance instDecidableIff {p q : Prop} : [Decidable p] → [Decidable q] → Decidable (Iff p q)
  | Decidable.isTrue hp, Decidable.isTrue hq => Decidable.isTrue (iff_of_true hp hq)
  | Decidable.isTrue hp, Decidable.isFalse nq => Decidable.isFalse (fun h => nq (h.mp hp))
  | Decidable.isFalse np, Decidable.isTrue hq => Decidable.isFalse (fun h => np (h.mpr hq))
  | Decidable.isFalse np, Decidable.isFalse nq => Decidable.isTrue (iff_of_false np nq)

theorem Nat.ne_of_beq_eq_false {n m : Nat} (h : Eq (Nat.beq n m) Bool.false) : Not (Eq n m) := by
  intro e
  subst e
  exact Bool.true_ne_false (Eq.trans (Eq.symm (Nat.beq_self n)) h)
theorem Nat.le_of_ble_eq_true {n m : Nat} (h : Eq (Nat.ble n m) Bool.true) : Nat.le n m := by
  induction n generalizing m with
  | zero => exact Nat.zero_le m
  | succ n ih =>
    cases m with
    | zero => cases h
    | succ m => exact Nat.succ_le_succ (ih h)
theorem Nat.ble_eq_true_of_le {n m : Nat} (h : Nat.le n m) : Eq (Nat.ble n m) Bool.true := by
  induction n generalizing m with
  | zero => rfl
  | succ n ih =>
    cases m with
    | zero => exact absurd h (Nat.not_succ_le_zero n)
    | succ m => exact ih (Nat.le_of_succ_le_succ h)
theorem Nat.not_le_of_ble_eq_false {n m : Nat} (h : Eq (Nat.ble n m) Bool.false) : Not (Nat.le n m) :=
  fun k => Bool.true_ne_false (Eq.trans (Eq.symm (Nat.ble_eq_true_of_le k)) h)

def Nat.decEq (n m : Nat) : Decidable (Eq n m) :=
  match h : Nat.beq n m with
  | Bool.true => Decidable.isTrue (Nat.eq_of_beq_eq_true h)
  | Bool.false => Decidable.isFalse (Nat.ne_of_beq_eq_false h)
instance instDecidableEqNat : DecidableEq Nat := Nat.decEq
instance Nat.decLe (n m : Nat) : Decidable (Nat.le n m) :=
  match h : Nat.ble n m with
  | Bool.true => Decidable.isTrue (Nat.le_of_ble_eq_true h)
  | Bool.false => Decidable.isFalse (Nat.not_le_of_ble_eq_false h)
instance Nat.decLt (n m : Nat) : Decidable (Nat.lt n m) := Nat.decLe (Nat.succ n) m

def Bool.decEq : (a b : Bool) → Decidable (Eq a b)
  | Bool.false, Bool.false => Decidable.isTrue rfl
  | Bool.false, Bool.true => Decidable.isFalse Bool.false_ne_true
  | Bool.true, Bool.false => Decidable.isFalse Bool.true_ne_false
  | Bool.true, Bool.true => Decidable.isTrue rfl
instance instDecidableEqBool : DecidableEq Bool := Bool.decEq
instance Bool.instDecidableForall {p : Bool → Prop} [inst : (b : Bool) → Decidable (p b)] :
    Decidable (∀ (b : Bool), p b) :=
  match inst Bool.false, inst Bool.true with
  | Decidable.isTrue hf, Decidable.isTrue ht => Decidable.isTrue (fun b => @Bool.rec p hf ht b)
  | Decidable.isFalse nf, _ => Decidable.isFalse (fun f => nf (f Bool.false))
  | _, Decidable.isFalse nt => Decidable.isFalse (fun f => nt (f Bool.true))
end
