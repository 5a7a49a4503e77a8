prelude
set_option autoImplicit false
set_option genSizeOf false
set_option genInjectivity false
set_option genCtorIdx false
set_option linter.unusedVariables false
set_option linter.defProp false
set_option warn.classDefReducibility false
set_option bootstrap.inductiveCheckResultingUniverse false
universe u v w

unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcVoid : Type

@[inline] def id {α : Sort u} (a : α) : α := a
@[inline] def Function.const {α : Sort u} (β : Sort v) (a : α) : β → α := fun _ => a

inductive PUnit : Sort u where
  | unit : PUnit
abbrev Unit : Type := PUnit
@[match_pattern] abbrev Unit.unit : Unit := PUnit.unit

inductive Eq {α : Sort u} : α → α → Prop where
  | refl (a : α) : Eq a a
abbrev Eq.ndrec.{u1, u2} {α : Sort u2} {a : α} {motive : α → Sort u1} (m : motive a) {b : α} (h : Eq a b) : motive b :=
  @Eq.rec α a (fun x _ => motive x) m b h
inductive HEq : {α : Sort u} → α → {β : Sort u} → β → Prop where
  | refl {α : Sort u} (a : α) : HEq a a
theorem Eq.symm {α : Sort u} {a b : α} (h : Eq a b) : Eq b a := @Eq.rec α a (fun x _ => Eq x a) (Eq.refl a) b h
theorem Eq.trans {α : Sort u} {a b c : α} (h₁ : Eq a b) (h₂ : Eq b c) : Eq a c := @Eq.rec α b (fun x _ => Eq a x) h₁ c h₂
@[macro_inline] def cast {α β : Sort u} (h : Eq α β) (a : α) : β := @Eq.rec (Sort u) α (fun x _ => x) a β h
theorem eq_of_heq {α : Sort u} {a a' : α} (h : HEq a a') : Eq a a' :=
  (@HEq.rec α a (@fun (β : Sort u) (b : β) (_ : HEq a b) => (h₂ : Eq α β) → Eq (@cast α β h₂ a) b) (fun (_ : Eq α α) => Eq.refl a) α a' h) (Eq.refl α)
protected theorem HEq.rfl {α : Sort u} {a : α} : HEq a a := HEq.refl a
theorem heq_of_eq {α : Sort u} {a a' : α} (h : Eq a a') : HEq a a' := @Eq.rec α a (fun x _ => HEq a x) (HEq.refl a) a' h

@[reducible] def outParam (α : Sort u) : Sort u := α

structure Prod (α : Type u) (β : Type v) where
  mk ::
  fst : α
  snd : β
structure PProd (α : Sort u) (β : Sort v) where
  mk ::
  fst : α
  snd : β
structure MProd (α β : Type u) where
  mk ::
  fst : α
  snd : β
structure PULift.{r, s} (α : Sort s) : Sort (max s 1 r) where
  up ::
  down : α

inductive True : Prop where
  | intro : True
inductive False : Prop
class inductive Decidable (p : Prop) : Type where
  | isFalse (h : p → False) : Decidable p
  | isTrue (h : p) : Decidable p
structure And (a b : Prop) : Prop where
  intro ::
  left : a
  right : b

inductive Bool : Type where
  | false : Bool
  | true : Bool
axiom sorryAx (α : Sort u) (synthetic : Bool) : α
inductive Nat : Type where
  | zero : Nat
  | succ (n : Nat) : Nat
class OfNat (α : Type u) (_ : Nat) where
  ofNat : α
@[instance] def instOfNatNat (n : Nat) : OfNat Nat n := OfNat.mk n


noncomputable section

def Nat.add (n : Nat) : Nat → Nat
  | Nat.zero => n
  | Nat.succ m => Nat.succ (Nat.add n m)
def Nat.beq : Nat → Nat → Bool
  | Nat.zero, Nat.zero => Bool.true
  | Nat.zero, Nat.succ _ => Bool.false
  | Nat.succ _, Nat.zero => Bool.false
  | Nat.succ n, Nat.succ m => Nat.beq n m
def Nat.ble : Nat → Nat → Bool
  | Nat.zero, _ => Bool.true
  | Nat.succ _, Nat.zero => Bool.false
  | Nat.succ n, Nat.succ m => Nat.ble n m

class HAdd (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hAdd : α → β → γ
class Add (α : Type u) where
  add : α → α → α
@[instance, reducible] def instHAdd {α : Type u} [Add α] : HAdd α α α := HAdd.mk (fun a b => Add.add a b)
@[instance, reducible] def instAddNat : Add Nat := Add.mk Nat.add

@[macro_inline] def False.elim {C : Sort u} (h : False) : C := @False.rec (fun _ => C) h
def Not (a : Prop) : Prop := a → False
@[macro_inline] def absurd {a : Prop} {b : Sort v} (h₁ : a) (h₂ : Not a) : b := False.elim (h₂ h₁)
theorem rfl {α : Sort u} {a : α} : Eq a a := Eq.refl a
theorem congrArg {α : Sort u} {β : Sort v} {a₁ a₂ : α} (f : α → β) (h : Eq a₁ a₂) : Eq (f a₁) (f a₂) :=
  @Eq.rec α a₁ (fun x _ => Eq (f a₁) (f x)) (Eq.refl (f a₁)) a₂ h
def Eq.mp {α β : Sort u} (h : Eq α β) (a : α) : β := @Eq.rec (Sort u) α (fun x _ => x) a β h
def Eq.mpr {α β : Sort u} (h : Eq α β) (b : β) : α := Eq.mp (Eq.symm h) b

def cond {α : Sort u} (c : Bool) (x y : α) : α := @Bool.rec (fun _ => α) y x c
def Nat.ctorIdx (n : Nat) : Nat := @Nat.rec (fun _ => Nat) Nat.zero (fun _ _ => Nat.succ Nat.zero) n
def Bool.ctorIdx (b : Bool) : Nat := @Bool.rec (fun _ => Nat) Nat.zero (Nat.succ Nat.zero) b

theorem Nat.beq_self (n : Nat) : Eq (Nat.beq n n) Bool.true :=
  @Nat.rec (fun n => Eq (Nat.beq n n) Bool.true) rfl (fun _ ih => ih) n
theorem noConfusion_of_Nat {α : Sort u} (f : α → Nat) {a b : α} (h : Eq a b) : @Bool.rec (fun _ => Prop) False True (Nat.beq (f a) (f b)) :=
  @Eq.rec α a (fun x _ => @Bool.rec (fun _ => Prop) False True (Nat.beq (f a) (f x)))
    (@Eq.rec Bool Bool.true (fun x _ => @Bool.rec (fun _ => Prop) False True x) True.intro (Nat.beq (f a) (f a)) (Eq.symm (Nat.beq_self (f a)))) b h
end

set_option genCtorIdx true
inductive List (α : Type u) : Type u where
  | nil : List α
  | cons (head : α) (tail : List α) : List α

def Decidable.decide (p : Prop) [h : Decidable p] : Bool := @Decidable.casesOn p (fun _ => Bool) h (fun _ => Bool.false) (fun _ => Bool.true)
