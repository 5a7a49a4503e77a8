"""The table of the ranker `family_prior`, fitted to goals of proofs, and what it is worth on other goals.

The table counts the families of tactics that the proofs of the training part used where the provider proposes what they
used, and what the provider made of these families there. Its weight against the provider is
the one, out of a few, with the best mean reciprocal rank on the training part itself, each theorem ranked by a table
that the theorems of its fold took no part in; the smaller one where two do equally well, so a table that does not help
gets the weight 0 and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum, log
from typing import Any

from wonton.core.families import Family, Language
from wonton.metrics.bootstrap import mean_interval
from wonton.providers.base import Candidate
from wonton.providers.family_prior import FamilyTable, Features, reweighed

#: Weights that are tried, and the parts that the training theorems are cut into for it.
WEIGHTS = (0.0, 0.125, 0.25, 0.5, 0.75, 1.0)
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A goal at which a proof of `theorem`, of a corpus's `topic`, used a tactic, and what the provider proposes there.

    `families` are those of the `candidates`, in order. `used` is the place of the used tactic among them, None where
    the provider does not propose it; `offered` are the places of those that a search may try, `used` among them.
    """

    theorem: str
    topic: str
    features: Features
    family: Family
    candidates: tuple[Candidate, ...]
    families: tuple[Family, ...]
    offered: tuple[int, ...]
    used: int | None

    @property
    def shares(self) -> dict[Family, float]:
        """The families' shares of the probability of what is offered."""
        whole = fsum(self.candidates[place].probability for place in self.offered)
        found: dict[Family, float] = {}
        for place in self.offered:
            family, part = self.families[place], self.candidates[place].probability / whole if whole else 0.0
            found[family] = found.get(family, 0.0) + part
        return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How far in front the used tactic of one goal stands: its place among what a search may try, from 1, and the
    natural logarithm of its share of their probability."""

    theorem: str
    place: int
    log_likelihood: float


_VALUES: dict[str, Callable[[Standing], float]] = {
    "mean_reciprocal_rank": lambda standing: 1 / standing.place,
    "log_likelihood": lambda standing: standing.log_likelihood,
}


def fit(language: Language, choices: Sequence[Choice]) -> FamilyTable:
    """The table of `choices` with the weight that suits them; its provenance says how each weight did."""
    folds = _folds(language, choices)
    tried = {weight: _mean_reciprocal(_crossed(folds, weight)) for weight in WEIGHTS}
    best = max(WEIGHTS, key=lambda weight: (tried[weight], -weight))
    rows = [{"weight": weight, "mean_reciprocal_rank": found} for weight, found in tried.items()]
    return FamilyTable.counted(language, best, _goals(choices), {"cross_validation": rows})


def standings(choices: Iterable[Choice], table: FamilyTable | None) -> list[Standing]:
    """Where the used tactics stand in the order of `table`, or in the provider's own where that is None; goals whose
    tactic the provider does not propose are left out."""
    return [_standing(choice, choice.used, table) for choice in choices if choice.used is not None]


def report(choices: Sequence[Choice], table: FamilyTable, seed: str) -> dict[str, Any]:
    """The provider's order and the ranker's on the same goals: counts, means, and the mean differences over theorems
    with their intervals."""
    own, ranked = standings(choices, None), standings(choices, table)
    return {
        "theorems": len({choice.theorem for choice in choices}),
        "goals": len(choices),
        "proposed": len(own),
        "earlier": sum(new.place < old.place for old, new in zip(own, ranked, strict=True)),
        "later": sum(new.place > old.place for old, new in zip(own, ranked, strict=True)),
        "provider": _means(own),
        "ranker": _means(ranked),
        "difference": {
            name: _difference([(old, value(old), value(new)) for old, new in zip(own, ranked, strict=True)], seed)
            for name, value in _VALUES.items()
        },
    }


def _means(found: Sequence[Standing]) -> dict[str, float | None]:
    """The mean of each value over goals, and of the place itself; None without goals."""
    values = {**_VALUES, "place": lambda standing: float(standing.place)}
    return {name: fsum(map(value, found)) / len(found) if found else None for name, value in values.items()}


def _difference(rows: Iterable[tuple[Standing, float, float]], seed: str) -> dict[str, Any] | None:
    """Second value less first: over the goals of a theorem, then over theorems, which are what is independent."""
    by_theorem: dict[str, list[float]] = {}
    for standing, old, new in rows:
        by_theorem.setdefault(standing.theorem, []).append(new - old)
    means = [fsum(values) / len(values) for values in by_theorem.values()]
    interval = mean_interval(means, seed)
    return None if interval is None else {"value": fsum(means) / len(means), **interval.to_json()}


def _goals(choices: Iterable[Choice]) -> list[tuple[Features, Family, dict[Family, float]]]:
    return [(choice.features, choice.family, choice.shares) for choice in choices if choice.used is not None]


def _standing(choice: Choice, used: int, table: FamilyTable | None) -> Standing:
    weight = 0.0 if table is None else table.weight
    ratios = dict.fromkeys(Family, 1.0) if table is None else table.ratios(choice.features)
    shares = reweighed(choice.candidates, choice.families, ratios, weight)
    own = shares[used]
    before = sum(shares[place] > own or (shares[place] == own and place < used) for place in choice.offered)
    return Standing(choice.theorem, before + 1, log(own / fsum(shares[place] for place in choice.offered)))


def _folds(language: Language, choices: Sequence[Choice]) -> list[tuple[list[Choice], FamilyTable]]:
    """The choices of each fold, with a table of all the others."""
    found = []
    for fold in range(FOLDS):
        inside = [choice for choice in choices if _fold(choice.theorem) == fold]
        outside = [choice for choice in choices if _fold(choice.theorem) != fold]
        found.append((inside, FamilyTable.counted(language, 0.0, _goals(outside))))
    return found


def _crossed(folds: Iterable[tuple[Sequence[Choice], FamilyTable]], weight: float) -> list[Standing]:
    """Standings of the choices of `folds`, each by the table that its fold took no part in, with this `weight`."""
    return [found for inside, table in folds for found in standings(inside, replace(table, weight=weight))]


def _fold(theorem: str) -> int:
    """The fold of a theorem: SHA-256 of `"fold:{theorem}"`, modulo `FOLDS`."""
    return int(hashlib.sha256(f"fold:{theorem}".encode()).hexdigest(), 16) % FOLDS


def _mean_reciprocal(found: Sequence[Standing]) -> float:
    return fsum(map(_VALUES["mean_reciprocal_rank"], found)) / max(1, len(found))
