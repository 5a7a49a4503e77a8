"""A trained model as a folder that the provider `reprover` loads, with its card.

config.json model.safetensors generation_config.json tokenizer_config.json    what Transformers saves for a ByT5
wonton.json     the form of goals that it reads, and everything about how it came to be
README.md       the same for people
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wonton.artifacts.write import write_bytes, write_json
from wonton.core.errors import ArtifactError
from wonton.training.measure import BEAM

CARD, CONFIG = "wonton.json", "config.json"
_TOKENIZER = {
    "tokenizer_class": "ByT5Tokenizer",
    "eos_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "extra_ids": 125,
}


def save_model(model: Any, folder: Path) -> None:
    """Write the model itself. Raises `ArtifactError`."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        model.save_pretrained(folder)
    except OSError as error:
        raise ArtifactError(f"cannot write the model {folder}: {error}") from error
    write_json(folder / "tokenizer_config.json", _TOKENIZER)


def save_card(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what is known of a model."""
    write_bytes(folder / "README.md", card_text(facts).encode())
    write_json(folder / CARD, facts)


def publish(built: Path, folder: Path) -> None:
    """Move a model and its card from `built` to `folder`, `config.json` last: a folder without it is loaded by nobody,
    one that has it is complete. Raises `ArtifactError`."""
    names = sorted((path.name for path in built.iterdir()), key=lambda name: (name == CONFIG, name))
    try:
        for name in names:
            os.replace(built / name, folder / name)
    except OSError as error:
        raise ArtifactError(f"cannot write the model {folder}: {error}") from error


def card_text(facts: Mapping[str, Any]) -> str:
    """`README.md` of a model."""
    data, split, recipe, model = facts["data"], facts["split"], facts["recipe"], facts["model"]
    topics = ", ".join(split["topics"]) or "none"
    lines = [
        f"# A tactic generator of {model['parameters']:,} parameters for {facts['assistant']}",
        "",
        "A byte-level T5 (the layout of ByT5), trained from nothing on proofs of our own searches by `wonton train "
        f"tacgen`; round {facts['round']} of expert iteration. Use: `wonton run -p reprover --model FOLDER`.",
        "",
        "## Data",
        "",
        f"{data['pairs']:,} pairs of goal and tactic of {data['theorems']} theorems, digest {data['digest']}: steps of "
        "proofs that reached `axioms_ok`, of wild types, controls and lesioned searches, each pair once.",
        "",
        "| part | pairs | theorems |",
        "| --- | --- | --- |",
        *(f"| {name} | {part['pairs']:,} | {part['theorems']} |" for name, part in data["parts"].items()),
        "",
        f"Of {data['steps']:,} steps {data['unnamed']:,} were left out since the names in their goals are not known; "
        f"theorems that could not be read: {data['unreadable']}. The runs, by their keys in the lake:",
        "",
        *(f"- `{row['path']}` ({row['run_key']}): {row['proofs']:,} proofs" for row in data["sources"]),
        "",
        f"Kept back: a share of {split['held_out']} of the theorems, by the seed {split['seed']}, and the topics "
        f"{topics}. Goals are written in the form `{facts['goal_form']}`.",
        "",
        "## Training",
        "",
        ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in recipe.items()) + ".",
        "",
        f"Software: {facts['software']}, wonton {facts['wonton']}; one thread.",
        "",
        "## Figures",
        "",
        f"Goals of proofs that it was not trained on: the share whose most probable text, or one of the {BEAM} most "
        "probable, is a tactic of a proof; in brackets over goals that no training proof has met; what the most "
        "frequent tactic gets right; perplexity for each byte of the tactics.",
        "",
        "| part | topic | goals | first | beam | most frequent | perplexity |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            _row(part, topic or "all", figures)
            for part, topics_ in facts["figures"].items()
            for topic, figures in topics_.items()
        ),
        "",
    ]
    return "\n".join(lines)


def _row(part: str, topic: str, figures: Mapping[str, Any]) -> str:
    first = f"{_share(figures['greedy'])} ({_share(figures['unseen_greedy'])})"
    beam = f"{_share(figures['beam'])} ({_share(figures['unseen_beam'])})"
    goals = f"{figures['goals']} ({figures['unseen']})"
    perplexity = "" if figures["perplexity"] is None else f"{figures['perplexity']:.2f}"
    return f"| {part} | {topic} | {goals} | {first} | {beam} | {_share(figures['majority'])} | {perplexity} |"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
