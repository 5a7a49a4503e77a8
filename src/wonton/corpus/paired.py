"""Two corpora joined item by item: the items that stand in both under one id, as a corpus of either assistant."""

from __future__ import annotations

from dataclasses import replace

from wonton.core.errors import SettingsError
from wonton.corpus.builders import Build, Refusal
from wonton.corpus.items import Item
from wonton.corpus.store import Corpus

#: A paired corpus has one side for each of these.
SIDES = ("lean", "rocq")


def pair(first: Corpus, second: Corpus) -> dict[str, Build]:
    """The builds of the joined corpora by assistant, from the slices that the two were opened with.

    Every item names its partner's corpus and carries the partner's statement beside its own; what stands in one of the
    two only is listed as refused. Raises `SettingsError` unless one corpus is Lean's and the other Rocq's, and where no
    id stands in both.
    """
    by_assistant = {corpus.ref.assistant: corpus for corpus in (first, second)}
    if tuple(sorted(by_assistant)) != SIDES:
        raise SettingsError(
            f"{first.ref.name} and {second.ref.name} cannot be paired", "Name a corpus of lean and one of rocq."
        )
    lean, rocq = (by_assistant[side] for side in SIDES)
    common = {item.item_id for item in lean.items} & {item.item_id for item in rocq.items}
    if not common:
        raise SettingsError(
            f"{lean.ref.name} and {rocq.ref.name} have no item in common",
            "Items are paired by id: see both with `wonton corpus show`.",
        )
    refused = {f"only in {corpus.ref}": _alone(corpus, common) for corpus in (lean, rocq)}
    refused = {reason: refusal for reason, refusal in refused.items() if refusal.count}
    return {"lean": _side(lean, rocq, common, refused), "rocq": _side(rocq, lean, common, refused)}


def _alone(corpus: Corpus, common: set[str]) -> Refusal:
    ids = tuple(sorted(item.item_id for item in corpus.items if item.item_id not in common))
    return Refusal(len(ids), ids)


def _side(corpus: Corpus, other: Corpus, common: set[str], refused: dict[str, Refusal]) -> Build:
    partners = {item.item_id: item for item in other.items}
    chosen = [item for item in corpus.items if item.item_id in common]
    return Build(
        tuple(_joined(item, partners[item.item_id], str(other.ref)) for item in chosen),
        provenance={"source": "two corpora, joined by id", "corpora": sorted((str(corpus.ref), str(other.ref)))},
        build_config={"builder": "paired"},
        contexts={name: corpus.context(name) for name in sorted({item.context for item in chosen} - {""})},
        refused=refused,
    )


def _joined(item: Item, partner: Item, ref: str) -> Item:
    return replace(item, lean=item.lean or partner.lean, rocq=item.rocq or partner.rocq, partner=ref)
