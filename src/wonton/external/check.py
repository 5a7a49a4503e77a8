"""The self-test of a backend: small problems whose answers are known, for whoever tries a new version of a prover."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wonton.external.base import Backend, Binary, Format, Limits, Outcome, Problem
from wonton.external.order import ExternalOrder, ExternalSettings
from wonton.external.pool import Done, ExternalPool

_SHORT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One problem of the self-test: its file, the outcome that is wanted, whether a proof is."""

    name: str
    text: str
    dialect: str
    expected: str
    wanted: Outcome
    proof: bool = False


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What came of a trial."""

    name: str
    wanted: str
    outcome: str
    status: str
    proof: str
    reason: str
    ok: bool

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


_TPTP = (
    Trial(
        "socrates",
        "include('men.ax').\nfof(goal, conjecture, mortal(socrates)).\n",
        "fof",
        "Theorem",
        "proved",
        proof=True,
    ),
    Trial(
        "clauses",
        "cnf(a, axiom, p(X) | q).\ncnf(b, axiom, ~p(c)).\ncnf(c, axiom, ~q).\n",
        "cnf",
        "Unsatisfiable",
        "proved",
        True,
    ),
    Trial(
        "counter", "fof(a, axiom, p(a)).\nfof(goal, conjecture, ![X]: p(X)).\n", "fof", "CounterSatisfiable", "refuted"
    ),
    Trial("broken", "fof(a, axiom, p(a.\n", "fof", "", "wrong_format"),
    Trial(
        "endless",
        "".join(
            f"fof({name}, {role}, {formula}).\n"
            for name, role, formula in (
                ("mp", "axiom", "![X,Y]: ((t(i(X,Y)) & t(X)) => t(Y))"),
                ("one", "axiom", "![X,Y,Z,U]: t(i(i(i(X,Y),Z),i(i(Z,X),i(U,X))))"),
                ("goal", "conjecture", "?[X]: (t(X) & X = n(X) & t(n(n(i(X,n(X))))))"),
            )
        ),
        "fof",
        "",
        "timeout",
    ),
)
_AXIOMS = {"men.ax": "fof(men, axiom, ![X]: (man(X) => mortal(X))).\nfof(he, axiom, man(socrates)).\n"}


def _pigeons(holes: int) -> str:
    """More pigeons than holes, in QF_UF: hard for resolution, whoever does it."""
    names = [[f"p{pigeon}_{hole}" for hole in range(holes)] for pigeon in range(holes + 1)]
    lines = ["(set-logic QF_UF)", *(f"(declare-const {name} Bool)" for row in names for name in row)]
    lines += [f"(assert (or {' '.join(row)}))" for row in names]
    lines += [
        f"(assert (not (and {names[a][hole]} {names[b][hole]})))"
        for hole in range(holes)
        for a in range(holes + 1)
        for b in range(a)
    ]
    return "\n".join([*lines, "(check-sat)", ""])


_SMT = (
    Trial(
        "unsat",
        "(set-logic QF_LIA)\n(declare-const x Int)\n(assert (< x 0))\n(assert (> x 1))\n(check-sat)\n",
        "QF_LIA",
        "unsat",
        "proved",
        True,
    ),
    Trial(
        "sat", "(set-logic QF_LIA)\n(declare-const x Int)\n(assert (< x 0))\n(check-sat)\n", "QF_LIA", "sat", "refuted"
    ),
    Trial(
        "twice",
        "(set-logic QF_UF)\n(declare-const p Bool)\n(assert p)\n(check-sat)\n(assert (not p))\n(check-sat)\n",
        "QF_UF",
        "sat unsat",
        "proved",
        True,
    ),
    Trial("broken", "(set-logic QF_LIA)\n(assert (< x 0))\n(check-sat)\n", "QF_LIA", "", "wrong_format"),
    Trial("endless", _pigeons(14), "QF_UF", "", "timeout"),
)
TRIALS: dict[Format, Sequence[Trial]] = {"tptp": _TPTP, "smtlib": _SMT}


def check_backend(prover: Backend, binary: Binary, limits: Limits, executor: str = "auto") -> list[CheckRow]:
    """Run the trials of the backend's format. Raises what `ExternalPool.run` does."""
    suffix = {"tptp": ".p", "smtlib": ".smt2"}[prover.format]
    rows: list[CheckRow] = []
    with tempfile.TemporaryDirectory(prefix="wonton-check-") as name:
        root = Path(name) / "problems"
        root.mkdir()
        for file, text in _AXIOMS.items():
            (root / file).write_text(text, encoding="utf-8")
        for trial in TRIALS[prover.format]:
            path = root / f"{trial.name}{suffix}"
            path.write_text(trial.text, encoding="utf-8")
            problem = Problem(trial.name, path, root, prover.format, trial.dialect, trial.expected)
            wall = min(limits.wall_seconds, _SHORT_SECONDS) if trial.wanted == "timeout" else limits.wall_seconds
            settings = ExternalSettings(prover.name, "", wall, limits.memory_mb, limits.output_bytes >> 20, executor)
            rows.append(_row(trial, ExternalOrder(Path(name), settings, binary), problem))
    return rows


def _row(trial: Trial, order: ExternalOrder, problem: Problem) -> CheckRow:
    with ExternalPool(order, 1) as pool:
        rows = [message.row for message in pool.run([problem]) if isinstance(message, Done)]
    if not rows:
        return CheckRow(trial.name, trial.wanted, "", "", "", "its worker process died", ok=False)
    row = rows[0]
    ok = row["outcome"] == trial.wanted and row["verdict"] != "wrong" and (row["proof"] != "none" or not trial.proof)
    return CheckRow(trial.name, trial.wanted, row["outcome"], row["status"], row["proof"], row["reason"], ok)
