"""Expression trees of Coq's terms as Gallina text that Coq reads back to the same term: `parse_term`'s way back.

Every constant is written with its `@`, every binder with its type; bound variables keep their printed names, with a
number where they would hide or be hidden. The encoding of `match`, `fix`, casts and evars is that of
`wonton.assistants.rocq.terms`.
"""

from __future__ import annotations

from collections.abc import Collection

from wonton.assistants.rocq.blocks import fix_parts, match_parts
from wonton.assistants.rocq.reading import CASTS, HOLE, KEYWORDS, SORTS
from wonton.core.expr import Expr, ExprKind, uses_bound

_ATOMS = frozenset((ExprKind.CONST, ExprKind.SORT, ExprKind.LIT, ExprKind.FREE, ExprKind.BOUND, ExprKind.META))


def print_term(tree: Expr) -> str:
    """Gallina text for `tree`: `parse_term` gives the tree back, and Coq the term. Types that were never printed
    (`HOLE`) are left to Coq.

    Raises `ValueError` for a tree with unbound de Bruijn indexes, or of kinds that Coq's terms do not have.
    """
    return _Printer(tree).term(tree)


class _Printer:
    """`scope` holds the names given to the binders passed, innermost last; `taken` all names that mean something."""

    def __init__(self, tree: Expr) -> None:
        named = (ExprKind.CONST, ExprKind.FREE)
        labels = {node.label for node in tree.walk() if node.kind in named}
        words = {word.lstrip("@") for label in labels for word in label.replace("|", " ").replace("@{", " ").split()}
        self.taken: Collection[str] = words | {word.partition(".")[0] for word in words} | KEYWORDS | SORTS
        self.scope: list[str] = []

    # -- names

    def enter(self, hint: str) -> str:
        """A name for the next binder; the binder is in scope afterwards."""
        stem = hint or "x"
        name, number = stem, 0
        while name in self.taken or name in self.scope:
            name, number = f"{stem}{number}", number + 1
        self.scope.append(name)
        return name

    def leave(self, count: int) -> None:
        del self.scope[len(self.scope) - count :]

    # -- terms

    def atom(self, tree: Expr) -> str:
        """`tree` as an argument."""
        text = self.term(tree)
        return f"({text})" if text.startswith("@") or tree.kind not in _ATOMS else text

    def leaf(self, tree: Expr) -> str:
        if tree.kind is ExprKind.BOUND:
            index = int(tree.label)
            if index >= len(self.scope):
                raise ValueError(f"the term has an unbound variable, index {index}")
            return self.scope[-1 - index]
        if tree.kind is ExprKind.LIT:
            return f"({tree.label})" if tree.label.startswith("-") else tree.label
        return f"@{tree.label}" if tree.kind is ExprKind.CONST and tree.label != "_" else tree.label

    def term(self, tree: Expr) -> str:
        """`tree` where a whole term stands."""
        kind = tree.kind
        if kind in _ATOMS:
            return self.leaf(tree)
        if kind is ExprKind.APP:
            return self.application(tree)
        if kind is ExprKind.LET:
            return self.local_definition(tree)
        if kind in (ExprKind.LAM, ExprKind.PI):
            return self.abstraction(tree)
        raise ValueError(f"Coq has no terms of kind {kind}")

    def abstraction(self, tree: Expr) -> str:
        word, end = ("fun", " =>") if tree.kind is ExprKind.LAM else ("forall", ",")
        groups, kind = [], tree.kind
        while tree.kind is kind:
            domain = self.term(tree.children[0])
            groups.append(f"({self.enter(tree.hint)} : {domain})")
            tree = tree.children[1]
        text = f"{word} {' '.join(groups)}{end} {self.term(tree)}"
        self.leave(len(groups))
        return text

    def local_definition(self, tree: Expr) -> str:
        type_, value = self.term(tree.children[0]), self.term(tree.children[1])
        name = self.enter(tree.hint)
        text = f"let {name} : {type_} := {value} in {self.term(tree.children[2])}"
        self.leave(1)
        return text

    def application(self, tree: Expr) -> str:
        label = tree.head.label if tree.head.kind is ExprKind.CONST else ""
        if label in CASTS:
            whole, rest = f"{self.atom(tree.children[2])} {label} {self.term(tree.children[1])}", tree.children[3:]
        elif label == "[||]":
            *values, default = map(self.term, tree.args)
            return f"[| {'; '.join(values)} | {default} |]"
        elif label.startswith("match"):
            whole, rest = self.match(tree)
        elif label.startswith(("fix ", "cofix")):
            whole, rest = self.fix(tree)
        elif tree.head.kind is ExprKind.META and tree.children[1].head.label.startswith("@{"):
            whole, rest = self.evar(tree), tree.children[2:]
        else:
            head = self.leaf(tree.head) if tree.head.kind in _ATOMS else self.atom(tree.head)
            return " ".join([head, *map(self.atom, tree.args)])
        return " ".join([f"({whole})", *map(self.atom, rest)]) if rest else whole

    def evar(self, tree: Expr) -> str:
        instance = tree.children[1]
        names = instance.head.label[2:-1].split(";")
        pairs = (f"{name}:={self.term(value)}" for name, value in zip(names, instance.args, strict=True))
        return f"{tree.head.label}@{{{'; '.join(pairs)}}}"

    # -- blocks

    def opened(self, tree: Expr) -> tuple[list[str], Expr]:
        """The names of the LAM that `tree` begins with and whose types were not printed, and what stands below."""
        names = []
        while tree.kind is ExprKind.LAM and tree.children[0] == HOLE:
            inner = tree.children[1]
            unused = not tree.hint and not uses_bound(inner)
            names.append(self.enter(tree.hint))
            if unused:
                names[-1] = self.scope[-1] = "_"
            tree = inner
        return names, tree

    def match(self, tree: Expr) -> tuple[str, tuple[Expr, ...]]:
        found = match_parts(tree)
        assert found is not None
        words = ["match", self.atom(found.scrutinee)]
        if found.motive != HOLE:
            names, inner = self.opened(found.motive)
            if not names:
                raise ValueError("the motive of a match does not begin with its scrutinee")
            words += ["as", names[-1]] if names[-1] != "_" else []
            words += ["in", f"({' '.join([found.inductive, *names[:-1]])})"] if found.inductive else []
            words += ["return", self.atom(inner)]
            self.leave(len(names))
        words.append("with")
        for constructor, body in found.branches:
            names, inner = self.opened(body)
            words += ["|", constructor, *names, "=>", self.term(inner)]
            self.leave(len(names))
        return " ".join([*words, "end"]), found.rest

    def fix(self, tree: Expr) -> tuple[str, tuple[Expr, ...]]:
        found = fix_parts(tree)
        assert found is not None
        count, outside = len(found.bodies), len(self.scope)
        functions: list[str] = []
        definitions = []
        for number, body in enumerate(found.bodies):
            type_, inner = HOLE, body
            for place in range(count):
                if inner.kind is not ExprKind.LAM:
                    raise ValueError("a fixpoint does not begin with its functions")
                type_ = inner.children[0] if place == number else type_
                functions += [self.enter(inner.hint)] if number == 0 else []
                inner = inner.children[1]
            argument = found.structural[number] if found.structural else -1
            self.scope[outside:] = functions
            definitions.append(self.definition(functions[number], inner, argument, (type_, outside + number)))
            self.leave(count)
        word = "fix" if found.structural else "cofix"
        chosen = f" for {functions[found.chosen]}" if count > 1 else ""
        return f"{word} {' with '.join(definitions)}{chosen}", found.rest

    def definition(self, function: str, body: Expr, argument: int, typed: tuple[Expr, int]) -> str:
        """One function: its binders up to the structural argument, its type (with the size of its scope), its body."""
        type_, outside = typed
        groups, names = [], []
        for _ in range(argument + 1):
            if body.kind is not ExprKind.LAM or type_.kind is not ExprKind.PI:
                raise ValueError("a fixpoint has no structural argument")
            domain = self.term(body.children[0])
            names.append(self.enter(body.hint))
            groups.append(f"({names[-1]} : {domain}) ")
            body, type_ = body.children[1], type_.children[1]
        whole = self.scope
        self.scope = [*whole[:outside], *names]
        result = self.term(type_)
        self.scope = whole
        struct = f"{{struct {names[-1]}}} " if names else ""
        text = f"{function} {''.join(groups)}{struct}: {result} := {self.atom(body)}"
        self.leave(len(names))
        return text
