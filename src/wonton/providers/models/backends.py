"""Models in this process: how PyTorch and MLX feed tokens to a model and give its scores.

Everything is imported when a model is loaded. On the processor a model works with one thread: workers are processes,
and sums come out the same whatever else the machine does.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wonton.core.errors import MissingToolError, SettingsError
from wonton.providers.models.decoding import Run
from wonton.providers.models.internlm2 import llama_config, llama_weights
from wonton.providers.models.software import INSTALL, check_torch_device

Scores = NDArray[np.float32]
#: Begins the continuation of a prompt's tokens.
Model = Callable[[Sequence[int]], Run]


def load_model(folder: Path, config: Mapping[str, Any], backend: str, device: str, encoder_decoder: bool) -> Model:
    """The model in `folder`, on `device`. Raises `MissingToolError`, `SettingsError`."""
    try:
        if backend == "mlx":
            return _mlx(folder, device)
        check_torch_device(device)
        return _encoder_decoder(folder, device) if encoder_decoder else _causal(folder, config, device)
    except ImportError as error:
        raise MissingToolError(f"the backend {backend} cannot be imported: {error}", INSTALL) from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise SettingsError(f"the model {folder} cannot be loaded: {error}", "Fetch or convert it again.") from error


# -- PyTorch


def _quiet() -> None:
    """No progress bars: they would stand between the lines of the command."""
    from transformers.utils import logging

    logging.disable_progress_bar()


def _ready(model: Any, device: str) -> Any:
    import torch

    if device == "cpu":
        torch.set_num_threads(1)
    return model.to(device).eval()


def _causal(folder: Path, config: Mapping[str, Any], device: str) -> Model:
    from transformers import AutoConfig, AutoModelForCausalLM

    _quiet()
    if config.get("model_type") == "internlm2":
        model = AutoModelForCausalLM.from_config(llama_config(config))
        model.load_state_dict(llama_weights(folder, config))
    else:
        settings = AutoConfig.from_pretrained(folder, trust_remote_code=False)
        model = AutoModelForCausalLM.from_pretrained(
            folder, config=settings, dtype="auto", use_safetensors=True, local_files_only=True
        )
    ready = _ready(model, device)
    return lambda prompt: _TorchRun(ready, device, prompt)


def _encoder_decoder(folder: Path, device: str) -> Model:
    from transformers import T5ForConditionalGeneration

    _quiet()
    model = T5ForConditionalGeneration.from_pretrained(
        folder, dtype="auto", use_safetensors=True, local_files_only=True
    )
    ready = _ready(model, device)
    return lambda prompt: _EncodedRun(ready, device, prompt)


class _TorchRun:
    """A decoder that goes on from a prompt."""

    def __init__(self, model: Any, device: str, prompt: Sequence[int]) -> None:
        self._model, self._device, self._prompt = model, device, prompt
        self._past = self._new_cache()

    def _new_cache(self) -> Any:
        from transformers import DynamicCache

        return DynamicCache(config=self._model.config)

    def start(self) -> Scores:
        """See `Run.start`."""
        return self._scores([list(self._prompt)])

    def step(self, parents: Sequence[int], tokens: Sequence[int]) -> Scores:
        """See `Run.step`."""
        import torch

        self._past.reorder_cache(torch.tensor(list(parents), device=self._device))
        return self._scores([[token] for token in tokens])

    def _scores(self, rows: list[list[int]]) -> Scores:
        import torch

        with torch.inference_mode():
            out = self._model(**self._inputs(torch.tensor(rows, device=self._device)), use_cache=True)
            scores: Scores = out.logits[:, -1, :].float().cpu().numpy()
        return scores

    def _inputs(self, rows: Any) -> dict[str, Any]:
        return {"input_ids": rows, _cache_name(type(self._model)): self._past}


class _EncodedRun(_TorchRun):
    """A decoder that goes on from its own start, looking at the encoded prompt."""

    def _new_cache(self) -> Any:
        from transformers import DynamicCache, EncoderDecoderCache

        return EncoderDecoderCache(DynamicCache(), DynamicCache())

    def start(self) -> Scores:
        """See `Run.start`."""
        import torch

        with torch.inference_mode():
            encoder = self._model.get_encoder()
            self._encoded = encoder(torch.tensor([list(self._prompt)], device=self._device)).last_hidden_state
        return self._scores([[self._model.config.decoder_start_token_id]])

    def _inputs(self, rows: Any) -> dict[str, Any]:
        from transformers.modeling_outputs import BaseModelOutput

        encoded = BaseModelOutput(last_hidden_state=self._encoded.expand(len(rows), -1, -1))
        return {"encoder_outputs": encoded, "decoder_input_ids": rows, _cache_name(type(self._model)): self._past}


def _cache_name(kind: Any) -> str:
    """What the library calls the argument with what a model remembers of the tokens so far."""
    return "cache" if "cache" in inspect.signature(kind.forward).parameters else "past_key_values"


# -- MLX


def _mlx(folder: Path, device: str) -> Model:
    import mlx.core as mx
    from mlx_lm.utils import load_model as load_mlx

    if device not in ("cpu", "gpu"):
        raise SettingsError(f"device is {device!r}; for MLX it must be cpu or gpu")
    if device == "gpu" and not mx.metal.is_available():
        raise SettingsError("device gpu is not there", "Leave out --device to run on the processor.")
    mx.set_default_device(mx.cpu if device == "cpu" else mx.gpu)
    model, _ = load_mlx(folder)
    model.eval()
    return lambda prompt: _MlxRun(model, prompt)


class _MlxRun:
    """A decoder that goes on from a prompt, on MLX."""

    def __init__(self, model: Any, prompt: Sequence[int]) -> None:
        from mlx_lm.models.cache import make_prompt_cache

        self._model, self._prompt = model, prompt
        self._caches = make_prompt_cache(model)

    def start(self) -> Scores:
        """See `Run.start`."""
        return self._scores([list(self._prompt)])

    def step(self, parents: Sequence[int], tokens: Sequence[int]) -> Scores:
        """See `Run.step`."""
        import mlx.core as mx

        rows = mx.array(list(parents))
        for one in self._caches:
            one.keys, one.values = one.keys[rows], one.values[rows]
        return self._scores([[token] for token in tokens])

    def _scores(self, rows: list[list[int]]) -> Scores:
        import mlx.core as mx

        logits = self._model(mx.array(rows), cache=self._caches)[:, -1, :].astype(mx.float32)
        mx.eval(logits)
        return np.array(logits)
