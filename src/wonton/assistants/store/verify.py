"""Asking a live assistant again for a sample of what is stored."""

from __future__ import annotations

import random
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.base import Assistant, Limits, Node, Theorem, Transition
from wonton.assistants.store.codec import DamagedValueError, decode, identical
from wonton.assistants.store.database import Origin, path_from, text_at
from wonton.assistants.store.keys import places, theorem_key
from wonton.assistants.store.tables import connect, damaged, guarded, read_meta
from wonton.core.errors import StatementError
from wonton.core.goal import Goal

#: Transitions asked again at one place before others have had their turn, so that a sample spreads.
_AT_ONE_PLACE = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """One transition that was asked again. `problem` says how the answers differ, `""` where they do not; `undecided`
    that the live assistant met a limit or died, there or on the way, which says nothing about what is stored."""

    item_id: str
    path: tuple[str, ...]
    tactic: str
    problem: str = ""
    undecided: bool = False


def verify(path: Path, assistant: Assistant, sample: int, seed: int, limits: Limits) -> Iterator[Verdict]:
    """Ask `assistant` again for `sample` stored transitions (all of them where there are no more), drawn by `seed`;
    `limits` but for the heartbeats, which are those of each transition. Raises `ArtifactError`, `AssistantError`."""
    with closing(connect(path, writable=False)) as base:
        read_meta(path, base)
        with guarded(path):
            ids = [row[0] for row in base.execute("SELECT id FROM places ORDER BY key")]
            draw = random.Random(seed)
            draw.shuffle(ids)
            shares = _shares(base, ids, sample)
        for place, share in shares.items():
            yield from _verdicts(path, base, place, assistant, limits, share, draw)


def _shares(base: sqlite3.Connection, ids: Sequence[int], sample: int) -> dict[int, int]:
    """How many transitions to ask again at which places, taken in turn: `sample` in all, or as many as there are."""
    shares: dict[int, int] = {}
    counts: dict[int, int] = {}
    while ids and sample > 0:
        for place in ids:
            if place not in counts:
                query = "SELECT count(*) FROM transitions WHERE place = ?"
                (counts[place],) = base.execute(query, (place,)).fetchone()
            more = min(sample, _AT_ONE_PLACE, counts[place] - shares.get(place, 0))
            shares[place] = shares.get(place, 0) + more
            sample -= more
            if sample <= 0:
                return shares
        ids = [place for place in ids if shares[place] < counts[place]]
    return shares


def _verdicts(
    path: Path,
    base: sqlite3.Connection,
    place: int,
    assistant: Assistant,
    limits: Limits,
    share: int,
    draw: random.Random,
) -> Iterator[Verdict]:
    with guarded(path):
        found = base.execute("SELECT key FROM places WHERE id = ?", (place,)).fetchone()
        if found is None:  # a run has taken its room since
            return
        query = "SELECT tactic, value FROM transitions WHERE place = ? ORDER BY tactic"
        rows: dict[str, bytes] = dict(base.execute(query, (place,)).fetchall())
        origin = _origin(path, base, place)
    tactics = sorted(draw.sample(sorted(rows), min(share, len(rows))))
    steps = tuple(step.tactic for step in origin.path)
    here = Limits(origin.heartbeats, limits.wall_seconds, limits.memory_mb)
    node, problem = _reached(assistant, origin, here)
    if node is not None and found[0] not in places(node, here, assistant.name).keys:
        problem = "its path leads to another goal now"
    if node is None or problem:
        for tactic in tactics:
            yield Verdict(origin.theorem.item_id, steps, tactic, problem, undecided=not problem)
        return
    for tactic, live in zip(tactics, assistant.apply(node, tactics, here), strict=True):
        undecided = _is_undecided(live)
        problem = "" if undecided else _difference(node, tactic, rows[tactic], live)
        yield Verdict(origin.theorem.item_id, steps, tactic, problem, undecided)


def _origin(path: Path, base: sqlite3.Connection, place: int) -> Origin:
    query = (
        "SELECT t.item_id, t.name, t.statement, t.header, t.footer, t.heartbeats, p.path "
        "FROM places p JOIN theorems t ON t.id = p.theorem WHERE p.id = ?"
    )
    try:
        row = base.execute(query, (place,)).fetchone()
        item_id, name, statement, header, footer, heartbeats, steps = row
        theorem = Theorem(item_id, name, statement, text_at(base, header), text_at(base, footer))
        return Origin(theorem_key(theorem, heartbeats), theorem, heartbeats, path_from(steps))
    except (ValueError, TypeError, LookupError, zlib.error) as error:
        raise damaged(path, f"place {place} cannot be read: {error}") from error


def _reached(assistant: Assistant, origin: Origin, limits: Limits) -> tuple[Node | None, str]:
    """The node at the end of the origin's path, or why it is not reached, `""` where that is undecided."""
    try:
        node = assistant.start(origin.theorem)
    except StatementError as error:
        return None, f"its statement is refused now: {error.assistant_message}"
    for number, step in enumerate(origin.path):
        live = assistant.apply(node, [step.tactic], limits)[0]
        if _is_undecided(live):
            return None, ""
        node_next = next((child for child in live.children if child.path == origin.path[: number + 1]), None)
        if node_next is None:
            return None, f"its path breaks off now at {step.tactic!r}"
        node = node_next
    return node, ""


def _is_undecided(live: Transition) -> bool:
    return bool(live.limit_met) or (live.failure is not None and live.failure.kind == "crashed")


def _difference(node: Node, tactic: str, value: bytes, live: Transition) -> str:
    """How the stored transition differs from the live one; `""` where it does not."""
    try:
        stored = decode(node, tactic, value)
    except DamagedValueError as error:
        return f"what is stored cannot be read: {error}"
    if stored != live:
        return f"stored: {_told(stored)}; live: {_told(live)}"
    pairs = zip(stored.children, live.children, strict=True)
    if any(not _same(one, other) for s, v in pairs for one, other in zip(s.goals, v.goals, strict=False)):
        return f"the goals differ; stored: {_told(stored)}; live: {_told(live)}"
    return ""


def _same(one: Goal, other: Goal) -> bool:
    if one != other:
        return False
    trees = [(one.target, other.target)]
    trees += [(h.type, k.type) for h, k in zip(one.hypotheses, other.hypotheses, strict=True)]
    return all(identical(tree, twin) for tree, twin in trees)


def _told(transition: Transition) -> str:
    if transition.failure is not None:
        return f"{transition.failure.kind}: {transition.failure.message!r}"
    if transition.closed:
        return "closed"
    targets = (goal.target_text for child in transition.children for goal in child.goals)
    return f"{len(transition.children)} left: {' | '.join(targets)}"
