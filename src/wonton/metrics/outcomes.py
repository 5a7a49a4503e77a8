"""What a lesion did to a theorem, and the rates over many lesions with their denominators.

*Solved* means here: the search closed and the assembled script reached `axioms_ok`. A lesioned solve whose executed
script got around the lesion (*escaped*) has no outcome; it is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from wonton.metrics.rates import Rate

Outcome = Literal["replicate", "reroute", "collapse", "rescue"]

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
#: Those of a search whose wild type solved, in the order in which they are told.
KINDS: tuple[Outcome, ...] = ("replicate", "reroute", "collapse")


def classify(wild_structure: str | None, structure: str | None) -> Outcome | None:
    """The outcome of a variant, given the structure hashes of wild type and variant, None for unsolved.

    replicate: both solved, same structure; reroute: both solved, another structure; collapse: only the wild type
    solved; rescue: only the variant solved. None where neither solved: there is nothing to compare.
    """
    if wild_structure is None:
        return None if structure is None else "rescue"
    if structure is None:
        return "collapse"
    return "replicate" if structure == wild_structure else "reroute"


@dataclass(frozen=True, slots=True)
class LesionRow:
    """One lesion of one theorem. `control_solved` is None where no control_null was run."""

    item_id: str
    lesion: str
    outcome: Outcome | None
    wild_solved: bool
    control_solved: bool | None
    escaped: bool = False


def outcome_rates(rows: Iterable[LesionRow]) -> dict[str, object]:
    """Outcome rates over lesion rows, by denominator.

    `main`: lesions of theorems whose wild type solved; `strict`: those whose control_null solved too; in both the
    numerators of replicate, reroute and collapse add up to the denominator. `rescue`: rescues among the lesions of
    theorems whose wild type failed. Escaped rows are in none of them, only in the count `escaped`.
    """
    everything = list(rows)
    valid = [row for row in everything if not row.escaped]
    main = [row for row in valid if row.wild_solved]
    strict = [row for row in main if row.control_solved]
    failed_wild = [row for row in valid if not row.wild_solved]
    return {
        "main": _rates(main),
        "strict": _rates(strict),
        "rescue": Rate(sum(row.outcome == "rescue" for row in failed_wild), len(failed_wild)).to_json(),
        "escaped": len(everything) - len(valid),
    }


def _rates(rows: Sequence[LesionRow]) -> dict[str, object]:
    return {kind: Rate(sum(row.outcome == kind for row in rows), len(rows)).to_json() for kind in KINDS}
