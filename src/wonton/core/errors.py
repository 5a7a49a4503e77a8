"""The exception tree: everything that Wonton Soup raises on purpose.

    WontonError                 exit 1   the work failed
    ├── UsageError              exit 2   the request makes no sense as it stands
    │   ├── UnknownNameError             no such corpus, provider, phase, run ...; lists the known ones
    │   ├── SettingsError                options that exclude each other, values out of range
    │   ├── SurfaceSyntaxError           a statement that does not follow the surface grammar
    │   ├── MissingToolError             an assistant, prover or package is absent or of another version
    │   ├── RunExistsError               a run id that is taken, without --resume
    │   └── FormatVersionError           an artifact written by a newer program
    ├── StatementError          exit 1   the assistant does not accept a statement
    ├── AssistantError          exit 1   an assistant died, hung or spoke nonsense, and could not be replaced
    ├── ProviderError           exit 1   a model or a server gave no proposals, or a ranker gave others
    ├── RequestCapError         exit 1   the requests that a run may make to a server are used up
    ├── ArtifactError           exit 1   a file of a run is damaged or cannot be written
    ├── AskTellError            exit 1   a search was told what it did not ask for (wonton.search.errors)
    ├── TreeInvariantError      exit 1   a search tree contradicts itself (wonton.search.errors)
    ├── TooLargeError           exit 1   a value that is asked for exactly would take too long (wonton.search.exact)
    ├── Stopped                 exit 1   a process of an assistant ended before it answered (wonton.assistants.channel)
    │   ├── LeanStopped              Lean's (wonton.assistants.lean.process)
    │   └── RocqStopped              Coq's (wonton.assistants.rocq.process)
    ├── TermSyntaxError         exit 1   a term as printed cannot be read (lean.terms, rocq.reading)
    ├── GoalSyntaxError         exit 1   a goal as printed cannot be read (lean.goals, rocq.goals)
    ├── ProofSyntaxError        exit 1   a prover's proof or problem cannot be read (wonton.external.proofs)
    └── Interrupted             exit 130 stopped by the user; the run can be resumed

A tactic that an assistant rejects is a value (`Transition`), never an exception.
Every error carries a message that names the item and, in `remedy`, what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

#: As many names as a message lists, twice as many where none is close.
_FEW = 10


class WontonError(Exception):
    """Base of the tree. `remedy` is one sentence, ready to print; `exit_code` is the process's."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message


class UsageError(WontonError):
    """The request makes no sense as it stands; nothing was touched."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A name that is not among the known ones.

    `kind` is what the name stands for ("corpus", "provider", ...); `known` are the names that would do. The message
    lists them all where they are few, else the closest and how many there are.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], remedy: str = "") -> None:
        names = sorted(known)
        near = get_close_matches(name, names, n=_FEW)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"unknown {kind} {name!r}.{hint} {_listed(names, near)}.", remedy)
        self.kind, self.name, self.known = kind, name, names


def _listed(names: Sequence[str], near: Sequence[str]) -> str:
    """What to say of the known `names`, of which `near` are close."""
    if len(names) <= (_FEW if near else 2 * _FEW):
        return f"Known: {', '.join(names) or 'none yet'}"
    close = f"Closest: {', '.join(near)}; " if near else ""
    return f"{close}{len(names)} are known"


class SettingsError(UsageError):
    """Options that exclude each other, or a value out of its range."""


class SurfaceSyntaxError(UsageError):
    """A statement that does not follow the surface grammar. The message carries line and column."""


class MissingToolError(UsageError):
    """An assistant, a prover or a package that is absent or of another version."""


class RunExistsError(UsageError):
    """A run id that is taken, and `--resume` was not asked for."""


class FormatVersionError(UsageError):
    """An artifact of a newer format than this program reads. The message names both versions."""


class StatementError(WontonError):
    """The assistant does not accept a statement. `item` is the theorem, the message the assistant's own."""

    def __init__(self, item: str, message: str, remedy: str = "") -> None:
        super().__init__(f"{item}: the statement does not elaborate: {message}", remedy)
        self.item = item
        self.assistant_message = message


class AssistantError(WontonError):
    """An assistant died, hung or spoke nonsense, and could not be replaced."""


class ProviderError(WontonError):
    """A provider could not propose: a server that does not answer, a ranker that changes what it should reorder."""


class RequestCapError(WontonError):
    """The requests that a run may make are used up; `--resume` goes on with a larger limit."""


class ArtifactError(WontonError):
    """A file of a run is damaged, missing or cannot be written."""


class Interrupted(WontonError):
    """Stopped by the user. What was finished stands; `--resume` does the rest."""

    exit_code = 130
