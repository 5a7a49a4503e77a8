"""One item of a corpus: a theorem with its statement in each language and what is known about it.

Covers the record and its JSON form; where items come from and where they are stored is the business of other modules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from wonton.assistants.base import Theorem
from wonton.core.errors import ArtifactError

Topic = Literal["propositional", "predicate", "equality", "nat", "bool", "list", "option", "order", "relations"]
Needs = Literal["", "induction", "lemma", "generalisation"]

#: What a classical theorem imports beside the Core library, which has no excluded middle.
CLASSICAL_HEADER = "import Core.Classical"


@dataclass(frozen=True, slots=True)
class Item:
    """A theorem of a corpus; the fields are those of its line in `items.jsonl`.

    `statement` is surface syntax; `lean` what follows a theorem's name in the Core library's prefix form; `lean_source`
    and `gallina` whole sentences. `shortest_known` counts the tactics of the shortest proof known, None for none.
    """

    item_id: str
    name: str
    statement: str
    lean: str
    lean_source: str
    gallina: str
    topic: Topic
    needs: Needs = ""
    classical: bool = False
    shortest_known: int | None = None

    def theorem(self, assistant: str = "lean") -> Theorem:
        """What `assistant` is asked to prove; a classical item brings excluded middle along as an axiom in the header.
        Only `lean` so far; raises `ArtifactError` for another."""
        if assistant != "lean":
            raise ArtifactError(f"{self.item_id} has no statement for {assistant}")
        return Theorem(self.item_id, self.name, self.lean, CLASSICAL_HEADER if self.classical else "")

    def to_json(self) -> str:
        """The line of `items.jsonl`, without its newline: keys sorted, UTF-8 kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def item_from_json(line: str) -> Item:
    """The item of one line. Raises `ArtifactError` for a line that is not one."""
    try:
        fields: Mapping[str, Any] = json.loads(line)
        item = Item(**fields)
    except (ValueError, TypeError) as error:
        raise ArtifactError(f"not an item of a corpus: {line[:80]!r}: {error}") from error
    if item.topic not in get_args(Topic) or item.needs not in get_args(Needs):
        raise ArtifactError(f"{item.item_id}: unknown topic {item.topic!r} or needs {item.needs!r}")
    return item
