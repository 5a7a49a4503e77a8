"""One theorem's protocol: the wild type, and if it solved, a control and the lesions that its proof asks for.

    wild_type          the undamaged search
    control_null       the same with the lesions' seed: nothing is blocked, so what changes here changes by chance
    block_<head>       one for each distinct tactic head of the wild type's proof, in order of appearance
    block_family_<f>   one for each distinct family of it, in the fixed order of families

Lesions that the settings name run too, after these, and also where the wild type failed. Control and lesions share one
seed, another than the wild type's: a control with the wild type's own seed would repeat it to the letter and control
nothing. A search that closed counts as *solved* once its script has been compiled anew and reached `axioms_ok`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.layout import CONTROL_NULL, WILD_TYPE, VariantFile
from wonton.artifacts.trees import TreeTable
from wonton.assistants.base import CheckedProof, Node, Script, Theorem
from wonton.core.errors import AssistantError, StatementError
from wonton.metrics import compare
from wonton.providers.lesions import lesions_for
from wonton.providers.models import Usage, usage_of
from wonton.runs import files
from wonton.runs.bench import Bench
from wonton.runs.events import Observer, RunEvent
from wonton.runs.expand import Expander
from wonton.runs.hands import Hands
from wonton.runs.proofs import Found, assess
from wonton.runs.searching import play
from wonton.search.settings import SearchSettings
from wonton.search.trace import TraceEvent


def search_seed(seed: int, item_id: str, role: str) -> int:
    """The seed of one search: 63 bits of SHA-256 over run seed, theorem and role (`wild_type` or `lesion`)."""
    digest = hashlib.sha256(f"{seed}:{item_id}:{role}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


class TheoremBench:
    """One theorem on the bench: runs its variants and remembers what they share. `hands` may help with its searches.

    `goals` collects, by signature, the goals that the first node of that signature has.
    """

    def __init__(self, bench: Bench, theorem: Theorem, hands: Hands | None = None) -> None:
        self.bench, self.theorem, self.hands = bench, theorem, hands
        self.root = bench.assistant.start(theorem)
        settings = bench.settings
        self.expander = Expander(bench.assistant, bench.provider, settings.limits, bench.signature(), settings.seed)
        self.goals: dict[str, Node] = {self.expander.child(self.root).signature: self.root}
        self._checked: dict[Script, CheckedProof] = {}

    def run(self, variant: str, lesion: str, watch: Callable[[TraceEvent], None] | None = None) -> Found:
        """Search under `lesion` (`""` for none), and re-check what was found. Raises `AssistantError`."""
        settings = self.bench.settings
        seed = search_seed(settings.seed, self.theorem.item_id, WILD_TYPE if variant == WILD_TYPE else "lesion")
        found = self.search(variant, lesion, settings.search(), seed, watch)
        for attempt in (attempt for expanded in found.played.expansions for attempt in expanded.attempts):
            for child in attempt.children:
                assert isinstance(child.handle, Node)
                self.goals.setdefault(child.signature, child.handle)
        return found

    def search(
        self,
        variant: str,
        lesion: str,
        settings: SearchSettings,
        seed: int,
        watch: Callable[[TraceEvent], None] | None = None,
        proposals: int | None = None,
    ) -> Found:
        """One search under other settings and another seed than the run's; `proposals` is the provider's seed, None for
        the run's. Raises `AssistantError`, `ProviderError`."""
        blocks = self.bench.filter(lesion)
        self.expander.reseed(self.bench.settings.seed if proposals is None else proposals)
        before = self._usage()
        helpers = self.hands if settings.distributed is not None else None
        if helpers is not None:
            helpers.work_on(self.theorem, lesion, self.expander)
        played = play(self.expander, self.root, settings, seed, blocks.blocked_by, watch=watch, helpers=helpers)
        begun = time.perf_counter()
        found = assess(variant, lesion, played, blocks, self._check)
        found.check_seconds = time.perf_counter() - begun
        found.usage = None if before is None else (self._usage() or before).since(before)
        return found

    def _usage(self) -> Usage | None:
        """What proposals have cost so far, here and in the hands; None for a provider that does not count."""
        own = usage_of(self.bench.provider)
        if own is None:
            return None
        total = own.copy()
        if self.hands is not None:
            total.add(self.hands.usage)
        return total

    def _check(self, script: Script) -> CheckedProof:
        """Compile `script` anew in a clean process; the same script is not compiled twice. Raises `AssistantError`
        where it could not be checked: that is no outcome of a search."""
        if script not in self._checked:
            checked = self.bench.assistant.proof(self.theorem, script)
            if checked.unchecked:
                why = "; ".join(checked.messages)
                raise AssistantError(f"{self.theorem.item_id}: the proof {why}", "run it again with --resume")
            self._checked[script] = checked
        return self._checked[script]


def run_theorem(bench: Bench, theorem: Theorem, run_dir: Path, tell: Observer, hands: Hands | None = None) -> None:
    """Run the whole protocol on `theorem` and write its folder, the marker last.

    A statement that the assistant refuses is recorded as such. Raises `AssistantError` (nothing counts: the theorem can
    be tried again) and `ArtifactError`.
    """
    begun, loading = time.perf_counter(), bench.header_seconds
    tell(RunEvent("theorem_started", theorem.item_id))
    folder = write.fresh_folder(layout.theorem_folder(run_dir, theorem.item_id))
    status = _Protocol(bench, theorem, folder, tell, hands).run()
    seconds = time.perf_counter() - begun
    data = {"status": status, "seconds": seconds, "header_seconds": bench.header_seconds - loading}
    tell(RunEvent("theorem_finished", theorem.item_id, data=data))


class _Protocol:
    """The protocol on one theorem, writing as it goes."""

    def __init__(self, bench: Bench, theorem: Theorem, folder: Path, tell: Observer, hands: Hands | None) -> None:
        self.bench, self.theorem, self.folder, self.tell, self.hands = bench, theorem, folder, tell, hands
        self.variants: list[str] = []
        self.names: list[str] = []

    def run(self) -> str:
        """Run all variants and close the folder; gives the theorem's status."""
        try:
            bench = TheoremBench(self.bench, self.theorem, self.hands)
        except StatementError as error:
            self._close({}, "refused", error.assistant_message)
            return "refused"
        wild = self._variant(bench, WILD_TYPE, "", None)
        lesions = [] if self.bench.settings.wild_only else self._lesions(wild)
        if lesions:
            self._variant(bench, CONTROL_NULL, "", wild)
        for lesion in lesions:
            self._variant(bench, lesion, lesion, wild)
        status = "solved" if wild.solved else "unsolved"
        self._close(bench.goals, status, "")
        return status

    def _lesions(self, wild: Found) -> list[str]:
        """The lesions to run, each once: those of the wild type's proof, then those of the settings."""
        derived = lesions_for(wild.tactics, self.bench.language) if wild.solved else []
        return list(dict.fromkeys([*(lesion.name for lesion in derived), *self.bench.settings.lesions]))

    def _variant(self, bench: TheoremBench, variant: str, lesion: str, wild: Found | None) -> Found:
        self.tell(RunEvent("variant_started", self.theorem.item_id, variant))
        found = bench.run(variant, lesion)
        self.variants.append(variant)
        for kind, content in files.variant_files(found, len(self.variants) - 1):
            self._write(variant, kind, content)
        self._write_lines(variant, [event.to_json() for event in found.played.trace])
        outcome = None
        if wild is not None:
            comparison = compare(wild.shape, found.shape)
            outcome = None if found.escapes else comparison["outcome"]
            lesion_fields = {"lesion": lesion or None, "escapes": list(found.escapes), "outcome": outcome}
            self._write(variant, VariantFile.COMPARISON, {**comparison, **lesion_fields})
        self.tell(RunEvent("variant_finished", self.theorem.item_id, variant, variant_data(found, outcome)))
        return found

    def _write(self, variant: str, kind: VariantFile, content: dict[str, Any]) -> None:
        names = {"item_id": self.theorem.item_id, "variant": variant}
        name = layout.variant_file(variant, kind)
        write.write_json(self.folder / name, {**names, **content})
        self.names.append(name)

    def _write_lines(self, variant: str, rows: list[dict[str, object]]) -> None:
        name = layout.variant_file(variant, VariantFile.MCTS_TRACE)
        write.write_lines(self.folder / name, rows)
        self.names.append(name)

    def _close(self, goals: dict[str, Node], status: str, message: str) -> None:
        """Write what spans the variants, then the marker."""
        table = TreeTable()
        packed = {signature: [table.add_goal(goal) for goal in goals[signature].goals] for signature in sorted(goals)}
        item = {"item_id": self.theorem.item_id}
        write.write_json(self.folder / layout.GOALS, {**item, "trees": table.rows, "goals": packed})
        theorem = {
            **files.recorded_theorem(self.theorem),
            "status": status,
            "message": message,
            "variants": self.variants,
        }
        write.write_json(self.folder / layout.THEOREM, theorem)
        names = sorted([*self.names, layout.GOALS, layout.THEOREM])
        write.write_json(self.folder / layout.DONE, {**item, "files": names})


def variant_data(found: Found, outcome: object) -> dict[str, Any]:
    """What the event `variant_finished` carries."""
    search = found.played.search
    return {
        "solved": found.solved,
        "outcome": outcome,
        "attempts": search.attempts,
        "iterations": search.iterations,
        "tier": search.tier,
        "rung": found.rung,
    }
