"""Replaying a module: every sentence of its chosen proofs, with the goals before and after it.

The file runs as it stands, from its first sentence, so that sections, modules and notations are as its author had
them. A proof that breaks is given up and admitted, and the file goes on; where the file itself does not go on, the rest
of its proofs are recorded as not reached.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from wonton.assistants.rocq.goals import stable_message
from wonton.assistants.rocq.process import RocqStopped
from wonton.assistants.rocq.questions import printed_body, read_tree
from wonton.core.expr import Expr
from wonton.core.families import Family
from wonton.core.tactics import tactic_family
from wonton.external.coq.document import Document, Seen
from wonton.external.coq.scripts import Module, Script, SentenceKind, kind_of

TRACE_SOURCE = "coqidetop_replay"
#: What the reasons begin with of proofs that were cut off, and of those behind them.
STOPPED, NOT_REACHED = "stopped: ", "not reached: "


@dataclass(frozen=True, slots=True)
class ReplayLimits:
    """Wall seconds for one sentence (all that stands before the first proof counts as one), memory of the process in
    MB, characters of a partial and of a final proof term that are kept."""

    seconds: float = 120.0
    memory_mb: int = 4_096
    partial_characters: int = 4_000
    term_characters: int = 400_000


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """One sentence of a proof and what it did: the goals in focus before and after.

    `partial_term` is the proof term so far, None where it is longer than the limit; `term_characters` its length.
    """

    sentence: str
    kind: SentenceKind
    family: Family | None
    before: Seen
    after: Seen
    partial_term: str | None = None
    term_characters: int = 0

    @property
    def complete(self) -> bool:
        """Whether all goals before and after were read."""
        return self.before.complete and self.after.complete


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of one script: its steps as far as they ran, whether it ran to its end, and why not.

    `term` is the final proof term, `term_text` as Coq prints it (`""` where it was not had, or is too long)."""

    script: Script
    steps: tuple[ReplayStep, ...] = ()
    finished: bool = False
    reason: str = ""
    term: Expr | None = None
    term_text: str = ""

    @property
    def complete_steps(self) -> int:
        """The number of steps whose goals were all read."""
        return sum(step.complete for step in self.steps)


@dataclass(slots=True)
class _Proof:
    """A proof while it is replayed."""

    steps: list[ReplayStep] = field(default_factory=list)
    reason: str = ""


def replay_module(
    words: Sequence[str],
    module: Module,
    scripts: Sequence[Script],
    limits: ReplayLimits,
    stopping: Callable[[], bool] = lambda: False,
) -> Generator[Replay, None, None]:
    """Replay `scripts`, which are in the order of the file; one `Replay` for each. Raises nothing: a process that dies
    or hangs ends the module, and so does `stopping` once it says so."""
    waiting = list(scripts)
    why = ""
    try:
        with Document(words, limits.seconds, limits.memory_mb, stopping) as document:
            place = 0
            while waiting:
                script = waiting[0]
                why = _context(document, module.sentences[place : script.place])
                if why:
                    break
                replay = _replay(document, module, script, limits)
                yield replay
                del waiting[0]
                place = script.last + 1
    except RocqStopped as stopped:
        why = stopped.message
        if waiting:
            yield Replay(waiting.pop(0), reason=f"{STOPPED}{why}")
    for script in waiting:
        yield Replay(script, reason=f"{NOT_REACHED}{why}")


def _context(document: Document, sentences: Sequence[str]) -> str:
    """Append what stands before a proof; Coq's message where it does not parse. It runs with the statement."""
    for sentence in sentences:
        if error := document.add(sentence):
            return error
    return ""


def _replay(document: Document, module: Module, script: Script, limits: ReplayLimits) -> Replay:
    outside = document.state
    error = document.add(module.sentences[script.place])
    seen = document.goals() if not error else Seen(error=error)
    if seen.error or not seen.open:
        document.back(outside)
        return Replay(script, reason=f"the statement: {seen.error or 'no goal'}")
    stated = document.state
    proof = _Proof()
    sentences = module.sentences[script.place + 1 : script.last + 1]
    for sentence in sentences[:-1]:
        seen = _step(document, sentence, seen, proof, limits)
        if proof.reason:
            return _given_up(document, stated, script, proof)
    return _closed(document, stated, script, proof, sentences[-1], seen, limits)


def _step(document: Document, sentence: str, before: Seen, proof: _Proof, limits: ReplayLimits) -> Seen:
    """Run one sentence and record it."""
    error = document.add(sentence)
    after = Seen(error=error) if error else document.goals()
    if after.error:
        proof.reason = f"{sentence[:80]}: {after.error}"
        return before
    kind = kind_of(sentence)
    family = tactic_family(sentence, "ltac") if kind == "tactic" else None
    text = stable_message(document.say("Show Proof.")) if kind == "tactic" else ""
    kept = text if len(text) <= limits.partial_characters else None
    proof.steps.append(ReplayStep(sentence, kind, family, before, after, kept, len(text)))
    return after


def _closed(
    document: Document, stated: int, script: Script, proof: _Proof, last: str, seen: Seen, limits: ReplayLimits
) -> Replay:
    """Run the sentence that closes the proof, and ask for the term."""
    error = document.add(last)
    after = Seen(error=error) if error else document.goals()
    if after.error or after.open:
        proof.reason = f"{last[:80]}: {after.error or 'the proof is not closed'}"
        return _given_up(document, stated, script, proof)
    if last.startswith("Proof"):
        proof.steps.append(ReplayStep(last, "tactic", Family.CLOSER, seen, Seen()))
    text = printed_body(document.say(f"Print {script.name}."))
    if len(text) > limits.term_characters:
        return Replay(script, tuple(proof.steps), True, f"its term has {len(text)} characters")
    term = read_tree(text)
    cut = "its term is cut off where it stands too deep" if "..." in text else "its term cannot be read"
    return Replay(script, tuple(proof.steps), True, "" if term is not None else cut, term, text)


def _given_up(document: Document, stated: int, script: Script, proof: _Proof) -> Replay:
    """Admit a proof that broke, so that the file can go on."""
    document.back(stated)
    document.add("Admitted.")
    return Replay(script, tuple(proof.steps), False, proof.reason)
