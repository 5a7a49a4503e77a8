"""References on disk: `<home>/lake/references/<ref_id>/`, written once and never changed.

    reference.json      what it is: assistant, goal signatures, alpha, selection, members (written last)
    outcomes.json.gz    its table: [goal signature, family, attempts, successes], sorted
    scored.json         keys of the runs that were scored against it, so that a lake built anew scores them again

The files are where a reference lives; the lake's tables `reference_sets`, `reference_members` and
`reference_outcomes` are copies of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts.read import read_json
from wonton.artifacts.write import make_folder, write_json
from wonton.core.errors import ArtifactError, UnknownNameError
from wonton.metrics.reference_k import OutcomeTable

REFERENCE, OUTCOMES, SCORED = "reference.json", "outcomes.json.gz", "scored.json"
_ID_DIGITS = 16

Outcome = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A run that a reference was built from: key, id, folder (as in the lake's `runs`), a digest of the outcomes that
    it gave, and how many theorems, attempts and successes those were."""

    run_key: str
    run_id: str
    path: str
    digest: str
    theorems: int
    attempts: int
    successes: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A frozen table, and where it came from.

    `outcomes` are (goal signature, family, attempts, successes), sorted, a pair once; `selection` and `variants` are
    what was asked for, `members` the runs that met it; `goal_sig` is how signatures were made, alpha the weight of the
    prior that it is read with.
    """

    assistant: str
    goal_sig: str
    alpha: float
    selection: Mapping[str, Any]
    variants: tuple[str, ...]
    members: tuple[Member, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def ref_id(self) -> str:
        """16 hex digits of the SHA-256 of all that it is."""
        text = json.dumps({**self.head(), "outcomes": self.outcomes}, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:_ID_DIGITS]

    def head(self) -> dict[str, Any]:
        """All but the table."""
        return {
            "assistant": self.assistant,
            "goal_sig": self.goal_sig,
            "alpha": self.alpha,
            "selection": dict(self.selection),
            "variants": list(self.variants),
            "members": [asdict(member) for member in self.members],
        }

    @property
    def attempts(self) -> int:
        """Attempts in all cells."""
        return sum(row[2] for row in self.outcomes)

    @property
    def successes(self) -> int:
        """Successes in all cells."""
        return sum(row[3] for row in self.outcomes)

    def table(self) -> OutcomeTable:
        """The table, read with its alpha."""
        return OutcomeTable(self.outcomes, self.alpha)


def references_root(home: Path) -> Path:
    """Where references live in the home at `home`."""
    return home / "lake" / "references"


def save_reference(home: Path, reference: Reference) -> Path:
    """Write `reference`, unless it stands already; gives its folder. Raises `ArtifactError`."""
    folder = references_root(home) / reference.ref_id
    if not (folder / REFERENCE).is_file():
        make_folder(folder)
        write_json(folder / OUTCOMES, {"outcomes": [list(row) for row in reference.outcomes]})
        write_json(folder / REFERENCE, {**reference.head(), "ref_id": reference.ref_id})
    return folder


def known_references(home: Path) -> list[str]:
    """Ids of the references that stand, sorted."""
    return sorted(path.parent.name for path in references_root(home).glob(f"*/{REFERENCE}"))


def load_reference(home: Path, ref_id: str) -> Reference:
    """The reference `ref_id`; the first digits do where no other begins so.

    Raises `UnknownNameError`; `ArtifactError` where its files are not what its id was made from.
    """
    known = known_references(home)
    found = [name for name in known if ref_id and name.startswith(ref_id)]
    if len(found) != 1:
        raise UnknownNameError("reference", ref_id, known, "Build one with: wonton lake reference build.")
    folder = references_root(home) / found[0]
    try:
        reference = _from_json(read_json(folder / REFERENCE), read_json(folder / OUTCOMES))
    except (ArtifactError, KeyError, TypeError, ValueError) as error:
        raise ArtifactError(f"the reference in {folder} is damaged: {error!r}", _AGAIN) from error
    if reference.ref_id != found[0]:
        raise ArtifactError(f"the reference in {folder} is not what its name says: its files were changed", _AGAIN)
    return reference


_AGAIN = "Move the folder away and build the reference again."


def _from_json(head: Mapping[str, Any], table: Mapping[str, Any]) -> Reference:
    return Reference(
        assistant=head["assistant"],
        goal_sig=head["goal_sig"],
        alpha=head["alpha"],
        selection=head["selection"],
        variants=tuple(head["variants"]),
        members=tuple(Member(**row) for row in head["members"]),
        outcomes=tuple((str(s), str(f), int(a), int(n)) for s, f, a, n in table["outcomes"]),
    )


def scored_runs(home: Path, ref_id: str) -> list[str]:
    """Keys of the runs that were scored against the reference, sorted. Raises `ArtifactError`."""
    path = references_root(home) / ref_id / SCORED
    return [str(key) for key in read_json(path)["run_keys"]] if path.is_file() else []


def note_scored(home: Path, ref_id: str, run_keys: Iterable[str]) -> None:
    """Remember that these were scored too. Raises `ArtifactError`."""
    known = scored_runs(home, ref_id)
    whole = sorted({*known, *run_keys})
    if whole != known:
        write_json(references_root(home) / ref_id / SCORED, {"run_keys": whole})
