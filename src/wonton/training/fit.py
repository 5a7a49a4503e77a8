"""Training a model: AdamW over batches, one thread, to the same bytes whether it was interrupted or not.

Data, recipe and seed decide every number: batches are functions of the step, dropout is seeded anew at each step, and a
checkpoint holds weights and both moments of the optimiser as safetensors. It is renamed into place, so a training that
is killed goes on from the last whole one. The same machine and libraries are needed for the same bytes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wonton.core.errors import ArtifactError, MissingToolError
from wonton.providers.models import software
from wonton.training.batches import PAD, Batches, Tokens, padded
from wonton.training.recipe import Recipe

CHECKPOINT = "checkpoint.safetensors"
_IGNORED = -100  # what the loss skips
_MOMENTS = ("exp_avg", "exp_avg_sq")
#: Steps done and the mark, in one entry: safetensors writes several in an order that changes from one file to the next.
_FACTS = "training"
#: Told after each checkpoint: steps done, mean loss since the last one (nats per byte).
Watch = Callable[[int, float], None]


def require_libraries() -> None:
    """Raise `MissingToolError` unless models can be trained here."""
    if missing := software.missing_packages("transformers"):
        raise MissingToolError(
            f"training a model needs {', '.join(missing)}, which this Python does not have", software.INSTALL
        )


def new_model(recipe: Recipe) -> Any:
    """An untrained model; the seed decides its weights."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(recipe.seed)
    config = T5Config(
        vocab_size=384,
        d_model=recipe.width,
        d_kv=recipe.width // recipe.heads,
        d_ff=recipe.inner,
        num_layers=recipe.encoder_layers,
        num_decoder_layers=recipe.decoder_layers,
        num_heads=recipe.heads,
        dropout_rate=recipe.dropout,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=True,
        pad_token_id=PAD,
        eos_token_id=1,
        decoder_start_token_id=PAD,
        tokenizer_class="ByT5Tokenizer",
    )
    return T5ForConditionalGeneration(config)


def fit(folder: Path, batches: Batches, recipe: Recipe, watch: Watch = lambda step, loss: None) -> Any:
    """A model trained for all steps of `recipe`; goes on from the checkpoint in `folder`, if there is one.

    Raises `ArtifactError` for a checkpoint that is of another training or cannot be read or written.
    """
    import torch

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    model = new_model(recipe)
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    path, mark = folder / CHECKPOINT, _mark(batches, recipe)
    done = _restore(path, model, optimizer, mark) if path.is_file() else 0
    model.train()
    losses: list[float] = []
    for step in range(done, recipe.steps):
        losses.append(_step(model, optimizer, batches.at(step), recipe, step))
        if (step + 1) % recipe.checkpoint == 0 or step + 1 == recipe.steps:
            _save(path, model, optimizer, step + 1, mark)
            watch(step + 1, sum(losses) / len(losses))
            losses.clear()
    return model.eval()


def tensors_of(rows: Sequence[tuple[Tokens, Tokens]]) -> dict[str, Any]:
    """A batch as the model takes it."""
    import torch

    goals = torch.tensor(padded([goal for goal, _ in rows], PAD))
    labels = torch.tensor(padded([tactic for _, tactic in rows], _IGNORED))
    return {"input_ids": goals, "attention_mask": (goals != PAD).long(), "labels": labels}


def _step(model: Any, optimizer: Any, rows: Sequence[tuple[Tokens, Tokens]], recipe: Recipe, step: int) -> float:
    import torch

    torch.manual_seed(_seed(recipe.seed, step))
    for group in optimizer.param_groups:
        group["lr"] = recipe.rate(step)
    loss = model(**tensors_of(rows)).loss
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _seed(seed: int, step: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:step:{step}".encode()).digest()[:8], "big") >> 1


def _mark(batches: Batches, recipe: Recipe) -> str:
    """What a checkpoint must be of: 16 hex digits over recipe and data."""
    return hashlib.sha256(f"{recipe}{batches.digest}".encode()).hexdigest()[:16]


def _save(path: Path, model: Any, optimizer: Any, done: int, mark: str) -> None:
    from safetensors.torch import save_file

    tensors: dict[str, Any] = {}
    for name, weight in model.named_parameters():
        tensors[f"weight {name}"] = weight.detach().contiguous()
        for moment in _MOMENTS:
            tensors[f"{moment} {name}"] = optimizer.state[weight][moment].contiguous()
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        save_file(tensors, temporary, {_FACTS: f"{done} {mark}"})
        os.replace(temporary, path)
    except OSError as error:
        raise ArtifactError(f"cannot write {path}: {error}") from error


def _restore(path: Path, model: Any, optimizer: Any, mark: str) -> int:
    """Put back what `_save` wrote; gives the steps done."""
    import torch
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file, torch.no_grad():
            steps, _, of = (file.metadata() or {}).get(_FACTS, "").partition(" ")
            if of != mark:
                raise ArtifactError(f"{path} is of another training", "Train into another folder.")
            done = int(steps)
            for name, weight in model.named_parameters():
                weight.copy_(file.get_tensor(f"weight {name}"))
                moments = {moment: file.get_tensor(f"{moment} {name}") for moment in _MOMENTS}
                optimizer.state[weight] = {"step": torch.tensor(float(done)), **moments}
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ArtifactError(f"{path} cannot be read: {error}", "Delete it to train from the beginning.") from error
    return done
