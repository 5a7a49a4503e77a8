"""What a stored transition is keyed by, and which are stored at all.

A transition is found under its tactic at a *place*. There are two kinds of place:

- that of a **path**: the theorem (name, statement, header), the deterministic limit, and every step from its root. It
  fixes the state whatever else is true, since a path is what an assistant replays;
- that of a **goal**: the theorem and the limit, and the goal as the assistant printed it. It is shared by all paths
  that lead to this goal, and used only where everything a tactic may depend on shows in the goal.

`docs/explanation/transition-store.md` gives the argument for each condition below."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache

from wonton.assistants.base import Limits, Node, Theorem, Transition
from wonton.core.goal import Goal

_KEY_BYTES = 16
#: What no text of a database can hold.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
#: An answer that took longer is kept at its path: what is left of a limit for the document depends on the path.
SLOW_SECONDS = 1.0

#: Tactics that do to a printed goal what they do to it anywhere, if nothing in their text says otherwise.
_PLAIN_HEADS = {
    "lean": frozenset(
        """
        intro intros apply exact refine constructor left right exists cases rcases obtain induction rw rewrite simp
        simp_all subst injection contradiction exfalso absurd assumption rfl eq_refl symm unfold show change specialize
        revert clear generalize trivial decide omega ext funext congr by_cases have
        """.split()
    ),
    "rocq": frozenset(
        """
        intro intros apply exact split left right exists constructor destruct induction inversion elim rewrite
        subst symmetry transitivity simpl cbn unfold red hnf change discriminate injection assumption reflexivity
        contradiction exfalso absurd trivial auto easy tauto congruence lia ring specialize revert clear generalize
        f_equal assert cut pose replace
        """.split()
    ),
}
#: Words that reach beyond the goal: goals by tag, the names of what was declared on the way, other tactics inside.
_TELLING = re.compile(
    r"(?<![\w.'✝])(?:by|case'?|match|fix|cofix|do|ltac|abstract|transparent_abstract|evar|instantiate|using)(?![\w'])"
    r"|_subproof|_subterm|_example|[{}\n]|\|\||<;>|<\|>|(?<![\w'])(?:Type|Sort)(?![\w'])"
)
#: An arm of Lean's `cases` or `induction` that leaves its goal: `| succ n ih => ?_`.
_OPEN_ARM = re.compile(r"\| @?[\w'.]+(?: [\w'✝]+)* => \?_(?![\w'])")
_NAMED_HOLE = re.compile(r"\?(?!_(?![\w']))")
_WORD = re.compile(r"[^\W\d][\w'!?]*")
#: In a goal: metavariables, constants that are numbered along the path, universes whose level is not printed.
_HIDING = re.compile(r"\?|_example|_subproof|_subterm|(?<![\w.'])(?:Type|Sort)(?![\w.'])")
#: The type of a variable that ranges over types: its level is the theorem's, or printed.
_WHOLE_UNIVERSE = re.compile(r"(?:Type|Sort)(?: [\w()+ ]+)?")
#: Messages that speak of depth or of names that are numbered along the path.
_OF_THE_PATH = re.compile(r"maximum recursion depth|_subproof|_subterm|_example")
#: Messages that the machine decided, or that say nothing.
_OF_THE_MACHINE = re.compile(
    r"[Ss]tack overflow|[Oo]ut of memory|deep recursion|[Tt]imeout|[Uu]ser interrupt"
    r"|^Lean gave no answer$|^Coq failed without a message$"
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where transitions of one node are kept: at its path, and, where there is one, at its goal."""

    path: bytes
    goal: bytes | None

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys, that of the goal first."""
        return (self.path,) if self.goal is None else (self.goal, self.path)


def places(node: Node, limits: Limits, assistant: str) -> Places:
    """The places of `node` under the deterministic part of `limits`; `assistant` is the name of who answers."""
    theorem = theorem_key(node.theorem, limits.heartbeats)
    steps = json.dumps([(s.tactic, s.child, s.positions, s.goals) for s in node.path])
    path = _digest(theorem, b"path", steps.encode("utf-8", "surrogatepass"))
    plain = assistant in _PLAIN_HEADS and all(is_plain(step.tactic, assistant) for step in node.path)
    if not (plain and _shows_everything(node)):
        return Places(path, None)
    return Places(path, _digest(theorem, b"goal", _content(node.goal).encode("utf-8", "surrogatepass")))


def place_of(transition: Transition, where: Places, assistant: str) -> bytes | None:
    """The place of `where` at which `transition` is kept, None where it must not be."""
    failure = transition.failure
    if transition.limit_met or _LONE_SURROGATE.search(transition.tactic):
        return None
    if failure is not None and not _is_lasting(failure.kind, failure.message):
        return None
    at_path = (
        where.goal is None
        or transition.elapsed > SLOW_SECONDS
        or not is_plain(transition.tactic, assistant)
        or (failure is not None and _OF_THE_PATH.search(failure.message) is not None)
    )
    return where.path if at_path else where.goal


def theorem_key(theorem: Theorem, heartbeats: int) -> bytes:
    """What fixes the state at the root: the name, the statement and what stands before it, and the limit."""
    before = _text_digest(theorem.header)
    own = json.dumps([theorem.name, theorem.statement, heartbeats]).encode()
    return _digest(before, own)


@lru_cache(maxsize=8192)
def is_plain(tactic: str, assistant: str) -> bool:
    """Whether what `tactic` does depends on the printed goal alone, as far as its text tells. In Ltac a sequence of
    plain tactics is plain; in Lean the arms of `cases` and `induction` may leave everything open."""
    heads = _PLAIN_HEADS.get(assistant)
    if heads is None or _TELLING.search(tactic):
        return False
    if assistant == "lean":
        text = _OPEN_ARM.sub("", tactic)
        return not re.search(r"[;|]", text) and not _NAMED_HOLE.search(text) and _is_plain_step(text, heads)
    return "?" not in tactic and all(_is_plain_step(piece, heads) for piece in tactic.split(";"))


def _is_plain_step(text: str, heads: frozenset[str]) -> bool:
    word = _WORD.match(text.strip())
    balanced = all(text.count(one) == text.count(other) for one, other in ("()", "[]"))
    return word is not None and word.group() in heads and balanced


def _is_lasting(kind: str, message: str) -> bool:
    return kind in ("error", "forbidden") and not _OF_THE_MACHINE.search(message)


def _shows_everything(node: Node) -> bool:
    """Whether nothing that is hidden can make two states with the printed goal differ."""
    if node.coupled or node.goal.fills:
        return False
    types = [h.text for h in node.goal.hypotheses if not _WHOLE_UNIVERSE.fullmatch(h.text)]
    shown = "\n".join([node.goal.target_text, *types])
    return not _HIDING.search(shown) and all(h.value is None for h in node.goal.hypotheses)


def _content(goal: Goal) -> str:
    """The goal as it was printed; its trees were read off that."""
    return json.dumps([[(h.name, h.text) for h in goal.hypotheses], goal.target_text])


@lru_cache(maxsize=64)
def _text_digest(text: str) -> bytes:
    return _digest(text.encode("utf-8", "surrogatepass"))


def _digest(*parts: bytes) -> bytes:
    """128 bits of SHA-256 over `parts`, each with its length."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.digest()[:_KEY_BYTES]
