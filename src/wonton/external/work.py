"""One problem, from its file to its folder in the run directory.

<problem folder>/
  result.json       what came of it (schema `external_result`)
  output.txt.gz     what the prover printed, up to the cap
  errors.txt.gz     what it said on standard error, if anything
  proof_graph.json.gz   its proof as a graph, or why there is none, where it printed one (schema `proof_graph`)
  done              the marker
"""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wonton.artifacts import layout, write
from wonton.external import cgroups
from wonton.external.backends import backend
from wonton.external.base import Answer, Backend, Binary, Ended, Limits, Problem
from wonton.external.benchexec import execute_with_benchexec
from wonton.external.execute import execute
from wonton.external.order import ExternalOrder
from wonton.external.proofs import Reading, read_proof
from wonton.external.proofs.files import proof_graph_json
from wonton.external.result import Result


def run_problem(
    prover: Backend,
    binary: Binary,
    problem: Problem,
    limits: Limits,
    *,
    output: Path | None = None,
    employer: int | None = None,
    executor: str = "auto",
) -> Result:
    """Run one prover on one problem. Its output is kept in `output`, where that is set.

    Must be called in a process that nothing else is below (see `execute`). Raises `ParentGone`, `MissingToolError`
    where the executor is not there, and `OSError` where `output` cannot be written.
    """
    if executor == "cgroup":
        cgroups.check_place()
    if not prover.takes(problem, binary):
        kind = problem.dialect or "its logic"
        return Result(problem, Answer("unsupported", reason=f"{prover.name} {binary.version} does not take {kind}"))
    with tempfile.TemporaryDirectory(prefix="wonton-") as name:
        scratch = Path(name)
        try:
            invocation = prover.command(binary, problem, limits, scratch)
        except (OSError, UnicodeError) as error:
            return Result(problem, Answer("wrong_format", reason=f"it cannot be read: {error}"))
        if executor == "benchexec":
            ended = execute_with_benchexec(invocation, limits, scratch, output)
        else:
            ended = execute(
                invocation,
                limits,
                scratch,
                output=output,
                employer=employer,
                use_cgroups=executor != "process-tree",
            )
    return Result(problem, prover.read(ended), ended)


def do_problem(order: ExternalOrder, problem: Problem, employer: int | None = None) -> Result:
    """Run one problem of a run and write its folder. Raises `ArtifactError`, `ParentGone`."""
    folder = write.fresh_folder(layout.theorem_folder(order.run_dir, problem.item_id))
    settings = order.settings
    try:
        result = run_problem(
            backend(settings.backend),
            order.binary,
            problem,
            settings.limits,
            output=folder / layout.PROVER_OUTPUT,
            employer=employer,
            executor=settings.executor,
        )
        names = [layout.EXTERNAL_RESULT, *_texts(folder, result.ended)]
    except OSError as error:
        raise write.cannot_write(folder, error) from error
    if result.answer.proof_format:
        result = replace(result, reading=_read(result))
        names.append(_write_graph(folder, result))
    write.write_json(folder / layout.EXTERNAL_RESULT, result.to_json())
    close_folder(folder, problem.item_id, names)
    return result


def _read(result: Result) -> Reading:
    """The proof that was printed, as far as it can be read."""
    cut = result.ended is not None and result.ended.output_cut
    return read_proof(result.answer.proof_text, result.answer.proof_format, cut=cut)


def _write_graph(folder: Path, result: Result) -> str:
    """Keep the proof's graph, or why there is none; gives the name of its file."""
    assert result.reading is not None
    content = {"item_id": result.problem.item_id, **proof_graph_json(result.reading)}
    write.write_json(folder / layout.PROOF_GRAPH, content)
    return layout.PROOF_GRAPH


def _texts(folder: Path, ended: Ended | None) -> list[str]:
    """Keep what the prover said on standard error; gives the names of its outputs."""
    if ended is None:
        return []
    if not ended.errors:
        return [layout.PROVER_OUTPUT]
    (folder / layout.PROVER_ERRORS).write_bytes(gzip.compress(ended.errors.encode(), mtime=0))
    return [layout.PROVER_OUTPUT, layout.PROVER_ERRORS]


def close_folder(folder: Path, item_id: str, names: Sequence[str]) -> None:
    """Set the marker of a folder that has the files `names`."""
    write.write_json(folder / layout.DONE, {"item_id": item_id, "files": sorted(names)})
