/- Booleans: the connectives by cases on the first argument, and their tables. -/
prelude
import Core.Nat
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
noncomputable section

def Bool.and : Bool → Bool → Bool
  | Bool.false, _ => Bool.false
  | Bool.true, b => b
def Bool.or : Bool → Bool → Bool
  | Bool.false, b => b
  | Bool.true, _ => Bool.true
def Bool.not : Bool → Bool
  | Bool.false => Bool.true
  | Bool.true => Bool.false
def Bool.xor : Bool → Bool → Bool
  | Bool.false, b => b
  | Bool.true, b => Bool.not b

theorem Bool.false_ne_true : Ne Bool.false Bool.true := by
  intro h
  cases h
theorem Bool.true_ne_false : Ne Bool.true Bool.false := by
  intro h
  cases h
theorem Bool.true_and (b : Bool) : Eq (Bool.and Bool.true b) b := rfl
theorem Bool.false_and (b : Bool) : Eq (Bool.and Bool.false b) Bool.false := rfl
theorem Bool.and_true (b : Bool) : Eq (Bool.and b Bool.true) b := by
  cases b <;> rfl
theorem Bool.and_false (b : Bool) : Eq (Bool.and b Bool.false) Bool.false := by
  cases b <;> rfl
theorem Bool.true_or (b : Bool) : Eq (Bool.or Bool.true b) Bool.true := rfl
theorem Bool.false_or (b : Bool) : Eq (Bool.or Bool.false b) b := rfl
theorem Bool.or_true (b : Bool) : Eq (Bool.or b Bool.true) Bool.true := by
  cases b <;> rfl
theorem Bool.or_false (b : Bool) : Eq (Bool.or b Bool.false) b := by
  cases b <;> rfl
theorem Bool.not_true : Eq (Bool.not Bool.true) Bool.false := rfl
theorem Bool.not_false : Eq (Bool.not Bool.false) Bool.true := rfl
theorem Bool.xor_false (b : Bool) : Eq (Bool.xor b Bool.false) b := by
  cases b <;> rfl
theorem Bool.eq_true_or_eq_false (b : Bool) : Or (Eq b Bool.true) (Eq b Bool.false) := by
  cases b
  · exact Or.inr rfl
  · exact Or.inl rfl
theorem Bool.eq_false_of_ne_true {b : Bool} (h : Ne b Bool.true) : Eq b Bool.false := by
  cases b
  · rfl
  · exact absurd rfl h
theorem Bool.of_not_eq_true {b : Bool} (h : Not (Eq b Bool.true)) :
    Eq b Bool.false := Bool.eq_false_of_ne_true h
theorem Bool.of_not_eq_false {b : Bool} (h : Not (Eq b Bool.false)) : Eq b Bool.true := by
  cases b
  · exact absurd rfl h
  · rfl
end
