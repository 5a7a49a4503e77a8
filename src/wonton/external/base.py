"""The seam to automatic provers: problems and limits in, command lines out; output in, answers out.

A backend never starts anything but itself for its version, and judges nothing: whether an answer agrees with what the
problem states is for `result`. What it gives is closed: every problem ends in one of `OUTCOMES`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

Format = Literal["tptp", "smtlib"]
#: Languages that a proof may be written in; `""` where there is none.
ProofFormat = Literal["", "tstp", "z3", "alethe", "cpc"]
#: What came of a problem. `proved`: the theorem or unsatisfiability; `refuted`: a model, a counter-model or saturation;
#: `timeout` and `memory_out`: a limit; `crashed`: it died without a word on why; `unknown`: it says that it does not
#: know; `gave_up`: it ended its search early and says so; `wrong_format`: it could not read the problem, or
#: we not its answer; `unsupported`: the problem is of a kind that it does not take.
Outcome = Literal[
    "proved", "refuted", "timeout", "memory_out", "crashed", "unknown", "gave_up", "wrong_format", "unsupported"
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
#: Why an execution was ended by us; `""` where it ended by itself.
Stop = Literal["", "wall", "cpu", "memory"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: a file below a root.

    `item_id` is its path below the root without the suffix. `dialect` is `cnf fof tff tcf thf` for TPTP, the logic
    (`""` where none is set) for SMT-LIB. `expected` is what the file itself states (`Theorem`, `Satisfiable`, `unsat`;
    of a file that asks several times the answers in order, blanks between them), `""` where it states nothing;
    `sha256` is a digest of the file and all that it includes.
    """

    item_id: str
    path: Path
    root: Path
    format: Format
    dialect: str = ""
    expected: str = ""
    sha256: str = ""

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.path.name.removesuffix(self.path.suffix)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one execution may use: wall seconds, CPU seconds of all its processes together (None: as the wall limit),
    memory of them together in MB, bytes of output that are kept (more is read and thrown away)."""

    wall_seconds: float = 20.0
    cpu_seconds: float | None = None
    memory_mb: int = 2_048
    output_bytes: int = 64 * 2**20

    @property
    def cpu(self) -> float:
        """The CPU limit, seconds."""
        return self.wall_seconds if self.cpu_seconds is None else self.cpu_seconds


Origin = Literal["flag", "environment", "path", "wheel"]


@dataclass(frozen=True, slots=True)
class Binary:
    """A prover that was found: the words its command lines begin with, its version, who named it."""

    argv: tuple[str, ...]
    version: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Invocation:
    """One command line, with variables that are added to the environment, in a folder of its own."""

    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How an execution ended, and what was kept of its output.

    `exit_code` is negative for a signal. CPU seconds and peak memory are those of the whole process tree. `executor` is
    how limits were kept: `cgroup-v1`, `cgroup-v2`, `process-tree` or `benchexec`.
    """

    stop: Stop
    exit_code: int
    wall_seconds: float
    cpu_seconds: float
    memory_mb: float
    output: str
    errors: str = ""
    output_bytes: int = 0
    output_cut: bool = False
    executor: str = "process-tree"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a backend said. `status` is its own word (`Theorem`, `unsat`; `""` for none), `reason` one sentence
    on an outcome that decides nothing, `proof_text` the proof as printed, in `proof_format`."""

    outcome: Outcome
    status: str = ""
    reason: str = ""
    proof_text: str = ""
    proof_format: ProofFormat = ""
    statistics: Mapping[str, float | str] = field(default_factory=dict)


class Backend(ABC):
    """One automatic prover.

    `programs` are the names it goes by on PATH, `variable` names it in the environment, `remedy` says how to get it;
    `dialects` are those of its format that it takes, None for all.
    """

    name: str
    format: Format
    programs: tuple[str, ...]
    remedy: str
    version_options: tuple[str, ...] = ("--version",)
    #: What its version looks like in the answer to `version_options`.
    version_pattern = r"(\d+(?:\.\d+)+)"
    #: A program on PATH that is older gives way to the wheel.
    oldest: tuple[int, ...] = ()
    dialects: frozenset[str] | None = None

    @property
    def variable(self) -> str:
        """The environment variable that names its program: `WONTON_E`."""
        return f"WONTON_{self.name.upper()}"

    def wheel(self) -> tuple[str, ...] | None:
        """How it is called out of an installed Python package; None where there is none."""
        return None

    def takes(self, problem: Problem, binary: Binary) -> bool:
        """Whether the problem is of a kind that it takes."""
        return problem.format == self.format and (self.dialects is None or problem.dialect in self.dialects)

    @abstractmethod
    def command(self, binary: Binary, problem: Problem, limits: Limits, scratch: Path) -> Invocation:
        """The command line for `problem`. `scratch` is an empty folder for files that it needs beside the problem's.
        Raises `OSError`, `UnicodeError` where the problem cannot be read."""

    @abstractmethod
    def read(self, ended: Ended) -> Answer:
        """What the execution `ended` says."""
