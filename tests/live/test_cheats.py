"""Nothing that is no proof is accepted as one, and nothing honest is refused.

Every attempt in `cheats/` is made twice: as a search would make it, and as if the search had closed it. Where the list
of refused tactics stops an attempt, Lean and Coq alone are asked too, without the list, if `WONTON_CHEATS` is set; it
takes a minute or two.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from live.cheating import PAGE, Cheat, Name, cheats, written
from wonton.assistants.base import CheckedProof, Limits, Script, Theorem
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.assistants.lean.assistant import open_assistant as open_lean
from wonton.assistants.lean.check import check_proof as check_lean
from wonton.assistants.lean.rechecker import open_rechecker
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.rocq.assistant import RocqAssistant
from wonton.assistants.rocq.assistant import open_assistant as open_rocq
from wonton.assistants.rocq.check import check_proof as check_rocq
from wonton.core.errors import StatementError

EVERYTHING = bool(os.environ.get("WONTON_CHEATS"))
ALL = [cheat for name in ("lean", "rocq") for cheat in cheats(name)]
Live = LeanAssistant | RocqAssistant


@pytest.fixture(scope="module")
def live(lean_cache: Path, rocq_cache: Path) -> Iterator[dict[str, Live]]:
    found: dict[str, Live] = {"lean": open_lean(lean_cache), "rocq": open_rocq(rocq_cache)}
    yield found
    for assistant in found.values():
        assistant.close()


@pytest.fixture(scope="module")
def accepted(live: dict[str, Live]) -> Any:
    """Whether an honest proof is accepted; the same one is tried once."""

    @cache
    def ask(name: Name, theorem: Theorem, script: Script) -> bool:
        return (
            searched(live[name], theorem, script) == "closed" and live[name].proof(theorem, script).rung == "axioms_ok"
        )

    return ask


def searched(assistant: Live, theorem: Theorem, script: Script, limits: Limits | None = None) -> str:
    """What a search meets: `refused`, `list`, `failed` or `closed`."""
    try:
        node = assistant.start(theorem)
    except StatementError:
        return "refused"
    while True:
        found = assistant.apply(node, [script.tactic], limits or Limits())[0]
        if found.failure is not None:
            return "list" if found.failure.kind == "forbidden" else "failed"
        if found.closed:
            return "closed"
        if not script.children:
            return "failed"
        node, script = found.children[0], script.children[0]


def alone(assistant: Live, cheat: Cheat) -> CheckedProof:
    """The verdict without the list; for Lean of the wheel, its kernel is asked once more from an empty environment."""
    own: dict[str, Any] = {} if cheat.limits is None else {"limits": cheat.limits}
    if isinstance(assistant, RocqAssistant):
        return check_rocq(assistant.toolchain, cheat.theorem, cheat.script, listed=False, **own)
    replay = open_rechecker("replay", assistant.toolchain) if replays(assistant) else None
    return check_lean(assistant.toolchain, cheat.theorem, cheat.script, replay, listed=False, **own)


def replays(assistant: Live) -> bool:
    """Whether `replay` knows the assistant's toolchain."""
    return isinstance(assistant.toolchain, WheelToolchain)


def first_failed(verdict: CheckedProof) -> str:
    """The first rung that does not hold; `none` where only the replay says no."""
    for rung in ("compiles", "statement_match", "axioms_ok"):
        if not verdict.rungs.get(rung):
            return rung
    return "none"


@pytest.mark.parametrize("cheat", ALL, ids=lambda cheat: f"{cheat.assistant}: {cheat.name}")
def test_a_cheat_is_caught_and_its_twin_is_accepted(live: dict[str, Live], accepted: Any, cheat: Cheat) -> None:
    assistant = live[cheat.assistant]
    assert searched(assistant, cheat.theorem, cheat.script, cheat.limits) == cheat.search
    assert accepted(cheat.assistant, cheat.twin_theorem, cheat.twin)
    if cheat.search == "list":
        verdict = assistant.proof(cheat.theorem, cheat.script)
        assert (verdict.rung, verdict.rungs["compiles"]) == ("search_closed", False)
        assert "refused before" in verdict.messages[0]
    if cheat.here and (EVERYTHING or cheat.search != "list"):
        verdict = alone(assistant, cheat)
        assert first_failed(verdict) == cheat.alone, verdict.messages
        assert verdict.rung != "rechecked"
        assert cheat.alone != "none" or not replays(assistant) or verdict.rungs["rechecked"] is False, verdict.messages


def test_there_are_enough_of_them_and_names_are_different() -> None:
    for name, least in (("lean", 52), ("rocq", 25)):
        names = [cheat.name for cheat in ALL if cheat.assistant == name]
        assert len(set(names)) == len(names) >= least


def test_a_header_that_switches_the_kernel_off_is_refused(live: dict[str, Live]) -> None:
    theorem = Theorem("t", "t", ": Eq (Nat.add 1 1) 3", "set_option debug.«skipKernelTC» true")
    verdict = live["lean"].proof(theorem, Script("decide +kernel"))
    assert (verdict.rung, verdict.rungs["compiles"]) == ("search_closed", False)


def test_the_tables_of_the_page_are_those_of_the_files() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page) == page, "python tests/live/cheating.py writes them anew"


#: What the compositions are made of: frames for a term, one a line, and terms. Nothing here proves `False`, whatever it
#: is put together with.
FRAMES = {
    "lean": """
        exact X
        refine X
        apply X
        exact (by exact X)
        first | X | exact X
        have h : False := X
        (exact X)
        skip <;> exact X
        exact id X
        exact absurd True.intro X
        show False from X
        exact False.elim X
        exact (fun x => x) X
        try exact X""",
    "rocq": """
        exact X
        refine X
        apply X
        first [ exact X | exact I ]
        assert (h : False) by exact X
        (exact X)
        idtac; exact X
        exact (id X)
        elim X
        try exact X
        exact (fun x : False => x) X
        eapply X
        destruct X""",
}
TERMS = {
    "lean": """
        sorry
        sorryAx _ Bool.true
        «sorryAx» _ Bool.true
        @sorryAx False Bool.false
        (sorry : False)
        by sorry
        by set_option debug.skipKernelTC true in decide +kernel
        by decide
        True.intro
        nomatch True.intro
        _example
        ?_
        _
        rfl
        id
        h""",
    "rocq": """
        ltac:(admit)
        ltac:(give_up)
        ltac:(abstract admit)
        ltac:(exact_no_check I)
        (fix f (n : nat) : False := f n) 0
        (match I with I => _ end)
        (False_ind _ _)
        (I : False)
        proof_admitted
        ?[g]
        _
        I
        h""",
}
GLUES = (
    *("{}", "{} ", "({})", "{}\n", "{}\u200b", "all_goals {}"),
    *("{}; {}", "{} <;> {}", "{}\n{}", "{}. {}", "{} /- {}", "{} -- {}", "{} (* {} *)"),
)


def compositions(name: str, count: int, seed: int) -> list[str]:
    """Random tactics, none of which proves `False`."""
    lots = random.Random(seed)
    frames, terms = (text.strip().splitlines() for text in (FRAMES[name], TERMS[name]))
    found = []
    for _ in range(count):
        parts = [lots.choice(frames).strip().replace("X", lots.choice(terms).strip()) for _ in range(2)]
        glue = lots.choice(GLUES)
        found.append(glue.format(*parts[: glue.count("{}")]))
    return found


@pytest.mark.parametrize("name", ["lean", "rocq"])
def test_no_composition_of_tricks_proves_false(live: dict[str, Live], name: str) -> None:
    assistant, theorem = live[name], Theorem("t", "t", ": False")
    tactics = compositions(name, 400 if EVERYTHING else 80, 20261129)
    found = assistant.apply(assistant.start(theorem), tactics, Limits())
    for transition in found:
        if transition.closed:
            assert assistant.proof(theorem, Script(transition.tactic)).rungs["axioms_ok"] is not True, transition.tactic
    check: Any = check_lean if name == "lean" else check_rocq
    for tactic in tactics[: 200 if EVERYTHING else 6]:
        verdict = check(assistant.toolchain, theorem, Script(tactic), listed=False)
        assert not verdict.rungs.get("axioms_ok") or "skipKernelTC" in tactic, tactic
