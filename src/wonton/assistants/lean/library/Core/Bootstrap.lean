/-
The constants that Lean's own constructions ask for before anything can be proved. They were found by
asking Lean what it misses, message by message, and stand in the order in which it wants them: the
recursors' helpers (`casesOn`, `below`, `brecOn`, `noConfusion`, `ctorIdx`) are made at each `inductive`
from whatever has been declared by then, and what is missing is left out without a word.

Names, argument order and universe levels are Lean's, since compiled code builds terms from them.
Everything computes: functions are by structural recursion, so that `Nat.add n (Nat.succ m)` unfolds to
`Nat.succ (Nat.add n m)`; on numerals the kernel uses its own arithmetic for the same functions.
-/
prelude
set_option autoImplicit false
set_option linter.all false
set_option linter.defProp false
set_option warn.classDefReducibility false
set_option genSizeOf false
set_option genInjectivity false
set_option genCtorIdx false
set_option bootstrap.inductiveCheckResultingUniverse false
universe u v w

/-! ### For the code generator -/
unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcVoid : Type

/-! ### Equality -/
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
-- Quotients are built into the kernel; the command wants `Eq` first, and a file without imports.
init_quot

theorem rfl {α : Sort u} {a : α} : Eq a a := Eq.refl a
theorem Eq.symm {α : Sort u} {a b : α} (h : Eq a b) : Eq b a :=
  @Eq.rec α a (fun x _ => Eq x a) (Eq.refl a) b h
theorem Eq.trans {α : Sort u} {a b c : α} (h₁ : Eq a b) (h₂ : Eq b c) : Eq a c :=
  @Eq.rec α b (fun x _ => Eq a x) h₁ c h₂
theorem congrArg {α : Sort u} {β : Sort v} {a₁ a₂ : α} (f : α → β) (h : Eq a₁ a₂) : Eq (f a₁) (f a₂) :=
  @Eq.rec α a₁ (fun x _ => Eq (f a₁) (f x)) (Eq.refl (f a₁)) a₂ h
@[macro_inline] def cast {α β : Sort u} (h : Eq α β) (a : α) : β :=
  @Eq.rec (Sort u) α (fun x _ => x) a β h
@[macro_inline] def Eq.mp {α β : Sort u} (h : Eq α β) (a : α) : β :=
  @Eq.rec (Sort u) α (fun x _ => x) a β h
@[macro_inline] def Eq.mpr {α β : Sort u} (h : Eq α β) (b : β) : α := Eq.mp (Eq.symm h) b
protected theorem HEq.rfl {α : Sort u} {a : α} : HEq a a := HEq.refl a
theorem eq_of_heq {α : Sort u} {a b : α} (h : HEq a b) : Eq a b :=
  @HEq.rec α a (@fun (β : Sort u) (b : β) (_ : HEq a b) => (e : Eq α β) → Eq (@cast α β e a) b)
    (fun (_ : Eq α α) => Eq.refl a) α b h (Eq.refl α)
theorem heq_of_eq {α : Sort u} {a b : α} (h : Eq a b) : HEq a b :=
  @Eq.rec α a (fun x _ => HEq a x) (HEq.refl a) b h

/-! ### Pairs: what `below` and `brecOn`, and with them recursion by equations, are made of -/
@[reducible] def outParam (α : Sort u) : Sort u := α
structure Prod (α : Type u) (β : Type v) where
  fst : α
  snd : β
structure PProd (α : Sort u) (β : Sort v) where
  fst : α
  snd : β
structure PULift.{r, s} (α : Sort s) : Sort (max s 1 r) where
  up ::
  down : α

/-! ### The first propositions -/
inductive True : Prop where
  | intro : True
inductive False : Prop
structure And (a b : Prop) : Prop where
  intro ::
  left : a
  right : b
@[macro_inline] def False.elim {C : Sort u} (h : False) : C := @False.rec (fun _ => C) h
def Not (a : Prop) : Prop := a → False
@[macro_inline] def absurd {a : Prop} {b : Sort v} (h₁ : a) (h₂ : Not a) : b := False.elim (h₂ h₁)
class inductive Decidable (p : Prop) : Type where
  | isFalse (h : Not p) : Decidable p
  | isTrue (h : p) : Decidable p

/-! ### Booleans and numbers -/
inductive Bool : Type where
  | false : Bool
  | true : Bool
/-- Stands for a term that Lean could not make. Without it Lean's error messages vanish. -/
axiom sorryAx (α : Sort u) (synthetic : Bool) : α
inductive Nat : Type where
  | zero : Nat
  | succ (n : Nat) : Nat
class OfNat (α : Type u) (_ : Nat) where
  ofNat : α
@[default_instance 100] instance instOfNatNat (n : Nat) : OfNat Nat n := OfNat.mk n

noncomputable section

def Decidable.decide (p : Prop) [h : Decidable p] : Bool :=
  @Decidable.casesOn p (fun _ => Bool) h (fun _ => Bool.false) (fun _ => Bool.true)
def cond {α : Sort u} (c : Bool) (x y : α) : α := @Bool.rec (fun _ => α) y x c

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

/-! Lean's unifier writes `n + k` for a number of successors, so addition must have its class. -/
class HAdd (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hAdd : α → β → γ
class Add (α : Type u) where
  add : α → α → α
@[reducible] instance instHAdd {α : Type u} [Add α] : HAdd α α α := HAdd.mk (fun a b => Add.add a b)
@[reducible] instance instAddNat : Add Nat := Add.mk Nat.add

/-! ### Clashes of constructors
`cases`, `contradiction` and `injection` refute `Eq Nat.zero (Nat.succ n)` by comparing constructor
numbers. For later types Lean makes `ctorIdx` itself; for these two its code would ask for more than
there is yet. -/
def Nat.ctorIdx (n : Nat) : Nat := @Nat.rec (fun _ => Nat) Nat.zero (fun _ _ => Nat.succ Nat.zero) n
def Bool.ctorIdx (b : Bool) : Nat := @Bool.rec (fun _ => Nat) Nat.zero (Nat.succ Nat.zero) b
theorem Nat.beq_self (n : Nat) : Eq (Nat.beq n n) Bool.true :=
  @Nat.rec (fun n => Eq (Nat.beq n n) Bool.true) rfl (fun _ ih => ih) n
theorem noConfusion_of_Nat {α : Sort u} (f : α → Nat) {a b : α} (h : Eq a b) :
    @Bool.rec (fun _ => Prop) False True (Nat.beq (f a) (f b)) :=
  @Eq.rec α a (fun x _ => @Bool.rec (fun _ => Prop) False True (Nat.beq (f a) (f x)))
    (@Eq.rec Bool Bool.true (fun x _ => @Bool.rec (fun _ => Prop) False True x) True.intro
      (Nat.beq (f a) (f a)) (Eq.symm (Nat.beq_self (f a))))
    b h

end

set_option genCtorIdx true
inductive List (α : Type u) : Type u where
  | nil : List α
  | cons (head : α) (tail : List α) : List α
