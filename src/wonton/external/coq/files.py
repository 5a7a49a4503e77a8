"""The files of one replayed theorem, as values.

result.json                 the row: did the script run to its end (schema `external_result`)
replay.json                 every sentence, with the goals before and after it; the comparison (schema `coq_replay`)
goals.json.gz               the goals by signature, as in a run
human_graph.json            the proof as a graph, as in a run, where the script ran to its end
human_proof_term.json.gz    the final proof term, as in a run, where it was had
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from wonton.artifacts.trees import TreeTable
from wonton.core.expr import Expr
from wonton.external.coq.document import Seen
from wonton.external.coq.graph import Trace, consumed, produced
from wonton.external.coq.replay import TRACE_SOURCE, Replay, ReplayStep

#: The variant that the human proof goes by beside those of a run.
HUMAN = "human"


def row(replay: Replay) -> dict[str, Any]:
    """The content of `result.json`."""
    return {
        "item_id": replay.script.item_id,
        "format": "coq",
        "dialect": "",
        "expected": "",
        "outcome": "proved" if replay.finished else "gave_up",
        "status": "replayed" if replay.finished else "",
        "verdict": "unchecked" if replay.finished else "unsolved",
        "solved": replay.finished,
        "reason": "" if replay.finished else replay.reason,
        "proof": "parsed" if replay.term is not None else "none",
        "proof_format": "",
        "proof_steps": sum(step.kind == "tactic" for step in replay.steps),
        "timings": {},
    }


def replay_json(replay: Replay, trace: Trace, comparison: dict[str, Any] | None) -> dict[str, Any]:
    """The content of `replay.json`."""
    return {
        "item_id": replay.script.item_id,
        "name": replay.script.name,
        "statement": replay.script.statement,
        "finished": replay.finished,
        "reason": replay.reason,
        "trace_source": TRACE_SOURCE,
        "trace_completeness": trace.completeness,
        "trace_exact": trace.exact,
        "open_goals": trace.open,
        "steps": [_step(number, step) for number, step in enumerate(replay.steps)],
        "families": dict(sorted(Counter(step.family.value for step in replay.steps if step.family).items())),
        "structure_hash": trace.graph.structure if trace.graph else None,
        "structure_hash_unordered": trace.graph.structure_unordered if trace.graph else None,
        "proof_term": _term(replay),
        "comparison": comparison,
    }


def _step(number: int, step: ReplayStep) -> dict[str, Any]:
    return {
        "step": number,
        "sentence": step.sentence,
        "kind": step.kind,
        "family": step.family.value if step.family else None,
        "before": _seen(step.before),
        "after": _seen(step.after),
        "consumed": [goal.id for goal in consumed(step)],
        "produced": [goal.id for goal in produced(step)],
        "complete": step.complete,
        "partial_term": step.partial_term,
        "partial_term_characters": step.term_characters,
    }


def _seen(seen: Seen) -> list[dict[str, str]]:
    return [{"id": goal.id, "signature": goal.signature} for goal in seen.goals]


def _term(replay: Replay) -> dict[str, Any] | None:
    """What is told of the final proof term: characters as printed, nodes, distinct ones."""
    if replay.term is None:
        return None
    table = TreeTable()
    table.add(replay.term)
    return {"characters": len(replay.term_text), "nodes": replay.term.size, "distinct": len(table.rows)}


def goals_json(replay: Replay) -> dict[str, Any]:
    """The content of `goals.json.gz`: all goals that were read."""
    found = {goal.signature: goal.goal for step in replay.steps for goal in (*step.before.goals, *step.after.goals)}
    table = TreeTable()
    packed = {name: [table.add_goal(goal)] for name, goal in sorted(found.items()) if goal is not None}
    return {"item_id": replay.script.item_id, "trees": table.rows, "goals": packed}


def graph_json(replay: Replay, trace: Trace) -> dict[str, Any]:
    """The content of `human_graph.json`."""
    proof = trace.graph.to_json() if trace.graph is not None else None
    return {"item_id": replay.script.item_id, "variant": HUMAN, "solved": replay.finished, "proof": proof}


def term_json(replay: Replay, term: Expr) -> dict[str, Any]:
    """The content of `human_proof_term.json.gz`."""
    table = TreeTable()
    root = table.add(term)
    return {
        "item_id": replay.script.item_id,
        "variant": HUMAN,
        "trees": table.rows,
        "root": root,
        "text": replay.term_text,
    }
