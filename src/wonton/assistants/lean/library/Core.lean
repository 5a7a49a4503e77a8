/-
The Core library: what Lean 4.35 needs to prove things without its Init library, and a small
mathematics of logic, equality, numbers, Booleans, lists, data, relations and orders.

A file that uses it begins with `prelude` and `import Core`. Options do not travel through an import.
An importing file should set

    set_option autoImplicit false             -- misspelt names are errors
    set_option linter.all false               -- or every unused variable is a warning

and, if it declares inductive types of its own, also

    set_option genSizeOf false                -- sizes belong to well-founded recursion, which is not here

For goals that a program reads: `pp.explicit true`, and `pp.fieldNotation false` with it (without it
`Nat.add n m` is printed as `n.add m`), or `pp.all true`.

Statements are in prefix form (`And p q`, `Eq a b`, `Nat.le n m`): the symbols belong to Init. Numerals
are there (`2` is `OfNat.ofNat 2`, and equal to `Nat.succ (Nat.succ Nat.zero)` by computation).
Excluded middle is kept apart: `import Core.Classical`.
-/
prelude
import Core.Simp
