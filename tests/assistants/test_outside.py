"""Checkers from outside: what their commands may look like, what becomes of what they say, and real ones."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from processes import await_end
from wonton.assistants.base import Script, Theorem
from wonton.assistants.children import environment
from wonton.assistants.lean.check import check_proof as check_lean
from wonton.assistants.lean.rechecker import open_rechecker
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.outside import OutsideChecker, open_outside
from wonton.assistants.rocq.check import check_proof as check_rocq
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.core.errors import MissingToolError, SettingsError

SWAP = Theorem("swap", "swap", "(p q : Prop) (hp : p) (hq : q) : And q p")
PROOF = Script("exact And.intro hq hp")


@pytest.fixture(scope="module")
def lean(lean_cache: Path) -> WheelToolchain:
    return WheelToolchain(lean_cache)


def python(code: str, *arguments: str) -> OutsideChecker:
    """A checker that runs `code`."""
    return open_outside(shlex.join([sys.executable, "-I", "-c", code, *arguments]))


def judged(checker: OutsideChecker, folder: Path, seconds: float = 60.0) -> tuple[bool | None, str]:
    return checker.judge(folder, "Module", (".lean", ".olean"), {}, seconds)


def test_exit_codes_are_verdicts_and_deaths_are_none(tmp_path: Path) -> None:
    assert judged(python("", "{module}"), tmp_path) == (True, "")
    refused, said = judged(python("print('not so'); raise SystemExit(3)", "{module}"), tmp_path)
    assert refused is False
    assert said.endswith("refuses it with code 3: not so")
    died, said = judged(python("import os; os.kill(os.getpid(), 9)", "{module}"), tmp_path)
    assert died is None
    assert "SIGKILL" in said
    late, said = judged(python("import time; time.sleep(60)", "{module}"), tmp_path, seconds=0.2)
    assert late is None
    assert "no verdict within 0.2 s" in said


def test_memory_is_bounded_with_that_of_its_children(tmp_path: Path) -> None:
    greedy = "import sys, subprocess, time; kept = b'x' * 200_000_000; time.sleep(600)"
    shell = "import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', sys.argv[1]])"
    for checker in (python(greedy, "{module}"), python(shell, greedy, "{module}")):
        verdict, said = checker.judge(tmp_path, "Module", (".lean", ".olean"), {}, 600.0, memory_mb=100.0)
        assert verdict is None
        assert "gave no verdict: it used more than 100 MB" in said
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        if b"kept = b'x' * 200_000_000" in _read(path):
            await_end(int(path.parent.name))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_only_the_end_of_its_output_is_kept(tmp_path: Path) -> None:
    flood = "import os\nfor _ in range(200): os.write(1, b'x' * 65_536)\nprint('the end'); raise SystemExit(1)"
    tracemalloc.start()
    verdict, said = judged(python(flood, "{module}"), tmp_path, seconds=600.0)
    assert verdict is False
    assert said.endswith("the end") and len(said) < 1_000
    assert tracemalloc.get_traced_memory()[1] < 1 << 22
    tracemalloc.stop()
    silent = "import os; os.close(1); os.close(2); raise SystemExit(4)"
    assert judged(python(silent, "{module}"), tmp_path)[0] is False


def test_places_are_filled_in(tmp_path: Path) -> None:
    code = "import sys; print(sys.argv[1:]); raise SystemExit(1)"
    _, said = judged(python(code, "{file}", "-c={compiled}", "{folder}", "{module}"), tmp_path)
    words = [f"{tmp_path}/Module.lean", f"-c={tmp_path}/Module.olean", str(tmp_path), "Module"]
    assert said.endswith(str(words))


def test_a_program_that_is_gone_gives_no_verdict(tmp_path: Path) -> None:
    program = tmp_path / "checker"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    program.chmod(0o755)
    checker = open_outside(f"{program} {{file}}")
    assert checker.name == "checker"[:7] + " sha256:" + checker.name.rpartition(":")[2]
    program.unlink()
    verdict, said = judged(checker, tmp_path)
    assert verdict is None
    assert "cannot be started" in said


def test_it_ends_with_who_asked_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "told")
    waiting = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    command = shlex.join([sys.executable, "-I", "-c", waiting, "{folder}/told"])
    asking = (
        "import sys; from pathlib import Path; from wonton.assistants.outside import open_outside; "
        "open_outside(sys.argv[1]).judge(Path(sys.argv[2]), 'Module', ('.lean', '.olean'), {})"
    )
    with subprocess.Popen([sys.executable, "-c", asking, command, str(tmp_path)], env=environment()) as owner:
        checker = int((tmp_path / "told").read_text("ascii"))
        owner.kill()
    await_end(checker)


@pytest.mark.parametrize("command", ["", "lean4checker", "{module}", "lean4checker '{module}"])
def test_a_command_must_say_where_the_proof_goes(command: str) -> None:
    with pytest.raises(SettingsError, match="external_checker"):
        open_outside(command)


def test_a_program_must_be_there() -> None:
    with pytest.raises(MissingToolError, match="no_such_checker"):
        open_outside("no_such_checker {module}")


def test_a_refusal_leaves_the_other_rungs(lean: WheelToolchain) -> None:
    verdict = check_lean(lean, SWAP, PROOF, python("raise SystemExit(1)", "{compiled}"))
    assert (verdict.rung, verdict.rungs["rechecked"]) == ("axioms_ok", False)
    assert verdict.checkers["rechecked"].startswith("python")


def test_it_is_not_asked_about_what_does_not_stand(lean: WheelToolchain) -> None:
    verdict = check_lean(lean, SWAP, Script("exact And.intro hp hq"), python("", "{compiled}"))
    assert verdict.rung == "search_closed"
    assert "rechecked" not in verdict.checkers


def test_leans_kernel_from_an_empty_environment(lean: WheelToolchain) -> None:
    replay = open_rechecker("replay", lean)
    verdict = check_lean(lean, SWAP, PROOF, replay)
    assert (verdict.rung, verdict.checkers["rechecked"]) == ("rechecked", f"lean replay {lean.version}")
    theorem, script = Theorem("t", "t", ": Eq (Nat.add 1 1) 3"), "set_option debug.skipKernelTC true in decide +kernel"
    verdict = check_lean(lean, theorem, Script(script), replay, listed=False)
    assert (verdict.rung, verdict.rungs["rechecked"]) == ("axioms_ok", False)
    assert "(kernel) application type mismatch" in verdict.messages[-1]


@pytest.mark.parametrize(
    ("theorem", "proof"),
    [
        (Theorem("swap", "swap", "(p q : Prop) (hp : p) (hq : q) : q /\\ p"), "exact (conj hq hp)"),
        (Theorem("t", "t", ": forall n, n + 0 = n", "From Wonton Require Import Core."), "exact Nat.add_0_r"),
    ],
)
def test_coqs_own_checker(theorem: Theorem, proof: str, rocq_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It finds our library, whatever the user's search path says."""
    monkeypatch.setenv("COQPATH", "/nowhere")
    checker = open_outside("coqchk -silent -norec {module}")
    verdict = check_rocq(Toolchain(rocq_cache), theorem, Script(proof), checker)
    assert (verdict.rung, "Checker" in verdict.checkers["rechecked"]) == ("rechecked", True), verdict.messages
