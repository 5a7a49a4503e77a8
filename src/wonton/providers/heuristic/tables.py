"""What the heuristic knows about common constants, as data: inductive types, functions by their equations, definitions.

Terms are written in prefix form with every argument, implicit ones included; words of one lower-case letter (and at
most one digit) are variables. The tables describe Lean's names; a constant that is in no table is handled by its type
alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from wonton.core.expr import Expr, app, const
from wonton.core.matching import hole


@dataclass(frozen=True, slots=True)
class Constructor:
    """A constructor of an inductive type: the last part of its name, the names that a case analysis gives to its
    arguments, and for which of these an induction adds a hypothesis."""

    name: str
    names: tuple[str, ...] = ()
    recursive: tuple[int, ...] = ()


#: Types of data with their constructors, parameters left out.
DATA: dict[str, tuple[Constructor, ...]] = {
    "Nat": (Constructor("zero"), Constructor("succ", ("n",), (0,))),
    "Bool": (Constructor("false"), Constructor("true")),
    "List": (Constructor("nil"), Constructor("cons", ("a", "l"), (1,))),
    "Option": (Constructor("none"), Constructor("some", ("a",))),
    "Prod": (Constructor("mk", ("a", "b")),),
    "Sum": (Constructor("inl", ("a",)), Constructor("inr", ("b",))),
    "Empty": (),
}
#: Propositions that a case analysis takes apart, whatever their arguments are.
LOGIC: dict[str, tuple[Constructor, ...]] = {
    "And": (Constructor("intro", ("h", "h")),),
    "Or": (Constructor("inl", ("h",)), Constructor("inr", ("h",))),
    "Iff": (Constructor("intro", ("h", "h")),),
    "Exists": (Constructor("intro", ("x", "h")),),
    "False": (),
    "True": (Constructor("intro"),),
    "Equivalence": (Constructor("mk", ("h", "h", "h")),),
}


@dataclass(frozen=True, slots=True)
class Inversion:
    """A constructor of an inductive predicate, by the index that it gives: `index` is matched with the predicate's last
    argument."""

    constructor: Constructor
    index: str


#: Inductive predicates: their constructors by the last argument of the predicate.
PREDICATES: dict[str, tuple[Inversion, ...]] = {
    "Nat.le": (Inversion(Constructor("refl"), "n"), Inversion(Constructor("@step", ("k", "h"), (1,)), "(Nat.succ m)")),
    "List.Mem": (
        Inversion(Constructor("@head", ("l",)), "(List.cons t a l)"),
        Inversion(Constructor("@tail", ("b", "l", "h"), (2,)), "(List.cons t b l)"),
    ),
    "Relation.ReflTransGen": (
        Inversion(Constructor("refl"), "a"),
        Inversion(Constructor("@tail", ("b", "c", "h", "h"), (2,)), "b"),
    ),
}

#: Constructors of inductive predicates as lemmas: what `apply` may use of them beside the library's lemmas.
CONSTRUCTOR_LEMMAS: tuple[str, ...] = (
    "Nat.le.refl | Nat.le n n |",
    "Nat.le.step | Nat.le n (Nat.succ m) | Nat.le n m",
    "Relation.ReflTransGen.refl | Relation.ReflTransGen t r a a |",
    "Relation.ReflTransGen.tail | Relation.ReflTransGen t r a c | Relation.ReflTransGen t r a b ; r b c",
)

#: The argument (from 0, implicit ones counted) by which a function is computed.
RECURSION: dict[str, tuple[int, ...]] = {
    "Nat.add": (1,),
    "Nat.mul": (1,),
    "Nat.sub": (1,),
    "Nat.pow": (1,),
    "Nat.pred": (0,),
    "Nat.double": (0,),
    "Nat.max": (0, 1),
    "Nat.min": (0, 1),
    "Nat.beq": (0, 1),
    "List.append": (1,),
    "List.length": (1,),
    "List.map": (3,),
    "List.reverse": (1,),
    "List.foldr": (4,),
    "List.foldl": (4,),
    "List.filter": (2,),
    "Bool.and": (0,),
    "Bool.or": (0,),
    "Bool.not": (0,),
    "Bool.xor": (0,),
    "cond": (1,),
    "Option.map": (3,),
    "Option.bind": (2,),
    "Option.isSome": (1,),
    "Option.isNone": (1,),
    "Option.getD": (1,),
    "Prod.fst": (2,),
    "Prod.snd": (2,),
    "Prod.swap": (2,),
    "Prod.map": (6,),
    "Sum.swap": (2,),
    "Sum.elim": (5,),
    "Nat.le": (1,),
    "Nat.lt": (1,),
    "List.Mem": (2,),
}

_EQUATIONS = """
Nat.add n Nat.zero = n
Nat.add n (Nat.succ m) = Nat.succ (Nat.add n m)
Nat.mul n Nat.zero = Nat.zero
Nat.mul n (Nat.succ m) = Nat.add (Nat.mul n m) n
Nat.sub n Nat.zero = n
Nat.sub n (Nat.succ m) = Nat.pred (Nat.sub n m)
Nat.pow n Nat.zero = Nat.succ Nat.zero
Nat.pow n (Nat.succ m) = Nat.mul (Nat.pow n m) n
Nat.pred Nat.zero = Nat.zero
Nat.pred (Nat.succ n) = n
Nat.double Nat.zero = Nat.zero
Nat.double (Nat.succ n) = Nat.succ (Nat.succ (Nat.double n))
Nat.max Nat.zero m = m
Nat.max (Nat.succ n) Nat.zero = Nat.succ n
Nat.max (Nat.succ n) (Nat.succ m) = Nat.succ (Nat.max n m)
Nat.min Nat.zero m = Nat.zero
Nat.min (Nat.succ n) Nat.zero = Nat.zero
Nat.min (Nat.succ n) (Nat.succ m) = Nat.succ (Nat.min n m)
List.append t (List.nil t) m = m
List.append t (List.cons t a l) m = List.cons t a (List.append t l m)
List.length t (List.nil t) = Nat.zero
List.length t (List.cons t a l) = Nat.succ (List.length t l)
List.map s t f (List.nil s) = List.nil t
List.map s t f (List.cons s a l) = List.cons t (f a) (List.map s t f l)
List.reverse t (List.nil t) = List.nil t
List.reverse t (List.cons t a l) = List.append t (List.reverse t l) (List.cons t a (List.nil t))
List.foldr s t f b (List.nil s) = b
List.foldr s t f b (List.cons s a l) = f a (List.foldr s t f b l)
List.foldl s t f b (List.nil s) = b
List.foldl s t f b (List.cons s a l) = List.foldl s t f (f b a) l
List.filter t p (List.nil t) = List.nil t
List.filter t p (List.cons t a l) = cond (List t) (p a) (List.cons t a (List.filter t p l)) (List.filter t p l)
cond t Bool.true a b = a
cond t Bool.false a b = b
Bool.and Bool.false b = Bool.false
Bool.and Bool.true b = b
Bool.or Bool.false b = b
Bool.or Bool.true b = Bool.true
Bool.not Bool.false = Bool.true
Bool.not Bool.true = Bool.false
Bool.xor Bool.false b = b
Bool.xor Bool.true b = Bool.not b
Option.map s t f (Option.none s) = Option.none t
Option.map s t f (Option.some s a) = Option.some t (f a)
Option.bind s t (Option.none s) f = Option.none t
Option.bind s t (Option.some s a) f = f a
Option.isSome t (Option.none t) = Bool.false
Option.isSome t (Option.some t a) = Bool.true
Option.isNone t (Option.none t) = Bool.true
Option.isNone t (Option.some t a) = Bool.false
Option.getD t (Option.none t) d = d
Option.getD t (Option.some t a) d = a
Prod.fst s t (Prod.mk s t a b) = a
Prod.snd s t (Prod.mk s t a b) = b
Prod.swap s t (Prod.mk s t a b) = Prod.mk t s b a
Prod.map s a t b f g (Prod.mk s t x y) = Prod.mk a b (f x) (g y)
Sum.swap s t (Sum.inl s t a) = Sum.inr t s a
Sum.swap s t (Sum.inr s t b) = Sum.inl t s b
Sum.elim s t u f g (Sum.inl s t a) = f a
Sum.elim s t u f g (Sum.inr s t b) = g b
Function.comp s t u f g x = f (g x)
id t a = a
Relation.inverse s t r y x = r x y
"""

#: Constants whose applications are no propositions but data or types.
TYPES = frozenset({"Nat", "Bool", "List", "Option", "Prod", "Sum", "Empty", "Unit", "PUnit", "String", "Char", "Int"})

#: How many leading arguments a constant takes implicitly; one that is not here is written with all of them.
IMPLICIT: dict[str, int] = {
    **dict.fromkeys(["And", "Or", "Not", "Iff", "True", "False", "Nat.zero", "Nat.succ", "Nat.add", "Nat.mul"], 0),
    **dict.fromkeys(["Nat.sub", "Nat.pow", "Nat.pred", "Nat.double", "Nat.max", "Nat.min", "Nat.le", "Nat.lt"], 0),
    **dict.fromkeys(["Nat.beq", "Bool.true", "Bool.false", "Bool.and", "Bool.or", "Bool.not", "Bool.xor"], 0),
    **dict.fromkeys(["Nat", "Bool", "List", "Option", "Prod", "Sum", "Empty"], 0),
    **dict.fromkeys(["Eq", "Ne", "Exists", "List.cons", "List.append", "List.length", "List.reverse", "List.Mem"], 1),
    **dict.fromkeys(["List.filter", "Option.some", "Option.isSome", "Option.isNone", "Option.getD", "cond"], 1),
    **dict.fromkeys(["Reflexive", "Irreflexive", "Symmetric", "Asymmetric", "Antisymmetric", "Transitive"], 1),
    **dict.fromkeys(["Total", "Equivalence", "Relation.ReflTransGen"], 1),
    **dict.fromkeys(["List.map", "List.foldr", "List.foldl", "Option.map", "Option.bind", "Prod.mk"], 2),
    **dict.fromkeys(["Prod.fst", "Prod.snd", "Prod.swap", "Sum.swap", "Function.Injective"], 2),
    **dict.fromkeys(["Function.Surjective", "Function.LeftInverse", "Relation.inverse"], 2),
    **dict.fromkeys(["Sum.elim", "Function.comp", "Relation.comp"], 3),
    "Prod.map": 4,
}


def read(text: str) -> Expr:
    """The term that `text` writes down."""
    words = text.replace("(", " ( ").replace(")", " ) ").split()
    stack: list[list[Expr]] = [[]]
    for word in words:
        if word == "(":
            stack.append([])
        elif word == ")":
            parts = stack.pop()
            stack[-1].append(app(parts[0], *parts[1:]))
        else:
            stack[-1].append(_word(word))
    return app(stack[0][0], *stack[0][1:])


def _word(word: str) -> Expr:
    variable = word[0].islower() and (len(word) == 1 or (len(word) == 2 and word[1].isdigit()))
    return hole(word) if variable else const(word)


@lru_cache(maxsize=1)
def equations() -> dict[str, tuple[tuple[Expr, Expr], ...]]:
    """The defining equations, left side and right side, by the function."""
    found: dict[str, tuple[tuple[Expr, Expr], ...]] = {}
    for line in _EQUATIONS.strip().splitlines():
        left, right = (read(side) for side in line.split(" = "))
        found[left.head.label] = (*found.get(left.head.label, ()), (left, right))
    return found
