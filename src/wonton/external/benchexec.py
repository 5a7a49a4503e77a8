"""BenchExec's executor, for whoever wants limits kept and resources measured exactly as SV-COMP does.

D. Beyer, S. Löwe, P. Wendler, "Reliable benchmarking: requirements and solutions", STTT 21 (2019). Wants the package
`benchexec`, Linux and control groups. Not the default: see `docs/decisions/0017-*`.
"""

from __future__ import annotations

import gzip
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from wonton.core.errors import MissingToolError
from wonton.external.base import Ended, Invocation, Limits, Stop

_STOPS: dict[str, Stop] = {"walltime": "wall", "cputime": "cpu", "cputime-soft": "cpu", "memory": "memory"}
_REMEDY = "pip install benchexec (Linux, control groups), or leave --executor out"


def check_benchexec() -> None:
    """Raise `MissingToolError` where the package is not installed."""
    if find_spec("benchexec") is None:
        raise MissingToolError("--executor benchexec: the package benchexec is not installed", _REMEDY)


def execute_with_benchexec(invocation: Invocation, limits: Limits, folder: Path, output: Path | None) -> Ended:
    """As `execute.execute`, by BenchExec without a container. Raises `OSError`, `MissingToolError`."""
    check_benchexec()
    from benchexec.runexecutor import RunExecutor

    raw = folder / "output.txt"
    executor: Any = RunExecutor(use_namespaces=False)
    found: dict[str, Any] = executor.execute_run(
        list(invocation.argv),
        str(raw),
        hardtimelimit=max(1, round(limits.cpu)),
        walltimelimit=max(1, round(limits.wall_seconds)),
        memlimit=limits.memory_mb * 2**20,
        environments={"newEnv": dict(invocation.environment)},
        workingDir=str(folder),
        write_header=False,
        maxLogfileSize=limits.output_bytes,
    )
    reason = found.get("terminationreason", "")
    if reason and reason not in _STOPS:
        raise OSError(0, f"benchexec could not run it: {reason}")
    if output is not None:
        with raw.open("rb") as plain, gzip.GzipFile(output, "wb", mtime=0) as packed:
            shutil.copyfileobj(plain, packed)
    code = found.get("exitcode")
    return Ended(
        stop=_STOPS.get(reason, ""),
        exit_code=0 if code is None else -code.signal if code.signal else code.value or 0,
        wall_seconds=float(found.get("walltime", 0.0)),
        cpu_seconds=float(found.get("cputime", 0.0)),
        memory_mb=float(found.get("memory", 0)) / 2**20,
        output=raw.read_text(encoding="utf-8", errors="replace"),
        output_bytes=raw.stat().st_size,
        executor="benchexec",
    )
