"""The final check of a finished Rocq proof: the whole script, from scratch, in a process of its own.

Climbs the ladder of verdicts:

- `compiles`: `coqc` accepts the file, kernel included. A script with a tactic that the list of `forbidden.py` refuses
  is not compiled at all;
- `statement_match`: the theorem has the name and the type that another process, which never saw a script, gives to the
  statement alone, and the names in both mean the same things;
- `axioms_ok`: `Print Assumptions` names well-known axioms only, each of the standard library by its full name. Section
  variables and parameters of open functors are the theorem's context and no axioms;
- `rechecked`: what a checker from outside says of the compiled file, where one is configured (`outside.py`); it finds
  our library by way of `COQPATH`. `recheck.py` asks `coqchk` of a run's proofs afterwards.

Every process is shut in as far as the system can (`confinement.py`)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wonton.assistants.accidents import is_accident, refuse_accident
from wonton.assistants.base import CheckedProof, Limits, Rung, Script, Theorem
from wonton.assistants.confinement import confined
from wonton.assistants.ladder import climb, objection
from wonton.assistants.outside import OutsideChecker
from wonton.assistants.processes import Finished
from wonton.assistants.remembered import Remembered
from wonton.assistants.rocq import questions
from wonton.assistants.rocq.context import open_types, parameters
from wonton.assistants.rocq.forbidden import refusal
from wonton.assistants.rocq.goals import stable_message
from wonton.assistants.rocq.process import RocqStopped, run_once
from wonton.assistants.rocq.questions import MODULE
from wonton.assistants.rocq.script import theorem_text
from wonton.assistants.rocq.toolchain import LIBRARY, Toolchain
from wonton.core.expr import Expr

#: Axioms that a proof may rest on, by the last part of their names: those of the standard library that are known to be
#: consistent with Coq's logic.
ALLOWED_AXIOMS = frozenset(
    """
    functional_extensionality_dep functional_extensionality propositional_extensionality proof_irrelevance
    classic excluded_middle eq_rect_eq JMeq_eq constructive_definite_description
    constructive_indefinite_description dependent_unique_choice relational_choice choice epsilon_statement
    iota_statement classical_indefinite_description classical_definite_description sig_forall_dec sig_not_dec
    up completeness archimed total_order_T Extensionality_Ensembles R R0 R1 Rplus Rmult Ropp Rinv Rlt
    Rplus_comm Rplus_assoc Rplus_opp_r Rplus_0_l Rmult_comm Rmult_assoc Rinv_l Rmult_1_l R1_neq_R0
    Rmult_plus_distr_l Rlt_asym Rlt_trans Rplus_lt_compat_l Rmult_lt_compat_l
    """.split()
)
#: What the full names of the standard library begin with, in Coq and in Rocq 9.
LIBRARIES = ("Coq.", "Stdlib.", "Corelib.")
LIMITS = Limits(heartbeats=0, wall_seconds=300.0, memory_mb=4_096)
_LOCATED = re.compile(r"^Constant ([\w'.]+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: kind and full name (`Constant Checked.t`), type, and the names that the type speaks of."""

    name: str
    type: Expr
    names: tuple[str, ...]


def proof_source(theorem: Theorem, script: Script) -> str:
    """The whole file: what stands before the theorem, the theorem with its proof, and what stands behind it."""
    parts = [theorem.header.rstrip("\n"), theorem_text(theorem, script), theorem.footer.rstrip("\n")]
    return "\n".join(part for part in parts if part) + "\n"


def check_proof(
    toolchain: Toolchain,
    theorem: Theorem,
    script: Script,
    outside: OutsideChecker | None = None,
    *,
    listed: bool = True,
    limits: Limits = LIMITS,
) -> CheckedProof:
    """The verdict of clean `coqc` processes on `script`, and of `outside` where all other rungs hold. A limit that is
    met fails its rung, an accident of the machine leaves it open (`accidents.py`); it raises nothing. Without `listed`
    the list of refused tactics is not asked: what is left is what Coq alone says."""
    return climb(
        proof_source(theorem, script),
        f"coqc {toolchain.version} ({toolchain.fingerprint})",
        objection("Coq", script, refusal) if listed else "",
        lambda verdict, folder: judged(toolchain, theorem, script, verdict, folder, limits),
        None if outside is None else partial(_rechecked, toolchain, outside),
    )


def _rechecked(toolchain: Toolchain, outside: OutsideChecker, verdict: CheckedProof, folder: Path) -> CheckedProof:
    """The verdict with that of `outside`, whose `COQPATH` has our library under its name."""
    with tempfile.TemporaryDirectory(prefix="wonton-library-") as library:
        (Path(library) / LIBRARY).symlink_to(toolchain.folder)
        return outside.complete(verdict, folder, MODULE, (".v", ".vo"), {"COQPATH": library})


def judged(
    toolchain: Toolchain,
    theorem: Theorem,
    script: Script,
    verdict: CheckedProof,
    folder: Path,
    limits: Limits = LIMITS,
) -> CheckedProof:
    """The verdict as far as Coq itself gives it; the module `MODULE` lies compiled in `folder` where it compiles. The
    list of refused tactics is not asked. Raises `RocqStopped`."""
    asked = asked_for(toolchain, theorem, limits)
    code, output, names = _compiled(toolchain, theorem, script, asked.names if asked else (), folder, limits)
    if code != 0:
        return replace(verdict, messages=(error_message(output, code),))
    name, proved, assumptions, printed, *places = questions.answers(output, 4 + len(names))
    axioms, context = questions.read_assumptions(assumptions, parameters(theorem.header))
    strange: frozenset[str] = frozenset()
    if axioms:
        own, strange = _origins(toolchain, theorem, axioms, limits)
        axioms = tuple(name for name in axioms if name not in own)
        context = tuple(sorted({*context, *own}))
    matches = (
        asked is not None
        and questions.located(name) == asked.name
        and questions.checked_type(proved) == asked.type
        and _same_meaning(toolchain, theorem, names, [questions.located(place) for place in places], limits)
    )
    rungs: dict[Rung, bool | None] = {
        "search_closed": True,
        "compiles": True,
        "statement_match": matches,
        "axioms_ok": axioms is not None and strange.isdisjoint(axioms),
        "rechecked": None,
    }
    term = questions.printed_body(printed)
    return replace(
        verdict,
        rungs=rungs,
        axioms=axioms or (),
        proof_term=questions.read_tree(term),
        proof_term_text=term,
        messages=tuple(f"rests on {name} of its context" for name in context),
    )


def _compiled(
    toolchain: Toolchain, theorem: Theorem, script: Script, names: tuple[str, ...], folder: Path, limits: Limits
) -> tuple[int, str, tuple[str, ...]]:
    """Exit code and output of the proof file, and the names of the statement that it asks for: all but those that Coq
    cannot be asked for even without the proof. Raises `RocqStopped`."""
    proof = theorem_text(theorem, script)
    code, output = _run(toolchain, questions.proof_file(theorem, proof, names), folder, limits)
    if code != 0 and (known := _known(toolchain, theorem, names, limits)) != names:
        names = known
        code, output = _run(toolchain, questions.proof_file(theorem, proof, names), folder, limits)
    return code, output, names


def _known(toolchain: Toolchain, theorem: Theorem, names: tuple[str, ...], limits: Limits) -> tuple[str, ...]:
    """Those of `names` that Coq can be asked for. A notation makes a word of its own out of a name, and Coq reads no
    further than the first such: the others are found by halves."""
    if _locate(toolchain, theorem, names, limits) is not None:
        return names
    half = len(names) // 2
    if not half:
        return ()
    return _known(toolchain, theorem, names[:half], limits) + _known(toolchain, theorem, names[half:], limits)


def _origins(
    toolchain: Toolchain, theorem: Theorem, names: Sequence[str], limits: Limits
) -> tuple[frozenset[str], frozenset[str]]:
    """Of the names that `Print Assumptions` gives: those that belong to a parameter of an open functor or to a module
    type left open, however short the name; and of the others those that are not allowed. Asked of Coq in a run of its
    own, without the proof."""
    context, types = parameters(theorem.header), open_types(theorem.header)
    plain = [name for name in names if " " not in name]
    found = _locate(toolchain, theorem, plain, limits) or [""] * len(plain)
    paths = {
        name: match[1] if (match := _LOCATED.match(place)) else "" for name, place in zip(plain, found, strict=True)
    }
    own = frozenset(
        name
        for name, path in paths.items()
        if path.partition(".")[0] in context or not types.isdisjoint(path.split(".")[:-1])
    )
    return own, frozenset(name for name in names if name not in own and not _allowed(paths.get(name, "")))


def _allowed(path: str) -> bool:
    """Whether a full name is that of an axiom of the standard library that a proof may rest on."""
    return path.startswith(LIBRARIES) and path.rpartition(".")[2] in ALLOWED_AXIOMS


def _same_meaning(
    toolchain: Toolchain, theorem: Theorem, names: Sequence[str], places: Sequence[str], limits: Limits
) -> bool:
    """Whether the names of the statement mean behind the proof what they mean without it. Only where one means
    something of the file itself is there anything to ask: else it is a library's."""
    if not any(f" {MODULE}." in place for place in places):
        return True
    return _locate(toolchain, theorem, names, limits) == list(places)


def _locate(toolchain: Toolchain, theorem: Theorem, names: Sequence[str], limits: Limits) -> list[str] | None:
    """What each name means where the theorem stands; None where Coq did not answer. Raises `RocqStopped` where that was
    an accident."""
    if not names:
        return []
    with tempfile.TemporaryDirectory(prefix="wonton-asked-") as folder:
        try:
            code, output = _run(toolchain, questions.names_file(theorem, names), Path(folder), limits)
        except RocqStopped as stopped:
            if is_accident(stopped):
                raise
            return None
    return [questions.located(answer) for answer in questions.answers(output, len(names))] if code == 0 else None


def error_message(output: str, code: int) -> str:
    """Coq's error out of the output of `coqc`."""
    _, found, text = output.rpartition("\nError:")
    return stable_message(text) if found else f"coqc ended with code {code}: {stable_message(output)[-500:]}"


_asked: Remembered[Asked] = Remembered()


def asked_for(toolchain: Toolchain, theorem: Theorem, limits: Limits = LIMITS) -> Asked | None:
    """What `theorem` asks for, from a process that sees no script; remembered, so that the proofs of one theorem share
    it. None where the statement does not stand, or Coq met a limit. Raises `RocqStopped` where an accident kept it
    from answering."""
    return _asked.get(toolchain.fingerprint, theorem, lambda: _ask(toolchain, theorem, limits))


def _ask(toolchain: Toolchain, theorem: Theorem, limits: Limits) -> Asked | None:
    with tempfile.TemporaryDirectory(prefix="wonton-asked-") as folder:
        try:
            code, output = _run(toolchain, questions.asked_file(theorem), Path(folder), limits)
        except RocqStopped as stopped:
            if is_accident(stopped):
                raise
            return None
    name, checked = questions.answers(output, 2)
    type_ = questions.checked_type(checked)
    if code != 0 or type_ is None:
        return None
    return Asked(questions.located(name), type_, questions.names_in(type_))


def _run(toolchain: Toolchain, text: str, folder: Path, limits: Limits) -> tuple[int, str]:
    """Compile a file in `folder`, shut in there; exit code and output. Raises `RocqStopped`."""
    path = folder / f"{MODULE}.v"
    path.write_text(text, encoding="utf-8")
    done = run_shut_in([*toolchain.compiler, path.name], "coqc", folder, limits.wall_seconds, limits.memory_mb)
    return done.code, done.output


def run_shut_in(words: Sequence[str], name: str, folder: Path, wall_seconds: float, memory_mb: float) -> Finished:
    """Run the program `name` to its end in `folder`, shut in there. Raises `RocqStopped` at a limit, and where somebody
    ends it or keeps it from its work."""
    done = run_once(confined(words, folder), wall_seconds, memory_mb, folder, name)
    return refuse_accident(done, name, RocqStopped)
