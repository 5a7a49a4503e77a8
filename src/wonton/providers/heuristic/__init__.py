"""The heuristic provider: looks at a goal's shape, its hypotheses and the library, and proposes tactics.

provider    the provider itself: scores to probabilities
view        a goal as facts, data and computed forms
structure   introduction, splitting, case analysis, induction
chaining    exact, apply, forward reasoning, contradiction
equations   rewriting, congruence, computation
rules       hypotheses and lemmas as premises and conclusion
moves       what can be done, without syntax; printing puts it into Lean
tables      what it knows about common constants; compute calculates with it
"""

from wonton.providers.heuristic.provider import VERSION, HeuristicProvider, HeuristicSettings

__all__ = ["VERSION", "HeuristicProvider", "HeuristicSettings"]
