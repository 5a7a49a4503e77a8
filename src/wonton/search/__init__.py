"""Search over AND/OR trees of goals: `Search` asks for expansions and is told what came of them.

Words: a *node* is a goal, an *edge* a tactic kept on it, an *offer* a candidate tactic not tried yet, an *attempt* an
offer tried, an *expansion* the attempts made on one node in one iteration, the *frontier* the nodes that can be
expanded now. In a distributed search several *agents* take *turns* on one tree; an *idle* turn asks for nothing.
Imports nothing of ours but `wonton.core`.
"""

from __future__ import annotations

from wonton.search.distributed import BlockSchedule, DelaySchedule, DistributedSettings
from wonton.search.errors import AskTellError, TreeInvariantError
from wonton.search.protocol import Attempt, AttemptStatus, ChildGoal, Offer, Request, Result
from wonton.search.search import Search, SearchStatus, Solve
from wonton.search.settings import BackpropagationName, ExpansionName, PolicyName, SearchSettings
from wonton.search.snapshot import SolvedNode
from wonton.search.trace import Totals, TraceEvent
from wonton.search.tree import Cut, Status

__all__ = [
    "AskTellError",
    "Attempt",
    "AttemptStatus",
    "BackpropagationName",
    "BlockSchedule",
    "ChildGoal",
    "Cut",
    "DelaySchedule",
    "DistributedSettings",
    "ExpansionName",
    "Offer",
    "PolicyName",
    "Request",
    "Result",
    "Search",
    "SearchSettings",
    "SearchStatus",
    "Solve",
    "SolvedNode",
    "Status",
    "Totals",
    "TraceEvent",
    "TreeInvariantError",
]
