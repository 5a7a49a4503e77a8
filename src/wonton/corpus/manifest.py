"""The manifest of a build: what the build is made of, and the id that follows from that.

A build id is a hash over provenance, configuration and items: the same source always gives the same build, whenever
and wherever it is made. Derived slices are not part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from wonton.core.errors import ArtifactError, FormatVersionError
from wonton.corpus.items import Item

FORMAT_VERSION = 1
_ID_DIGITS = 12

#: How ids and orders come about, written into every manifest for whoever reads it without this program.
SCHEMES = {
    "build_id": f"{_ID_DIGITS} hex digits of sha256 over canonical JSON of provenance, build_config, items_sha256",
    "items": "items.jsonl: one JSON object a line, keys sorted, UTF-8, sorted by item_id",
    "sample": 'sort by sha256 of "{seed}:{item_id}", then take the first N',
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` holds; all fields are JSON values. `default_slice` is used where a reference names no slice,
    `""` for all items. `refused` says what the source has and the build has not, by reason: `count`, and `names` where
    they are known."""

    assistant: str
    corpus_id: str
    build_id: str
    provenance: Mapping[str, Any]
    build_config: Mapping[str, Any]
    counts: Mapping[str, Any]
    items_sha256: str
    default_slice: str = ""
    schemes: Mapping[str, str] | None = None
    refused: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION

    def to_json(self) -> dict[str, Any]:
        """The object of `manifest.json`."""
        return asdict(self)


def make_manifest(
    assistant: str,
    corpus_id: str,
    items: Sequence[Item],
    *,
    provenance: Mapping[str, Any],
    build_config: Mapping[str, Any],
    default_slice: str = "",
    refused: Mapping[str, Mapping[str, Any]] | None = None,
) -> Manifest:
    """The manifest for `items`, which must be sorted by id."""
    items_sha256 = hash_items(items)
    identity = {"provenance": provenance, "build_config": build_config, "items_sha256": items_sha256}
    canonical = json.dumps(identity, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    build_id = hashlib.sha256(canonical.encode()).hexdigest()[:_ID_DIGITS]
    return Manifest(
        assistant=assistant,
        corpus_id=corpus_id,
        build_id=build_id,
        provenance=provenance,
        build_config=build_config,
        counts=count_items(items),
        items_sha256=items_sha256,
        default_slice=default_slice,
        schemes=SCHEMES,
        refused=refused or {},
    )


def manifest_from_json(value: Mapping[str, Any], where: str) -> Manifest:
    """The manifest of a JSON object; `where` is named in errors.

    Raises `FormatVersionError` for a newer format, `ArtifactError` for a damaged one.
    """
    version = value.get("format_version")
    if not isinstance(version, int):
        raise ArtifactError(f"{where} has no format_version")
    if version > FORMAT_VERSION:
        raise FormatVersionError(
            f"{where} has format version {version}; this program reads up to {FORMAT_VERSION}", "Upgrade wonton."
        )
    try:
        return Manifest(**value)
    except TypeError as error:
        raise ArtifactError(f"{where} is not a corpus manifest: {error}") from error


def hash_items(items: Sequence[Item]) -> str:
    """sha256, in hex, of what `items.jsonl` holds for these items."""
    return hash_text("".join(f"{item.to_json()}\n" for item in items))


def hash_text(text: str) -> str:
    """sha256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def count_items(items: Sequence[Item]) -> dict[str, Any]:
    """Numbers of items: all, classical, with a known proof, by topic and by what they need."""
    return {
        "items": len(items),
        "classical": sum(item.classical for item in items),
        "with_known_proof": sum(item.shortest_known is not None for item in items),
        "by_topic": dict(sorted(Counter(item.topic for item in items).items())),
        "by_needs": dict(sorted(Counter(item.needs or "none" for item in items).items())),
    }
