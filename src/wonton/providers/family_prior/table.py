"""The table: how often proofs used each family of tactics at goals with the same features, and how often they would
have if the provider's probabilities were right.

Their ratio r(f) says by how much the provider underrates a family. It is smoothed from no features to all, each level
towards the one before: with u uses of the family f and e expected ones at goals that agree on the first k features,

    r_k(f) = (u + m * r_{k-1}(f)) / (e + m),   r_{-1}(f) = 1,

as if m further uses had been expected that came out as the fewer features say. So a table that has seen nothing changes
nothing, and features that were never seen say what the fewer ones say. Source: the posterior mean of a Poisson rate
under a gamma prior, as for standardised ratios in D. Clayton, J. Kaldor, Biometrics 43 (1987), 671-681; the chain of
levels is the back-off of Jelinek and Mercer's interpolation (S. F. Chen, J. Goodman, Comput. Speech Lang. 13 (1999),
359-394, section 2.3).
"""

from __future__ import annotations

import hashlib
import json
import math
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

#: m above: expected uses that count as much as all fewer features together.
PRIOR_USES = 2.0

_KEYS = {"format_version", "ranker", "language", "features", "weight", "rows", "provenance"}
_REMEDY = "Make one with `wonton train family-prior --out FILE`."


@dataclass(frozen=True, slots=True)
class Uses:
    """Of a family at goals with the same features: how often proofs used it, and the sum of its shares of the
    provider's probability there."""

    used: int
    expected: float


@dataclass(frozen=True)
class FamilyTable:
    """Uses of families by features, for tactics of `language`.

    `weight` says how much the table counts against the provider, 0 not at all (`ranker.reweighed`). `provenance` says
    what it was made from; it changes nothing.
    """

    language: Language
    weight: float
    uses: Mapping[Features, Mapping[Family, Uses]]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def counted(
        cls,
        language: Language,
        weight: float,
        goals: Iterable[tuple[Features, Family, Mapping[Family, float]]],
        provenance: Mapping[str, Any] | None = None,
    ) -> FamilyTable:
        """The table of goals of proofs: of each its features, the family that the proof used there, and the families'
        shares of the provider's probability."""
        uses: dict[Features, dict[Family, Uses]] = {}
        for features, family, shares in goals:
            _add(uses.setdefault(features, {}), {one: Uses(0, share) for one, share in shares.items()})
            _add(uses[features], {family: Uses(1, 0.0)})
        return cls(language, weight, uses, provenance or {})

    def ratios(self, features: Features) -> Mapping[Family, float]:
        """r(family) at goals with `features`, positive for every family."""
        found = self._known.get(features)
        if found is None:
            found = self._known[features] = self._smoothed(features)
        return found

    @cached_property
    def digest(self) -> str:
        """12 hex digits over everything that decides an order."""
        value = {name: entry for name, entry in self.to_json().items() if name != "provenance"}
        return hashlib.sha256(_compact(value).encode()).hexdigest()[:12]

    def to_json(self) -> dict[str, Any]:
        """All of it, rows sorted by their features."""
        return {
            "format_version": FORMAT_VERSION,
            "ranker": NAME,
            "language": self.language,
            "features": list(FEATURES),
            "weight": self.weight,
            "rows": [
                {
                    "features": list(features),
                    "uses": {str(f): [uses[f].used, uses[f].expected] for f in FAMILIES if f in uses},
                }
                for features, uses in sorted(self.uses.items())
            ],
            "provenance": dict(self.provenance),
        }

    def encode(self) -> bytes:
        """The bytes of its file: JSON, a row a line."""
        rows = ",\n".join(f"  {_compact(row)}" for row in self.to_json()["rows"])
        head = {name: value for name, value in self.to_json().items() if name != "rows"}
        lines = [f"{_compact(name)}: {_compact(value)}" for name, value in head.items()]
        return ("{\n" + ",\n".join([*lines, f'"rows": [\n{rows}\n]']) + "\n}\n").encode()

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
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < math.inf:
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
    def _levels(self) -> Mapping[Features, Mapping[Family, Uses]]:
        """Uses by the first features, from none of them to all."""
        levels: dict[Features, dict[Family, Uses]] = {}
        for features, uses in sorted(self.uses.items()):
            for length in range(len(features) + 1):
                _add(levels.setdefault(features[:length], {}), uses)
        return levels

    def _smoothed(self, features: Features) -> Mapping[Family, float]:
        found = dict.fromkeys(FAMILIES, 1.0)
        for length in range(len(features) + 1):
            for family, seen in self._levels.get(features[:length], {}).items():
                found[family] = (seen.used + PRIOR_USES * found[family]) / (seen.expected + PRIOR_USES)
        return found


def _add(uses: dict[Family, Uses], more: Mapping[Family, Uses]) -> None:
    """Add `more` to `uses`."""
    for family, one in more.items():
        known = uses.get(family, Uses(0, 0.0))
        uses[family] = Uses(known.used + one.used, known.expected + one.expected)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _row(row: object) -> tuple[Features, dict[Family, Uses]]:
    """The features and uses of one row. Raises `ValueError`."""
    if not isinstance(row, dict) or set(row) != {"features", "uses"}:
        raise ValueError(f"a row is {row!r}; it must have features and uses")
    features, uses = row["features"], row["uses"]
    words = isinstance(features, list) and all(isinstance(word, str) for word in features)
    if not words or len(features) != len(FEATURES):
        raise ValueError(f"the features of a row are {features!r}; they must be {len(FEATURES)} words")
    if not isinstance(uses, dict) or not uses or not set(uses) <= set(FAMILIES):
        raise ValueError(f"the uses of a row are {uses!r}; they must be those of families")
    return tuple(features), {Family(name): _uses(entry) for name, entry in uses.items()}


def _uses(entry: object) -> Uses:
    """The uses of one family. Raises `ValueError`."""
    if isinstance(entry, list) and len(entry) == 2 and not any(isinstance(number, bool) for number in entry):
        used, expected = entry
        whole = isinstance(used, int) and used >= 0
        if whole and isinstance(expected, int | float) and 0 <= expected < math.inf:
            return Uses(used, float(expected))
    raise ValueError(f"the uses of a family are {entry!r}; they must be a count and a number, both at least 0")


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
