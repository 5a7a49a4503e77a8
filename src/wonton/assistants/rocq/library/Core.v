(** * Core: the library of the corpus [rocq:core]

    The counterpart of the Core library for Lean: logic, equality, numbers, Booleans, lists, options, pairs, sums,
    relations and orders, as far as the theorems of the corpus speak of them, and the first lemmas about each.

    A file that uses it begins with [From Wonton Require Import Core.]. Three things hold of it by design.

    - Beside Coq's prelude it requires nothing. Logic, [nat], [bool], [list], [option], [prod], [sum], [app], [length],
      [le] and [lt] are the prelude's own. The list functions that the prelude lacks ([rev], [map], [In], ...) are
      defined here, each as the standard library has it: to require [Coq.Lists.List] would bring thousands of
      theorems into reach by their qualified names, and half of the corpus is among them.
    - Lemmas have the standard library's names where it has them, and then also its form: [Nat.add_comm], [app_assoc],
      [in_eq], [not_ex_all_not]. Module [Nat] holds lemmas only, so that [Nat.add] stays the prelude's. What the
      prelude proves about logic ([eq_sym], [f_equal2], [iff_trans], [not_iff_compat], ...) is not said again. No theorem
      of the corpus follows from one lemma of this file; hence [Nat.add_n_Sm], the prelude's [plus_n_Sm], where the
      standard library has [add_succ_r]: by computation that is a theorem of the corpus.
      Commutativity of multiplication, distributivity and the like are left out: they are for the search to prove.
    - Proofs are plain: induction, case analysis, rewriting with equalities and earlier lemmas. Their terms consist of
      induction principles, [match], [eq_ind] and constants, so that another kernel can be asked about them.

    Nothing here rests on an axiom. *)

Set Implicit Arguments.
Open Scope list_scope.

(** ** Lists: notation and functions *)

Module ListNotations.
  Notation "[ ]" := nil (format "[ ]") : list_scope.
  Notation "[ x ]" := (cons x nil) : list_scope.
  Notation "[ x ; y ; .. ; z ]" := (cons x (cons y .. (cons z nil) ..)) : list_scope.
End ListNotations.
Export ListNotations.

Section ListFunctions.
  Variables A B : Type.

  Fixpoint In (a : A) (l : list A) : Prop :=
    match l with
    | [] => False
    | b :: l' => b = a \/ In a l'
    end.

  Fixpoint rev (l : list A) : list A :=
    match l with
    | [] => []
    | a :: l' => rev l' ++ [a]
    end.

  Section Map.
    Variable f : A -> B.
    Fixpoint map (l : list A) : list B :=
      match l with
      | [] => []
      | a :: l' => f a :: map l'
      end.
  End Map.

  Section FoldRight.
    Variable f : B -> A -> A.
    Variable a0 : A.
    Fixpoint fold_right (l : list B) : A :=
      match l with
      | [] => a0
      | b :: l' => f b (fold_right l')
      end.
  End FoldRight.

  Section FoldLeft.
    Variable f : A -> B -> A.
    Fixpoint fold_left (l : list B) (a0 : A) : A :=
      match l with
      | [] => a0
      | b :: l' => fold_left l' (f a0 b)
      end.
  End FoldLeft.

  Section Tests.
    Variable f : A -> bool.
    Fixpoint filter (l : list A) : list A :=
      match l with
      | [] => []
      | a :: l' => if f a then a :: filter l' else filter l'
      end.
    Fixpoint forallb (l : list A) : bool :=
      match l with
      | [] => true
      | a :: l' => andb (f a) (forallb l')
      end.
    Fixpoint existsb (l : list A) : bool :=
      match l with
      | [] => false
      | a :: l' => orb (f a) (existsb l')
      end.
  End Tests.

  Fixpoint repeat (a : A) (n : nat) : list A :=
    match n with
    | 0 => []
    | S n' => a :: repeat a n'
    end.

  Fixpoint firstn (n : nat) (l : list A) : list A :=
    match n, l with
    | 0, _ => []
    | S _, [] => []
    | S n', a :: l' => a :: firstn n' l'
    end.

  Fixpoint skipn (n : nat) (l : list A) : list A :=
    match n, l with
    | 0, _ => l
    | S _, [] => []
    | S n', _ :: l' => skipn n' l'
    end.
End ListFunctions.

Unset Implicit Arguments.

(** ** Logic *)

(** *** Equality *)

Lemma equal_f {A B : Type} {f g : A -> B} : f = g -> forall a, f a = g a.
Proof. intros H a. now rewrite H. Qed.

Lemma equal_f_dep {A : Type} {B : A -> Type} {f g : forall a, B a} : f = g -> forall a, f a = g a.
Proof. intros H a. now rewrite H. Qed.

Lemma equal_f_arg {A B : Type} {f g : A -> B} {a b : A} : f = g -> a = b -> f a = g b.
Proof. intros Hf Ha. now rewrite Hf, Ha. Qed.

Lemma neq_irrefl {A : Type} (a : A) : ~ a <> a.
Proof. intros H. now apply H. Qed.

Lemma eq_neq_trans {A : Type} {a b c : A} : a = b -> b <> c -> a <> c.
Proof. intros H. now rewrite H. Qed.

(** *** Falsity and negation *)

Lemma not_False : ~ False.
Proof. intros H. exact H. Qed.

Lemma not_not_intro {P : Prop} : P -> ~ ~ P.
Proof. intros H N. exact (N H). Qed.

Lemma contrapositive {P Q : Prop} : (P -> Q) -> ~ Q -> ~ P.
Proof. intros H N HP. exact (N (H HP)). Qed.

Lemma not_elim {P Q : Prop} : ~ P -> P -> Q.
Proof. intros N H. destruct (N H). Qed.

(** *** Conjunction *)

Lemma and_sym {P Q : Prop} : P /\ Q -> Q /\ P.
Proof. intros [HP HQ]. now split. Qed.

Lemma and_mono {P Q P' Q' : Prop} : (P -> P') -> (Q -> Q') -> P /\ Q -> P' /\ Q'.
Proof. intros HP HQ [p q]. exact (conj (HP p) (HQ q)). Qed.

Lemma and_mono_l {P P' Q : Prop} : (P -> P') -> P /\ Q -> P' /\ Q.
Proof. intros H [p q]. exact (conj (H p) q). Qed.

Lemma and_mono_r {P Q Q' : Prop} : (Q -> Q') -> P /\ Q -> P /\ Q'.
Proof. intros H [p q]. exact (conj p (H q)). Qed.

Lemma and_elim {P Q R : Prop} : (P -> Q -> R) -> P /\ Q -> R.
Proof. intros H [p q]. exact (H p q). Qed.

Lemma not_and_l {P : Prop} (Q : Prop) : ~ P -> ~ (P /\ Q).
Proof. intros N [p _]. exact (N p). Qed.

Lemma not_and_r (P : Prop) {Q : Prop} : ~ Q -> ~ (P /\ Q).
Proof. intros N [_ q]. exact (N q). Qed.

(** *** Disjunction *)

Lemma or_elim {P Q R : Prop} : P \/ Q -> (P -> R) -> (Q -> R) -> R.
Proof. intros [p | q] HP HQ; [exact (HP p) | exact (HQ q)]. Qed.

Lemma or_sym {P Q : Prop} : P \/ Q -> Q \/ P.
Proof. intros [p | q]; [now right | now left]. Qed.

Lemma or_mono {P Q P' Q' : Prop} : (P -> P') -> (Q -> Q') -> P \/ Q -> P' \/ Q'.
Proof. intros HP HQ [p | q]; [left; exact (HP p) | right; exact (HQ q)]. Qed.

Lemma or_mono_l {P P' Q : Prop} : (P -> P') -> P \/ Q -> P' \/ Q.
Proof. intros H [p | q]; [left; exact (H p) | now right]. Qed.

Lemma or_mono_r {P Q Q' : Prop} : (Q -> Q') -> P \/ Q -> P \/ Q'.
Proof. intros H [p | q]; [now left | right; exact (H q)]. Qed.

Lemma or_resolve_l {P Q : Prop} : P \/ Q -> ~ P -> Q.
Proof. intros [p | q] N; [destruct (N p) | exact q]. Qed.

Lemma or_resolve_r {P Q : Prop} : P \/ Q -> ~ Q -> P.
Proof. intros [p | q] N; [exact p | destruct (N q)]. Qed.

Lemma or_neg_resolve_l {P Q : Prop} : ~ P \/ Q -> P -> Q.
Proof. intros [N | q] p; [destruct (N p) | exact q]. Qed.

(** *** Equivalence *)

Lemma iff_of_eq {P Q : Prop} : P = Q -> (P <-> Q).
Proof. intros H. rewrite H. apply iff_refl. Qed.

Lemma iff_of_true {P Q : Prop} : P -> Q -> (P <-> Q).
Proof. intros p q. now split. Qed.

Lemma iff_of_false {P Q : Prop} : ~ P -> ~ Q -> (P <-> Q).
Proof. intros NP NQ. split; [intros p; destruct (NP p) | intros q; destruct (NQ q)]. Qed.

Lemma iff_True_intro {P : Prop} : P -> (P <-> True).
Proof. intros p. exact (iff_of_true p I). Qed.

Lemma iff_False_intro {P : Prop} : ~ P -> (P <-> False).
Proof. intros N. exact (iff_of_false N not_False). Qed.

Lemma iff_True_elim {P : Prop} : (P <-> True) -> P.
Proof. intros [_ H]. exact (H I). Qed.

Lemma iff_False_elim {P : Prop} : (P <-> False) -> ~ P.
Proof. intros [H _]. exact H. Qed.

(** *** Existence *)

Lemma ex_elim {A : Type} {P : A -> Prop} {Q : Prop} : ex P -> (forall a, P a -> Q) -> Q.
Proof. intros [a Ha] H. exact (H a Ha). Qed.

Lemma ex_mono {A : Type} {P Q : A -> Prop} : (forall a, P a -> Q a) -> ex P -> ex Q.
Proof. intros H [a Ha]. exists a. exact (H a Ha). Qed.

Lemma all_not_not_ex {A : Type} {P : A -> Prop} : (forall a, ~ P a) -> ~ ex P.
Proof. intros H [a Ha]. exact (H a Ha). Qed.

Lemma not_ex_all_not {A : Type} {P : A -> Prop} : ~ ex P -> forall a, ~ P a.
Proof. intros N a Ha. apply N. now exists a. Qed.

(** ** Natural numbers *)

Module Nat.

(** *** Addition *)

Lemma add_0_l (n : nat) : 0 + n = n.
Proof. reflexivity. Qed.

Lemma add_succ_l (n m : nat) : S n + m = S (n + m).
Proof. reflexivity. Qed.

Lemma add_0_r (n : nat) : n + 0 = n.
Proof. induction n as [| n IH]; [reflexivity | exact (f_equal S IH)]. Qed.

Lemma add_n_Sm (n m : nat) : S (n + m) = n + S m.
Proof. induction n as [| n IH]; [reflexivity | exact (f_equal S IH)]. Qed.

Lemma add_1_r (n : nat) : n + 1 = S n.
Proof. now rewrite <- add_n_Sm, add_0_r. Qed.

Lemma add_comm (n m : nat) : n + m = m + n.
Proof.
  induction n as [| n IH].
  - symmetry. apply add_0_r.
  - rewrite <- add_n_Sm. exact (f_equal S IH).
Qed.

Lemma add_assoc (n m p : nat) : n + (m + p) = n + m + p.
Proof. induction n as [| n IH]; [reflexivity | exact (f_equal S IH)]. Qed.

(** *** Multiplication, subtraction, predecessor, powers *)

Lemma mul_0_l (n : nat) : 0 * n = 0.
Proof. reflexivity. Qed.

Lemma mul_0_r (n : nat) : n * 0 = 0.
Proof. induction n as [| n IH]; [reflexivity | exact IH]. Qed.

Lemma mul_succ_r (n m : nat) : n * S m = n * m + n.
Proof. symmetry. apply mult_n_Sm. Qed.

Lemma sub_0_r (n : nat) : n - 0 = n.
Proof. now destruct n. Qed.

Lemma sub_succ_r (n m : nat) : n - S m = pred (n - m).
Proof.
  revert m. induction n as [| n IH]; intros m.
  - reflexivity.
  - destruct m as [| m]; [exact (sub_0_r n) | exact (IH m)].
Qed.

Lemma pred_0 : pred 0 = 0.
Proof. reflexivity. Qed.

Lemma pred_succ (n : nat) : pred (S n) = n.
Proof. reflexivity. Qed.

Lemma pow_0_r (n : nat) : Nat.pow n 0 = 1.
Proof. reflexivity. Qed.

Lemma pow_succ_r (n m : nat) : Nat.pow n (S m) = n * Nat.pow n m.
Proof. reflexivity. Qed.

Lemma double_0 : Nat.double 0 = 0.
Proof. reflexivity. Qed.

Lemma double_S (n : nat) : Nat.double (S n) = S (S (Nat.double n)).
Proof. symmetry. exact (f_equal S (add_n_Sm n n)). Qed.

(** *** Zero and successors *)

Lemma succ_inj (n m : nat) : S n = S m -> n = m.
Proof. intros H. exact (f_equal pred H). Qed.

Lemma neq_succ_0 (n : nat) : S n <> 0.
Proof. discriminate. Qed.

Lemma neq_0_succ (n : nat) : 0 <> S n.
Proof. discriminate. Qed.

Lemma neq_succ_diag_l (n : nat) : S n <> n.
Proof.
  induction n as [| n IH].
  - apply neq_succ_0.
  - intros H. exact (IH (succ_inj _ _ H)).
Qed.

Lemma zero_or_succ (n : nat) : n = 0 \/ exists m, n = S m.
Proof. destruct n as [| n]; [now left | right; now exists n]. Qed.

(** *** Order *)

Lemma le_refl (n : nat) : n <= n.
Proof. apply le_n. Qed.

Lemma le_succ_diag_r (n : nat) : n <= S n.
Proof. apply le_S, le_n. Qed.

Lemma le_trans (n m p : nat) : n <= m -> m <= p -> n <= p.
Proof. intros Hn Hm. induction Hm as [| p _ IH]; [exact Hn | exact (le_S _ _ IH)]. Qed.

Lemma le_le_succ_r (n m : nat) : n <= m -> n <= S m.
Proof. apply le_S. Qed.

Lemma le_succ_le (n m : nat) : S n <= m -> n <= m.
Proof. exact (le_trans n (S n) m (le_succ_diag_r n)). Qed.

Lemma le_0_l (n : nat) : 0 <= n.
Proof. induction n as [| n IH]; [apply le_n | exact (le_S _ _ IH)]. Qed.

Lemma succ_le_succ (n m : nat) : n <= m -> S n <= S m.
Proof. intros H. induction H as [| m _ IH]; [apply le_n | exact (le_S _ _ IH)]. Qed.

Lemma pred_le_pred (n m : nat) : n <= m -> pred n <= pred m.
Proof.
  intros H. destruct H as [| m H].
  - apply le_n.
  - destruct n as [| n]; [exact H | exact (le_succ_le n m H)].
Qed.

Lemma le_of_succ_le_succ (n m : nat) : S n <= S m -> n <= m.
Proof. exact (pred_le_pred (S n) (S m)). Qed.

Lemma neq_0_of_succ_le (n m : nat) : S n <= m -> m <> 0.
Proof. intros H. destruct H as [| m H]; apply neq_succ_0. Qed.

Lemma nle_succ_0 (n : nat) : ~ S n <= 0.
Proof. intros H. now apply (neq_0_of_succ_le n 0 H). Qed.

Lemma nle_succ_diag_l (n : nat) : ~ S n <= n.
Proof.
  induction n as [| n IH].
  - apply nle_succ_0.
  - intros H. exact (IH (le_of_succ_le_succ _ _ H)).
Qed.

Lemma eq_le_incl (n m : nat) : n = m -> n <= m.
Proof. intros H. rewrite H. apply le_n. Qed.

Lemma le_0_eq (n : nat) : n <= 0 -> n = 0.
Proof. destruct n as [| n]; [reflexivity | intros H; destruct (nle_succ_0 n H)]. Qed.

Lemma le_antisymm (n m : nat) : n <= m -> m <= n -> n = m.
Proof.
  intros H. destruct H as [| m H].
  - reflexivity.
  - intros H'. destruct (nle_succ_diag_l m (le_trans _ _ _ H' H)).
Qed.

Lemma lt_irrefl (n : nat) : ~ n < n.
Proof. exact (nle_succ_diag_l n). Qed.

Lemma lt_succ_diag_r (n : nat) : n < S n.
Proof. apply le_n. Qed.

Lemma lt_0_succ (n : nat) : 0 < S n.
Proof. exact (succ_le_succ 0 n (le_0_l n)). Qed.

Lemma nlt_0_r (n : nat) : ~ n < 0.
Proof. exact (nle_succ_0 n). Qed.

Lemma lt_le_incl (n m : nat) : n < m -> n <= m.
Proof. exact (le_succ_le n m). Qed.

Lemma succ_le_lt (n m : nat) : S n <= m -> n < m.
Proof. intros H. exact H. Qed.

Lemma lt_succ_le (n m : nat) : n < m -> S n <= m.
Proof. intros H. exact H. Qed.

Lemma le_lt_succ (n m : nat) : n <= m -> n < S m.
Proof. exact (succ_le_succ n m). Qed.

Lemma lt_succ_le_incl (n m : nat) : n < S m -> n <= m.
Proof. exact (le_of_succ_le_succ n m). Qed.

Lemma lt_le_trans (n m p : nat) : n < m -> m <= p -> n < p.
Proof. exact (le_trans (S n) m p). Qed.

Lemma le_add_r (n m : nat) : n <= n + m.
Proof. induction n as [| n IH]; [apply le_0_l | exact (succ_le_succ _ _ IH)]. Qed.

(** *** The Boolean test for equality *)

Lemma eqb_refl (n : nat) : Nat.eqb n n = true.
Proof. induction n as [| n IH]; [reflexivity | exact IH]. Qed.

Lemma eqb_true_eq (n m : nat) : Nat.eqb n m = true -> n = m.
Proof.
  revert m. induction n as [| n IH]; intros [| m] H.
  - reflexivity.
  - discriminate H.
  - discriminate H.
  - exact (f_equal S (IH m H)).
Qed.

End Nat.

(** ** Booleans *)

Lemma diff_true_false : true <> false.
Proof. discriminate. Qed.

Lemma diff_false_true : false <> true.
Proof. discriminate. Qed.

Lemma andb_true_l (b : bool) : andb true b = b.
Proof. reflexivity. Qed.

Lemma andb_false_l (b : bool) : andb false b = false.
Proof. reflexivity. Qed.

Lemma andb_true_r (b : bool) : andb b true = b.
Proof. now destruct b. Qed.

Lemma andb_false_r (b : bool) : andb b false = false.
Proof. now destruct b. Qed.

Lemma orb_true_l (b : bool) : orb true b = true.
Proof. reflexivity. Qed.

Lemma orb_false_l (b : bool) : orb false b = b.
Proof. reflexivity. Qed.

Lemma orb_true_r (b : bool) : orb b true = true.
Proof. now destruct b. Qed.

Lemma orb_false_r (b : bool) : orb b false = b.
Proof. now destruct b. Qed.

Lemma negb_true : negb true = false.
Proof. reflexivity. Qed.

Lemma negb_false : negb false = true.
Proof. reflexivity. Qed.

Lemma xorb_false_r (b : bool) : xorb b false = b.
Proof. now destruct b. Qed.

Lemma true_or_false (b : bool) : b = true \/ b = false.
Proof. destruct b; [now left | now right]. Qed.

Lemma not_true_is_false (b : bool) : b <> true -> b = false.
Proof. destruct b; [intros N; now destruct N | reflexivity]. Qed.

Lemma not_false_is_true (b : bool) : b <> false -> b = true.
Proof. destruct b; [reflexivity | intros N; now destruct N]. Qed.

(** ** Lists *)

Section Lists.
  Context {A B : Type}.
  Implicit Types (a b : A) (l m n : list A).

  Lemma nil_cons a l : [] <> a :: l.
  Proof. discriminate. Qed.

  Lemma cons_neq_nil a l : a :: l <> [].
  Proof. discriminate. Qed.

  Lemma cons_eq_head a b l m : a :: l = b :: m -> a = b.
  Proof. intros H. now injection H. Qed.

  Lemma cons_eq_tail a b l m : a :: l = b :: m -> l = m.
  Proof. intros H. now injection H. Qed.

  Lemma app_nil_l l : [] ++ l = l.
  Proof. reflexivity. Qed.

  Lemma app_comm_cons l m a : a :: (l ++ m) = (a :: l) ++ m.
  Proof. reflexivity. Qed.

  Lemma app_nil_r l : l ++ [] = l.
  Proof. induction l as [| a l IH]; [reflexivity | exact (f_equal (cons a) IH)]. Qed.

  Lemma app_assoc l m n : l ++ m ++ n = (l ++ m) ++ n.
  Proof. induction l as [| a l IH]; [reflexivity | exact (f_equal (cons a) IH)]. Qed.

  Lemma length_nil : length (@nil A) = 0.
  Proof. reflexivity. Qed.

  Lemma length_cons a l : length (a :: l) = S (length l).
  Proof. reflexivity. Qed.

  Lemma app_length l m : length (l ++ m) = length l + length m.
  Proof. induction l as [| a l IH]; [reflexivity | exact (f_equal S IH)]. Qed.

  Lemma map_nil (f : A -> B) : map f [] = [].
  Proof. reflexivity. Qed.

  Lemma map_cons (f : A -> B) a l : map f (a :: l) = f a :: map f l.
  Proof. reflexivity. Qed.

  Lemma map_app (f : A -> B) l m : map f (l ++ m) = map f l ++ map f m.
  Proof. induction l as [| a l IH]; [reflexivity | exact (f_equal (cons (f a)) IH)]. Qed.

  Lemma rev_nil : rev (@nil A) = [].
  Proof. reflexivity. Qed.

  Lemma rev_cons a l : rev (a :: l) = rev l ++ [a].
  Proof. reflexivity. Qed.

  Lemma fold_right_nil (f : A -> B -> B) (b0 : B) : fold_right f b0 [] = b0.
  Proof. reflexivity. Qed.

  Lemma fold_right_cons (f : A -> B -> B) (b0 : B) a l : fold_right f b0 (a :: l) = f a (fold_right f b0 l).
  Proof. reflexivity. Qed.

  Lemma filter_nil (f : A -> bool) : filter f [] = [].
  Proof. reflexivity. Qed.

  Lemma filter_cons_true (f : A -> bool) a l : f a = true -> filter f (a :: l) = a :: filter f l.
  Proof. intros H. simpl. now rewrite H. Qed.

  Lemma filter_cons_false (f : A -> bool) a l : f a = false -> filter f (a :: l) = filter f l.
  Proof. intros H. simpl. now rewrite H. Qed.

  Lemma in_nil a : ~ In a [].
  Proof. intros H. exact H. Qed.

  Lemma in_eq a l : In a (a :: l).
  Proof. now left. Qed.

  Lemma in_cons a b l : In b l -> In b (a :: l).
  Proof. intros H. now right. Qed.

  Lemma in_inv a b l : In b (a :: l) -> a = b \/ In b l.
  Proof. intros H. exact H. Qed.

  Lemma in_app_l a l m : In a l -> In a (l ++ m).
  Proof.
    induction l as [| b l IH]; intros H.
    - destruct H.
    - destruct H as [H | H]; [now left | right; exact (IH H)].
  Qed.

  Lemma in_app_r a l m : In a m -> In a (l ++ m).
  Proof. intros H. induction l as [| b l IH]; [exact H | right; exact IH]. Qed.
End Lists.

(** ** Options, pairs and sums *)

Section Data.
  Context {A B : Type}.

  Lemma Some_neq_None (a : A) : Some a <> None.
  Proof. discriminate. Qed.

  Lemma Some_inj (a b : A) : Some a = Some b -> a = b.
  Proof. intros H. now injection H. Qed.

  Lemma option_map_None (f : A -> B) : option_map f None = None.
  Proof. reflexivity. Qed.

  Lemma option_map_Some (f : A -> B) (a : A) : option_map f (Some a) = Some (f a).
  Proof. reflexivity. Qed.

  Lemma pair_eq_fst (a a' : A) (b b' : B) : (a, b) = (a', b') -> a = a'.
  Proof. intros H. exact (f_equal fst H). Qed.

  Lemma pair_eq_snd (a a' : A) (b b' : B) : (a, b) = (a', b') -> b = b'.
  Proof. intros H. exact (f_equal snd H). Qed.

  Lemma inl_neq_inr (a : A) (b : B) : inl a <> inr b.
  Proof. discriminate. Qed.

  Lemma inl_inj (a a' : A) : @inl A B a = inl a' -> a = a'.
  Proof. intros H. now injection H. Qed.

  Lemma inr_inj (b b' : B) : @inr A B b = inr b' -> b = b'.
  Proof. intros H. now injection H. Qed.
End Data.

(** ** Relations and orders *)

Section Relations.
  Context {A : Type}.
  Variable R : A -> A -> Prop.

  Definition reflexive : Prop := forall x, R x x.
  Definition irreflexive : Prop := forall x, ~ R x x.
  Definition symmetric : Prop := forall x y, R x y -> R y x.
  Definition asymmetric : Prop := forall x y, R x y -> ~ R y x.
  Definition antisymmetric : Prop := forall x y, R x y -> R y x -> x = y.
  Definition transitive : Prop := forall x y z, R x y -> R y z -> R x z.
  Definition total : Prop := forall x y, R x y \/ R y x.

  Record equivalence : Prop :=
    { equiv_refl : reflexive; equiv_sym : symmetric; equiv_trans : transitive }.
  Record order : Prop :=
    { ord_refl : reflexive; ord_antisym : antisymmetric; ord_trans : transitive }.

  (** The reflexive transitive closure, growing at its right end. *)
  Inductive clos_refl_trans (x : A) : A -> Prop :=
  | rt_refl : clos_refl_trans x x
  | rt_step (y z : A) : clos_refl_trans x y -> R y z -> clos_refl_trans x z.

  Lemma clos_rt_single (x y : A) : R x y -> clos_refl_trans x y.
  Proof. exact (rt_step x x y (rt_refl x)). Qed.

  Lemma clos_rt_trans (x y z : A) : clos_refl_trans x y -> clos_refl_trans y z -> clos_refl_trans x z.
  Proof. intros Hx Hy. induction Hy as [| z z' _ IH H]; [exact Hx | exact (rt_step x z z' IH H)]. Qed.

  (** Bounds of a predicate. *)
  Variable P : A -> Prop.
  Definition upper_bound (b : A) : Prop := forall x, P x -> R x b.
  Definition lower_bound (b : A) : Prop := forall x, P x -> R b x.
  Definition is_greatest (b : A) : Prop := P b /\ upper_bound b.
  Definition is_least (b : A) : Prop := P b /\ lower_bound b.
  Definition maximal (b : A) : Prop := P b /\ forall x, P x -> R b x -> R x b.

  Lemma is_least_mem (b : A) : is_least b -> P b.
  Proof. intros [H _]. exact H. Qed.

  Lemma is_greatest_mem (b : A) : is_greatest b -> P b.
  Proof. intros [H _]. exact H. Qed.

  Lemma is_least_le (b x : A) : is_least b -> P x -> R b x.
  Proof. intros [_ H]. exact (H x). Qed.

  Lemma is_greatest_le (b x : A) : is_greatest b -> P x -> R x b.
  Proof. intros [_ H]. exact (H x). Qed.
End Relations.

Definition monotone {A B : Type} (R : A -> A -> Prop) (R' : B -> B -> Prop) (f : A -> B) : Prop :=
  forall x y, R x y -> R' (f x) (f y).
Definition injective {A B : Type} (f : A -> B) : Prop := forall x y, f x = f y -> x = y.
Definition surjective {A B : Type} (f : A -> B) : Prop := forall y, exists x, f x = y.

Lemma eq_reflexive {A : Type} : reflexive (@eq A).
Proof. exact (@eq_refl A). Qed.

Lemma eq_symmetric {A : Type} : symmetric (@eq A).
Proof. exact (@eq_sym A). Qed.

Lemma eq_transitive {A : Type} : transitive (@eq A).
Proof. exact (@eq_trans A). Qed.

Lemma eq_equivalence {A : Type} : equivalence (@eq A).
Proof. exact (Build_equivalence _ eq_reflexive eq_symmetric eq_transitive). Qed.

Lemma monotone_id {A : Type} (R : A -> A -> Prop) : monotone R R (fun x => x).
Proof. intros x y H. exact H. Qed.

Lemma le_order : order le.
Proof. exact (Build_order _ Nat.le_refl Nat.le_antisymm Nat.le_trans). Qed.
