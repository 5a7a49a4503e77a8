"""Lean's kernel as a judge of exported Coq proofs: one file for all of them, read message by message.

The file imports our Core library for Lean's own needs only (the constants that its `inductive` command asks for); of
what Coq's proofs are about, nothing comes from there. Lean goes on behind an error, so a refused proof hides no other.
A proof counts as accepted when Lean says nothing against it and `#print axioms` says that it rests on none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.assistants.exchange.lean_run import run_file
from wonton.assistants.exchange.outcome import Verdict
from wonton.assistants.exchange.rocq_to_lean.export import Block
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.core.errors import AssistantError

HEAD = """prelude
import Core
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
set_option genInjectivity false
set_option genCtorIdx false
set_option bootstrap.inductiveCheckResultingUniverse false
set_option maxHeartbeats 400000
set_option maxRecDepth 10000
noncomputable section"""
_SECONDS = 600.0
_LONGEST_MESSAGE = 600


@dataclass(frozen=True, slots=True)
class LeanKernel:
    """Lean of the wheel, with the Core library."""

    toolchain: WheelToolchain

    @property
    def name(self) -> str:
        """Name and version, for verdicts."""
        return f"lean kernel {self.toolchain.version}"

    def judge(self, blocks: Sequence[Block], theorems: Sequence[tuple[str, str, tuple[str, ...]]]) -> list[Verdict]:
        """The verdict on each theorem (its quoted name, its text, the blocks that it uses), in order. `blocks` are in
        an order in which each stands behind what it uses; where Lean does not take one as it is, its other writings
        are tried. Raises `LeanStopped` where Lean meets a limit on the whole file and where
        somebody ends it, `AssistantError` where it does not take the head of the file."""
        chosen = [0] * len(blocks)
        while True:
            texts = [block.texts[way] for block, way in zip(blocks, chosen, strict=True)]
            texts += [f"{text}\n#print axioms {name}" for name, text, _ in theorems]
            errors, notes = self._run(texts)
            again = self._others(blocks, chosen, errors)
            if not again:
                break
        return self._verdicts(blocks, theorems, errors, notes)

    def _others(self, blocks: Sequence[Block], chosen: list[int], errors: dict[int, str]) -> bool:
        """Choose another writing for each refused block that has one and that uses no refused one."""
        bad = {blocks[place].name for place in errors if place < len(blocks)}
        changed = False
        for place in sorted(errors):
            if place >= len(blocks) or bad.intersection(blocks[place].uses):
                continue
            if chosen[place] + 1 < len(blocks[place].texts):
                chosen[place] += 1
                changed = True
        return changed

    def _verdicts(
        self,
        blocks: Sequence[Block],
        theorems: Sequence[tuple[str, str, tuple[str, ...]]],
        errors: dict[int, str],
        notes: dict[int, str],
    ) -> list[Verdict]:
        why: dict[str, str] = {}
        for place, block in enumerate(blocks):
            inherited = next((why[used] for used in block.uses if used in why), "")
            if inherited or place in errors:
                why[block.name] = inherited or f"{block.name}: {errors[place]}"
        verdicts = []
        for place, (_, _, uses) in enumerate(theorems, len(blocks)):
            reason = next((why[used] for used in uses if used in why), "") or errors.get(place, "")
            if not reason and "does not depend on any axioms" not in notes.get(place, ""):
                reason = notes.get(place, "") or "Lean did not say what the proof rests on"
            if reason:
                verdicts.append(Verdict("refused", self.name, "kernel", stable(reason)))
            else:
                verdicts.append(Verdict("accepted", self.name))
        return verdicts

    def _run(self, texts: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
        """The first error, and what else Lean said, by the place of the text that it is about."""
        places: list[int] = [-1] * (HEAD.count("\n") + 1)
        for place, text in enumerate(texts):
            places += [place] * (text.count("\n") + 1)
        errors: dict[int, str] = {}
        notes: dict[int, str] = {}
        for message in run_file(self.toolchain, "\n".join([HEAD, *texts]) + "\n", _SECONDS):
            number = message["pos"]["line"] - 1
            place = places[number] if number < len(places) else -1
            if place < 0 and message["severity"] == "error":
                raise AssistantError(f"Lean does not accept the file: {message['data'][:300]}")
            (errors if message["severity"] == "error" else notes).setdefault(place, message["data"])
        return errors, notes


def stable(text: str) -> str:
    """Lean's message on one line, at most so long."""
    message = " ".join(text.split())
    return message if len(message) <= _LONGEST_MESSAGE else message[: _LONGEST_MESSAGE - 1] + "…"
