"""Runs: the room where the pillars meet. The only place that holds a search, a provider and an assistant at once.

`execute_run` runs a `RunPlan` into a run directory; `prove_statement` proves one statement and writes nothing. Both
tell an observer what happens (`wonton.runs.events`). What a run stores depends on its settings and theorems alone.
"""

from wonton.runs.events import Observer, RunEvent
from wonton.runs.prove import ProveReport, prove_statement
from wonton.runs.run import RunPlan, RunReport, execute_run
from wonton.runs.settings import BUDGETS, RunSettings, new_run_id
from wonton.runs.tools import known_assistants, known_providers, open_assistant, open_provider

__all__ = [
    "BUDGETS",
    "Observer",
    "ProveReport",
    "RunEvent",
    "RunPlan",
    "RunReport",
    "RunSettings",
    "execute_run",
    "known_assistants",
    "known_providers",
    "new_run_id",
    "open_assistant",
    "open_provider",
    "prove_statement",
]
