"""The files of one variant, as values: what a finished search and its check become in the run directory.

The formats are those of `docs/reference/run-directory.md` and of the schemas beside `wonton.artifacts`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from wonton.artifacts.layout import VariantFile
from wonton.artifacts.trees import TreeTable
from wonton.assistants.base import CheckedProof, Script, Theorem
from wonton.metrics import count_attempts, trace_k, traced_steps
from wonton.runs.proofs import Found
from wonton.runs.searching import Expanded
from wonton.search.protocol import Attempt

#: Headers of more characters are recorded by their digest.
_LONGEST_HEADER = 1_000
DIGESTED = "sha256:"  #: what they are recorded as begins so


def variant_files(found: Found, order: int) -> Iterator[tuple[VariantFile, dict[str, Any]]]:
    """The JSON files of a variant, the `order`-th of its theorem; assembly and proof term only where there are any."""
    yield VariantFile.HISTORY, history(found)
    yield VariantFile.GRAPH, {"solved": found.solved, "proof": found.graph.to_json() if found.graph else None}
    yield VariantFile.MCTS_TREE, found.played.search.snapshot()
    yield VariantFile.METRICS, metrics(found, order)
    if found.script is not None and found.checked is not None:
        yield VariantFile.ASSEMBLY, assembly(found.script, found.checked, found.check_seconds)
        if found.checked.proof_term is not None:
            yield VariantFile.PROOF_TERM, proof_term(found.checked)


def history(found: Found) -> dict[str, Any]:
    """Every expansion with every attempt and its message; the seconds of each stand apart, in the same order."""
    expansions = found.played.expansions
    return {
        "expansions": [_expansion(expanded) for expanded in expansions],
        "timings": {
            "seconds": [expanded.seconds for expanded in expansions],
            "assistant_seconds": [expanded.assistant_seconds for expanded in expansions],
            "asked": [expanded.asked for expanded in expansions],
        },
    }


def _expansion(expanded: Expanded) -> dict[str, Any]:
    return {
        "request_id": expanded.request.request_id,
        "node_id": expanded.request.node_id,
        "start": expanded.request.start,
        "offers": expanded.offers,
        "coupled": expanded.node.coupled,
        "attempts": [_attempt(attempt) for attempt in expanded.attempts],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    """An attempt; what does not apply to it is left out."""
    row: dict[str, Any] = {"tactic": attempt.tactic, "probability": attempt.probability, "status": attempt.status}
    if attempt.children:
        row["children"] = [child.signature for child in attempt.children]
    for name in ("failure_kind", "message", "limit_met", "blocked_by"):
        if value := getattr(attempt, name):
            row[name] = value
    return row


def metrics(found: Found, order: int) -> dict[str, Any]:
    """Solved or not, how far up the ladder, at what cost."""
    search = found.played.search
    counts = count_attempts(
        (attempt.status, attempt.failure_kind, attempt.limit_met)
        for expanded in found.played.expansions
        for attempt in expanded.attempts
    )
    return {
        "order": order,
        "lesion": found.lesion or None,
        "seed": search.seed,
        "status": search.status,
        "cuts": search.cuts,
        "search_closed": found.script is not None,
        "solved": found.solved,
        "rung": found.rung,
        "rungs": dict(found.checked.rungs) if found.checked else None,
        "tier": search.tier,
        "iterations": search.iterations,
        "attempts": counts.to_json(),
        "attempts_at_solve": search.solve.attempts if search.solve else None,
        "censored": not found.solved,
        "totals": search.totals()._asdict(),
        "deepest": max(node.depth for node in search.tree.nodes),
        "escapes": list(found.escapes),
        "deterministic": counts.nondeterministic == 0,
        "nondeterministic": counts.nondeterministic,
        "proof": _proof(found),
        "trace_k": _trace_k(found),
        "timings": timings(found),
    }


def timings(found: Found) -> dict[str, Any]:
    """Wall seconds of the search, the assistant's share of them, and those of the check; what a model cost."""
    return {
        **({} if found.usage is None else {"model": found.usage.to_json()}),
        "seconds": found.played.seconds,
        "assistant_seconds": sum(expanded.assistant_seconds for expanded in found.played.expansions),
        "check_seconds": found.check_seconds,
    }


def _trace_k(found: Found) -> dict[str, Any] | None:
    """Trace K of a solved search, from what it tried at the goals of its proof."""
    search = found.played.search
    solution = search.solution()
    if not found.solved or solution is None or search.solve is None:
        return None
    offers = {node.node_id: search.tree.nodes[node.node_id].offers or 0 for node in solution.walk()}
    fates = ((event.node.node_id, attempt.status) for event in found.played.trace for attempt in event.attempts)
    return trace_k(traced_steps(fates, offers), search.solve.attempts).to_json()


def _proof(found: Found) -> dict[str, Any] | None:
    if found.script is None or found.graph is None:
        return None
    return {
        "steps": len(found.tactics),
        "depth": _depth(found.script),
        "tactics": list(found.tactics),
        "heads": list(found.heads),
        "families": list(found.families),
        "structure": found.graph.structure,
        "structure_unordered": found.graph.structure_unordered,
    }


def _depth(script: Script) -> int:
    return 1 + max((_depth(child) for child in script.children), default=0)


def assembly(script: Script, checked: CheckedProof, check_seconds: float) -> dict[str, Any]:
    """The assembled script and the verdicts on it."""
    return {
        "script": script_json(script),
        "tactics": script.tactics(),
        "source": checked.source,
        "rung": checked.rung,
        "rungs": dict(checked.rungs),
        "axioms": list(checked.axioms),
        "checkers": dict(checked.checkers),
        "confinement": checked.confinement,
        "messages": list(checked.messages),
        "timings": {"check_seconds": check_seconds},
    }


def script_json(script: Script) -> dict[str, Any]:
    """A script as nested objects: tactic, and its children with their positions."""
    return {
        "tactic": script.tactic,
        "positions": [list(places) for places in script.positions],
        "children": [script_json(child) for child in script.children],
    }


def proof_term(checked: CheckedProof) -> dict[str, Any]:
    """The elaborated term as a packed tree, and as the assistant printed it."""
    assert checked.proof_term is not None
    table = TreeTable()
    root = table.add(checked.proof_term)
    return {"trees": table.rows, "root": root, "text": checked.proof_term_text}


def recorded_theorem(theorem: Theorem) -> dict[str, str]:
    """A theorem as artifacts have it. A long header lies in the corpus; its digest stands for it."""
    header = theorem.header
    if len(header) > _LONGEST_HEADER:
        header = f"{DIGESTED}{hashlib.sha256(header.encode()).hexdigest()} of {len(header)} characters"
    return {**asdict(theorem), "header": header}
