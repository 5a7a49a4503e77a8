"""What could not be read or computed, as values: the rest goes on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from wonton.core.errors import FormatVersionError, MissingToolError, WontonError

#: What a file that is not what it should be makes of code that reads it.
_DAMAGE = (
    WontonError, KeyError, IndexError, TypeError, ValueError, AttributeError, AssertionError, RecursionError,
    OverflowError, OSError,
)  # fmt: skip
_LONGEST = 300


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that was not read or not computed.

    `run` is the run directory's name, `theorem` a folder's (`""`: the run as a whole), `variant` its variant (`""`: all
    of the folder). `stage` is what was being done: a file's name, or a measure's. `kind` is `damaged` (a file that is
    missing, truncated, malformed or foreign), `newer` (of a newer format), `incomplete` (a theorem without its marker,
    or a trace that lacks iterations) or `given_up` (a theorem that its run gave up).
    """

    run: str
    theorem: str
    variant: str
    stage: str
    kind: str
    message: str

    def to_json(self) -> dict[str, str]:
        """All fields."""
        return asdict(self)


@dataclass
class Problems:
    """Collects problems of one folder. `run_dir` is taken out of messages: they must not depend on where it lies."""

    run_dir: Path
    theorem: str = ""
    found: list[Problem] = field(default_factory=list)

    def add(self, variant: str, stage: str, kind: str, message: str) -> None:
        """Record one."""
        text = message.replace(f"{self.run_dir}/", "").replace(str(self.run_dir), ".")
        text = text.encode(errors="backslashreplace").decode()
        self.found.append(Problem(self.run_dir.name, self.theorem, variant, str(stage), kind, text[:_LONGEST]))

    def guarding(self, stage: str, variant: str = "") -> Guard:
        """For a `with` block: what goes wrong within becomes a problem of that stage, and things go on behind it."""
        return Guard(self, stage, variant)


@dataclass(frozen=True)
class Guard:
    """Turns what damaged files raise into problems. A package that is absent is no fault of a file: that is raised."""

    problems: Problems
    stage: str
    variant: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, _DAMAGE) or isinstance(error, MissingToolError):
            return False
        word = "newer" if isinstance(error, FormatVersionError) else "damaged"
        self.problems.add(self.variant, self.stage, word, _told(error))
        return True


def _told(error: BaseException) -> str:
    if isinstance(error, WontonError):
        return error.message
    if isinstance(error, KeyError):
        return f"no {error}"
    return f"{type(error).__name__}: {error}"
