/-
Natural numbers: arithmetic by recursion on the second argument (so `Nat.add n (Nat.succ m)` is
`Nat.succ (Nat.add n m)` by computation), order as an inductive family, and the first lemmas.
Commutativity of multiplication, distributivity and the like are left out on purpose: they are
theorems for the search, not for the library.
-/
prelude
import Core.Logic
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
noncomputable section

def Nat.pred : Nat → Nat
  | Nat.zero => Nat.zero
  | Nat.succ n => n
def Nat.mul (n : Nat) : Nat → Nat
  | Nat.zero => Nat.zero
  | Nat.succ m => Nat.add (Nat.mul n m) n
def Nat.sub (n : Nat) : Nat → Nat
  | Nat.zero => n
  | Nat.succ m => Nat.pred (Nat.sub n m)
def Nat.pow (n : Nat) : Nat → Nat
  | Nat.zero => Nat.succ Nat.zero
  | Nat.succ m => Nat.mul (Nat.pow n m) n
def Nat.double : Nat → Nat
  | Nat.zero => Nat.zero
  | Nat.succ n => Nat.succ (Nat.succ (Nat.double n))
def Nat.max : Nat → Nat → Nat
  | Nat.zero, m => m
  | Nat.succ n, Nat.zero => Nat.succ n
  | Nat.succ n, Nat.succ m => Nat.succ (Nat.max n m)
def Nat.min : Nat → Nat → Nat
  | Nat.zero, _ => Nat.zero
  | Nat.succ _, Nat.zero => Nat.zero
  | Nat.succ n, Nat.succ m => Nat.succ (Nat.min n m)
inductive Nat.le (n : Nat) : Nat → Prop where
  | refl : Nat.le n n
  | step {m : Nat} (h : Nat.le n m) : Nat.le n (Nat.succ m)
def Nat.lt (n m : Nat) : Prop := Nat.le (Nat.succ n) m

/-! ### Addition -/
theorem Nat.add_zero (n : Nat) : Eq (Nat.add n Nat.zero) n := rfl
theorem Nat.add_succ (n m : Nat) : Eq (Nat.add n (Nat.succ m)) (Nat.succ (Nat.add n m)) := rfl
theorem Nat.zero_add (n : Nat) : Eq (Nat.add Nat.zero n) n := by
  induction n with
  | zero => rfl
  | succ n ih => exact congrArg Nat.succ ih
theorem Nat.succ_add (n m : Nat) : Eq (Nat.add (Nat.succ n) m) (Nat.succ (Nat.add n m)) := by
  induction m with
  | zero => rfl
  | succ m ih => exact congrArg Nat.succ ih
theorem Nat.add_one (n : Nat) : Eq (Nat.add n (Nat.succ Nat.zero)) (Nat.succ n) := rfl
theorem Nat.add_comm (n m : Nat) : Eq (Nat.add n m) (Nat.add m n) := by
  induction m with
  | zero => exact Eq.symm (Nat.zero_add n)
  | succ m ih => exact Eq.trans (congrArg Nat.succ ih) (Eq.symm (Nat.succ_add m n))
theorem Nat.add_assoc (n m k : Nat) : Eq (Nat.add (Nat.add n m) k) (Nat.add n (Nat.add m k)) := by
  induction k with
  | zero => rfl
  | succ k ih => exact congrArg Nat.succ ih

/-! ### Multiplication, subtraction, predecessor -/
theorem Nat.mul_zero (n : Nat) : Eq (Nat.mul n Nat.zero) Nat.zero := rfl
theorem Nat.mul_succ (n m : Nat) : Eq (Nat.mul n (Nat.succ m)) (Nat.add (Nat.mul n m) n) := rfl
theorem Nat.zero_mul (n : Nat) : Eq (Nat.mul Nat.zero n) Nat.zero := by
  induction n with
  | zero => rfl
  | succ n ih => exact ih
theorem Nat.sub_zero (n : Nat) : Eq (Nat.sub n Nat.zero) n := rfl
theorem Nat.sub_succ (n m : Nat) : Eq (Nat.sub n (Nat.succ m)) (Nat.pred (Nat.sub n m)) := rfl
theorem Nat.pred_zero : Eq (Nat.pred Nat.zero) Nat.zero := rfl
theorem Nat.pred_succ (n : Nat) : Eq (Nat.pred (Nat.succ n)) n := rfl
theorem Nat.pow_zero (n : Nat) : Eq (Nat.pow n Nat.zero) (Nat.succ Nat.zero) := rfl
theorem Nat.pow_succ (n m : Nat) : Eq (Nat.pow n (Nat.succ m)) (Nat.mul (Nat.pow n m) n) := rfl
theorem Nat.double_zero : Eq (Nat.double Nat.zero) Nat.zero := rfl
theorem Nat.double_succ (n : Nat) : Eq (Nat.double (Nat.succ n)) (Nat.succ (Nat.succ (Nat.double n))) := rfl

/-! ### Constructors -/
theorem Nat.succ_inj {n m : Nat} (h : Eq (Nat.succ n) (Nat.succ m)) : Eq n m := congrArg Nat.pred h
theorem Nat.succ_ne_zero (n : Nat) : Ne (Nat.succ n) Nat.zero := by
  intro h
  cases h
theorem Nat.zero_ne_succ (n : Nat) : Ne Nat.zero (Nat.succ n) := by
  intro h
  cases h
theorem Nat.succ_ne_self (n : Nat) : Ne (Nat.succ n) n := by
  induction n with
  | zero => exact Nat.succ_ne_zero Nat.zero
  | succ n ih => exact fun h => ih (Nat.succ_inj h)
theorem Nat.eq_zero_or_succ (n : Nat) : Or (Eq n Nat.zero) (Exists (fun (m : Nat) => Eq n (Nat.succ m))) := by
  cases n with
  | zero => exact Or.inl rfl
  | succ m => exact Or.inr ⟨m, rfl⟩

/-! ### Order -/
theorem Nat.le_refl (n : Nat) : Nat.le n n := Nat.le.refl
theorem Nat.le_succ (n : Nat) : Nat.le n (Nat.succ n) := Nat.le.step Nat.le.refl
theorem Nat.le_trans {n m k : Nat} (h₁ : Nat.le n m) (h₂ : Nat.le m k) : Nat.le n k := by
  induction h₂ with
  | refl => exact h₁
  | step _ ih => exact Nat.le.step ih
theorem Nat.le_succ_of_le {n m : Nat} (h : Nat.le n m) : Nat.le n (Nat.succ m) := Nat.le.step h
theorem Nat.le_of_succ_le {n m : Nat} (h : Nat.le (Nat.succ n) m) :
    Nat.le n m := Nat.le_trans (Nat.le_succ n) h
theorem Nat.zero_le (n : Nat) : Nat.le Nat.zero n := by
  induction n with
  | zero => exact Nat.le.refl
  | succ n ih => exact Nat.le.step ih
theorem Nat.succ_le_succ {n m : Nat} (h : Nat.le n m) : Nat.le (Nat.succ n) (Nat.succ m) := by
  induction h with
  | refl => exact Nat.le.refl
  | step _ ih => exact Nat.le.step ih
theorem Nat.pred_le_pred {n m : Nat} (h : Nat.le n m) : Nat.le (Nat.pred n) (Nat.pred m) := by
  cases h with
  | refl => exact Nat.le.refl
  | step h =>
    cases n with
    | zero => exact h
    | succ n => exact Nat.le_of_succ_le h
theorem Nat.le_of_succ_le_succ {n m : Nat} (h : Nat.le (Nat.succ n) (Nat.succ m)) :
    Nat.le n m := Nat.pred_le_pred h
theorem Nat.not_succ_le_zero (n : Nat) : Not (Nat.le (Nat.succ n) Nat.zero) := by
  intro h
  cases h
theorem Nat.not_succ_le_self (n : Nat) : Not (Nat.le (Nat.succ n) n) := by
  induction n with
  | zero => exact Nat.not_succ_le_zero Nat.zero
  | succ n ih => exact fun h => ih (Nat.le_of_succ_le_succ h)
theorem Nat.le_of_eq {n m : Nat} (h : Eq n m) : Nat.le n m := by
  subst h
  exact Nat.le.refl
theorem Nat.eq_zero_of_le_zero {n : Nat} (h : Nat.le n Nat.zero) : Eq n Nat.zero := by
  cases h
  rfl
theorem Nat.lt_irrefl (n : Nat) : Not (Nat.lt n n) := Nat.not_succ_le_self n
theorem Nat.lt_succ_self (n : Nat) : Nat.lt n (Nat.succ n) := Nat.le.refl
theorem Nat.zero_lt_succ (n : Nat) : Nat.lt Nat.zero (Nat.succ n) := Nat.succ_le_succ (Nat.zero_le n)
theorem Nat.not_lt_zero (n : Nat) : Not (Nat.lt n Nat.zero) := Nat.not_succ_le_zero n
theorem Nat.le_of_lt {n m : Nat} (h : Nat.lt n m) : Nat.le n m := Nat.le_of_succ_le h
theorem Nat.lt_of_succ_le {n m : Nat} (h : Nat.le (Nat.succ n) m) : Nat.lt n m := h
theorem Nat.succ_le_of_lt {n m : Nat} (h : Nat.lt n m) : Nat.le (Nat.succ n) m := h
theorem Nat.lt_succ_of_le {n m : Nat} (h : Nat.le n m) : Nat.lt n (Nat.succ m) := Nat.succ_le_succ h
theorem Nat.le_of_lt_succ {n m : Nat} (h : Nat.lt n (Nat.succ m)) : Nat.le n m := Nat.le_of_succ_le_succ h
theorem Nat.lt_of_lt_of_le {n m k : Nat} (h₁ : Nat.lt n m) (h₂ : Nat.le m k) :
    Nat.lt n k := Nat.le_trans h₁ h₂
theorem Nat.le_add_right (n m : Nat) : Nat.le n (Nat.add n m) := by
  induction m with
  | zero => exact Nat.le.refl
  | succ m ih => exact Nat.le.step ih

/-! ### The Boolean test for equality -/
theorem Nat.eq_of_beq_eq_true {n m : Nat} (h : Eq (Nat.beq n m) Bool.true) : Eq n m := by
  induction n generalizing m with
  | zero =>
    cases m with
    | zero => rfl
    | succ m => cases h
  | succ n ih =>
    cases m with
    | zero => cases h
    | succ m => exact congrArg Nat.succ (ih h)
end
