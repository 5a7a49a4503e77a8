"""Tiny models in the layouts of the real ones, made in a second each: config, safetensors, tokenizer files.

Most are drilled until they write a few tactics whatever they read; `reprover` has random weights. The layouts are those
of the published folders: field names, tokenizer classes and special tokens are theirs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SEED = 20261129
#: What the drilled models write.
TACTICS = ("intro h", "constructor", "exact h.1", "assumption")
TEXT = """theorem t (p q : Prop) : p ∧ q → q ∧ p := by
  intro h
  exact ⟨h.2, h.1⟩
[CTX] [/CTX] [STATE] [/STATE] [TAC] [/TAC] NAME PROOF_BEFORE STATE_BEFORE TACTIC
∀ x, α → β ⊢ ¬ ∃ λ ↔ ≤ rw simp cases induction apply assumption constructor split intros"""
BEGIN, END = "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"


def reprover(folder: Path, **changes: Any) -> Path:
    """kaiyuy/leandojo-lean4-tacgen-byt5-small."""
    model = _byt5(**changes)
    model.save_pretrained(folder)
    tokens = {"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "extra_ids": 125}
    _write(folder / "tokenizer_config.json", {**tokens, "tokenizer_class": "ByT5Tokenizer"})
    return folder


def learned_reprover(folder: Path, tactics: Sequence[str] = TACTICS, states: Sequence[str] = ("⊢ p",)) -> Path:
    """A reprover that writes `tactics`, about equally often, for `states` and what looks like them."""
    from wonton.providers.models.tokens import ByteCodec

    model, codec = _byt5(), ByteCodec()
    pairs = [(codec.encode(state), codec.encode(tactic)) for state in states for tactic in tactics]
    asked = _padded([state for state, _ in pairs], 0)
    wanted = _padded([tactic for _, tactic in pairs], -100)
    _drill(model, {"input_ids": asked, "attention_mask": (asked != 0).long(), "labels": wanted})
    model.save_pretrained(folder)
    return folder


def deepseek(folder: Path) -> Path:
    """l3lab/ntp-mathlib-context-deepseek-coder-1.3b, and its conversion for MLX, which has the same files."""
    from transformers import LlamaConfig, LlamaForCausalLM

    rope = {"rope_type": "linear", "factor": 4.0, "rope_theta": 100000.0}
    _causal(folder, "deepseek", "LlamaTokenizerFast", LlamaForCausalLM, LlamaConfig, "{}\n[/TAC]", rope_parameters=rope)
    old = {"rope_theta": 100000, "rope_scaling": {"type": "linear", "factor": 4.0}}
    change_config(folder, old, drop=("rope_parameters",))
    return folder


def bfs(folder: Path) -> Path:
    """BFS-Prover, a Qwen2."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    _causal(folder, "bfs", "Qwen2Tokenizer", Qwen2ForCausalLM, Qwen2Config, "{}\n")
    change_config(folder, {"rope_theta": 10000.0}, drop=("rope_parameters",))
    return folder


def internlm(folder: Path) -> Path:
    """internlm2_5-step-prover: weights under InternLM2's names, and the names of code that is never run."""
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import LlamaConfig, LlamaForCausalLM

    rope = {"rope_type": "default", "rope_theta": 1000000.0}
    _causal(folder, "internlm", "InternLM2TokenizerFast", LlamaForCausalLM, LlamaConfig, "{}\n", rope_parameters=rope)
    llama = load_file(folder / "model.safetensors")
    groups, size = _SIZES["num_key_value_heads"], _SIZES["hidden_size"] // _SIZES["num_attention_heads"]
    tensors = {}
    for name, tensor in llama.items():
        if "self_attn.q_proj" in name:
            near = name.replace("q_proj", "{}_proj").format
            parts = [llama[near(letter)].reshape(groups, -1, size, tensor.shape[1]) for letter in "qkv"]
            packed = torch.cat(parts, dim=1).reshape(-1, tensor.shape[1])
            tensors[name.replace("self_attn.q_proj", "attention.wqkv")] = packed
        elif "k_proj" not in name and "v_proj" not in name:
            tensors[_intern_name(name)] = tensor
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    names = {"architectures": ["InternLM2ForCausalLM"], "model_type": "internlm2", "bias": False}
    code = {"auto_map": {"AutoModelForCausalLM": "modeling_internlm2.InternLM2ForCausalLM"}}
    change_config(folder, {**names, **code, "rope_theta": 1000000, "rope_scaling": None}, drop=("rope_parameters",))
    (folder / "modeling_internlm2.py").write_text("raise SystemExit('code of a model was run')\n")
    return folder


def _intern_name(name: str) -> str:
    for llama, intern in _INTERN_NAMES.items():
        name = name.replace(llama, intern)
    return name


def tokenizer(folder: Path, named: str) -> int:
    """A byte-level tokenizer with a class name that says otherwise in its config; gives the size of its vocabulary."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    folder.mkdir(parents=True, exist_ok=True)
    found = Tokenizer(models.BPE())
    found.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    found.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=320, special_tokens=[BEGIN, END], initial_alphabet=sorted(alphabet), show_progress=False
    )
    found.train_from_iterator(TEXT.splitlines(), trainer)
    found.post_processor = processors.ByteLevel(trim_offsets=False)
    found.save(str(folder / "tokenizer.json"))
    tokens = {"bos_token": {"__type": "AddedToken", "content": BEGIN}, "eos_token": END, "add_bos_token": True}
    _write(folder / "tokenizer_config.json", {**tokens, "tokenizer_class": named})
    size: int = found.get_vocab_size()
    return size


def change_config(folder: Path, changes: Mapping[str, Any], drop: Sequence[str] = ()) -> None:
    """Change `config.json`."""
    config = json.loads((folder / "config.json").read_text())
    _write(folder / "config.json", {k: v for k, v in {**config, **changes}.items() if k not in drop})


_SIZES: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 4096,
}
_INTERN_NAMES = {
    "embed_tokens": "tok_embeddings",
    "lm_head": "output",
    "self_attn.o_proj": "attention.wo",
    "mlp.gate_proj": "feed_forward.w1",
    "mlp.up_proj": "feed_forward.w3",
    "mlp.down_proj": "feed_forward.w2",
    "post_attention_layernorm": "ffn_norm",
    "input_layernorm": "attention_norm",
}


def _byt5(**changes: Any) -> Any:
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    sizes = {"vocab_size": 384, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_decoder_layers": 1}
    tokens = {"decoder_start_token_id": 0, "pad_token_id": 0, "eos_token_id": 1}
    own = {"num_heads": 4, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False, "dropout_rate": 0.0}
    torch.manual_seed(SEED)
    return T5ForConditionalGeneration(T5Config(**{**sizes, **tokens, **own, **changes})).eval()


def _causal(folder: Path, name: str, named: str, kind: Any, config: Any, answer: str, **own: Any) -> None:
    """A decoder that has learned to write `TACTICS`, each put into `answer`, behind the provider's prompt."""
    import torch
    from tokenizers import Tokenizer

    from wonton.providers.models.examples import EXAMPLES, prompt_of

    vocabulary = tokenizer(folder, named)
    codec = Tokenizer.from_file(str(folder / "tokenizer.json"))
    torch.manual_seed(SEED)
    model = kind(config(**_SIZES, vocab_size=vocabulary, bos_token_id=0, eos_token_id=1, **own))
    prompt = [0, *codec.encode(prompt_of(name, next(iter(EXAMPLES)))).ids]
    answers = [[*codec.encode(answer.format(tactic)).ids, 1] for tactic in TACTICS]
    rows = _padded([[*prompt, *tokens] for tokens in answers], 1)
    labels = _padded([[*[-100] * len(prompt), *tokens] for tokens in answers], -100)
    _drill(model, {"input_ids": rows, "labels": labels})
    model.save_pretrained(folder)


def _drill(model: Any, batch: Mapping[str, Any], steps: int = 50) -> None:
    import torch

    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(steps):
        loss = model(**batch).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()


def _padded(rows: Sequence[Sequence[int]], filler: int) -> Any:
    import torch

    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value))
