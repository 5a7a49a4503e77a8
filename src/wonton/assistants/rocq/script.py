"""A finished script as the text of a Rocq proof."""

from __future__ import annotations

from collections.abc import Sequence

from wonton.assistants.base import Script, Theorem
from wonton.assistants.rocq.forbidden import bare


def theorem_text(theorem: Theorem, script: Script) -> str:
    """The theorem under its own name with its whole proof, without what stands before and after it in its file."""
    body = "\n".join(script_lines(script, "  "))
    return f"Lemma {theorem.name} {theorem.statement}.\nProof.\n{body}\nQed."


def script_lines(script: Script, pad: str) -> list[str]:
    """The lines of a script, each behind `pad`: single goals in braces, coupled ones last and in sequence."""
    lines = [f"{pad}{bare(script.tactic)}."]
    if len(script.children) == 1 and len(script.positions[0]) <= 1:
        return lines + script_lines(script.children[0], pad)
    order = sorted(place for places in script.positions for place in places)
    pairs = list(zip(script.children, script.positions, strict=True))
    for child, places in pairs:
        if len(places) == 1:
            inner = script_lines(child, pad + "  ")
            lines += [f"{pad}{order.index(places[0]) + 1}: {{", *inner, f"{pad}}}"]
            order.remove(places[0])
    for child, places in pairs:
        if len(places) > 1:
            lines += _to_front(order, places, pad)
            lines += script_lines(child, pad)
            del order[: len(places)]
    return lines


def _to_front(order: list[int], places: Sequence[int], pad: str) -> list[str]:
    """Bring `places` to the front of `order` (in place); the lines that make Coq do the same."""
    lines = []
    for target, place in enumerate(places):
        source = order.index(place)
        if source != target:
            lines.append(f"{pad}all: swap {target + 1} {source + 1}.")
            order[target], order[source] = order[source], order[target]
    return lines
