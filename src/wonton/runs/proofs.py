"""From a search that ended to what is known of its proof: script, verdicts, graph, structure, escapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from wonton.assistants.base import RUNGS, CheckedProof, Node, Rung, Script
from wonton.core.actions import summarize_action
from wonton.core.families import Language
from wonton.core.goal import Goal
from wonton.core.proofgraph import ProofGraph, ProofStep, proof_graph
from wonton.core.tactics import tactic_family, tactic_head
from wonton.metrics import ProofShape
from wonton.providers.lesions import LesionFilter
from wonton.providers.models import Usage
from wonton.runs.searching import Played
from wonton.search import SolvedNode

#: The rung from which on a closed search counts as solved.
SOLVED_RUNG: Rung = "axioms_ok"


@dataclass(slots=True)
class Found:
    """What a variant found. `script`, `checked` and `graph` are None and the sequences empty where the search did not
    close; `graph` describes the tree that closed, checked or not.

    `tactics` are the proof's, parents before children, left to right; `heads` and `families` theirs. `escapes` are the
    blocked heads that ran all the same. `usage` is what proposals cost, for providers that ask a model.
    """

    variant: str
    lesion: str
    played: Played
    script: Script | None = None
    checked: CheckedProof | None = None
    graph: ProofGraph | None = None
    tactics: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    escapes: tuple[str, ...] = ()
    check_seconds: float = field(default=0.0, compare=False)
    usage: Usage | None = field(default=None, compare=False)

    @property
    def rung(self) -> Rung | None:
        """The highest rung of the ladder up to which every one holds."""
        return self.checked.rung if self.checked else None

    @property
    def solved(self) -> bool:
        """Whether the script reached `axioms_ok`."""
        return self.rung is not None and RUNGS.index(self.rung) >= RUNGS.index(SOLVED_RUNG)

    @property
    def shape(self) -> ProofShape:
        """What a comparison needs: nothing of a proof that did not stand up to its check."""
        tau = self.played.search.attempts
        if not self.solved or self.graph is None:
            return ProofShape(None, None, (), (), tau)
        return ProofShape(self.graph.structure, self.graph.structure_unordered, self.tactics, self.families, tau)


def script_of(solved: SolvedNode) -> Script:
    """The script of a solved tree."""
    nodes = [node_of(child) for child in solved.children]
    return Script(
        solved.tactic, tuple(script_of(child) for child in solved.children), tuple(n.positions for n in nodes)
    )


def node_of(solved: SolvedNode) -> Node:
    """The assistant's node behind a node of a solved tree."""
    assert isinstance(solved.handle, Node)
    return solved.handle


def proof_step(solved: SolvedNode, language: Language) -> ProofStep:
    """A solved tree as the proof graph takes it, each step with its action summary."""
    node = node_of(solved)
    return ProofStep(
        signature=solved.signature,
        tactic=solved.tactic,
        family=tactic_family(solved.tactic, language).value,
        children=tuple(proof_step(child, language) for child in solved.children),
        action=summarize_action(solved.tactic, node.goal, goals_left(solved), language),
    )


def goals_left(solved: SolvedNode) -> list[Goal]:
    """All goals that the tactic of `solved` left, in the assistant's order."""
    placed = [
        pair for child in map(node_of, solved.children) for pair in zip(child.positions, child.goals, strict=True)
    ]
    return [goal for _, goal in sorted(placed, key=lambda pair: pair[0])]


def assess(
    variant: str, lesion: str, played: Played, blocks: LesionFilter, check: Callable[[Script], CheckedProof]
) -> Found:
    """What a search that ended has found; a proof is handed to `check` to be compiled anew, and its tactics are looked
    through for what `blocks` should have taken away."""
    found = Found(variant, lesion, played)
    solution = played.search.solution()
    if solution is None:
        return found
    language = blocks.language
    found.script = script_of(solution)
    found.tactics = tuple(found.script.tactics())
    found.heads = tuple(tactic_head(tactic, language) for tactic in found.tactics)
    found.families = tuple(tactic_family(tactic, language).value for tactic in found.tactics)
    found.escapes = tuple(blocks.escapes(found.tactics))
    found.graph = proof_graph(proof_step(solution, language))
    found.checked = check(found.script)
    return found
