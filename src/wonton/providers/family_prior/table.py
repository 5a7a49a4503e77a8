"""The table: how often the proofs behind it used each family of tactics at goals with the same features.

Its probabilities are interpolated from the full features down to none, each level by the rule of Witten and Bell: with
n uses, T families among them, at goals that agree on the first k features,

    P_k(f) = (n(f) + T * P_{k-1}(f)) / (n + T),

P_{-1} being uniform over all families. So what was never seen costs little where much was seen, and features that were
never seen say what the fewer ones say. Source: I. H. Witten, T. C. Bell, The zero-frequency problem, IEEE Trans. Inf.
Theory 37 (1991), 1085-1094 (method C), in the interpolated form of S. F. Chen, J. Goodman, Comput. Speech Lang. 13
(1999), 359-394, section 2.6.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from wonton.core.errors import FormatVersionError, SettingsError
from wonton.core.families import FAMILIES, Family, Language
from wonton.providers.family_prior.features import FEATURES, Features

NAME = "family_prior"
FORMAT_VERSION = 1

_KEYS = {"format_version", "ranker", "language", "features", "weight", "rows", "provenance"}
_REMEDY = "Make one with `wonton train family-prior --out FILE`."


@dataclass(frozen=True)
class FamilyTable:
    """Uses of families by features, for tactics of `language`.

    `weight` says how much the table counts against the provider, 0 not at all (`ranker.reweighed`). `provenance` says
    what it was made from; it changes nothing.
    """

    language: Language
    weight: float
    uses: Mapping[Features, Mapping[Family, int]]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def counted(
        cls,
        language: Language,
        weight: float,
        pairs: Iterable[tuple[Features, Family]],
        provenance: Mapping[str, Any] | None = None,
    ) -> FamilyTable:
        """The table of the goals, by their features, at which a proof used a tactic of that family."""
        uses: dict[Features, Counter[Family]] = {}
        for features, family in pairs:
            uses.setdefault(features, Counter())[family] += 1
        return cls(language, weight, uses, provenance or {})

    def probabilities(self, features: Features) -> Mapping[Family, float]:
        """P(family | features), positive for every family; they sum to 1."""
        found = self._known.get(features)
        if found is None:
            found = self._known[features] = self._interpolated(features)
        return found

    @cached_property
    def digest(self) -> str:
        """12 hex digits over everything that decides an order."""
        value = {name: entry for name, entry in self.to_json().items() if name != "provenance"}
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, Any]:
        """All of it, rows sorted by their features."""
        return {
            "format_version": FORMAT_VERSION,
            "ranker": NAME,
            "language": self.language,
            "features": list(FEATURES),
            "weight": self.weight,
            "rows": [
                {"features": list(features), "uses": {str(f): uses[f] for f in FAMILIES if uses.get(f)}}
                for features, uses in sorted(self.uses.items())
            ],
            "provenance": dict(self.provenance),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FamilyTable:
        """What `to_json` gave. Raises `ValueError`, saying what is wrong, for anything else."""
        if set(value) != _KEYS:
            raise ValueError(f"it must have {', '.join(sorted(_KEYS))} and has {', '.join(sorted(value)) or 'nothing'}")
        if value["ranker"] != NAME or value["language"] not in get_args(Language):
            raise ValueError(f"ranker and language are {value['ranker']!r} and {value['language']!r}")
        if value["features"] != list(FEATURES):
            raise ValueError(f"its features are {value['features']!r}; they must be {', '.join(FEATURES)}")
        weight, rows, provenance = value["weight"], value["rows"], value["provenance"]
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
            raise ValueError(f"weight is {weight!r}; it must be a number of at least 0")
        if not isinstance(rows, list) or not isinstance(provenance, dict):
            raise ValueError("rows must be a list and provenance an object")
        uses = dict(map(_row, rows))
        if len(uses) < len(rows):
            raise ValueError("two rows have the same features")
        return cls(value["language"], float(weight), uses, provenance)

    @cached_property
    def _known(self) -> dict[Features, Mapping[Family, float]]:
        return {}

    @cached_property
    def _levels(self) -> Mapping[Features, Counter[Family]]:
        """Uses by the first features, from none of them to all."""
        levels: dict[Features, Counter[Family]] = {}
        for features, uses in self.uses.items():
            for length in range(len(features) + 1):
                levels.setdefault(features[:length], Counter()).update(uses)
        return levels

    def _interpolated(self, features: Features) -> Mapping[Family, float]:
        found = dict.fromkeys(FAMILIES, 1 / len(FAMILIES))
        for length in range(len(features) + 1):
            uses = self._levels.get(features[:length])
            if uses is None:
                break
            total, kinds = uses.total(), len(uses)
            found = {family: (uses[family] + kinds * below) / (total + kinds) for family, below in found.items()}
        return found


def _row(row: object) -> tuple[Features, dict[Family, int]]:
    """The features and uses of one row. Raises `ValueError`."""
    if not isinstance(row, dict) or set(row) != {"features", "uses"}:
        raise ValueError(f"a row is {row!r}; it must have features and uses")
    features, uses = row["features"], row["uses"]
    words = isinstance(features, list) and all(isinstance(word, str) for word in features)
    if not words or len(features) != len(FEATURES):
        raise ValueError(f"the features of a row are {features!r}; they must be {len(FEATURES)} words")
    if not isinstance(uses, dict) or not uses or not set(uses) <= set(FAMILIES):
        raise ValueError(f"the uses of a row are {uses!r}; they must be those of families")
    if any(isinstance(number, bool) or not isinstance(number, int) or number < 1 for number in uses.values()):
        raise ValueError(f"the uses of a row are {uses!r}; each must be a whole number of at least 1")
    return tuple(features), {Family(name): number for name, number in uses.items()}


def read_table(path: Path) -> FamilyTable:
    """The table in the file `path`. Raises `SettingsError`, `FormatVersionError` for one of a newer program."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"ranker {path} cannot be read: {error}", _REMEDY) from error
    version = value.get("format_version") if isinstance(value, dict) else None
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise SettingsError(f"{path} is no table of {NAME}: it has no format version", _REMEDY)
    if version > FORMAT_VERSION:
        raise FormatVersionError(
            f"ranker {path} has format version {version}; this program reads {FORMAT_VERSION}",
            "Update the program, or train the ranker again.",
        )
    try:
        return FamilyTable.from_json(value)
    except ValueError as error:
        raise SettingsError(f"{path} is no table of {NAME}: {error}", _REMEDY) from error
