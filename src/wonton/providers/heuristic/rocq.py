"""What the heuristic knows about Rocq's constants: the vocabulary `ROCQ` and the tables behind it.

Terms in the tables are in the form that `vocabulary.read` reads. Names are those that Coq prints under `Printing All`
where the usual modules are open; some functions are also known by a longer name.
"""

from __future__ import annotations

from wonton.core.expr import Expr, ExprKind, app, bound, const, lift, pi
from wonton.core.matching import beta
from wonton.providers.heuristic import definitions
from wonton.providers.heuristic.compute import Calculator
from wonton.providers.heuristic.ltac import ltac_tactic
from wonton.providers.heuristic.moves import GIVEN, named
from wonton.providers.heuristic.vocabulary import (
    Constructor,
    Inversion,
    Logic,
    Opener,
    Vocabulary,
    read,
    read_equations,
)

_DATA: dict[str, tuple[Constructor, ...]] = {
    "nat": (Constructor("O"), Constructor("S", ("n",), (0,))),
    "bool": (Constructor("true"), Constructor("false")),
    "list": (Constructor("nil"), Constructor("cons", ("a", "l"), (1,))),
    "option": (Constructor("Some", ("a",)), Constructor("None")),
    "prod": (Constructor("pair", ("a", "b")),),
    "sum": (Constructor("inl", ("a",)), Constructor("inr", ("b",))),
    "unit": (Constructor("tt"),),
    "Empty_set": (),
    "comparison": (Constructor("Eq"), Constructor("Lt"), Constructor("Gt")),
}

#: Types whose values are built with known constructors, but whose variables are better left whole.
_NUMBERS: dict[str, tuple[Constructor, ...]] = {
    "positive": (Constructor("xI", ("p",), (0,)), Constructor("xO", ("p",), (0,)), Constructor("xH")),
    "N": (Constructor("N0"), Constructor("Npos", ("p",))),
    "Z": (Constructor("Z0"), Constructor("Zpos", ("p",)), Constructor("Zneg", ("p",))),
}

_SPLITTING: dict[str, tuple[Constructor, ...]] = {
    "and": (Constructor("conj", ("H", "H")),),
    "or": (Constructor("or_introl", ("H",)), Constructor("or_intror", ("H",))),
    "iff": (Constructor("conj", ("H", "H")),),
    "ex": (Constructor("ex_intro", ("x", "H")),),
    "ex2": (Constructor("ex_intro2", ("x", "H", "H")),),
    "sig": (Constructor("exist", ("x", "H")),),
    "sigT": (Constructor("existT", ("x", "H")),),
    "sumbool": (Constructor("left", ("H",)), Constructor("right", ("H",))),
    "sumor": (Constructor("inleft", ("H",)), Constructor("inright", ("H",))),
    "False": (),
    "True": (Constructor("I"),),
    "equivalence": (Constructor("Build_equivalence", ("H", "H", "H")),),
    "order": (Constructor("Build_order", ("H", "H", "H")),),
    "is_greatest": (Constructor("conj", ("H", "H")),),
    "is_least": (Constructor("conj", ("H", "H")),),
    "maximal": (Constructor("conj", ("H", "H")),),
}

_PREDICATES = {
    "le": (Inversion(Constructor("le_n"), "n"), Inversion(Constructor("le_S", ("m", "H"), (1,)), "(S m)")),
}

_PREDICATE_LEMMAS = ("le_n | le n n |", "le_S | le n (S m) | le n m")

_RECURSION: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(["Nat.add", "Nat.mul", "Nat.pred", "andb", "orb", "negb", "implb"], (0,)),
    **dict.fromkeys(["Nat.sub", "Nat.max", "Nat.min", "Nat.eqb", "Nat.leb", "Nat.ltb", "xorb"], (0, 1)),
    **dict.fromkeys(["Nat.pow", "app", "length", "rev", "le", "lt"], (1,)),
    **dict.fromkeys(["firstn", "skipn"], (1, 2)),
    **dict.fromkeys(["filter", "forallb", "existsb", "In", "repeat", "fst", "snd"], (2,)),
    **dict.fromkeys(["map", "fold_left", "option_map"], (3,)),
    "fold_right": (4,),
    "Nat.double": (0,),
}

_EQUATIONS = """
Nat.add O m = m
Nat.add (S n) m = S (Nat.add n m)
Nat.mul O m = O
Nat.mul (S n) m = Nat.add m (Nat.mul n m)
Nat.sub O m = O
Nat.sub (S n) O = S n
Nat.sub (S n) (S m) = Nat.sub n m
Nat.pow n O = S O
Nat.pow n (S m) = Nat.mul n (Nat.pow n m)
Nat.pred O = O
Nat.pred (S n) = n
Nat.double n = Nat.add n n
Nat.max O m = m
Nat.max (S n) O = S n
Nat.max (S n) (S m) = S (Nat.max n m)
Nat.min O m = O
Nat.min (S n) O = O
Nat.min (S n) (S m) = S (Nat.min n m)
Nat.eqb O O = true
Nat.eqb O (S m) = false
Nat.eqb (S n) O = false
Nat.eqb (S n) (S m) = Nat.eqb n m
Nat.leb O m = true
Nat.leb (S n) O = false
Nat.leb (S n) (S m) = Nat.leb n m
app t (nil t) m = m
app t (cons t a l) m = cons t a (app t l m)
length t (nil t) = O
length t (cons t a l) = S (length t l)
map s t f (nil s) = nil t
map s t f (cons s a l) = cons t (f a) (map s t f l)
rev t (nil t) = nil t
rev t (cons t a l) = app t (rev t l) (cons t a (nil t))
fold_right s t f b (nil t) = b
fold_right s t f b (cons t a l) = f a (fold_right s t f b l)
fold_left s t f (nil t) b = b
fold_left s t f (cons t a l) b = fold_left s t f l (f b a)
filter t p (nil t) = nil t
forallb t p (nil t) = true
forallb t p (cons t a l) = andb (p a) (forallb t p l)
existsb t p (nil t) = false
existsb t p (cons t a l) = orb (p a) (existsb t p l)
In t x (nil t) = False
In t x (cons t a l) = or (eq t a x) (In t x l)
repeat t a O = nil t
repeat t a (S n) = cons t a (repeat t a n)
firstn t O l = nil t
firstn t (S n) (nil t) = nil t
firstn t (S n) (cons t a l) = cons t a (firstn t n l)
skipn t O l = l
skipn t (S n) (nil t) = nil t
skipn t (S n) (cons t a l) = skipn t n l
andb false b = false
andb true b = b
orb false b = b
orb true b = true
negb false = true
negb true = false
xorb false false = false
xorb false true = true
xorb true false = true
xorb true true = false
implb true b = b
implb false b = true
option_map s t f (None s) = None t
option_map s t f (Some s a) = Some t (f a)
fst s t (pair s t a b) = a
snd s t (pair s t a b) = b
"""

_TYPES = frozenset(
    "nat bool list option prod sum unit Empty_set comparison positive N Z Q R string ascii Set Type Vector.t Fin.t t "
    "elt key relation Ensemble predicate carrier int uint byte".split()
)
_PROPOSITIONS = frozenset({"True", "False", "and", "or", "eq", "ex", "le", "lt", "not", "iff"})

LOGIC = Logic(
    eq="eq",
    ne="eq#",
    conj="and",
    disj="or",
    neg="not",
    iff="iff",
    exists="ex",
    true="True",
    false="False",
    refl=named("eq_refl"),
    refl_lemma="eq_refl",
    iff_refl=app(named("iff_refl"), GIVEN),
    symm="eq_sym",
    cong="f_equal",
    conj_intro="conj",
    iff_intro="conj",
    left="proj1",
    right="proj2",
    mp="proj1",
    mpr="proj2",
    inl="or_introl",
    inr="or_intror",
    trivial="I",
)

_PROPERTIES = ("Reflexive", "Irreflexive", "Symmetric", "Asymmetric", "Antisymmetric", "Transitive", "Total")


def _is_type(type_: Expr) -> bool:
    """Types by name; a constant without arguments that is no known proposition is taken for a type."""
    name = type_.head.label
    if name in _TYPES or name.rpartition(".")[2] in ("t", "elt", "key"):
        return True
    return type_.kind is ExprKind.CONST and name not in _PROPOSITIONS


def _certain(group: str, target: Expr) -> bool:
    """Everything but the use of equations, since a variable that belongs to a section cannot be replaced, and of
    equivalences, which lemmas rewrite as they stand."""
    if group == "intro":
        return target.kind is ExprKind.PI
    if group == "split equivalence":
        return False
    return not group.startswith("use ")


def _bound_by(forward: bool) -> Opener:
    """∀ x, P x -> R x b, or R b x."""

    def opened(args: tuple[Expr, ...]) -> Expr:
        carrier, relation, predicate, limit = args
        sides = (bound(1), lift(limit, 2)) if forward else (lift(limit, 2), bound(1))
        conclusion = beta(app(lift(relation, 2), *sides))
        return pi("x", carrier, pi("", beta(app(lift(predicate, 1), bound(0))), conclusion))

    return opened


def _least(name: str) -> Opener:
    return lambda args: app(const("and"), beta(app(args[2], args[3])), app(const(name), *args))


def _monotone(args: tuple[Expr, ...]) -> Expr:
    source, _, first, second, function = args
    before = beta(app(lift(first, 2), bound(1), bound(0)))
    images = [beta(app(lift(function, 3), bound(place))) for place in (2, 1)]
    after = beta(app(lift(second, 3), *images))
    return pi("x", source, pi("y", lift(source, 1), pi("", before, after)))


def _aliases(text: str) -> str:
    """The equations, and those about numbers once more under the long name of their module."""
    numbers = [line for line in text.strip().splitlines() if line.startswith("Nat.")]
    return "\n".join([text.strip(), *(line.replace("Nat.", "Init.Nat.") for line in numbers)])


_CALCULATOR = Calculator(read_equations(_aliases(_EQUATIONS)))
_NAT = const("nat")
_STRICT = definitions.strict_order("le", "S")

ROCQ = Vocabulary(
    language="ltac",
    logic=LOGIC,
    data=_DATA,
    constructors={one.name: one for ones in (*_DATA.values(), *_NUMBERS.values()) for one in ones},
    splitting=_SPLITTING,
    structures=frozenset({"equivalence", "order"}),
    predicates=_PREDICATES,
    predicate_lemmas=_PREDICATE_LEMMAS,
    recursion={**_RECURSION, **{f"Init.{name}": way for name, way in _RECURSION.items() if name.startswith("Nat.")}},
    definitions={
        "not": (1, definitions.negation(LOGIC)),
        "lt": (2, _STRICT),
        "Nat.lt": (2, _STRICT),
        "Nat.le": (2, lambda args: app(const("le"), *args)),
        "gt": (2, definitions.strict_order("le", "S", swapped=True)),
        "ge": (2, definitions.mirrored("le")),
        **{name.lower(): (2, definitions.relation_property(LOGIC, name)) for name in _PROPERTIES},
        "injective": (3, definitions.injective(LOGIC)),
        "surjective": (3, definitions.surjective(LOGIC)),
        "monotone": (5, _monotone),
        "upper_bound": (4, _bound_by(True)),
        "lower_bound": (4, _bound_by(False)),
        "is_greatest": (4, _least("upper_bound")),
        "is_least": (4, _least("lower_bound")),
    },
    unfoldable=frozenset({"maximal", "ge", "gt"}),
    connectives=frozenset({"and", "or", "not", "iff", "ex", "eq", "True"}),
    familiar=frozenset({"eq", "not", "False", "and", "or", "O", "S"}),
    conditions=frozenset({"bool", "option", "comparison"}),
    argument_types={name: _NAT for name in ["S", *_RECURSION] if name == "S" or name.startswith("Nat.")},
    small_values={"nat": (read("O"), read("(S O)")), "bool": (read("true"), read("false"))},
    empty_values={"list": "nil", "option": "None"},
    successor=("nat", "S"),
    letters={"nat": "nmkijab", "bool": "bcdef", "list": "lmkstu", "option": "opqrs", "prod": "pqrst", "sum": "suvw"},
    proof_name="H",
    hypothesis_name="IH",
    easy=(
        ("reflexivity", 7.2),
        ("auto", 7.1),
        ("easy", 7.0),
        ("lia", 6.9),
        ("lra", 6.8),
        ("auto_star", 6.0),
        ("intuition_star", 4.4),
        ("intuition", 1.6),
        ("nia", 0.9),
        ("nra", 0.2),
    ),
    compute=_CALCULATOR.compute,
    is_type=_is_type,
    certain=_certain,
    tactic=ltac_tactic,
)
