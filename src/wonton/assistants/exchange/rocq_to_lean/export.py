"""A Coq proof as a Lean file: the proof, and every constant that it rests on, each written from Coq's own definition.

Nothing is assumed: inductive types are declared as Coq prints them (Lean makes their recursors), functions and lemmas
are translated from their bodies. Each `Type` that Coq prints becomes `Sort u` with a level of its own; where Lean
does not take that, another writing is tried in which all of a constant's levels are one, or the type is left to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from wonton.assistants.exchange.outcome import Exported, Refused
from wonton.assistants.exchange.rocq_to_lean.declarations import Declaration, Inductive, telescope
from wonton.assistants.exchange.rocq_to_lean.gallina import Constants, Translator
from wonton.assistants.exchange.rocq_to_lean.scope import NotExportableError, Scope, Variable, quoted
from wonton.core.expr import Expr, ExprKind

#: Ways to write a constant, the preferred one first: levels all different, all one, type left to Lean.
WRITINGS = ("distinct", "same", "inferred")


@dataclass(frozen=True, slots=True)
class Block:
    """One constant in Lean: its ways of writing it (see `WRITINGS`), and the full names of what it uses."""

    name: str
    texts: tuple[str, ...]
    uses: tuple[str, ...]


@dataclass(slots=True)
class Library:
    """The constants exported so far, each behind all that it uses, and why others could not be. Shared by many proofs
    whose names mean the same to `constants`."""

    constants: Constants
    blocks: dict[str, Block] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def add(self, declaration: Declaration) -> None:
        """Export `declaration` and what it uses. Raises `NotExportableError`, the same for each later call."""
        if declaration.kind == "constructor":
            assert declaration.inductive is not None
            inductive = declaration.inductive
            declaration = Declaration(inductive.name, "inductive", inductive=inductive)
        name = declaration.name
        if name in self.refused:
            raise NotExportableError(self.refused[name].kind, self.refused[name].reason)
        if name in self.blocks or name in self._open:
            return
        self._open.add(name)
        try:
            block = self._block(declaration)
        except NotExportableError as refused:
            reason = refused.reason if refused.reason.startswith("in ") else f"in {name}: {refused.reason}"
            self.refused[name] = Refused(refused.kind, reason)
            raise NotExportableError(refused.kind, reason) from None
        finally:
            self._open.discard(name)
        self.blocks[name] = block

    def _block(self, declaration: Declaration) -> Block:
        if declaration.kind == "axiom":
            raise NotExportableError("axiom", f"{declaration.name} is an axiom")
        if declaration.inductive is not None:
            return self._written(declaration.name, [_inductive(declaration.inductive, self.constants)])
        if declaration.type is None or declaration.value is None:
            raise NotExportableError("constant", f"the value of {declaration.name} cannot be had")
        head = f"def {quoted(declaration.name)}"
        pairs = [definition(head, declaration.type, declaration.value, way, self.constants) for way in WRITINGS]
        return self._written(declaration.name, pairs)

    def _written(self, name: str, pairs: list[tuple[str, dict[str, Declaration]]]) -> Block:
        uses = {used: found for _, all_used in pairs for used, found in all_used.items()}
        for found in uses.values():
            if not (found.inductive is not None and found.inductive.name == name):
                self.add(found)
        names = tuple(dict.fromkeys(found.inductive.name if found.inductive else found.name for found in uses.values()))
        texts = tuple(dict.fromkeys(text for text, _ in pairs))
        return Block(name, texts, tuple(used for used in names if used != name))


def definition(
    head: str, type_: Expr, value: Expr, way: str, constants: Constants
) -> tuple[str, dict[str, Declaration]]:
    """`HEAD.{levels} : TYPE := VALUE` written in one of the `WRITINGS`, and what it uses."""
    to = Translator(constants, way)
    to.levels = []
    typed = to.text(type_)
    levels = f".{{{', '.join(to.levels)}}}" if to.levels else ""
    if way == "inferred" or telescope(type_)[1] == Expr(ExprKind.SORT, "Type"):
        to.levels = None
        return f"{head} := {to.text(value)}", to.used
    return f"{head}{levels} : {typed} := {to.value(value, type_)}", to.used


def _inductive(inductive: Inductive, constants: Constants) -> tuple[str, dict[str, Declaration]]:
    """The `inductive` command. Types that Coq puts into a `Type` of its own go into `Sort (max 1 ..)`."""
    return _Inductive(inductive, constants).command()


class _Inductive:
    def __init__(self, inductive: Inductive, constants: Constants) -> None:
        self.inductive = inductive
        self.to = Translator(constants)
        self.to.levels = []

    def command(self) -> tuple[str, dict[str, Declaration]]:
        scope: Scope = ()
        binders = []
        for place, (_, domain) in enumerate(self.inductive.parameters):
            binders.append(f"(p{place} : {self.to.text(domain, scope)})")
            scope = (Variable(f"p{place}"), *scope)
        lines = []
        for one in self.inductive.constructors:
            lines.append(f"  | {quoted(one.name.rpartition('.')[2])} : {self.to.text(one.type, scope)}")
        levels = list(self.to.levels or ())
        arity = self.arity(scope, levels)
        names = f".{{{', '.join(levels)}}}" if levels else ""
        head = f"inductive {quoted(self.inductive.name)}{names} {' '.join(binders)} : {arity} where"
        return "\n".join([head, *lines]), self.to.used

    def arity(self, scope: Scope, levels: list[str]) -> str:
        result = telescope(self.inductive.arity)[1]
        if result.label == "Type":
            tree = _with_result(self.inductive.arity, Expr(ExprKind.SORT, "Prop"))
            text = self.to.text(tree, scope)
            whole = f"Sort (max 1 {' '.join(levels)})" if levels else "Type"
            return text[: text.rindex("Prop")] + whole + text[text.rindex("Prop") + 4 :]
        return self.to.text(self.inductive.arity, scope)


def _with_result(tree: Expr, result: Expr) -> Expr:
    if tree.kind is not ExprKind.PI:
        return result
    return Expr(ExprKind.PI, "", (tree.children[0], _with_result(tree.children[1], result)), tree.hint)


def export_proof(name: str, type_: Expr, term: Expr, constants: Constants | Library) -> Exported | Refused:
    """`def NAME : TYPE := TERM` for Lean, closed terms both, as Coq printed them.

    With a `Library` the text is the theorem alone, to stand behind the library's blocks; else it has all that it needs
    before it. Gives `Refused`, and never raises, where the proof has no counterpart.
    """
    library = constants if isinstance(constants, Library) else Library(constants)
    try:
        text, used = definition(f"def {quoted(name)}", type_, term, WRITINGS[0], library.constants)
        for found in used.values():
            library.add(found)
    except NotExportableError as refused:
        return Refused(refused.kind, refused.reason)
    except RecursionError:
        return Refused("term", "the term is nested too deeply")
    if library is constants:
        return Exported(text)
    return Exported("\n".join([*(block.texts[0] for block in library.blocks.values()), text]))
