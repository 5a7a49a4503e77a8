"""The transition store in front of an assistant: it answers what it knows, and remembers what it does not.

A search finds the same with it and without it. How that is ensured: `wonton.assistants.store` and
`docs/explanation/transition-store.md`."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wonton import core
from wonton.assistants.base import Assistant, CheckedProof, Limits, Node, Script, Theorem, Transition
from wonton.assistants.store.codec import DamagedValueError, decode, encode
from wonton.assistants.store.database import MAX_BYTES, Answer, Origin, TransitionFile
from wonton.assistants.store.keys import Places, place_of, places, theorem_key
from wonton.assistants.store.tables import SUFFIX, damaged
from wonton.core.library import Lemma

_DIGITS = 12


@dataclass(slots=True)
class Counters:
    """Transitions that a wrapper gave: `hits` from the store, `misses` from the assistant; of these, `stored` were
    kept and `unstorable` must not be (timeouts, crashes, whatever the machine decided)."""

    hits: int = 0
    misses: int = 0
    stored: int = 0
    unstorable: int = 0


class StoredAssistant:
    """An assistant whose transitions are looked up in `store` first. Everything else it does itself."""

    def __init__(self, assistant: Assistant, store: TransitionFile) -> None:
        self.assistant, self.store = assistant, store
        self.name = assistant.name
        self.fingerprint = assistant.fingerprint
        self.counters = Counters()

    def start(self, theorem: Theorem) -> Node:
        """See `Assistant.start`."""
        return self.assistant.start(theorem)

    def lemmas(self, theorem: Theorem) -> Sequence[Lemma]:
        """See `Assistant.lemmas`."""
        return self.assistant.lemmas(theorem)

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """What the store knows, and for the rest, in one call, what the assistant says. Raises `AssistantError`, and
        `ArtifactError` where the store is damaged or cannot be written."""
        if not tactics:
            return []
        where = places(node, limits, self.name)
        rows = self.store.rows(where.keys)
        known = {tactic: self._decoded(node, tactic, rows[tactic]) for tactic in tactics if tactic in rows}
        missing = [tactic for tactic in dict.fromkeys(tactics) if tactic not in known]
        self.counters.hits += len(known)
        if missing:
            fresh = self.assistant.apply(node, missing, limits)
            known.update(zip(missing, fresh, strict=True))
            self._keep(node, where, fresh, limits)
        return [known[tactic] for tactic in tactics]

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        """See `Assistant.proof`; a proof is never looked up."""
        return self.assistant.proof(theorem, script)

    def commit(self) -> None:
        """Write what is to be kept now. Raises `ArtifactError`."""
        self.store.flush()

    def close(self) -> None:
        """Write what is to be kept, and end every process. Idempotent."""
        try:
            self.store.close()
        finally:
            self.assistant.close()

    def _decoded(self, node: Node, tactic: str, value: bytes) -> Transition:
        try:
            return decode(node, tactic, value)
        except DamagedValueError as error:
            raise damaged(self.store.path, f"the transition of {tactic!r} cannot be read: {error}") from error

    def _keep(self, node: Node, where: Places, transitions: Sequence[Transition], limits: Limits) -> None:
        origin = Origin(theorem_key(node.theorem, limits.heartbeats), node.theorem, limits.heartbeats, node.path)
        answers = []
        for transition in transitions:
            place = place_of(transition, where, self.name)
            if place is not None:
                answers.append(Answer(place, origin, transition.tactic, encode(node, transition)))
        self.counters.misses += len(transitions)
        self.counters.stored += len(answers)
        self.counters.unstorable += len(transitions) - len(answers)
        self.store.add(answers)


def open_store(folder: Path, assistant: Assistant, max_bytes: int = MAX_BYTES) -> TransitionFile:
    """The file in `folder` with what `assistant` answered, which is made where it is not there; `max_bytes` bounds it.

    Raises `ArtifactError`, `FormatVersionError` where the file is damaged or not ours, without touching it.
    """
    code = code_digest(assistant)
    path = store_path(folder, assistant.fingerprint, assistant.name, code)
    return TransitionFile(path, assistant.fingerprint, code, max_bytes)


def store_path(folder: Path, fingerprint: str, name: str, code: str) -> Path:
    """The file for one assistant, `lean-0123456789ab.sqlite`."""
    digest = hashlib.sha256(f"{fingerprint}\n{code}".encode()).hexdigest()[:_DIGITS]
    plain = "".join(character if character.isalnum() else "_" for character in name)
    return folder / f"{plain}-{digest}{SUFFIX}"


def code_digest(assistant: Assistant) -> str:
    """12 hex digits over our own code that asks this assistant and reads its answers: other code, another file."""
    return _digest_of(Path(inspect.getfile(type(assistant))).parent)


@lru_cache(maxsize=8)
def _digest_of(folder: Path) -> str:
    whole = hashlib.sha256()
    for place in (Path(__file__).parent / "store", Path(core.__file__).parent, folder):
        for path in sorted(place.glob("*.py")):
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:_DIGITS]
