"""The heuristic provider: looks at a goal's shape, its hypotheses and the library, and proposes tactics.

provider    the provider itself: scores to probabilities
view        a goal as facts, data and computed forms
structure   introduction, splitting, case analysis, induction
chaining    exact, apply, forward reasoning, contradiction
equations   rewriting, congruence, computation
rules       hypotheses and lemmas as premises and conclusion
moves       what can be done, without syntax; lean_printing and ltac put it into Lean and Ltac
vocabulary  what it knows about an assistant's constants; lean and rocq hold it, compute calculates with it
"""

from wonton.providers.heuristic.provider import VERSION, HeuristicProvider, HeuristicSettings

__all__ = ["VERSION", "HeuristicProvider", "HeuristicSettings"]
