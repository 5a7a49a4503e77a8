"""Training a tactic generator: round 0 on the lake's proofs, then expert iteration.

    OUT/training.json          what was asked for
    OUT/{training,held_out,transfer}.txt    item ids of the corpus by part, for `wonton run --theorem-file`
    OUT/round-K/pairs.jsonl    the pairs of the round, and in data.json where they came from: frozen when it begins
    OUT/round-K/config.json    the model is complete
    OUT/checkpoints/           of the round that is being trained, and its model until that is complete

Each round trains from nothing on all proofs so far: those of the lake as round 0 found them, and those of the searches
in between, which are runs of the provider `reprover` with the newest model over the training theorems.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from wonton.artifacts.compare import differing
from wonton.artifacts.layout import safe_name
from wonton.artifacts.read import JsonObject, read_json
from wonton.artifacts.versions import program_version
from wonton.artifacts.write import make_folder, write_json
from wonton.core.errors import ArtifactError, SettingsError
from wonton.corpus import Corpus, parse_ref
from wonton.providers.models import software
from wonton.runs.home import Home, corpus_at
from wonton.training.batches import Batches
from wonton.training.examples import Dataset, read_examples
from wonton.training.fit import fit, require_libraries
from wonton.training.folder import CONFIG, publish, save_card, save_model
from wonton.training.measure import measure
from wonton.training.pairs import GOAL_FORM, Pair, digest, merged, of_part, pairs_of, read_pairs, write_pairs
from wonton.training.recipe import Recipe
from wonton.training.search import RoundSearch, search_round
from wonton.training.split import PARTS, Part, Split, write_parts

SETTINGS, PAIRS, DATA = "training.json", "pairs.jsonl", "data.json"
_PARTS_MEASURED: tuple[Part, ...] = ("held_out", "transfer")


@dataclass(frozen=True, slots=True)
class Job:
    """What to train. `corpus` is the pinned ref of the theorems that are split and searched; `logs_root` narrows the
    lake's runs; of the goals kept back `measured` at most are decoded."""

    out: Path
    home: Home
    assistant: str
    corpus: str
    split: Split
    recipe: Recipe
    rounds: int = 0
    budget: str = "standard"
    logs_root: Path | None = None
    lean_project: str = ""
    measured: int = 400

    def to_json(self) -> dict[str, Any]:
        """What decides the models: two trainings into one folder agree on it, the number of rounds left out."""
        names = ("assistant", "corpus", "budget", "lean_project", "measured")
        own = {name: getattr(self, name) for name in names}
        return {**own, "split": asdict(self.split), "recipe": asdict(self.recipe), "logs": str(self.logs_root or "")}


class Told(NamedTuple):
    """News of a training: pairs ready, a checkpoint written, a model complete, a search begun or done."""

    kind: Literal["pairs", "checkpoint", "model", "search", "searched"]
    round: int
    data: Mapping[str, Any]


Tell = Callable[[Told], None]


def train(job: Job, *, resume: bool = False, workers: int = 1, tell: Tell = lambda told: None) -> list[Path]:
    """The models of all rounds, as folders. With `resume` what is missing of an earlier training is done.

    Raises `MissingToolError`, `SettingsError` (a folder that is taken, another training than the resumed one, no proofs
    to train on), `UnknownNameError`, `ArtifactError`, and whatever a run raises.
    """
    require_libraries()
    corpus = corpus_at(job.home, job.corpus)
    job.split.check(item.topic for item in corpus.items)
    _begin(job, resume)
    ids = write_parts(job.out, job.split, corpus.items)
    rounds = [_Round(job, corpus, number) for number in range(job.rounds + 1)]
    for this in rounds:
        if not this.complete:
            this.train(ids["training"], workers, tell)
    return [this.folder for this in rounds]


def run_name(job: Job) -> str:
    """The folder of a training's searches below the home's logs: its own name, and a digest of where it lies."""
    place = hashlib.sha256(str(job.out.resolve()).encode()).hexdigest()[:8]
    return f"{safe_name(f'train-{job.out.name}')}-{place}"


def _begin(job: Job, resume: bool) -> None:
    """Begin the training, or check that it may go on. One that ended before its first pairs were frozen (no lake, no
    proofs) has nothing to lose and begins anew, with any settings."""
    path = job.out / SETTINGS
    if not path.is_file() and job.out.is_dir() and any(job.out.iterdir()):
        raise SettingsError(f"{job.out} is not empty and holds no training", "Choose another --out.")
    if not path.is_file() or not (job.out / "round-0" / DATA).is_file():
        make_folder(job.out)
        write_json(path, {"settings": job.to_json()})
        return
    if not resume:
        raise SettingsError(f"{job.out} holds a training", "Go on with it with --resume, or choose another --out.")
    if other := differing(read_json(path).get("settings", {}), _plain(job.to_json())):
        raise SettingsError(
            f"{job.out} is a training with other settings: {', '.join(other)}",
            f"Repeat the command as it was; {path} has its settings.",
        )


def _plain(value: Any) -> Any:
    """As JSON gives it back."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value


class _Round:
    """One round of a training."""

    def __init__(self, job: Job, corpus: Corpus, number: int) -> None:
        self.job, self.corpus, self.number = job, corpus, number
        self.folder = job.out / f"round-{number}"

    @property
    def complete(self) -> bool:
        """Whether its model is there."""
        return (self.folder / CONFIG).is_file()

    def train(self, theorems: Sequence[str], workers: int, tell: Tell) -> None:
        """Search, where there is a model already, and train."""
        self.folder.mkdir(exist_ok=True)
        if not (self.folder / DATA).is_file():
            pairs, data = self._data(theorems, workers, tell)
            if not of_part(pairs, "training"):
                raise SettingsError("there is no proof to train on: all theorems are kept back", "Keep back fewer.")
            write_pairs(self.folder / PAIRS, pairs)
            write_json(self.folder / DATA, {**data, "digest": digest(pairs)})
        pairs, data = _frozen(self.folder)
        tell(Told("pairs", self.number, {part: len(of_part(pairs, part)) for part in PARTS}))
        self._fit(pairs, data, tell)

    def _data(self, theorems: Sequence[str], workers: int, tell: Tell) -> tuple[list[Pair], dict[str, Any]]:
        job, home = self.job, self.job.home.root
        if self.number == 0:
            found = read_examples(home, job.assistant, parse_ref(job.corpus).name, job.logs_root)
            return pairs_of(found.examples, job.split), _provenance(found)
        before = self.job.out / f"round-{self.number - 1}"
        tell(Told("search", self.number, {"theorems": len(theorems), "model": str(before)}))
        searched = search_round(self._search(before), self.corpus, theorems, workers)
        tell(Told("searched", self.number, searched.to_json()))
        found = read_examples(home, job.assistant, "", searched.run_dir, some=False)
        old, data = _frozen(before)
        return merged(old, pairs_of(found.examples, job.split)), _provenance(found, data)

    def _search(self, model: Path) -> RoundSearch:
        job = self.job
        run_id = f"{run_name(job)}/round-{self.number}"
        seed = job.recipe.seed + self.number
        return RoundSearch(job.home, run_id, model, job.assistant, job.budget, seed, job.lean_project)

    def _fit(self, pairs: Sequence[Pair], data: Mapping[str, Any], tell: Tell) -> None:
        recipe, trained = self.job.recipe, of_part(pairs, "training")
        checkpoints = self.job.out / "checkpoints" / self.folder.name
        checkpoints.mkdir(parents=True, exist_ok=True)
        batches = Batches(trained, recipe.batch, recipe.longest, recipe.seed)

        def watch(step: int, loss: float) -> None:
            tell(Told("checkpoint", self.number, {"step": step, "steps": recipe.steps, "loss": loss}))

        model, built = fit(checkpoints, batches, recipe, watch), checkpoints / "model"
        save_model(model, built)
        figures = {
            part: measure(built, model, recipe, of_part(pairs, part), trained, self.job.measured)
            for part in _PARTS_MEASURED
            if of_part(pairs, part)
        }
        shown: dict[str, Any] = {
            part: {topic: row.to_json() for topic, row in rows.items()} for part, rows in figures.items()
        }
        parameters = sum(weight.numel() for weight in model.parameters())
        save_card(built, self._facts(pairs, data, shown, parameters))
        publish(built, self.folder)
        shutil.rmtree(checkpoints)
        tell(Told("model", self.number, {"folder": str(self.folder), "parameters": parameters, "figures": shown}))

    def _facts(
        self, pairs: Sequence[Pair], data: Mapping[str, Any], figures: Mapping[str, Any], parameters: int
    ) -> dict[str, Any]:
        job = self.job
        parts = {
            part: {"pairs": len(found), "theorems": len({pair.theorem for pair in found})}
            for part in PARTS
            if (found := of_part(pairs, part))
        }
        own = {"pairs": len(pairs), "theorems": len({pair.theorem for pair in pairs}), "digest": digest(pairs)}
        provenance = {name: value for name, value in data.items() if name != "format_version"}
        return {
            "goal_form": GOAL_FORM,
            "assistant": job.assistant,
            "round": self.number,
            "data": {**own, **provenance, "corpus": job.corpus, "parts": parts},
            "split": {**asdict(job.split), "topics": list(job.split.topics)},
            "recipe": asdict(job.recipe),
            "model": {"parameters": parameters},
            "software": software.software("transformers"),
            "wonton": program_version(),
            "figures": figures,
        }


def _frozen(folder: Path) -> tuple[list[Pair], JsonObject]:
    """The pairs of a round, and where they came from. Raises `ArtifactError` where they are not what was written."""
    pairs, data = read_pairs(folder / PAIRS), read_json(folder / DATA)
    if data.get("digest", digest(pairs)) != digest(pairs):
        raise ArtifactError(
            f"{folder / PAIRS} is damaged: not the pairs that were frozen", "Train into another folder."
        )
    return pairs, data


def _provenance(found: Dataset, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Where the pairs came from, those of the round before included."""
    old = before or {"sources": [], "steps": 0, "unnamed": 0, "unreadable": 0}
    return {
        "sources": [*old["sources"], *(asdict(source) for source in found.sources)],
        **{name: old[name] + getattr(found, name) for name in ("steps", "unnamed", "unreadable")},
    }
