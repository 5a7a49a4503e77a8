"""InternLM2 as Llama: the same network with its weights under other names, one tensor for queries, keys and values.

With it the model loads in PyTorch without the code that comes in its folder, which is never run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wonton.core.errors import SettingsError
from wonton.providers.models.weights import weight_files

_RENAMED = {
    "model.tok_embeddings": "model.embed_tokens",
    "output": "lm_head",
    "attention.wo": "self_attn.o_proj",
    "feed_forward.w1": "mlp.gate_proj",
    "feed_forward.w3": "mlp.up_proj",
    "feed_forward.w2": "mlp.down_proj",
    "attention_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
_KEPT = (
    *("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads"),
    *("num_key_value_heads", "hidden_act", "max_position_embeddings", "rms_norm_eps", "rope_theta"),
    *("tie_word_embeddings", "bos_token_id", "eos_token_id", "pad_token_id"),
)


def llama_config(config: Mapping[str, Any]) -> Any:
    """The Llama configuration of an InternLM2 model. Raises `SettingsError` for what Llama has no place for."""
    from transformers import LlamaConfig

    if config.get("bias"):
        raise SettingsError("an InternLM2 model with biases cannot be loaded with PyTorch", "Use --backend mlx.")
    scaling = config.get("rope_scaling")
    if scaling and scaling.get("type") not in (None, "dynamic"):
        raise SettingsError(f"rope_scaling {scaling} of InternLM2 is not supported", "Use --backend mlx.")
    return LlamaConfig(**{name: config[name] for name in _KEPT if name in config})


def llama_weights(folder: Path, config: Mapping[str, Any]) -> dict[str, Any]:
    """The weights under Llama's names."""
    from safetensors.torch import load_file

    return {name: tensor for path in weight_files(folder) for name, tensor in _renamed(load_file(path), config)}


def _renamed(tensors: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    heads = config["num_attention_heads"]
    groups = config.get("num_key_value_heads", heads)
    for name, tensor in tensors.items():
        stem, _, kind = name.rpartition(".")
        if not stem.endswith("attention.wqkv"):
            old = next((old for old in _RENAMED if stem == old or stem.endswith(f".{old}")), "")
            yield f"{stem.removesuffix(old)}{_RENAMED[old]}.{kind}" if old else name, tensor
            continue
        layer = stem.removesuffix("attention.wqkv")
        size = config["hidden_size"] // heads
        by_group = tensor.reshape(groups, heads // groups + 2, size, -1)
        parts = {"q": by_group[:, :-2], "k": by_group[:, -2], "v": by_group[:, -1]}
        for letter, part in parts.items():
            yield f"{layer}self_attn.{letter}_proj.{kind}", part.reshape(-1, tensor.shape[-1]).contiguous()
