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
    candidates: Sequence[Candidate], families: Sequence[Family], prior: Mapping[Family, float], weight: float
) -> list[float]:
    """The probability of each candidate, in order, when its family's share is moved towards `prior`; they sum to 1.

    With p the provider's probabilities, p(f) the share of the family f of a tactic t among them and w the `weight`,

        q(t) ~ p(t) * (prior(f) / p(f)) ** w:

    w = 0 leaves the provider alone, w = 1 takes the families' shares from `prior` and the shares within a family from
    the provider. Among w between 0 and 1 it is the distribution over families that is nearest to both, in Kullback and
    Leibler's sense (a logarithmic opinion pool; C. Genest, J. V. Zidek, Statist. Sci. 1 (1986), 114-135).
    """
    own = [max(candidate.probability, _LEAST) for candidate in candidates]
    shares: dict[Family, float] = {}
    for family, probability in zip(families, own, strict=True):
        shares[family] = shares.get(family, 0.0) + probability
    scores = [
        log(probability) + weight * (log(prior[family]) - log(shares[family]))
        for family, probability in zip(families, own, strict=True)
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
        prior = self.table.probabilities(features_of(goal, context.steps, language))
        shares = reweighed(candidates, families, prior, self.table.weight)
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
