"""Goal signatures: 12 hex digits that say whether two goals are the same.

    alpha   `goal_sig`         blind to the names of bound, free and metavariables, to the order of hypotheses, and to
                               the order of the two arguments of the constants in `COMMUTATIVE`
    strict  `goal_sig_strict`  keeps all of these
    text    `goal_sig_text`    the printed goal with its white space normalised; for goals whose trees cannot be had

Each is the first 12 hex digits of the SHA-256 of a serialisation in UTF-8.
Several goals that share metavariables are signed together (`group_sig`), their order kept. Does not reduce terms: two
goals that compute to the same have different signatures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Literal

from wonton.core.canonical import canonical_text
from wonton.core.errors import UnknownNameError
from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal

GoalSig = Literal["alpha", "strict", "text"]

#: Raised whenever a signature changes for some goal.
GOAL_SIG_VERSION = 1

#: Constants whose two arguments may be swapped, as Lean and Rocq spell them.
COMMUTATIVE = frozenset({"And", "Or", "Iff", "and", "or", "iff"})

_DIGITS = 12


def goal_sig(goal: Goal) -> str:
    """The signature of `goal` that names and order do not change."""
    return _digest(canonical_text((goal,), COMMUTATIVE))


def goal_sig_strict(goal: Goal) -> str:
    """The signature of `goal` with its names and its order."""
    return _digest(_strict_text(goal))


def goal_sig_text(goal: Goal) -> str:
    """The signature of the printed `goal`, each run of white space counted as one space, line by line."""
    return _digest(_plain_text(goal))


def group_sig(goals: Sequence[Goal], kind: GoalSig = "alpha") -> str:
    """The signature of goals that are worked on together; of a single goal its own.

    Metavariables are shared by the group, hypotheses are each goal's own, and the order of the goals counts.
    Raises `UnknownNameError` for a `kind` that there is not.
    """
    if kind == "alpha":
        return _digest(canonical_text(goals, COMMUTATIVE))
    texts = {"strict": _strict_text, "text": _plain_text}
    if kind not in texts:
        raise UnknownNameError("goal signature", kind, ["alpha", *texts])
    return _digest("\n\n".join(texts[kind](goal) for goal in goals))


def signer(kind: GoalSig) -> Callable[[Sequence[Goal]], str]:
    """The function that signs a node's goals. Raises `UnknownNameError` for a `kind` that there is not."""
    group_sig((), kind)
    return lambda goals: group_sig(goals, kind)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _plain_text(goal: Goal) -> str:
    return "\n".join(" ".join(line.split()) for line in goal.text.splitlines())


def _strict_text(goal: Goal) -> str:
    """The trees of `goal` written out in order, with every name."""
    lines = []
    for hypothesis in goal.hypotheses:
        lines.append(f"{hypothesis.name} : {tree_text(hypothesis.type)}")
        if hypothesis.value is not None:
            lines.append(f":= {tree_text(hypothesis.value)}")
    if goal.fills:
        lines.append(f"fills {goal.fills}")
    return "\n".join([*lines, f"⊢ {tree_text(goal.target)}"])


def tree_text(tree: Expr) -> str:
    """`tree` written out in full: kind, label, binder name and children of every node, in order."""
    parts: list[str] = []
    stack: list[Expr | str] = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        named = item.kind in (ExprKind.LAM, ExprKind.PI, ExprKind.LET)
        parts.append(f"({item.kind.value} {item.label}{' ' + item.hint if named else ''}")
        stack.append(")")
        stack.extend(reversed(item.children))
    return "".join(parts)
