"""The final check of a finished Rocq proof: the whole script, from scratch, in a process of its own.

Climbs the ladder of verdicts: `compiles` (`coqc` accepts the file, kernel included), `statement_match` (the theorem's
type is the one that the statement alone elaborates to), `axioms_ok` (`Print Assumptions` names well-known axioms of the
standard library only; section variables and parameters of open functors are the theorem's context and no axioms).
`rechecked` is left to other checkers (`recheck.py`)."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from wonton.assistants.base import CheckedProof, Limits, Rung, Script, Theorem
from wonton.assistants.rocq.context import open_types, parameters
from wonton.assistants.rocq.goals import stable_message
from wonton.assistants.rocq.process import RocqStopped, run_once
from wonton.assistants.rocq.script import theorem_text
from wonton.assistants.rocq.terms import TermSyntaxError, parse_term
from wonton.assistants.rocq.toolchain import Toolchain
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
LIMITS = Limits(heartbeats=0, wall_seconds=300.0, memory_mb=4_096)
_ASKED = "wonton_asked_statement"
_PRINTING = "Set Printing All. Set Printing Width 1000000. Set Printing Depth 1000000."
_MARK = "wonton-mark-{}"
_LOCATED = re.compile(r"^Constant ([\w'.]+)", re.MULTILINE)
_ENTRY = re.compile(r"^([^\W\d][\w'.]*)(?: :|$)")
#: A check of the kernel that was switched off: `f is assumed to be guarded.`
_UNCHECKED = re.compile(r"^\S+ (?:is assumed to be|relies on)\b")


def proof_source(theorem: Theorem, script: Script) -> str:
    """The whole file: what stands before the theorem, the theorem with its proof, and what stands behind it."""
    parts = [theorem.header.rstrip("\n"), theorem_text(theorem, script), theorem.footer.rstrip("\n")]
    return "\n".join(part for part in parts if part) + "\n"


def check_proof(toolchain: Toolchain, theorem: Theorem, script: Script) -> CheckedProof:
    """The verdict of a clean `coqc` on `script`. A limit that is met fails `compiles`; it raises nothing."""
    begun = time.monotonic()
    source = proof_source(theorem, script)
    checker = f"coqc {toolchain.version} ({toolchain.fingerprint})"
    checkers = dict.fromkeys(("compiles", "statement_match", "axioms_ok"), checker)
    rungs: dict[Rung, bool | None] = {"search_closed": True, "compiles": False}
    try:
        code, output = _run(toolchain, _questions(theorem, script))
    except RocqStopped as stopped:
        messages = (stopped.message,)
        return CheckedProof(source, rungs, messages=messages, checkers=checkers, elapsed=time.monotonic() - begun)
    if code != 0:
        messages = (error_message(output, code),)
        return CheckedProof(source, rungs, messages=messages, checkers=checkers, elapsed=time.monotonic() - begun)
    proved, assumptions, printed, asked = _answers(output)
    axioms, context = read_assumptions(assumptions, parameters(theorem.header))
    if strange := [name for name in axioms or () if not _allowed(name)]:
        own = _of_context(toolchain, theorem, strange)
        axioms = tuple(name for name in axioms or () if name not in own)
        context = tuple(sorted({*context, *own}))
    rungs = {
        "search_closed": True,
        "compiles": True,
        "statement_match": _type(proved) is not None and _type(proved) == _type(asked),
        "axioms_ok": axioms is not None and all(map(_allowed, axioms)),
        "rechecked": None,
    }
    term = printed_body(printed)
    return CheckedProof(
        source,
        rungs,
        axioms=axioms or (),
        proof_term=read_tree(term),
        proof_term_text=term,
        messages=tuple(f"rests on {name} of its context" for name in context),
        checkers=checkers,
        elapsed=time.monotonic() - begun,
    )


def _allowed(axiom: str) -> bool:
    return axiom.rpartition(".")[2] in ALLOWED_AXIOMS


def _of_context(toolchain: Toolchain, theorem: Theorem, names: Sequence[str]) -> frozenset[str]:
    """Those of `names` that belong to a parameter of an open functor or to a module type left open, however short the
    name by which `Print Assumptions` calls them: asked of Coq in a run of its own, without the proof."""
    context, types = parameters(theorem.header), open_types(theorem.header)
    if not context and not types:
        return frozenset()
    questions = [f"{_mark(number)}\nLocate {name}." for number, name in enumerate(names)]
    try:
        code, output = _run(
            toolchain, "\n".join([theorem.header, *questions, _mark(len(names)), theorem.footer]) + "\n"
        )
    except RocqStopped:
        return frozenset()
    answers = re.split(r"wonton-mark-\d+\n", output)[1:-1] if code == 0 else []
    paths = [_LOCATED.search(answer) for answer in answers]
    return frozenset(
        name
        for name, path in zip(names, paths, strict=False)
        if path is not None and (path[1].partition(".")[0] in context or not types.isdisjoint(path[1].split(".")[:-1]))
    )


def read_assumptions(text: str, context: frozenset[str]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The axioms that `Print Assumptions` names and the assumptions that are context, each sorted; None for the axioms
    where it did not answer. `context` are the names of parameters."""
    if "Closed under the global context" in text:
        return (), ()
    axioms: set[str] = set()
    variables: set[str] = set()
    kind = ""
    for line in text.splitlines():
        if line in ("Axioms:", "Section Variables:"):
            kind = line
        elif kind and (line.startswith("Theory:") or _UNCHECKED.match(line)):
            axioms.add(line)
        elif kind and (entry := _ENTRY.match(line)):
            name = entry.group(1)
            own = kind == "Section Variables:" or name.partition(".")[0] in context
            (variables if own else axioms).add(name)
    return (tuple(sorted(axioms)) if kind else None), tuple(sorted(variables))


def error_message(output: str, code: int) -> str:
    """Coq's error out of the output of `coqc`."""
    _, found, text = output.rpartition("\nError:")
    return stable_message(text) if found else f"coqc ended with code {code}: {stable_message(output)[-500:]}"


def _questions(theorem: Theorem, script: Script) -> str:
    """The file with our questions behind the theorem, each answer behind a mark. The statement alone is read last, so
    that the script cannot use it."""
    asked = f"Lemma {_ASKED} {theorem.statement}.\nAdmitted."
    questions = [
        f"Check @{theorem.name}.",
        f"Print Assumptions {theorem.name}.",
        f"Print {theorem.name}.",
        f"{asked}\nCheck @{_ASKED}.",
    ]
    marked = [f"{_mark(number)}\n{question}" for number, question in enumerate(questions)]
    parts = [theorem.header, theorem_text(theorem, script), _PRINTING, *marked, _mark(len(marked)), theorem.footer]
    return "\n".join(parts) + "\n"


def _mark(number: int) -> str:
    return f'Goal True. idtac "{_MARK.format(number)}". Abort.'


def _answers(output: str) -> tuple[str, str, str, str]:
    """What Coq said to each question; the last marks count, whatever the header printed."""
    texts = []
    rest = output
    for number in reversed(range(5)):
        rest, _, text = rest.rpartition(f"{_MARK.format(number)}\n")
        texts.append(text.strip())
    _, asked, printed, assumptions, proved = texts
    return proved, assumptions, printed, asked


def _run(toolchain: Toolchain, text: str) -> tuple[int, str]:
    """Compile a file in a folder of its own; exit code and output."""
    with tempfile.TemporaryDirectory(prefix="wonton-check-") as folder:
        path = Path(folder) / "Checked.v"
        path.write_text(text, encoding="utf-8")
        words = [*toolchain.compiler, path.name]
        done = run_once(words, LIMITS.wall_seconds, LIMITS.memory_mb, Path(folder))
    return done.code, done.output


def _type(checked: str) -> Expr | None:
    """The type in the answer to a `Check`."""
    return read_tree(" ".join(re.split(r"\s:\s", checked, maxsplit=1)[1:]))


def printed_body(printed: str) -> str:
    """The term in the answer to a `Print`."""
    text = printed.partition("=")[2]
    return " ".join(text.rpartition("\n     : ")[0].split())


def read_tree(text: str) -> Expr | None:
    """The tree of a printed term; None where it cannot be read."""
    try:
        return parse_term(" ".join(text.split())) if text.strip() else None
    except TermSyntaxError:
        return None
