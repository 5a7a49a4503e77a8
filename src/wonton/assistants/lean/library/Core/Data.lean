/- Options, pairs and sums. `Prod` itself is declared in `Core.Bootstrap`. -/
prelude
import Core.List
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
universe u v w
noncomputable section

inductive Option (α : Type u) : Type u where
  | none : Option α
  | some (val : α) : Option α
inductive Sum (α : Type u) (β : Type v) : Type (max u v) where
  | inl (val : α) : Sum α β
  | inr (val : β) : Sum α β
inductive Empty : Type

def Option.map {α : Type u} {β : Type v} (f : α → β) : Option α → Option β
  | Option.none => Option.none
  | Option.some a => Option.some (f a)
def Option.bind {α : Type u} {β : Type v} (o : Option α) (f : α → Option β) : Option β :=
  match o with
  | Option.none => Option.none
  | Option.some a => f a
def Option.isSome {α : Type u} : Option α → Bool
  | Option.none => Bool.false
  | Option.some _ => Bool.true
def Option.isNone {α : Type u} : Option α → Bool
  | Option.none => Bool.true
  | Option.some _ => Bool.false
def Option.getD {α : Type u} : Option α → α → α
  | Option.none, d => d
  | Option.some a, _ => a
def Prod.swap {α : Type u} {β : Type v} (p : Prod α β) : Prod β α := Prod.mk (Prod.snd p) (Prod.fst p)
def Prod.map {α α' : Type u} {β β' : Type v} (f : α → α') (g : β → β') (p : Prod α β) : Prod α' β' :=
  Prod.mk (f (Prod.fst p)) (g (Prod.snd p))
def Sum.swap {α : Type u} {β : Type v} : Sum α β → Sum β α
  | Sum.inl a => Sum.inr a
  | Sum.inr b => Sum.inl b
def Sum.elim {α : Type u} {β : Type v} {γ : Sort w} (f : α → γ) (g : β → γ) : Sum α β → γ
  | Sum.inl a => f a
  | Sum.inr b => g b
def Empty.elim {C : Sort u} (e : Empty) : C := @Empty.rec (fun _ => C) e

theorem Option.some_ne_none {α : Type u} (a : α) : Ne (Option.some a) Option.none := by
  intro h
  cases h
theorem Option.some_inj {α : Type u} {a b : α} (h : Eq (Option.some a) (Option.some b)) : Eq a b := by
  cases h
  rfl
theorem Option.map_none {α : Type u} {β : Type v} (f : α → β) :
    Eq (Option.map f Option.none) Option.none := rfl
theorem Option.map_some {α : Type u} {β : Type v} (f : α → β) (a : α) :
    Eq (Option.map f (Option.some a)) (Option.some (f a)) := rfl
theorem Option.isSome_some {α : Type u} (a : α) : Eq (Option.isSome (Option.some a)) Bool.true := rfl
theorem Option.isSome_none {α : Type u} : Eq (Option.isSome (@Option.none α)) Bool.false := rfl
theorem Prod.eta {α : Type u} {β : Type v} (p : Prod α β) : Eq (Prod.mk (Prod.fst p) (Prod.snd p)) p := rfl
theorem Prod.ext {α : Type u} {β : Type v} {p q : Prod α β} (h₁ : Eq (Prod.fst p) (Prod.fst q)) (h₂ : Eq (Prod.snd p) (Prod.snd q)) :
    Eq p q :=
  congrArg₂ Prod.mk h₁ h₂
theorem Prod.fst_eq_of_mk_eq {α : Type u} {β : Type v} {a a' : α} {b b' : β} (h : Eq (Prod.mk a b) (Prod.mk a' b')) :
    Eq a a' := congrArg Prod.fst h
theorem Prod.snd_eq_of_mk_eq {α : Type u} {β : Type v} {a a' : α} {b b' : β} (h : Eq (Prod.mk a b) (Prod.mk a' b')) :
    Eq b b' := congrArg Prod.snd h
theorem Sum.inl_ne_inr {α : Type u} {β : Type v} (a : α) (b : β) : Ne (Sum.inl a) (Sum.inr b) := by
  intro h
  cases h
theorem Sum.inl_inj {α : Type u} {β : Type v} {a a' : α} (h : Eq (@Sum.inl α β a) (Sum.inl a')) :
    Eq a a' := by
  cases h
  rfl
theorem Sum.inr_inj {α : Type u} {β : Type v} {b b' : β} (h : Eq (@Sum.inr α β b) (Sum.inr b')) :
    Eq b b' := by
  cases h
  rfl
theorem Sum.swap_inl {α : Type u} {β : Type v} (a : α) : Eq (Sum.swap (@Sum.inl α β a)) (Sum.inr a) := rfl
theorem Sum.swap_inr {α : Type u} {β : Type v} (b : β) : Eq (Sum.swap (@Sum.inr α β b)) (Sum.inl b) := rfl
end
