"""Action summaries: what a step did to its goal, in words that fit any assistant.

A summary is computed from the tactic's text and from the goals before and after it, so that it can be recorded while
a search runs and compared later between assistants. It says what can be seen from outside; it does not look into
proof terms.

    operator      what kind of step it is, by the tactic's family
    effects       what changed, in the fixed order of `EFFECTS`
    arity         the number of goals it left
    continuation  how the proof goes on: `solve` nothing is left, `branch` several goals, `structural` one goal with
                  other hypotheses and the same or a smaller target, `refine` one goal that implies the old one,
                  `chain` one goal that is the old one in another form
    coupling      whether the goals it left share metavariables: `none` (fewer than two goals), `independent`,
    `coupled`,
                  `unknown` (the goals are not known)
    hypotheses    names of the hypotheses that it used, in the order of the context
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from wonton.core.families import Family, Language
from wonton.core.goal import Goal
from wonton.core.tactics import spelled_heads, tactic_family
from wonton.core.tokens import tokenize

Operator = Literal["apply", "bind", "branch", "rewrite", "normalize", "close", "automation", "value", "other"]
Continuation = Literal["solve", "chain", "branch", "structural", "refine"]
Coupling = Literal["none", "independent", "coupled", "unknown"]
Effect = Literal[
    "opens_binder",
    "adds_hypotheses",
    "removes_hypotheses",
    "rewrites_target",
    "rewrites_hypotheses",
    "branches",
    "discharges",
    "uses_hypotheses",
    "uses_induction",
    "gives_witness",
    "leaves_metavariables",
]

EFFECTS: tuple[Effect, ...] = get_args(Effect)

_OPERATORS: dict[Family, Operator] = {
    Family.INTRO: "bind",
    Family.APPLY: "apply",
    Family.SPLIT: "apply",
    Family.CASES: "branch",
    Family.REWRITE: "rewrite",
    Family.SIMPLIFY: "normalize",
    Family.CLOSER: "close",
    Family.CONTRADICTION: "close",
    Family.ARITH: "automation",
    Family.AUTOMATION: "automation",
    Family.OTHER: "other",
}
_WITNESS = frozenset({"exists", "use", "existsi", "eexists"})
_VALUE = _WITNESS | frozenset(
    ["have", "let", "set", "replace", "generalize", "specialize", "pose", "assert", "obtain", "remember", "suffices"]
)
_INDUCTION = frozenset({"induction", "induction'", "fun_induction", "einduction", "elim", "fix", "functional"})
_LEADS_ON = ("exfalso", "absurd", "contrapose", "by_contra", "false_or_by_contra")


@dataclass(frozen=True, slots=True)
class ActionSummary:
    """What one step did; the fields are described in the module's docstring."""

    operator: Operator
    effects: tuple[Effect, ...]
    arity: int
    continuation: Continuation
    coupling: Coupling
    hypotheses: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The summary as plain JSON values."""
        return {
            "operator": self.operator,
            "effects": list(self.effects),
            "arity": self.arity,
            "continuation": self.continuation,
            "coupling": self.coupling,
            "hypotheses": list(self.hypotheses),
        }


def summarize_action(
    tactic: str, goal: Goal, children: Sequence[Goal] | None, language: Language = "lean"
) -> ActionSummary:
    """The summary of `tactic`, which turned `goal` into `children` (all goals it left, in order; None: not known)."""
    heads = spelled_heads(tactic, language)
    operator = _operator(tactic, heads, children, language)
    used = used_hypotheses(tactic, goal, heads, language)
    held = _held(goal, children or (), operator, heads)
    held |= {"discharges": children is not None and not children, "uses_hypotheses": bool(used)}
    return ActionSummary(
        operator=operator,
        effects=tuple(effect for effect in EFFECTS if held[effect]),
        arity=len(children or ()),
        continuation=_continuation(goal, children or (), operator),
        coupling=coupling(children),
        hypotheses=used,
    )


def coupling(goals: Sequence[Goal] | None) -> Coupling:
    """Whether any two of `goals` share a metavariable."""
    if goals is None:
        return "unknown"
    if len(goals) < 2:
        return "none"
    seen: set[str] = set()
    for goal in goals:
        labels = goal.metavariables()
        if seen & labels:
            return "coupled"
        seen |= labels
    return "independent"


def used_hypotheses(tactic: str, goal: Goal, heads: Sequence[str], language: Language = "lean") -> tuple[str, ...]:
    """Names of hypotheses that `tactic` mentions, projections of them included (`h.left`), in the order of the context.

    `assumption` mentions none and uses the last whose type is the target.
    """
    words = {token.text for token in tokenize(tactic, language) if token.is_word}
    mentioned = {part for word in words for part in (word, word.split(".")[0])}
    bound = _bound_names(tactic, heads, language)
    used = [h.name for h in goal.hypotheses if h.name in mentioned and h.name not in bound]
    if "assumption" in heads and not used:
        used = [h.name for h in goal.hypotheses if h.type == goal.target][-1:]
    return tuple(dict.fromkeys(used))


def _bound_names(tactic: str, heads: Sequence[str], language: Language) -> set[str]:
    """Names that `tactic` gives rather than uses: an introduction's, and those of the arms of a case analysis."""
    words = [token.text for token in tokenize(tactic, language)]
    if heads and heads[0] in ("intro", "intros", "rintro"):
        end = words.index(";") if ";" in words else len(words)
        return set(words[1:end])
    armed = heads and heads[0] in ("cases", "induction") and "with" in words
    return set(words[words.index("with") + 1 :]) if armed else set()


def _operator(tactic: str, heads: Sequence[str], children: Sequence[Goal] | None, language: Language) -> Operator:
    family = tactic_family(tactic, language)
    first = next((head for head in heads if head in _VALUE or head in _LEADS_ON), "")
    if heads and heads[0] == first and first:
        return "value" if first in _VALUE and first != "obtain" else "apply" if first in _LEADS_ON else "branch"
    if family is Family.SPLIT and children is not None and len(children) > 1:
        return "branch"
    return _OPERATORS[family]


def _held(goal: Goal, children: Sequence[Goal], operator: Operator, heads: Sequence[str]) -> dict[Effect, bool]:
    """Which effects the goals before and after show."""
    before = {h.name: h.type for h in goal.hypotheses}
    afters = [{h.name: h.type for h in child.hypotheses} for child in children]
    added = any(name not in before for after in afters for name in after)
    return {
        "opens_binder": operator == "bind" and added,
        "adds_hypotheses": added,
        "removes_hypotheses": any(name not in after for after in afters for name in before),
        "rewrites_target": operator in ("rewrite", "normalize") and any(c.target != goal.target for c in children),
        "rewrites_hypotheses": any(before.get(name, t) != t for after in afters for name, t in after.items()),
        "branches": len(children) > 1,
        "uses_induction": any(head in _INDUCTION for head in heads),
        "gives_witness": any(head in _WITNESS for head in heads),
        "leaves_metavariables": any(child.metavariables() - goal.metavariables() for child in children),
    }


def _continuation(goal: Goal, children: Sequence[Goal], operator: Operator) -> Continuation:
    if not children:
        return "solve"
    if len(children) > 1:
        return "branch"
    child = children[0]
    if operator in ("rewrite", "normalize"):
        return "chain"
    same = child.target == goal.target
    if operator in ("bind", "branch") or (same and child.hypotheses != goal.hypotheses):
        return "structural"
    return "chain" if same else "refine"
