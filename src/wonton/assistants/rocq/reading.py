"""The tokenizer and the recursive-descent parser behind `wonton.assistants.rocq.terms`, which says what it reads and
what it makes of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from wonton.core import expr as e
from wonton.core.errors import WontonError
from wonton.core.expr import Expr, ExprKind

#: What stands where Coq prints no type, and for `_` in a term.
HOLE = e.const("_")
#: How many constructions may stand inside each other: what later recursions over the tree can bear.
MAX_DEPTH = 250

_IDENT = r"(?:[^\W\d]|[^\x00-\x7f])(?:[\w']|[^\x00-\x7f])*"
_TOKEN = re.compile(
    rf'{_IDENT}(?:\.{_IDENT})*|:=|=>|->|<<:|<:|@\{{|\[\||\|\]|\.\(|"(?:[^"]|"")*"'
    rf"|\?{_IDENT}|-?(?:0x[\da-fA-F.]+(?:p[+-]?\d+)?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?:%{_IDENT})?|\S"
)
KEYWORDS = frozenset("fun forall let fix cofix match as in return with end for if then else".split())
SORTS = frozenset(("Prop", "Set", "Type", "SProp"))
CASTS = frozenset((":", "<:", "<<:"))
_SYMBOLS = frozenset(("", ")", "{", "}", "[", "]", "|", "|]", "[|", ",", ";", ":=", "=>", "->", "(", "@", "@{", ".("))
_ENDS = KEYWORDS | _SYMBOLS | CASTS


class TermSyntaxError(WontonError):
    """Coq printed a term that this grammar does not cover. The message shows where."""


class _Open(NamedTuple):
    """A construction whose last part is being read: a parenthesis (`(`), a binder (`pi`, `lam`) or a `let`."""

    what: str
    hint: str = ""
    parts: tuple[Expr, ...] = ()
    before: list[Expr] = []  # noqa: RUF012 - never written to; the arguments read before a parenthesis


class Parser:
    """One pass over the tokens. Parentheses and the bodies of binders are kept on a stack of our own; only `match`,
    `fix` and the types of binders recur. `levels` has, by name, the depths at which that name is bound."""

    def __init__(self, text: str, locals_: Collection[str]) -> None:
        self.text = text
        self.tokens: list[str] = [*_TOKEN.findall(text), ""]
        self.place = 0
        self.locals = locals_
        self.levels: dict[str, list[int]] = {}
        self.depth = 0
        self.nesting = 0

    # -- tokens

    def take(self, expected: str) -> None:
        if self.tokens[self.place] != expected:
            raise self.error(repr(expected))
        self.place += 1

    def name(self) -> str:
        """The next token, which must be a name or `_`."""
        text = self.tokens[self.place]
        if text in _ENDS or not (text[0].isalpha() or text[0] == "_" or text[0] > "\x7f"):
            raise self.error("a name")
        self.place += 1
        return text

    def error(self, expected: str) -> TermSyntaxError:
        starts = [match.start() for match in _TOKEN.finditer(self.text)]
        start = starts[self.place] if self.place < len(starts) else len(self.text)
        return TermSyntaxError(f"cannot read Coq's term: expected {expected} at {self.text[start : start + 40]!r}")

    def too_deep(self) -> TermSyntaxError:
        return TermSyntaxError(f"cannot read Coq's term: it is nested deeper than {MAX_DEPTH}: {self.text[:40]!r}...")

    # -- scope

    def bind(self, name: str) -> None:
        self.levels.setdefault(name, []).append(self.depth)
        self.depth += 1

    def unbind(self, name: str) -> None:
        self.levels[name].pop()
        self.depth -= 1

    def reference(self, name: str) -> Expr:
        levels = self.levels.get(name)
        if levels and name != "_":
            return e.bound(self.depth - 1 - levels[-1])
        if name in self.locals:
            return e.free(name)
        if self.tokens[self.place] == "@{":
            return e.const(name + self.braces())
        return e.const(name)

    def braces(self) -> str:
        """A universe instance, from its `@{` to its `}`."""
        start = self.place
        while self.tokens[self.place] not in ("}", ""):
            self.place += 1
        self.take("}")
        words = self.tokens[start + 1 : self.place - 1]
        return "@{" + re.sub(r" ?([(),+]) ?", r"\1", " ".join(words)) + "}"

    # -- terms

    def term(self) -> Expr:
        stack: list[_Open] = []
        parts: list[Expr] = []
        base = self.nesting + 1
        while True:
            self.nesting = base + len(stack)
            if self.nesting > MAX_DEPTH:
                raise self.too_deep()
            text = self.tokens[self.place]
            if text not in _ENDS:
                parts.append(self.atom(text))
            elif text == "(":
                self.place += 1
                stack.append(_Open("(", before=parts))
                parts = []
            elif text == "@":
                self.place += 1
            elif text in ("match", "fix", "cofix", "[|"):
                parts.append(self.block(text))
            elif text in ("fun", "forall", "let") and not parts:
                stack += self.binders(text)
            elif text == ".(" and parts:
                parts[-1] = self.projection(parts[-1])
            elif text == "->" and parts:
                self.place += 1
                self.bind("_")
                stack.append(_Open("pi", "", (e.app(*parts),)))
                parts = []
            elif not parts:
                raise self.error("a term")
            else:
                closed = self.close(stack, self.cast(e.app(*parts)))
                if isinstance(closed, Expr):
                    self.nesting = base - 1
                    return closed
                parts = closed

    def close(self, stack: list[_Open], tree: Expr) -> Expr | list[Expr]:
        """`tree` put into all that it ends: the whole, or the parts of the application that goes on."""
        while stack:
            what, hint, parts, before = stack.pop()
            if what == "(":
                self.take(")")
                return [*before, tree]
            self.unbind(hint or "_")
            tree = Expr(ExprKind(what), "", (*parts, tree), hint)
        return tree

    def atom(self, text: str) -> Expr:
        self.place += 1
        first = text[0]
        if first == "?" and len(text) > 1:
            return self.evar(text)
        if first.isdigit() or first == '"' or (first == "-" and len(text) > 1):
            return Expr(ExprKind.LIT, text)
        if text in SORTS:
            return e.sort(text + self.braces() if self.tokens[self.place] == "@{" else text)
        if first.isalpha() or first == "_" or first > "\x7f":
            return self.reference(text)
        self.place -= 1
        raise self.error("a term")

    def evar(self, name: str) -> Expr:
        meta = Expr(ExprKind.META, name)
        if self.tokens[self.place] != "@{":
            return meta
        names, values = [], []
        while self.tokens[self.place] != "}":
            self.place += 1
            names.append(self.name())
            self.take(":=")
            values.append(self.term())
            if self.tokens[self.place] not in (";", "}"):
                raise self.error("';' or '}'")
        self.place += 1
        return e.app(meta, e.app(e.const("@{" + ";".join(names) + "}"), *values))

    def cast(self, tree: Expr) -> Expr:
        while (kind := self.tokens[self.place]) in CASTS:
            self.place += 1
            tree = e.app(e.const(kind), self.term(), tree)
        return tree

    def projection(self, tree: Expr) -> Expr:
        self.place += 1
        function = self.term()
        self.take(")")
        return e.app(function, tree)

    def block(self, text: str) -> Expr:
        self.place += 1
        if text == "match":
            return self.match()
        return self.array() if text == "[|" else self.fix(text)

    def array(self) -> Expr:
        """`[| a; b | default : T |]`."""
        values = []
        while self.tokens[self.place] != "|":
            values.append(self.term())
            if self.tokens[self.place] == ";":
                self.place += 1
        self.place += 1
        default = self.term()
        self.take("|]")
        return e.app(e.const("[||]"), *values, default)

    # -- binders

    def binders(self, text: str) -> list[_Open]:
        """What a `fun`, `forall` or `let` opens; its names are in scope afterwards."""
        self.place += 1
        if text == "let":
            hint, type_, value = self.local_definition()
            self.take("in")
            self.bind(hint)
            return [_Open("let", "" if hint == "_" else hint, (type_, value))]
        kind = "lam" if text == "fun" else "pi"
        names = self.groups()
        self.take("=>" if text == "fun" else ",")
        return [_Open(kind, hint, (domain,)) for hint, domain in names]

    def local_definition(self) -> tuple[str, Expr, Expr]:
        """Name, type and value of a `let`; `let fix f ... := e in` defines f as that fixpoint."""
        word = self.tokens[self.place]
        if word in ("fix", "cofix"):
            self.place += 1
            hint = self.tokens[self.place]
            value = self.fix(word)
            return hint, value.children[1].children[0], value
        hint = self.name()
        self.take(":")
        type_ = self.term()
        self.take(":=")
        return hint, type_, self.term()

    def groups(self) -> list[tuple[str, Expr]]:
        """Binder groups up to what ends them, as names with their types; they are in scope afterwards."""
        if self.tokens[self.place] != "(":
            return self.group()
        names = []
        while self.tokens[self.place] == "(":
            self.place += 1
            names += self.group()
            self.take(")")
        return names

    def group(self) -> list[tuple[str, Expr]]:
        names = [self.name()]
        while self.tokens[self.place] != ":":
            names.append(self.name())
        self.place += 1
        domain = self.term()
        for name in names:
            self.bind(name)
        return [("" if name == "_" else name, e.lift(domain, place)) for place, name in enumerate(names)]

    def leave(self, names: list[tuple[str, Expr]]) -> None:
        for name, _ in reversed(names):
            self.unbind(name or "_")

    # -- match

    def match(self) -> Expr:
        scrutinee = self.term()
        inductive = ""
        names: list[str] = []
        scrutinee_name = ""
        if self.tokens[self.place] == "as":
            self.place += 1
            scrutinee_name = self.name()
        if self.tokens[self.place] == "in":
            self.place += 1
            inductive, names = self.pattern()
        motive = HOLE
        if self.tokens[self.place] == "return":
            self.place += 1
            motive = self.under([*names, scrutinee_name or "_"])
        self.take("with")
        constructors, branches = [], []
        while self.tokens[self.place] != "end":
            self.take("|")
            constructor, names = self.pattern()
            self.take("=>")
            constructors.append(constructor)
            branches.append(self.under(names))
        self.place += 1
        label = " ".join(filter(None, ("match", "|".join(constructors), inductive and f"in {inductive}")))
        return e.app(e.const(label), motive, scrutinee, *branches)

    def pattern(self) -> tuple[str, list[str]]:
        """`C a _ b`, in parentheses or not: the constructor, with its `@`, and the names."""
        enclosed = self.tokens[self.place] == "("
        self.place += enclosed
        explicit = self.tokens[self.place] == "@"
        self.place += explicit
        head = self.name()
        names = []
        while self.tokens[self.place] not in _ENDS:
            names.append(self.name())
        if enclosed:
            self.take(")")
        return "@" * explicit + head, names

    def under(self, names: list[str]) -> Expr:
        """The next term, abstracted over `names`, whose types are not known."""
        for name in names:
            self.bind(name)
        tree = self.term()
        for name in reversed(names):
            self.unbind(name)
            tree = e.lam("" if name == "_" else name, HOLE, tree)
        return tree

    # -- fix

    def fix(self, word: str) -> Expr:
        functions = self.functions()
        types, bodies, places = [], [], []
        for number, function in enumerate(functions):
            if number:
                self.take("with")
            self.take(function)
            type_, body, place = self.definition(functions, word)
            types.append(type_)
            bodies.append(body)
            places.append(str(place))
        label = word if word == "cofix" else f"fix {'|'.join(places)}"
        if len(functions) > 1:
            self.take("for")
            chosen = functions.index(self.name())
            label = f"{label} {len(functions)} for {chosen}" if word == "cofix" else f"{label} for {chosen}"
        closed = []
        for body in bodies:
            for number in reversed(range(len(functions))):
                body = e.lam(functions[number], e.lift(types[number], number), body)  # noqa: PLW2901
            closed.append(body)
        return e.app(e.const(label), *closed)

    def functions(self) -> list[str]:
        """The names of all functions of the block that starts here."""
        names = [self.tokens[self.place]]
        if "for" not in self.tokens:
            return names
        level = 0
        for place in range(self.place, len(self.tokens)):
            text = self.tokens[place]
            level += (text in ("(", "match")) - (text in (")", "end"))
            if level < 0 or (level == 0 and text == "for"):
                break
            if level == 0 and text == "with" and self.tokens[place + 1] not in ("|", "end"):
                names.append(self.tokens[place + 1])
        return names

    def definition(self, functions: list[str], word: str) -> tuple[Expr, Expr, int]:
        """Type, body under the functions' binders, and place of the structural argument."""
        names = self.groups() if self.tokens[self.place] == "(" else []
        place = self.structural([name for name, _ in names]) if word == "fix" else 0
        self.take(":")
        type_ = self.term()
        self.leave(names)
        self.take(":=")
        for function in functions:
            self.bind(function)
        for name, _ in names:
            self.bind(name or "_")
        body = self.term()
        self.leave(names)
        for function in reversed(functions):
            self.unbind(function)
        for number in reversed(range(len(names))):
            name, domain = names[number]
            type_ = e.pi(name, domain, type_)
            body = e.lam(name, e.lift(domain, len(functions), number), body)
        return type_, body, place

    def structural(self, names: list[str]) -> int:
        if self.tokens[self.place] != "{":
            if len(names) != 1:
                raise self.error("'{struct ...}'")
            return 0
        self.place += 1
        self.take("struct")
        name = self.name()
        self.take("}")
        if name not in names:
            raise self.error(f"an argument instead of {name!r}")
        return len(names) - 1 - names[::-1].index(name)
