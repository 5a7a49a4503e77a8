/- Lists: the usual functions by recursion, membership as an inductive family, and the first lemmas. -/
prelude
import Core.Bool
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
universe u v w
noncomputable section

def List.append {α : Type u} : List α → List α → List α
  | List.nil, m => m
  | List.cons a l, m => List.cons a (List.append l m)
def List.length {α : Type u} : List α → Nat
  | List.nil => Nat.zero
  | List.cons _ l => Nat.succ (List.length l)
def List.map {α : Type u} {β : Type v} (f : α → β) : List α → List β
  | List.nil => List.nil
  | List.cons a l => List.cons (f a) (List.map f l)
def List.reverse {α : Type u} : List α → List α
  | List.nil => List.nil
  | List.cons a l => List.append (List.reverse l) (List.cons a List.nil)
def List.foldr {α : Type u} {β : Type v} (f : α → β → β) (b : β) : List α → β
  | List.nil => b
  | List.cons a l => f a (List.foldr f b l)
def List.foldl {α : Type u} {β : Type v} (f : β → α → β) (b : β) : List α → β
  | List.nil => b
  | List.cons a l => List.foldl f (f b a) l
def List.filter {α : Type u} (p : α → Bool) : List α → List α
  | List.nil => List.nil
  | List.cons a l => cond (p a) (List.cons a (List.filter p l)) (List.filter p l)
def List.all {α : Type u} : List α → (α → Bool) → Bool
  | List.nil, _ => Bool.true
  | List.cons a l, p => Bool.and (p a) (List.all l p)
def List.any {α : Type u} : List α → (α → Bool) → Bool
  | List.nil, _ => Bool.false
  | List.cons a l, p => Bool.or (p a) (List.any l p)
def List.replicate {α : Type u} : Nat → α → List α
  | Nat.zero, _ => List.nil
  | Nat.succ n, a => List.cons a (List.replicate n a)
def List.take {α : Type u} : Nat → List α → List α
  | Nat.zero, _ => List.nil
  | Nat.succ _, List.nil => List.nil
  | Nat.succ n, List.cons a l => List.cons a (List.take n l)
def List.drop {α : Type u} : Nat → List α → List α
  | Nat.zero, l => l
  | Nat.succ _, List.nil => List.nil
  | Nat.succ n, List.cons _ l => List.drop n l
inductive List.Mem {α : Type u} (a : α) : List α → Prop where
  | head (l : List α) : List.Mem a (List.cons a l)
  | tail (b : α) {l : List α} (h : List.Mem a l) : List.Mem a (List.cons b l)

theorem List.cons_ne_nil {α : Type u} (a : α) (l : List α) : Ne (List.cons a l) List.nil := by
  intro h
  cases h
theorem List.head_eq_of_cons_eq {α : Type u} {a b : α} {l m : List α} (h : Eq (List.cons a l) (List.cons b m)) :
    Eq a b := by
  cases h
  rfl
theorem List.tail_eq_of_cons_eq {α : Type u} {a b : α} {l m : List α} (h : Eq (List.cons a l) (List.cons b m)) :
    Eq l m := by
  cases h
  rfl
theorem List.nil_append {α : Type u} (l : List α) : Eq (List.append List.nil l) l := rfl
theorem List.cons_append {α : Type u} (a : α) (l m : List α) :
    Eq (List.append (List.cons a l) m) (List.cons a (List.append l m)) := rfl
theorem List.append_nil {α : Type u} (l : List α) : Eq (List.append l List.nil) l := by
  induction l with
  | nil => rfl
  | cons a l ih => exact congrArg (List.cons a) ih
theorem List.append_assoc {α : Type u} (l m k : List α) :
    Eq (List.append (List.append l m) k) (List.append l (List.append m k)) := by
  induction l with
  | nil => rfl
  | cons a l ih => exact congrArg (List.cons a) ih
theorem List.length_nil {α : Type u} : Eq (List.length (@List.nil α)) Nat.zero := rfl
theorem List.length_cons {α : Type u} (a : α) (l : List α) :
    Eq (List.length (List.cons a l)) (Nat.succ (List.length l)) := rfl
theorem List.length_append {α : Type u} (l m : List α) :
    Eq (List.length (List.append l m)) (Nat.add (List.length l) (List.length m)) := by
  induction l with
  | nil => exact Eq.symm (Nat.zero_add (List.length m))
  | cons a l ih => exact Eq.trans (congrArg Nat.succ ih) (Eq.symm (Nat.succ_add (List.length l) (List.length m)))
theorem List.map_nil {α : Type u} {β : Type v} (f : α → β) : Eq (List.map f List.nil) List.nil := rfl
theorem List.map_cons {α : Type u} {β : Type v} (f : α → β) (a : α) (l : List α) :
    Eq (List.map f (List.cons a l)) (List.cons (f a) (List.map f l)) := rfl
theorem List.map_append {α : Type u} {β : Type v} (f : α → β) (l m : List α) :
    Eq (List.map f (List.append l m)) (List.append (List.map f l) (List.map f m)) := by
  induction l with
  | nil => rfl
  | cons a l ih => exact congrArg (List.cons (f a)) ih
theorem List.reverse_nil {α : Type u} : Eq (List.reverse (@List.nil α)) List.nil := rfl
theorem List.reverse_cons {α : Type u} (a : α) (l : List α) :
    Eq (List.reverse (List.cons a l)) (List.append (List.reverse l) (List.cons a List.nil)) := rfl
theorem List.foldr_nil {α : Type u} {β : Type v} (f : α → β → β) (b : β) :
    Eq (List.foldr f b List.nil) b := rfl
theorem List.foldr_cons {α : Type u} {β : Type v} (f : α → β → β) (b : β) (a : α) (l : List α) :
    Eq (List.foldr f b (List.cons a l)) (f a (List.foldr f b l)) := rfl
theorem List.filter_nil {α : Type u} (p : α → Bool) : Eq (List.filter p List.nil) List.nil := rfl
theorem List.filter_cons_of_true {α : Type u} {p : α → Bool} {a : α} (l : List α) (h : Eq (p a) Bool.true) :
    Eq (List.filter p (List.cons a l)) (List.cons a (List.filter p l)) :=
  congrArg (fun (b : Bool) => cond b (List.cons a (List.filter p l)) (List.filter p l)) h
theorem List.filter_cons_of_false {α : Type u} {p : α → Bool} {a : α} (l : List α) (h : Eq (p a) Bool.false) :
    Eq (List.filter p (List.cons a l)) (List.filter p l) :=
  congrArg (fun (b : Bool) => cond b (List.cons a (List.filter p l)) (List.filter p l)) h
theorem List.not_mem_nil {α : Type u} (a : α) : Not (List.Mem a List.nil) := by
  intro h
  cases h
theorem List.mem_cons_self {α : Type u} (a : α) (l : List α) : List.Mem a (List.cons a l) := List.Mem.head l
theorem List.mem_cons_of_mem {α : Type u} {a : α} (b : α) {l : List α} (h : List.Mem a l) :
    List.Mem a (List.cons b l) := List.Mem.tail b h
theorem List.eq_or_mem_of_mem_cons {α : Type u} {a b : α} {l : List α} (h : List.Mem a (List.cons b l)) :
    Or (Eq a b) (List.Mem a l) := by
  cases h with
  | head => exact Or.inl rfl
  | tail _ h => exact Or.inr h
theorem List.mem_append_left {α : Type u} {a : α} {l : List α} (m : List α) (h : List.Mem a l) :
    List.Mem a (List.append l m) := by
  induction h with
  | head l => exact List.Mem.head (List.append l m)
  | tail b _ ih => exact List.Mem.tail b ih
theorem List.mem_append_right {α : Type u} {a : α} (l : List α) {m : List α} (h : List.Mem a m) :
    List.Mem a (List.append l m) := by
  induction l with
  | nil => exact h
  | cons b l ih => exact List.Mem.tail b ih
end
