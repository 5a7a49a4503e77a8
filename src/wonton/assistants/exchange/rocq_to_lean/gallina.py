"""Coq's terms as Lean's: one tree in, explicit Lean text out.

`match` becomes `casesOn`, a structural `fix` becomes `rec`, everything else its counterpart; constants are called by
Coq's full names in guillemets. A fixpoint is taken apart by the constructors of its decreasing argument: in the case
of `C a` its body is read with that argument replaced by `C a`, so that a `match` on it reduces and a recursive call on
`a` is the induction hypothesis. That is what Coq's own reduction does, so conversion is kept. A recursive call on
anything else is refused, as are mutual and corecursive functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from wonton.assistants.exchange.rocq_to_lean.declarations import Constructor, Declaration, Inductive, telescope
from wonton.assistants.exchange.rocq_to_lean.scope import (
    CASTS,
    Built,
    Entry,
    Function,
    NotExportableError,
    Scope,
    Variable,
    constructor_name,
    entry_of,
    pattern_size,
    quoted,
    uncast,
)
from wonton.assistants.rocq.terms import fix_parts, match_parts
from wonton.core.expr import Expr, ExprKind, uses_bound

Constants = Callable[[str], Declaration | None]
_TYPE = Expr(ExprKind.SORT, "Type")


class Translator:
    """Turns trees into text and notes, in `used`, the declarations that it met, in order."""

    def __init__(self, constants: Constants, level: str = "_") -> None:
        self.constants = constants
        self.level = level
        self.levels: list[str] | None = None
        self.used: dict[str, Declaration] = {}
        self._count = 0

    # -- names

    def fresh(self, stem: str = "x") -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def number(self) -> int:
        """A number that no other name or fixpoint has."""
        self._count += 1
        return self._count

    def declaration(self, label: str) -> Declaration:
        """What the printed name `label` means. Raises `NotExportableError`."""
        found = self.constants(label)
        if found is None:
            raise NotExportableError("constant", f"Coq does not say what {label} is")
        if found.kind == "unread":
            raise NotExportableError("constant", f"{found.name} is of a kind that is not read")
        self.used.setdefault(found.name, found)
        return found

    def inductive(self, label: str) -> tuple[Inductive, int]:
        """The type of the constructor called `label` in a pattern, and its place."""
        found = self.declaration(label.lstrip("@"))
        if found.kind != "constructor" or found.inductive is None:
            raise NotExportableError("recursion", f"{label} in a pattern is no constructor")
        return found.inductive, found.place

    # -- terms

    def text(self, tree: Expr, scope: Scope = ()) -> str:
        """`tree` as Lean text, in parentheses unless it is a single word. Raises `NotExportableError`."""
        kind = tree.kind
        if kind is ExprKind.BOUND:
            return self.variable(tree, scope)
        if kind is ExprKind.CONST:
            return self.constant(tree.label)
        if kind is ExprKind.SORT:
            return self.sort(tree.label)
        if kind is ExprKind.APP:
            return self.application(tree, scope)
        if kind in (ExprKind.LAM, ExprKind.PI):
            return self.binder(tree, scope)
        if kind is ExprKind.LET:
            name = self.fresh()
            type_, value = (self.text(child, scope) for child in tree.children[:2])
            body = self.text(tree.children[2], (Variable(name), *scope))
            return f"(let {name} : {type_} := {value}; {body})"
        raise NotExportableError("term", f"the term has a part of kind {kind}: {tree.label}")

    def variable(self, tree: Expr, scope: Scope) -> str:
        index = int(tree.label)
        if index >= len(scope):
            return f"unbound{index}"
        entry = scope[index]
        if isinstance(entry, Function):
            raise NotExportableError("recursion", "a fixpoint that is used without its decreasing argument")
        return entry.text

    def constant(self, label: str) -> str:
        if label == "_":
            return "_"
        found = self.declaration(label)
        if found.kind == "constructor":
            assert found.inductive is not None
            return f"@{constructor_name(found.inductive, found.place)}"
        return f"@{quoted(found.name)}"

    def sort(self, label: str) -> str:
        if label in ("Prop", "Set"):
            return "Prop" if label == "Prop" else "Type"
        if label != "Type":
            raise NotExportableError("universe", f"the universe {label} has no counterpart")
        if self.levels is None:
            return "(Sort _)"
        name = "u" if self.level == "same" else f"u{len(self.levels)}"
        if name not in self.levels:
            self.levels.append(name)
        return f"(Sort {name})"

    def value(self, tree: Expr, type_: Expr) -> str:
        """`tree` as the value of a constant of that type, whose text has just been made. The sorts that it begins with
        are at the type's levels; a sort that the type does not have there is none that Lean may choose."""
        levels, self.levels = self.levels, None
        count, names = 0, []
        scope: Scope = ()
        while tree.kind is ExprKind.LAM:
            name = self.fresh()
            asked = type_.children[0] if type_.kind is ExprKind.PI else None
            if tree.children[0] == _TYPE and levels is not None:
                exact = "u" if self.level == "same" else f"u{count}"
                domain = f"(Sort {exact})" if asked == _TYPE else "(Type _)"
            else:
                domain = self.text(tree.children[0], scope)
            names.append(f"({name} : {domain})")
            if asked is not None:
                count += sum(node == _TYPE for node in asked.walk())
                type_ = type_.children[1]
            scope = (Variable(name), *scope)
            tree = tree.children[1]
        body = self.text(tree, scope)
        return f"(fun {' '.join(names)} => {body})" if names else body

    def binder(self, tree: Expr, scope: Scope) -> str:
        name = self.fresh()
        domain = self.text(tree.children[0], scope)
        body = self.text(tree.children[1], (Variable(name), *scope))
        word, end = ("∀", ",") if tree.kind is ExprKind.PI else ("fun", " =>")
        return f"({word} ({name} : {domain}){end} {body})"

    def application(self, tree: Expr, scope: Scope) -> str:
        label = tree.head.label if tree.head.kind is ExprKind.CONST else ""
        if label in CASTS:
            type_, value = (self.text(child, scope) for child in tree.children[1:3])
            return self.applied(f"({value} : {type_})", tree.children[3:], scope)
        if label == "match" or label.startswith("match "):
            return self.match(tree, scope)
        if label.startswith(("fix ", "cofix")):
            return self.fix(tree, scope)
        entry = entry_of(tree.head, scope)
        if isinstance(entry, Function):
            return self.call(entry, tree.args, scope)
        return self.applied(self.text(tree.head, scope), tree.args, scope)

    def applied(self, head: str, arguments: Sequence[Expr], scope: Scope) -> str:
        if not arguments:
            return head
        return "(" + " ".join([head, *(self.text(argument, scope) for argument in arguments)]) + ")"

    def call(self, function: Function, arguments: Sequence[Expr], scope: Scope) -> str:
        """A recursive call: the induction hypothesis of its decreasing argument."""
        if len(arguments) <= function.decreasing:
            raise NotExportableError("recursion", "a fixpoint that is used without its decreasing argument")
        argument = arguments[function.decreasing]
        argument = uncast(argument)
        entry = entry_of(argument.head, scope)
        hypothesis = entry.hypotheses.get(function.number) if isinstance(entry, Variable) else None
        if hypothesis is None:
            raise NotExportableError(
                "recursion", "a fixpoint calls itself on other than an immediate part of its argument"
            )
        for place, text in function.fixed.items():
            if self.text(arguments[place], scope) != text:
                raise NotExportableError("recursion", "a parameter of a fixpoint changes in a recursive call")
        head = self.applied(hypothesis, argument.args, scope)
        rest = [arguments[place] for place in function.general] + list(arguments[function.decreasing + 1 :])
        return self.applied(head, rest, scope)

    # -- match

    def match(self, tree: Expr, scope: Scope) -> str:
        found = match_parts(tree)
        assert found is not None
        scrutinee = uncast(found.scrutinee)
        entry = entry_of(scrutinee, scope)
        if isinstance(entry, Built):
            return self.reduced(found.branches[entry.place][1], entry, found.rest, scope)
        if found.branches:
            inductive, _ = self.inductive(found.branches[0][0])
        else:
            inductive = self.empty(found.inductive)
        motive = self.motive(found.motive, inductive, scope)
        minors = [
            self.branch(body, one, scope) for (_, body), one in zip(found.branches, inductive.constructors, strict=True)
        ]
        parameters = ["_"] * len(inductive.parameters)
        indices = ["_"] * len(telescope(inductive.arity)[0])
        major = self.text(scrutinee, scope)
        words = [f"@{quoted(inductive.name)}.casesOn", *parameters, motive, *indices, major, *minors]
        return self.applied(f"({' '.join(words)})", found.rest, scope)

    def empty(self, label: str) -> Inductive:
        """The type of a `match` without branches."""
        found = self.declaration(label.lstrip("@") or "False")
        if found.inductive is None or found.inductive.constructors:
            raise NotExportableError(
                "recursion", f"a match without branches on {label or 'a type that is not printed'}"
            )
        return found.inductive

    def reduced(self, body: Expr, built: Built, rest: Sequence[Expr], scope: Scope) -> str:
        """The branch that `built` selects."""
        names = pattern_size(body)
        skipped = names - len(built.arguments)
        if skipped < 0:
            raise NotExportableError("term", "a pattern that does not print all arguments of its constructor")
        inner = scope
        for place in range(names):
            inner = (Variable("_") if place < skipped else built.arguments[place - skipped], *inner)
            body = body.children[1]
        return self.applied(self.text(body, inner), rest, scope)

    def motive(self, motive: Expr, inductive: Inductive, scope: Scope) -> str:
        """The motive: a function of the indices and of what is matched on."""
        indices = len(telescope(inductive.arity)[0])
        size = pattern_size(motive)
        names = [self.fresh() for _ in range(indices + 1)]
        inner, body = scope, motive
        for place in range(size):
            back = size - place
            inner = (Variable(names[-back] if back <= indices + 1 else "_"), *inner)
            body = body.children[1]
        if size == 0:
            raise NotExportableError("term", "a match whose type was not printed")
        return f"(fun {' '.join(names)} => {self.text(body, inner)})"

    def branch(self, body: Expr, constructor: Constructor, scope: Scope) -> str:
        """One branch, as a function of the constructor's arguments."""
        count = len(constructor.arguments)
        size = pattern_size(body)
        if size < count:
            raise NotExportableError("term", "a pattern that does not print all arguments of its constructor")
        names = [self.fresh() for _ in range(count)]
        inner = scope
        for place in range(size):
            inner = (Variable(names[place - (size - count)] if place >= size - count else "_"), *inner)
            body = body.children[1]
        text = self.text(body, inner)
        return f"(fun {' '.join(names)} => {text})" if names else text

    # -- fix

    def fix(self, tree: Expr, scope: Scope) -> str:
        found = fix_parts(tree)
        if found is None or len(found.structural) != 1:
            raise NotExportableError("recursion", "a mutual or corecursive function")
        type_, body = found.bodies[0].children
        return self.applied(_Fixpoint(self, type_, body, found.structural[0], scope).text(), found.rest, scope)


class _Fixpoint:
    """One `fix` on its way to a recursor. The names of its arguments are chosen once; `outer` is the scope with all
    arguments up to the decreasing one."""

    def __init__(self, translator: Translator, type_: Expr, body: Expr, decreasing: int, scope: Scope) -> None:
        self.to, self.type, self.body, self.decreasing, self.scope = translator, type_, body, decreasing, scope
        self.number = translator.number()
        self.names = [translator.fresh("a") for _ in range(decreasing + 1)]
        domains, rest = [], type_
        for _ in range(decreasing + 1):
            if rest.kind is not ExprKind.PI:
                raise NotExportableError("recursion", "a fixpoint whose type does not show its arguments")
            domains.append(rest.children[0])
            rest = rest.children[1]
        self.domains, self.result = domains, rest
        major = domains[-1]
        found = translator.declaration(major.head.label) if major.head.kind is ExprKind.CONST else None
        if found is None or found.inductive is None or found.kind != "inductive":
            raise NotExportableError("recursion", "a fixpoint over what is not an inductive type")
        self.inductive = found.inductive
        count = len(self.inductive.parameters)
        self.parameters, self.indices = major.args[:count], [self._argument(tree) for tree in major.args[count:]]
        fixed = [place for place in range(decreasing) if self._mentioned(place) and place not in self.indices]
        self.fixed = {place: self.names[place] for place in fixed}
        self.general = tuple(p for p in range(decreasing) if p not in self.indices and p not in self.fixed)

    def _argument(self, tree: Expr) -> int:
        """Which argument of the function an index of its decreasing argument's type is."""
        if tree.kind is not ExprKind.BOUND or int(tree.label) >= self.decreasing:
            raise NotExportableError("recursion", "a fixpoint over an instance of an inductive family")
        return self.decreasing - 1 - int(tree.label)

    def _mentioned(self, place: int) -> bool:
        """Whether the parameters of the decreasing argument's type speak of that argument."""
        target = self.decreasing - 1 - place
        return any(uses_bound(tree, target) for tree in self.parameters)

    def text(self) -> str:
        scope = self.scope
        groups = []
        for name, domain in zip(self.names, self.domains, strict=True):
            groups.append(f"({name} : {self.to.text(domain, scope)})")
            scope = (Variable(name), *scope)
        inductive = self.inductive
        outer = scope[1:]
        parameters = [self.to.text(tree, outer) for tree in self.parameters]
        minors = [self.minor(place) for place in range(len(inductive.constructors))]
        indices = [self.names[place] for place in self.indices]
        words = [f"@{quoted(inductive.name)}.rec", *parameters, self.motive(), *minors, *indices, self.names[-1]]
        words += [self.names[place] for place in self.general]
        return f"(fun {' '.join(groups)} => {' '.join(words)})"

    def bindings(self, known: dict[int, Entry], start: Scope, shift: int = 0) -> tuple[Scope, list[str]]:
        """The scope behind all arguments, given those that are known; binders for the general ones. `shift` is 1
        where the function itself stands in `start`."""
        scope, plain, groups = start, start[shift:], []
        for place in range(self.decreasing + 1):
            if place in known:
                entry: Entry = known[place]
            elif place in self.fixed:
                entry = Variable(self.names[place])
            else:
                name = self.to.fresh("g")
                groups.append(f"({name} : {self.to.text(self.domains[place], plain)})")
                entry = Variable(name)
            scope, plain = (entry, *scope), (entry, *plain)
        return scope, groups

    def motive(self) -> str:
        names = [self.to.fresh("i") for _ in self.indices]
        major = self.to.fresh("m")
        known: dict[int, Entry] = {p: Variable(n) for p, n in zip(self.indices, names, strict=True)}
        known[self.decreasing] = Variable(major)
        scope, groups = self.bindings(known, self.scope)
        result = self.to.text(self.result, scope)
        body = f"(∀ {' '.join(groups)}, {result})" if groups else result
        return f"(fun {' '.join([*names, major])} => {body})"

    def minor(self, place: int) -> str:
        """The case of one constructor."""
        constructor = self.inductive.constructors[place]
        outer = self.outer()
        parameters: list[Entry] = [Variable(self.to.text(tree, outer)) for tree in self.parameters]
        inner: Scope = tuple(reversed(parameters))
        names: list[str] = []
        hypotheses: list[str] = []
        entries: list[Entry] = []
        for domain in constructor.arguments:
            name = self.to.fresh()
            entry = Variable(name)
            if telescope(domain)[1].head.label == self.inductive.label:
                hypotheses.append(self.to.fresh("h"))
                entry = replace(entry, hypotheses={self.number: hypotheses[-1]})
            names.append(name)
            entries.append(entry)
            inner = (entry, *inner)
        result = constructor.result.args[len(parameters) :]
        known: dict[int, Entry] = {}
        for target, tree in zip(self.indices, result, strict=True):
            known[target] = Variable(self.to.text(tree, inner))
        head = f"@{constructor_name(self.inductive, place)}"
        whole = " ".join([head, *(p.text for p in parameters if isinstance(p, Variable)), *names])
        known[self.decreasing] = Built(f"({whole})", self.inductive, place, tuple(entries))
        function = Function(self.number, self.decreasing, self.fixed, self.general)
        scope, groups = self.bindings(known, (function, *self.scope), 1)
        body = self.body
        for _ in range(self.decreasing + 1):
            if body.kind is not ExprKind.LAM:
                raise NotExportableError("recursion", "a fixpoint that does not take its decreasing argument")
            body = body.children[1]
        binders = [*names, *hypotheses, *groups]
        text = self.to.text(body, scope)
        return f"(fun {' '.join(binders)} => {text})" if binders else text

    def outer(self) -> Scope:
        scope = self.scope
        for name in self.names[:-1]:
            scope = (Variable(name), *scope)
        return scope
