"""The ranker `family_prior`: the provider's candidates, families moved up or down as the table says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from pathlib import Path

from wonton.core.errors import SettingsError
from wonton.core.families import Family, Language
from wonton.core.goal import Goal
from wonton.core.tactics import tactic_family
from wonton.providers.base import Candidate, GoalContext
from wonton.providers.family_prior.features import features_of
from wonton.providers.family_prior.table import NAME, FamilyTable, read_table

#: Stands for a probability of 0, which has no logarithm.
_LEAST = 1e-12


def reweighed(
    candidates: Sequence[Candidate], families: Sequence[Family], ratios: Mapping[Family, float], weight: float
) -> list[float]:
    """The probability of each candidate, in order, once each family counts by its ratio; they sum to 1.

    With p the provider's probabilities and r(f) the ratio of the family f of a tactic t,

        q(t) ~ p(t) * r(f) ** weight:

    log-odds of families, added to the provider's. A weight of 0 leaves the provider alone, and within a family its
    order always stands.
    """
    scores = [
        log(max(candidate.probability, _LEAST)) + weight * log(ratios[family])
        for family, candidate in zip(families, candidates, strict=True)
    ]
    top = max(scores, default=0.0)
    found = [exp(score - top) for score in scores]
    total = sum(found)
    return [value / total for value in found]


class FamilyPrior:
    """Orders candidates by `reweighed`; those that come out equal keep the provider's order."""

    name = NAME

    def __init__(self, table: FamilyTable) -> None:
        self.table = table
        self.fingerprint = f"{NAME}-{table.digest}"

    def rank(self, goal: Goal, context: GoalContext, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """`candidates`, the best first. See `Ranker.rank`."""
        language = self.table.language
        families = [tactic_family(candidate.tactic, language) for candidate in candidates]
        ratios = self.table.ratios(features_of(goal, context.steps, language))
        shares = reweighed(candidates, families, ratios, self.table.weight)
        order = sorted(range(len(candidates)), key=lambda place: -shares[place])
        return [candidates[place] for place in order]


def load_ranker(path: Path, digest: str, language: Language) -> FamilyPrior:
    """The ranker whose table lies in `path` and has that `digest`, for tactics of `language`. Raises `SettingsError`,
    `FormatVersionError`."""
    table = read_table(path)
    if table.digest != digest:
        raise SettingsError(
            f"ranker {path} has the digest {table.digest}, and {digest} is asked for",
            "The file was written anew since; start another run with it.",
        )
    if table.language != language:
        raise SettingsError(
            f"ranker {path} was trained on tactics of {table.language}, and the assistant takes {language}",
            "Train one on that assistant's proofs: `wonton train family-prior -a ASSISTANT --out FILE`.",
        )
    return FamilyPrior(table)
