"""One item of a corpus: a theorem with its statement in each language and what is known about it.

Covers the record and its JSON form; where items come from and where they are stored is the business of other modules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from wonton.core.errors import ArtifactError

#: The topics of the corpus `core`, in the order of its files.
Topic = Literal["propositional", "predicate", "equality", "nat", "bool", "list", "option", "order", "relations"]
Needs = Literal["", "induction", "lemma", "generalisation"]
_OF_PROBLEMS = ("path", "dialect", "expected", "sha256")


@dataclass(frozen=True, slots=True)
class Item:
    """A theorem of a corpus; the fields are those of its line in `items.jsonl`.

    `statement` is what people read: surface syntax for `core`, the source's own text elsewhere. `lean` and `rocq` are
    what follows the theorem's name in either assistant's syntax (`lean`: for the Core library in prefix form), `""`
    where there is none; `lean_source` and `gallina` are whole sentences. `topic` is one word, for grouping.
    `shortest_known` counts the tactics of the shortest proof known, None for none.

    What stands before the theorem is the first `context_end` characters of the build's file `contexts/<context>` (`""`:
    nothing), then `header`; behind it stands `footer`. See `Corpus.theorem`.

    `partner` is set in paired corpora: the full reference of the corpus that the other assistant's item of the same id
    was taken from.

    `path`, `dialect`, `expected` and `sha256` are set for problems of automatic provers (see `wonton.corpus.problems`):
    the file below the corpus's root, its dialect or logic, the status that it states, a digest of it and all that it
    includes.
    """

    item_id: str
    name: str
    statement: str
    topic: str
    lean: str = ""
    rocq: str = ""
    lean_source: str = ""
    gallina: str = ""
    needs: Needs = ""
    classical: bool = False
    shortest_known: int | None = None
    context: str = ""
    context_end: int = 0
    header: str = ""
    footer: str = ""
    partner: str = ""
    path: str = ""
    dialect: str = ""
    expected: str = ""
    sha256: str = ""

    def to_json(self) -> str:
        """The line of `items.jsonl`, without its newline: keys sorted, UTF-8 kept. The facts of problems stand in the
        lines of problems only."""
        left_out = () if self.path else _OF_PROBLEMS
        fields = {name: value for name, value in asdict(self).items() if name not in left_out}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def item_from_json(line: str) -> Item:
    """The item of one line. Raises `ArtifactError` for a line that is not one."""
    try:
        fields: Mapping[str, Any] = json.loads(line)
        item = Item(**fields)
    except (ValueError, TypeError) as error:
        raise ArtifactError(f"not an item of a corpus: {line[:80]!r}: {error}") from error
    if not item.topic or item.needs not in get_args(Needs):
        raise ArtifactError(f"{item.item_id}: unknown topic {item.topic!r} or needs {item.needs!r}")
    return item
