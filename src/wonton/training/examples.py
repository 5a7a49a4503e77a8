"""The dataset: steps of the lake's proofs, in one order, each once.

The lake says which proofs there are and where their files lie; goals and tactics come from these files. Only proofs
that reached `axioms_ok` count: of wild types, controls and lesioned searches alike. Nothing in the dataset depends on
the order in which runs were taken in, or on when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.core.errors import ArtifactError, FormatVersionError, SettingsError, UnknownNameError
from wonton.core.goal import Goal
from wonton.corpus import CorpusRef, open_corpus, parse_ref
from wonton.lake import open_lake
from wonton.lake.places import resolve
from wonton.lake.selection import Scope, scope_of
from wonton.training.steps import TheoremSteps, theorem_steps

if TYPE_CHECKING:
    import duckdb

#: The topic of theorems that no corpus of the home knows.
UNKNOWN_TOPIC = "unknown"
_PROOFS = """
SELECT r.run_key, r.path, r.assistant, r.corpus, t.theorem, t.folder, v.variant
FROM variant_metrics v
JOIN runs r USING (run_key)
JOIN theorems t USING (run_key, theorem)
WHERE v.solved AND r.kind = 'run' AND r.assistant = $1 AND {scope}
ORDER BY r.path, t.theorem, v.variant_order
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A goal of a proof, and the tactic that the proof took there. `theorem` is an item id, `variant` the first that
    took this step, `steps` the tactics that led there in it."""

    theorem: str
    topic: str
    assistant: str
    goal: Goal
    tactic: str
    variant: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A run that examples came from: its key and folder as in the lake, and the proofs that it gave."""

    run_key: str
    path: str
    proofs: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """Examples, sorted by theorem, goal and tactic, and the runs that they came from.

    `steps` counts the steps of all proofs, `unnamed` those of them that were left out since the names in their goals
    are not known (see `wonton.training.steps`), `unreadable` theorems, over all runs, whose files cannot be read.
    """

    examples: tuple[Example, ...]
    sources: tuple[Source, ...]
    steps: int
    unnamed: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class _Theorem:
    """One theorem of one run with the variants that solved it."""

    run_key: str
    path: str
    assistant: str
    corpus: str
    theorem: str
    folder: str
    solved: tuple[str, ...]


def read_examples(
    home: Path, assistant: str, corpus: str = "", logs_root: Path | None = None, *, some: bool = True
) -> Dataset:
    """The dataset of all runs of `assistant` in the lake of `home`: at or below `logs_root`, where that is given, and
    over the corpus (and slice) that `corpus` names, whatever the build.

    Raises `SettingsError` where there is no proof among them and there have to be `some`, and as `open_lake` and
    `scope_of`.
    """
    with open_lake(home) as connection:
        theorems = list(_theorems(connection, assistant, scope_of(connection, home, logs_root)))
    wanted = parse_ref(corpus) if corpus else None
    theorems = [theorem for theorem in theorems if wanted is None or _is_of(theorem.corpus, wanted)]
    if some and not theorems:
        among = f" of {corpus}" if corpus else ""
        raise SettingsError(
            f"the lake of {home} has no proof{among} by a run of {assistant}",
            "Search first, then take the runs in: wonton run, wonton lake reconcile.",
        )
    return _collected(home, theorems)


def _theorems(connection: duckdb.DuckDBPyConnection, assistant: str, scope: Scope) -> Iterator[_Theorem]:
    where, place = scope.condition()
    where = where.replace("run_key", "r.run_key").replace("?", "$2")
    rows = connection.execute(_PROOFS.format(scope=where), [assistant, *place]).fetchall()
    for (key, path, prover, corpus, theorem, folder), group in groupby(rows, key=lambda row: row[:-1]):
        yield _Theorem(key, path, prover, corpus, theorem, folder, tuple(str(row[-1]) for row in group))


def _is_of(recorded: str, wanted: CorpusRef) -> bool:
    """Whether the corpus that a run recorded is the wanted one."""
    ref = parse_ref(recorded)
    return ref.name == wanted.name and (not wanted.derived or ref.derived == wanted.derived)


def _collected(home: Path, theorems: Sequence[_Theorem]) -> Dataset:
    known = _topics(home, theorems)
    found: dict[tuple[str, str, str], Example] = {}
    proofs: dict[tuple[str, str], int] = {}  # by path and key
    steps = unnamed = unreadable = 0
    for theorem in theorems:
        read = _read(home, theorem)
        if read is None:
            unreadable += 1
            continue
        source = (theorem.path, theorem.run_key)
        proofs[source] = proofs.get(source, 0) + len(theorem.solved)
        steps, unnamed = steps + len(read.steps) + read.unnamed, unnamed + read.unnamed
        topic = known[theorem.theorem]
        for step in read.steps:
            example = Example(
                theorem.theorem, topic, theorem.assistant, step.goal, step.tactic, step.variant, step.before
            )
            found.setdefault((theorem.theorem, step.goal.text, step.tactic), example)
    examples = tuple(found[key] for key in sorted(found))
    sources = tuple(Source(key, path, count) for (path, key), count in sorted(proofs.items()))
    return Dataset(examples, sources, steps, unnamed, unreadable)


def _topics(home: Path, theorems: Sequence[_Theorem]) -> dict[str, str]:
    """The topic of each theorem, one for all its proofs, or it would stand in two parts of a split: the first that a
    run's corpus knows."""
    topics = _Topics(home)
    found: dict[str, str] = {}
    for theorem in theorems:
        if found.get(theorem.theorem, UNKNOWN_TOPIC) == UNKNOWN_TOPIC:
            found[theorem.theorem] = topics.of(theorem.corpus, theorem.theorem)
    return found


def _read(home: Path, theorem: _Theorem) -> TheoremSteps | None:
    try:
        return theorem_steps(resolve(home, theorem.path) / theorem.folder, theorem.theorem, theorem.solved)
    except (ArtifactError, FormatVersionError):
        return None


class _Topics:
    """Topics of theorems by the corpus that a run recorded; of another build where that one is gone."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._known: dict[str, dict[str, str]] = {}

    def of(self, corpus: str, item_id: str) -> str:
        """The topic of a theorem."""
        if corpus not in self._known:
            self._known[corpus] = self._topics(parse_ref(corpus))
        return self._known[corpus].get(item_id, UNKNOWN_TOPIC)

    def _topics(self, ref: CorpusRef) -> dict[str, str]:
        for tried in (ref, CorpusRef(ref.assistant, ref.corpus_id)):
            try:
                return {item.item_id: item.topic for item in open_corpus(self._home, tried).all_items}
            except (UnknownNameError, ArtifactError, FormatVersionError):
                continue
        return {}
