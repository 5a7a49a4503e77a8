"""Goals: one proof obligation, with its text for people and its trees for us."""

from __future__ import annotations

from dataclasses import dataclass, field

from wonton.core.expr import Expr, ExprKind


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One entry of a local context.

    `name` is the printed name, a dagger (`h✝`) and all; `text` the printed type; `type` its tree; `value` the tree
    of a local definition's body, None for an ordinary hypothesis.
    """

    name: str
    text: str
    type: Expr
    value: Expr | None = None

    @property
    def accessible(self) -> bool:
        """Whether a tactic can call this hypothesis by its name."""
        return "✝" not in self.name


@dataclass(frozen=True, slots=True)
class Goal:
    """Hypotheses and a target. `fills` is the label of the metavariable whose value a proof of this goal becomes,
    where other goals mention it, `""` elsewhere.

    In `type` and `target` trees a hypothesis is a `free` node labelled with its name. Shadowed names are kept apart
    by their daggers, as the assistant prints them. `shown` is the whole goal as the assistant prints it for people,
    with notation, where that is not `text`; it takes no part in comparison.
    """

    hypotheses: tuple[Hypothesis, ...]
    target: Expr
    target_text: str
    fills: str = ""
    shown: str = field(default="", compare=False)

    @property
    def display(self) -> str:
        """The goal as people, and models that learnt from what people see, are to read it."""
        return self.shown or self.text

    @property
    def text(self) -> str:
        """The goal in full, without notation: one hypothesis a line, then the target behind a turnstile."""
        lines = [f"{h.name} : {h.text}" for h in self.hypotheses]
        return "\n".join([*lines, f"⊢ {self.target_text}"])

    def hypothesis(self, name: str) -> Hypothesis | None:
        """The innermost hypothesis of that name, or None."""
        return next((h for h in reversed(self.hypotheses) if h.name == name), None)

    def metavariables(self) -> frozenset[str]:
        """Labels of all unsolved metavariables in target, types and values, and the one that this goal fills."""
        trees = [self.target, *(h.type for h in self.hypotheses)]
        trees += [h.value for h in self.hypotheses if h.value is not None]
        mentioned = {n.label for tree in trees for n in tree.walk() if n.kind is ExprKind.META}
        return frozenset(mentioned | {self.fills} if self.fills else mentioned)
