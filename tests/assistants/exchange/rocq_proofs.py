"""Rocq proofs by tactics over all topics of the core corpus, with terms of many shapes: material for exports."""

from __future__ import annotations

HEADER = "From Wonton Require Import Core."

#: Statement and tactics.
PROOFS = [
    ("(P Q : Prop) : P /\\ Q -> Q /\\ P", "intros [HP HQ]. split; assumption."),
    ("(P Q : Prop) : P \\/ Q -> Q \\/ P", "intros [H|H]; [right|left]; exact H."),
    ("(P Q R : Prop) : (P -> Q) -> (Q -> R) -> P -> R", "intros f g H. apply g, f, H."),
    ("(P : Prop) : P -> ~ ~ P", "intros H N. contradiction."),
    ("(P : Prop) : False -> P", "intros H. destruct H."),
    (
        "(P Q : Prop) : ~ (P \\/ Q) <-> ~ P /\\ ~ Q",
        "split; [intros H; split; intro; apply H; tauto | intros [H K] [L|L]; auto].",
    ),
    ("(P Q : Prop) : (P <-> Q) -> (Q <-> P)", "intros [f g]. split; assumption."),
    ("(P Q : Prop) : P -> (P <-> Q) -> Q", "intros H E. apply E. exact H."),
    (
        "(A : Type) (P : A -> Prop) : (exists x, P x) -> ~ forall x, ~ P x",
        "intros [x H] N. specialize (N x). contradiction.",
    ),
    (
        "(A : Type) (P Q : A -> Prop) : (exists x, P x /\\ Q x) -> exists x, Q x /\\ P x",
        "intros [x [H K]]. exists x. split; assumption.",
    ),
    ("(A : Type) (x y z : A) : x = y -> y = z -> x = z", "intros H K. subst. reflexivity."),
    ("(A B : Type) (f : A -> B) (x y : A) : x = y -> f x = f y", "intros H. now rewrite H."),
    ("(A : Type) (x y : A) : x = y -> y = x", "congruence."),
    ("(A : Type) (x y z : A) : x = y -> x = z -> y = z", "intros H K. rewrite <- H. assumption."),
    ("(n : nat) : n + 0 = n", "induction n as [|n IH]; [reflexivity|]. simpl. now rewrite IH."),
    ("(n m : nat) : n + S m = S (n + m)", "induction n; simpl; [|f_equal]; auto."),
    ("(n m : nat) : n + m = m + n", "induction n; simpl; [now rewrite Nat.add_0_r|]. rewrite IHn. apply Nat.add_n_Sm."),
    ("(n m p : nat) : n + (m + p) = (n + m) + p", "apply Nat.add_assoc."),
    ("(n m : nat) : S n = S m -> n = m", "intros H. injection H. auto."),
    ("(n : nat) : S n <> 0", "discriminate."),
    ("(n : nat) : n <> S n", "induction n; [discriminate|]. intro H. injection H. exact IHn."),
    ("(n m : nat) : n * S m = n * m + n", "apply Nat.mul_succ_r."),
    ("(n : nat) : n - n = 0", "induction n; auto."),
    ("(n : nat) : n <= n + 0", "induction n; simpl. apply le_n. apply le_n_S. exact IHn."),
    ("(n m : nat) : n <= m -> S n <= S m", "intros H. induction H; [apply le_n|apply le_S; assumption]."),
    ("(n : nat) : ~ S n <= 0", "intros H. inversion H."),
    ("(n m : nat) : S n <= S m -> n <= m", "intros H. inversion H; subst; [apply le_n|]. now apply Nat.le_succ_le."),
    ("(n m p : nat) : n <= m -> m <= p -> n <= p", "intros H K. induction K; auto."),
    ("(n : nat) : 0 < S n", "induction n; auto."),
    (
        "(n m : nat) : Nat.eqb n m = true -> n = m",
        "revert m; induction n; destruct m; simpl; intros; try discriminate; auto.",
    ),
    ("(n : nat) : Nat.leb n n = true", "induction n; auto."),
    ("(b : bool) : negb (negb b) = b", "destruct b; reflexivity."),
    ("(a b : bool) : andb a b = true -> a = true /\\ b = true", "destruct a, b; simpl; intros; split; congruence."),
    ("(a b : bool) : orb a b = orb b a", "destruct a, b; reflexivity."),
    ("(b : bool) : b = true \\/ b = false", "destruct b; auto."),
    ("(A : Type) (l : list A) : app l nil = l", "induction l; simpl; [|rewrite IHl]; reflexivity."),
    ("(A : Type) (l m k : list A) : (l ++ m) ++ k = l ++ (m ++ k)", "induction l; simpl; [|f_equal]; auto."),
    ("(A : Type) (l m : list A) : length (l ++ m) = length l + length m", "induction l; simpl; auto."),
    (
        "(A : Type) (l m : list A) : rev (l ++ m) = rev m ++ rev l",
        "induction l; simpl; [|rewrite IHl; clear IHl]; induction (rev m); simpl; congruence.",
    ),
    (
        "(A B : Type) (f : A -> B) (l m : list A) : map f (l ++ m) = map f l ++ map f m",
        "induction l; simpl; [|rewrite IHl]; auto.",
    ),
    (
        "(A : Type) (x : A) (l m : list A) : In x l -> In x (l ++ m)",
        "induction l; simpl; [contradiction|]. intros [H|H]; [left|right]; auto.",
    ),
    (
        "(A : Type) (x y : A) (l m : list A) : cons x l = cons y m -> x = y /\\ l = m",
        "intros H. injection H as -> ->. auto.",
    ),
    ("(A : Type) (x : A) (l : list A) : nil <> cons x l", "intros H. discriminate H."),
    (
        "(A : Type) (n : nat) (l : list A) : firstn n l ++ skipn n l = l",
        "revert n; induction l; destruct n; simpl; try rewrite IHl; reflexivity.",
    ),
    (
        "(A : Type) (f : A -> bool) (l : list A) : filter f (filter f l) = filter f l",
        "induction l; simpl; auto. destruct (f a) eqn:E; simpl; [rewrite E; f_equal|]; auto.",
    ),
    ("(A B : Type) (x : A) (y : B) : fst (x, y) = x", "reflexivity."),
    ("(A B : Type) (p : A * B) : p = (fst p, snd p)", "destruct p. reflexivity."),
    ("(A : Type) (x y : A) : Some x = Some y -> x = y", "intros H. inversion H. reflexivity."),
    ("(A : Type) (x : A) : Some x <> None", "discriminate."),
    ("(A B : Type) (x : A) (y : B) : inl x <> (inr y : A + B)", "intro H. inversion H."),
    ("(n : nat) : n = 0 \\/ exists m, n = S m", "destruct n; [left|right; exists n]; reflexivity."),
    (
        "(n : nat) : (exists k, n = k + k) -> exists k, n + 2 = k + k",
        "intros [k ->]. exists (S k). simpl. rewrite <- (Nat.add_n_Sm k k), (Nat.add_comm (k + k) 2). reflexivity.",
    ),
    (
        "(A : Type) (R : A -> A -> Prop) : (forall x y, R x y -> R y x) -> "
        "(forall x y z, R x y -> R y z -> R x z) -> forall x y, R x y -> R x x",
        "intros S T x y H. apply (T x y x); auto.",
    ),
    ("(P Q : Prop) : (P /\\ Q -> False) <-> (P -> ~ Q)", "unfold not. firstorder."),
]
