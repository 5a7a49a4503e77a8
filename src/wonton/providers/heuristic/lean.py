"""What the heuristic knows about Lean's constants: the vocabulary `LEAN` and the tables behind it.

Terms in the tables are in the form that `vocabulary.read` reads.
"""

from __future__ import annotations

from wonton.core.expr import Expr, ExprKind, app, const
from wonton.providers.heuristic import definitions
from wonton.providers.heuristic.compute import MAX_STEPS, Calculator
from wonton.providers.heuristic.lean_printing import IMPLICIT, lean_tactic
from wonton.providers.heuristic.moves import GIVEN, named
from wonton.providers.heuristic.vocabulary import Constructor, Inversion, Logic, Vocabulary, read, read_equations

#: Types of data with their constructors, parameters left out.
_DATA: dict[str, tuple[Constructor, ...]] = {
    "Nat": (Constructor("zero"), Constructor("succ", ("n",), (0,))),
    "Bool": (Constructor("false"), Constructor("true")),
    "List": (Constructor("nil"), Constructor("cons", ("a", "l"), (1,))),
    "Option": (Constructor("none"), Constructor("some", ("a",))),
    "Prod": (Constructor("mk", ("a", "b")),),
    "Sum": (Constructor("inl", ("a",)), Constructor("inr", ("b",))),
    "Empty": (),
}
#: Propositions that a case analysis takes apart, whatever their arguments are.
_SPLITTING: dict[str, tuple[Constructor, ...]] = {
    "And": (Constructor("intro", ("h", "h")),),
    "Or": (Constructor("inl", ("h",)), Constructor("inr", ("h",))),
    "Iff": (Constructor("intro", ("h", "h")),),
    "Exists": (Constructor("intro", ("x", "h")),),
    "False": (),
    "True": (Constructor("intro"),),
    "Equivalence": (Constructor("mk", ("h", "h", "h")),),
}


#: Inductive predicates: their constructors by the last argument of the predicate.
_PREDICATES: dict[str, tuple[Inversion, ...]] = {
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
_PREDICATE_LEMMAS: tuple[str, ...] = (
    "Nat.le.refl | Nat.le n n |",
    "Nat.le.step | Nat.le n (Nat.succ m) | Nat.le n m",
    "Relation.ReflTransGen.refl | Relation.ReflTransGen t r a a |",
    "Relation.ReflTransGen.tail | Relation.ReflTransGen t r a c | Relation.ReflTransGen t r a b ; r b c",
)

#: The argument (from 0, implicit ones counted) by which a function is computed.
_RECURSION: dict[str, tuple[int, ...]] = {
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
_TYPES = frozenset({"Nat", "Bool", "List", "Option", "Prod", "Sum", "Empty", "Unit", "PUnit", "String", "Char", "Int"})

LOGIC = Logic(
    eq="Eq",
    ne="Ne",
    conj="And",
    disj="Or",
    neg="Not",
    iff="Iff",
    exists="Exists",
    true="True",
    false="False",
    refl=app(named("Eq.refl"), GIVEN),
    refl_lemma="Eq.refl",
    iff_refl=app(named("Iff.refl"), GIVEN),
    symm="Eq.symm",
    cong="congrArg",
    conj_intro="And.intro",
    iff_intro="Iff.intro",
    left="And.left",
    right="And.right",
    mp="Iff.mp",
    mpr="Iff.mpr",
    inl="Or.inl",
    inr="Or.inr",
    trivial="True.intro",
)

_PROPERTIES = ("Reflexive", "Irreflexive", "Symmetric", "Asymmetric", "Antisymmetric", "Transitive", "Total")
_NAT = const("Nat")


def _plain_number(term: Expr) -> Expr | None:
    """What stands behind the overloaded addition and numerals that Lean's unifier brings in (`n + 1` for `succ n`)."""
    args = term.args
    if term.head.label == "HAdd.hAdd" and len(args) == 6 and args[0] == args[1] == _NAT:
        steps = _numeral(args[5])
        return app(const("Nat.add"), args[4], args[5]) if steps is None else _successor(args[4], steps)
    if term.head.label == "OfNat.ofNat" and len(args) == 3 and args[0] == _NAT:
        steps = _numeral(args[1])
        return None if steps is None else _successor(const("Nat.zero"), steps)
    return None


def _numeral(term: Expr) -> int | None:
    """The value of a small literal, however it is wrapped; None for anything else."""
    literals = [node.label for node in term.walk() if node.kind is ExprKind.LIT]
    if len(literals) == 1 and literals[0].isdecimal() and term.head.label in ("nat_lit", "OfNat.ofNat", literals[0]):
        return min(int(literals[0]), MAX_STEPS)
    return None


def _successor(term: Expr, times: int) -> Expr:
    for _ in range(times):
        term = app(const("Nat.succ"), term)
    return term


_CALCULATOR = Calculator(read_equations(_EQUATIONS), {"HAdd.hAdd": _plain_number, "OfNat.ofNat": _plain_number})

LEAN = Vocabulary(
    language="lean",
    logic=LOGIC,
    data=_DATA,
    constructors={f"{owner}.{one.name}": one for owner, ones in _DATA.items() for one in ones},
    splitting=_SPLITTING,
    structures=frozenset({"Equivalence"}),
    predicates=_PREDICATES,
    predicate_lemmas=_PREDICATE_LEMMAS,
    recursion=_RECURSION,
    definitions={
        "Not": (1, definitions.negation(LOGIC)),
        "Ne": (3, definitions.inequality(LOGIC)),
        "Nat.lt": (2, definitions.strict_order("Nat.le", "Nat.succ")),
        **{name: (2, definitions.relation_property(LOGIC, name)) for name in _PROPERTIES},
        "Function.Injective": (3, definitions.injective(LOGIC)),
        "Function.Surjective": (3, definitions.surjective(LOGIC)),
        "Function.LeftInverse": (4, definitions.left_inverse(LOGIC)),
        "Relation.comp": (7, definitions.composition(LOGIC)),
    },
    unfoldable=frozenset({"Relation.comp", "Function.comp", "Relation.inverse"}),
    connectives=frozenset({"And", "Or", "Not", "Iff", "Exists", "Eq", "Ne", "HEq", "True"}),
    familiar=frozenset({"Eq", "Not", "False", "And", "Or", "Nat.zero", "Nat.succ"}),
    conditions=frozenset({"Bool", "Option"}),
    argument_types={name: _NAT for name, count in IMPLICIT.items() if name.startswith("Nat.") and count == 0},
    small_values={
        "Nat": (read("Nat.zero"), read("(Nat.succ Nat.zero)")),
        "Bool": (read("Bool.true"), read("Bool.false")),
    },
    empty_values={"List": "List.nil", "Option": "Option.none"},
    successor=("Nat", "Nat.succ"),
    letters={"Nat": "nmkijab", "Bool": "bcdef", "List": "lmkstu", "Option": "opqrs", "Prod": "pqrst", "Sum": "suvw"},
    proof_name="h",
    hypothesis_name="ih",
    easy=(("simp", 2.0), ("omega", 0.5), ("rfl", 1.0), ("decide", 0.0)),
    compute=_CALCULATOR.compute,
    is_type=lambda type_: type_.head.label in _TYPES,
    certain=lambda group, target: True,
    tactic=lean_tactic,
)
