"""Goals read from a tactic state in memory, as trees and as the texts that Lean prints with the preamble's options.

Lean takes milliseconds to print a goal that it made in a fraction of one. Nearly all of a goal is shared with the one
before it: the same objects at the same addresses. So every object is read once, into a `Term`; equal terms are one
`Term` with one number, and whoever asks is told of each number once. Addresses stay good because all goals that were
read are kept until `forget`.

What Lean may print in another way than is said here raises `UnreadableError`, and then Lean prints the goals of that
state itself: metavariables with arguments, projections, texts, names with brackets. A metavariable is its number. A
binder that Lean renames, because its name hides another one, has its own name in the tree and the new one in the text.
Uses the standard library only, and imports nothing of the package, so that a process without it can use it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wonton.assistants.lean.goal_texts import Naming, Term, Texts, UnreadableError
    from wonton.assistants.lean.runtime import POINTER, Lean, boxed, field, keep, tag, text_of
    from wonton.assistants.lean.tactic_calls import Held
else:
    from goal_texts import Naming, Term, Texts, UnreadableError
    from runtime import POINTER, boxed, field, keep, tag, text_of

MAX_GOALS = 20_000  #: kept at a time
MAX_NAMINGS = 8  #: ways to name the same local variables that terms are remembered for
#: Constructors of Lean's `Expr`.
_BVAR, _FVAR, _MVAR, _SORT, _CONST, _APP, _LAM, _PI = range(8)
_LITERAL, _ANNOTATED = 9, 10
_HAS_FVAR, _HAS_MVAR = 1 << 40, 1 << 41
#: Bytes from the end of an `Expr`'s fields to what it says of itself, and to the kind of its binder.
_INFO = 8
#: Bytes of a `LocalDecl` that say whether it is Lean's own: of a variable, and of a definition; and whether the value
#: of the latter is forgotten, as that of a `have` is.
_LOCAL_KIND, _LET_KIND, _LET_OPAQUE = 41, 49, 48
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Parts of names that are printed as they are. (Keywords are not; a goal hardly has names that were written `«fun»`.)
_PLAIN = re.compile(r"[A-Za-z_α-κμ-ωΑ-ΟΡΤ-Ω][\w'!?₀-₉]*")
_KEYWORDS = frozenset(
    "at by calc do else end example fun from have if in let match mut open show suffices then theorem where with"
    " Prop Sort Type".split()
)


class GoalReader:
    """Reads the goals of one theorem's states. `Held` moments lend their objects."""

    def __init__(self, lean: Lean) -> None:
        self.lean = lean
        self.find_goal = lean.function("l_Lean_MetavarContext_findDecl_x3f___boxed", POINTER, POINTER)
        self.find_constant = lean.function("l_Lean_Environment_find_x3f___boxed", POINTER, POINTER, POINTER)
        self.instantiate = lean.function("lean_instantiate_expr_mvars", POINTER, POINTER)
        self.kept: list[int] = []
        self.namings: list[Naming] = []
        self._clear()

    def _clear(self) -> None:
        self.closed: dict[int, Term] = {}  #: by address: terms without local variables
        self.words: dict[int, tuple[str, bool]] = {}  #: by address: names, and whether they are hygienic
        self.texts = Texts(self._constant)
        self.told = 0
        self.namings.clear()

    @property
    def full(self) -> bool:
        """Whether so many goals are kept that it is time to forget them."""
        return len(self.kept) > MAX_GOALS

    def forget(self) -> None:
        """Give up all goals; numbers begin anew."""
        for item in self.kept:
            self.lean.release(item)
        self.kept.clear()
        self._clear()

    def news(self) -> tuple[int, list[list[object]]]:
        """The rows of the table of terms that have not been told yet, and how many come before them."""
        base, self.told = self.told, len(self.texts.terms)
        return base, [term.row() for term in self.texts.terms[base:]]

    def goals(self, held: Held) -> list[Any]:
        """The goals of a moment: of each its own metavariable, the hypotheses (name, type, value if
        it has one) and the target. A type, value or target is its number in the table and its text. Raises
        `UnreadableError`."""
        self.state, self.environment = field(held.states[2], 0), field(held.states[3], 0)
        try:
            return [self._goal(goal) for goal in held.goals]
        except RecursionError as error:
            raise UnreadableError("a deep term") from error

    # -- goals

    def _goal(self, goal: int) -> tuple[str, list[list[Any]], tuple[int, str]]:
        found = self.find_goal(keep(self.state), keep(goal))
        if found & 1:
            raise UnreadableError("no such goal")
        self.kept.append(found)
        declared = field(found, 0)
        entries = self.lean.messages(field(field(declared, 1), 1))
        self.kept.append(entries)
        locals_ = [field(item, 0) for place in range(field(entries, 0)) if not (item := field(entries, 2 + place)) & 1]
        naming = self._naming(locals_)
        rows: list[list[Any]] = []
        for local in locals_:
            defined = tag(local) == 1
            if ctypes.c_uint8.from_address(local + (_LET_KIND if defined else _LOCAL_KIND)).value:
                continue  # Lean's own: the theorem itself, for recursion
            definition = defined and not ctypes.c_uint8.from_address(local + _LET_OPAQUE).value
            name, type_ = naming.names[_number(field(local, 1))], self._whole(field(local, 3), naming)
            naming.types[name] = type_
            values = [self._whole(field(local, 4), naming)] if definition else []
            rows.append([name, *(self._told(term, naming) for term in (type_, *values))])
        target = self._told(self._whole(field(declared, 2), naming), naming)
        return (f"?{_number(goal)}", rows, target)

    def _told(self, term: Term, naming: Naming) -> tuple[int, str]:
        return term.number, self.texts.text(term, naming.types)

    def _naming(self, locals_: Sequence[int]) -> Naming:
        """The printed names of a goal's local variables, by number, as Lean makes them: from the innermost out, a name
        that was seen or that nobody wrote gets a dagger, and the next one with a dagger a number too."""
        seen: set[str] = set()
        counts: dict[str, int] = {}
        names: dict[int, str] = {}
        for local in reversed(locals_):
            name, hygienic = self._words(field(local, 2))
            if hygienic or name in seen:
                count = counts.get(name, 0)
                counts[name] = count + 1
                name += "✝" + (str(count).translate(_SUPERSCRIPTS) if count else "")
            else:
                seen.add(name)
            names[_number(field(local, 1))] = name
        for naming in self.namings:
            if all(naming.names.get(number, name) == name for number, name in names.items()):
                naming.names.update(names)
                naming.types.clear()
                return naming
        self.namings.insert(0, Naming(names))
        del self.namings[MAX_NAMINGS:]
        return self.namings[0]

    # -- terms

    def _whole(self, item: int, naming: Naming) -> Term:
        """The term of an `Expr`, holes that have been filled in filled in."""
        if _data(item) & _HAS_MVAR:
            pair = int(self.instantiate(keep(self.state), keep(item)))
            self.kept.append(pair)
            item = field(pair, 1)
        return self._term(item, naming)

    def _term(self, item: int, naming: Naming) -> Term:
        known = naming.terms if _data(item) & _HAS_FVAR else self.closed
        found = known.get(item)
        if found is None:
            found = known[item] = self._read(item, naming)
        return found

    def _read(self, item: int, naming: Naming) -> Term:
        kind, make = tag(item), self.texts.make
        if kind == _ANNOTATED:
            return self._term(field(item, 1), naming)
        if kind == _APP:
            spine = []
            while tag(item) == _APP:
                spine.append(field(item, 1))
                item = field(item, 0)
            if tag(item) == _ANNOTATED:
                raise UnreadableError("an annotated function")
            return make("a", "", (self._term(item, naming), *(self._term(part, naming) for part in reversed(spine))))
        if kind in (_LAM, _PI):
            hint, _ = self._words(field(item, 0))
            info = ctypes.c_uint8.from_address(item + 32 + _INFO).value
            parts = (self._term(field(item, 1), naming), self._term(field(item, 2), naming))
            return make("l" if kind == _LAM else "p", "", parts, hint, info)
        if kind == _BVAR:
            return make("b", str(field(item, 0) >> 1))
        if kind == _CONST:
            name, hygienic = self._words(field(item, 0))
            if hygienic:
                raise UnreadableError(f"constant {name}")
            self.texts.constants.setdefault(name, field(item, 0))
            return make("c", name)
        if kind == _FVAR:
            return make("f", naming.names[_number(field(item, 0))])
        if kind == _SORT:
            return make("s", self._sort(field(item, 0)))
        if kind == _MVAR:
            return make("m", f"?{_number(field(item, 0))}")
        if kind == _LITERAL and field(item, 0) & 1 == 0 and tag(field(item, 0)) == 0 and field(field(item, 0), 0) & 1:
            return make("i", str(field(field(item, 0), 0) >> 1))
        raise UnreadableError(f"a term of kind {kind}")

    def _sort(self, level: int) -> str:
        """A universe as it is printed, for those that goals have."""
        count = 0
        while tag(level) == 1:
            level, count = field(level, 0), count + 1
        if level & 1:
            return ("Prop", "Type")[count] if count < 2 else f"Type {count - 1}"
        if tag(level) == 4 and count < 2:
            return f"{('Sort', 'Type')[count]} {self._words(field(level, 0))[0]}"
        raise UnreadableError("a universe")

    def _constant(self, name: str) -> Term:
        """The type of a constant."""
        found = self.find_constant(keep(self.environment), keep(self.texts.constants[name]), boxed(0))
        if found & 1:
            raise UnreadableError(f"constant {name}")
        self.kept.append(found)
        return self._term(field(field(field(field(found, 0), 0), 0), 2), Naming({}))

    # -- words

    def _words(self, name: int) -> tuple[str, bool]:
        """A name as text, without the marks of hygiene, and whether it had any."""
        if name & 1:
            return "", False
        known = self.words.get(name)
        if known is None:
            known = self.words[name] = _read_name(name)
        return known


def _read_name(name: int) -> tuple[str, bool]:
    parts: list[str] = []
    while not name & 1:
        part = field(name, 1)
        parts.append(text_of(part) if tag(name) == 1 else str(part >> 1))
        name = field(name, 0)
    parts.reverse()
    hygienic = "_@" in parts
    plain = parts[: parts.index("_@")] if hygienic else parts
    if not all(_PLAIN.fullmatch(part) and part not in _KEYWORDS for part in plain):
        raise UnreadableError(f"name {'.'.join(parts)}")
    return ".".join(plain), hygienic


def _number(name: int) -> int:
    """The number of a local variable or metavariable."""
    if tag(name) != 2:
        raise UnreadableError("a variable without a number")
    return field(name, 1) >> 1


def _data(item: int) -> int:
    """What an `Expr` says of itself."""
    fields = ctypes.c_uint8.from_address(item + 6).value
    return ctypes.c_uint64.from_address(item + 8 + 8 * fields).value
