"""Formulas of provers as expression trees, shared wherever they are equal.

The connectives of all provers go by one set of names, those of Lean: `Not And Or Iff Xor Eq True False Exists`; `∀` is
`pi` over the variable's sort, implication `pi` over the premise. `And`, `Or` and other associative connectives take
two or more arguments. Symbols are constants, numbers and quoted objects literals. Proofs share subformulas without end:
equal trees that one `Terms` made are one object, so that walking over distinct objects is walking over distinct trees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from wonton.core.expr import Expr, ExprKind

#: From a node and the number of binders above it to what takes its place; None to look below.
Replacement = Callable[[Expr, int], Expr | None]
_Key = tuple[ExprKind, str, tuple[int, ...]]


class Terms:
    """Makes trees; equal ones are made once."""

    def __init__(self) -> None:
        self._made: dict[_Key, Expr] = {}

    def make(self, kind: ExprKind, label: str = "", children: tuple[Expr, ...] = (), hint: str = "") -> Expr:
        """The tree with these parts, which must come from here too. Of equal trees the first one's `hint` stays."""
        key = (kind, label, tuple(map(id, children)))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Expr(kind, label, children, hint)
        return found

    def const(self, name: str) -> Expr:
        """A symbol."""
        return self.make(ExprKind.CONST, name)

    def lit(self, text: str) -> Expr:
        """A number or a quoted object."""
        return self.make(ExprKind.LIT, text)

    def free(self, name: str) -> Expr:
        """A variable that nothing binds."""
        return self.make(ExprKind.FREE, name)

    def bound(self, index: int) -> Expr:
        """The variable of the `index`-th enclosing binder, innermost 0."""
        return self.make(ExprKind.BOUND, str(index))

    def app(self, function: Expr, arguments: Sequence[Expr]) -> Expr:
        """`function` applied; to nothing it is itself."""
        if not arguments:
            return function
        head = function.children if function.kind is ExprKind.APP else (function,)
        return self.make(ExprKind.APP, "", (*head, *arguments))

    def call(self, name: str, *arguments: Expr) -> Expr:
        """The symbol `name` applied."""
        return self.app(self.const(name), arguments)

    def negation(self, formula: Expr) -> Expr:
        """`Not formula`."""
        return self.call("Not", formula)

    def implies(self, premise: Expr, conclusion: Expr) -> Expr:
        """`premise → conclusion`: a product whose variable is not used, so all that is bound moves out by one."""
        return self.make(ExprKind.PI, "", (premise, self.lift(conclusion)))

    def binder(self, name: str, hint: str, sort: Expr, body: Expr) -> Expr:
        """`Pi`, `Exists` or another binder `name` over one variable."""
        if name == "Pi":
            return self.make(ExprKind.PI, "", (sort, body), hint)
        abstraction = self.make(ExprKind.LAM, "", (sort, body), hint)
        return abstraction if name == "Lam" else self.call(name, abstraction)

    def lift(self, tree: Expr, by: int = 1) -> Expr:
        """`tree` under `by` more binders."""

        def lifted(node: Expr, depth: int) -> Expr | None:
            if node.depth <= depth:
                return node
            return self.bound(int(node.label) + by) if node.kind is ExprKind.BOUND else None

        return tree if tree.depth == 0 or by == 0 else self.rebuild(tree, lifted)

    def abstract(self, tree: Expr, variable: Expr) -> Expr:
        """`tree` with the closed tree `variable` made the variable of a binder around it."""

        def replaced(node: Expr, depth: int) -> Expr | None:
            if node is variable:
                return self.bound(depth)
            if node.kind is ExprKind.BOUND:
                return self.bound(int(node.label) + (int(node.label) >= depth))
            return None if node.children else node

        return self.rebuild(tree, replaced)

    def rebuild(self, tree: Expr, replace: Replacement) -> Expr:
        """`tree` with each node replaced by what `replace` says of it and of the number of binders above it; where it
        says None, the node's children are asked."""
        done: dict[tuple[int, int], Expr] = {}
        stack = [(tree, 0)]
        while stack:
            node, depth = stack[-1]
            if (id(node), depth) in done:
                stack.pop()
                continue
            found = replace(node, depth)
            if found is None:
                below = list(scoped(node, depth))
                missing = [pair for pair in below if (id(pair[0]), pair[1]) not in done]
                if missing:
                    stack.extend(missing)
                    continue
                children = tuple(done[id(child), level] for child, level in below)
                found = self.make(node.kind, node.label, children, node.hint) if node.children else node
            done[id(node), depth] = found
            stack.pop()
        return done[id(tree), 0]


def scoped(node: Expr, depth: int) -> Iterator[tuple[Expr, int]]:
    """The children of a node, each with the number of binders above it, given that of the node."""
    under = node.kind in (ExprKind.LAM, ExprKind.PI, ExprKind.LET)
    last = len(node.children) - 1
    for place, child in enumerate(node.children):
        yield child, depth + (under and place == last)


def distinct(trees: Sequence[Expr]) -> list[Expr]:
    """All distinct objects in `trees`, children before parents."""
    done: set[int] = set()
    order: list[Expr] = []
    stack = list(reversed(trees))
    while stack:
        node = stack[-1]
        missing = [child for child in node.children if id(child) not in done] if id(node) not in done else []
        if missing:
            stack.extend(reversed(missing))
            continue
        stack.pop()
        if id(node) not in done:
            done.add(id(node))
            order.append(node)
    return order


def is_false(tree: Expr | None) -> bool:
    """Whether a formula is the contradiction."""
    return tree is not None and tree.kind is ExprKind.CONST and tree.label == "False"
