"""Models in this process, on tiny ones in the layouts of the real ones: loading, prompts, decoding, refusals."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from providers.models import tiny
from providers.models.conftest import Open
from wonton.core.errors import MissingToolError, SettingsError, UnknownNameError
from wonton.providers.base import BatchProvider, Candidate, Provider
from wonton.providers.models import SPECS, ModelProvider, Surroundings, problem, resolve, software
from wonton.providers.models.examples import EXAMPLES, prompt_of, shown
from wonton.providers.models.local import LocalWriter
from wonton.providers.models.prompts import keep_ends
from wonton.providers.models.tokens import PROBE, ByteCodec

BACKENDS = [
    ("reprover", "transformers"),
    ("deepseek", "mlx"),
    ("deepseek", "transformers"),
    ("bfs", "transformers"),
    ("bfs", "mlx"),
    ("internlm", "transformers"),
    ("internlm", "mlx"),
]
SHORT = {"samples": 5, "max_new_tokens": 24}
FIVE = list(EXAMPLES.values())
HERE = Surroundings({}, Path("nowhere"))


def one_by_one(provider: Provider, examples: Sequence[Any] = FIVE) -> list[list[Candidate]]:
    return [list(provider.propose(goal, context)) for goal, context in examples]


@pytest.mark.parametrize(("name", "backend"), BACKENDS)
@pytest.mark.parametrize("sampling", [True, False])
def test_every_provider_proposes_what_its_model_has_learned(
    name: str, backend: str, sampling: bool, opened: Open
) -> None:
    provider = opened(name, backend=backend, sampling=sampling, samples=8, max_new_tokens=20)
    assert isinstance(provider, BatchProvider)
    candidates = list(provider.propose(*FIVE[0]))
    shares = [candidate.probability for candidate in candidates]
    assert {candidate.tactic for candidate in candidates} & set(tiny.TACTICS)
    assert shares == sorted(shares, reverse=True)
    assert 0.2 < math.fsum(shares) <= 1 + 1e-12
    if not sampling:
        assert len({candidate.tactic for candidate in candidates} & set(tiny.TACTICS)) >= 3
    usage = provider.usage
    assert (usage.goals, usage.remembered) == (1, 0)
    assert usage.prompt_tokens > 0 and usage.new_tokens > 0 and usage.seconds > 0


@pytest.mark.parametrize(("name", "backend"), BACKENDS)
def test_the_same_seed_gives_the_same_proposals_alone_or_in_a_batch(name: str, backend: str, opened: Open) -> None:
    given = {"backend": backend, "sampling": True, "samples": 6, "batch": 4, "max_new_tokens": 8}
    some = FIVE[:3]
    batch = [list(found) for found in opened(name, **given).propose_batch(some)]
    provider = opened(name, **given)
    assert one_by_one(provider, some[::-1])[::-1] == batch
    other = [(goal, context.__class__(context.theorem, context.statement, seed=1)) for goal, context in some]
    assert one_by_one(provider, other) != batch


def test_what_is_not_drawn_depends_on_no_seed(opened: Open) -> None:
    goal, context = FIVE[0]
    provider = opened("reprover", **SHORT)
    assert not provider.seeded
    again = context.__class__(context.theorem, context.statement, seed=3)
    assert provider.propose(goal, context) == provider.propose(goal, again)
    assert provider.usage.remembered == 1


@pytest.mark.parametrize("name", ["deepseek", "bfs", "internlm"])
def test_both_backends_say_the_same(name: str, opened: Open) -> None:
    """Two libraries, one network: also the check on InternLM2's weights under Llama's names, and on the rotations."""
    found = [
        {c.tactic: c.probability for c in opened(name, backend=backend, sampling=False, **SHORT).propose(*FIVE[1])}
        for backend in ("mlx", "transformers")
    ]
    likely = {tactic for tactic, share in found[0].items() if share > 0.02}
    assert likely <= found[1].keys()
    assert all(found[0][tactic] == pytest.approx(found[1][tactic], rel=0.02) for tactic in likely)


def test_a_beam_is_that_of_the_library_and_its_scores_are_log_probabilities(
    opened: Open, folders: Callable[[str], Path]
) -> None:
    import torch
    from transformers import T5ForConditionalGeneration

    provider = opened("reprover", samples=6, max_new_tokens=16)
    goal, context = FIVE[0]
    ours = provider.writer.write([provider.prompt(goal, context)], 0, provider.usage)[0]
    model = T5ForConditionalGeneration.from_pretrained(folders("reprover")).eval()
    asked = torch.tensor([ByteCodec().encode(goal.text)])
    beam = {"num_beams": 6, "num_return_sequences": 6, "length_penalty": 0.0, "max_new_tokens": 16}
    with torch.inference_mode():
        out = model.generate(asked, do_sample=False, return_dict_in_generate=True, output_scores=True, **beam)
        text = ByteCodec().encode(ours[0].text)
        logits = model(input_ids=asked, decoder_input_ids=torch.tensor([[0, *text[:-1]]])).logits[0].log_softmax(-1)
    theirs = [ByteCodec().decode(row.tolist()) for row in out.sequences]
    assert [written.text for written in ours] == theirs
    assert [written.log_probability for written in ours] == pytest.approx(out.sequences_scores.tolist(), abs=1e-3)
    forced = sum(float(logits[place, token]) for place, token in enumerate(text))
    assert ours[0].log_probability == pytest.approx(forced, abs=1e-3)


@pytest.mark.parametrize(("name", "backend"), BACKENDS)
def test_a_model_is_given_the_documented_prompts(
    name: str, backend: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = opened(name, backend=backend, samples=1, max_new_tokens=1)
    writer, given = provider.writer, list[list[int]]()
    assert isinstance(writer, LocalWriter)
    model = writer._loaded()
    monkeypatch.setattr(writer, "_model", lambda tokens: given.append(list(tokens)) or model(tokens))
    provider.propose_batch(FIVE)
    page = (Path(__file__).parents[3] / "docs/reference/prompts.md").read_text()
    limit = provider.settings.max_prompt_tokens
    for tokens, title in zip(given, EXAMPLES, strict=True):
        whole = writer.codec.encode(prompt_of(name, title))
        assert tokens == keep_ends(whole, limit)
        assert f"```\n{shown(name, title)}\n```" in page
        if len(whole) <= limit:
            assert writer.codec.decode(tokens) == prompt_of(name, title)
    assert len(given[-1]) == limit


def test_answers_are_remembered_until_the_seed_changes(opened: Open) -> None:
    provider = opened("bfs", **SHORT)
    goal, context = FIVE[0]
    first = provider.propose(goal, context)
    assert provider.propose(goal, context) == first
    assert (provider.usage.goals, provider.usage.remembered) == (1, 1)
    provider.propose(goal, context.__class__(context.theorem, context.statement, seed=1))
    assert provider.propose(goal, context) == first
    assert (provider.usage.goals, provider.usage.remembered) == (3, 1)


def test_the_fingerprint_tells_what_matters(opened: Open, folders: Callable[[str], Path], tmp_path: Path) -> None:
    prints = {
        opened("reprover").fingerprint,
        opened("reprover", samples=3).fingerprint,
        opened("reprover", language="ltac").fingerprint,
        opened("reprover", sampling=True).fingerprint,
        opened("reprover", model=str(tiny.reprover(tmp_path / "other"))).fingerprint,
    }
    assert len(prints) == 5
    shutil.copytree(folders("reprover"), tmp_path / "copy")
    assert opened("reprover", model=str(tmp_path / "copy")).fingerprint == opened("reprover").fingerprint


def test_bytes_are_those_of_the_librarys_tokenizer(opened: Open) -> None:
    from transformers import ByT5Tokenizer

    theirs = ByT5Tokenizer()
    for text in (PROBE, "∀ ε > 0, ∃ δ", "‖f x‖ ≤ 𝟙\n\ttab", ""):
        assert ByteCodec().encode(text) == theirs(text).input_ids
        assert ByteCodec().decode(ByteCodec().encode(text)) == text


# -- what is refused, before anything is loaded


def refused(name: str, folder: Path, **given: Any) -> str:
    """The message and remedy of what keeps the provider from running on `folder`."""
    error = problem(name, resolve(name, {"model": str(folder), **given}, HERE))
    assert error is not None and error.exit_code == 2
    return str(error)


def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "model"))


@pytest.mark.parametrize(
    ("changes", "drop", "word"),
    [
        ({"rope_theta": 10000}, (), "rope_theta is 10000"),
        ({}, ("rope_theta",), "rope_theta is None"),
        ({}, ("rope_scaling",), "rope_scaling is None"),
        ({"rope_scaling": {"type": "linear", "factor": 2.0}}, (), "factor 4"),
        ({"rope_scaling": {"type": "dynamic", "factor": 4.0}}, (), "linear"),
        (
            {"rope_parameters": {"rope_theta": 100000.0, "rope_type": "linear", "factor": 4.0}},
            ("rope_theta", "rope_scaling"),
            "rope_theta is None",
        ),
    ],
)
def test_deepseek_wants_the_rotary_fields_that_mlx_reads(
    changes: dict[str, Any], drop: tuple[str, ...], word: str, folders: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = copied(folders("deepseek"), tmp_path)
    tiny.change_config(folder, changes, drop)
    assert word in refused("deepseek", folder)


@pytest.mark.parametrize("name", ["deepseek", "bfs", "internlm"])
def test_a_tokenizer_that_writes_the_marks_of_its_bytes_is_refused(
    name: str, opened: Open, folders: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = copied(folders(name), tmp_path)
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    (folder / "tokenizer.json").write_text(json.dumps({**tokenizer, "decoder": None}))
    with pytest.raises(SettingsError, match="marks of its bytes") as caught:
        opened(name, model=str(folder))
    assert "Ġ" in caught.value.message


def test_pickled_weights_are_not_read(folders: Callable[[str], Path], tmp_path: Path) -> None:
    folder = copied(folders("reprover"), tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    said = refused("reprover", folder)
    assert "pytorch_model.bin will not be read" in said and "model.safetensors" in said


def test_damaged_weights_are_noticed_before_they_are_loaded(folders: Callable[[str], Path], tmp_path: Path) -> None:
    folder = copied(folders("bfs"), tmp_path)
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[:-100])
    assert f"has {len(data) - 100} bytes and should have {len(data)}" in refused("bfs", folder)
    (folder / "model.safetensors").write_bytes(b"\x80\x04 a pickle, renamed")
    assert "is no safetensors file" in refused("bfs", folder)


def test_a_model_of_another_kind_is_refused(folders: Callable[[str], Path], tmp_path: Path) -> None:
    assert "must be an encoder-decoder t5" in refused("reprover", folders("bfs"))
    assert "is not a folder" in refused("reprover", tmp_path / "none")
    (tmp_path / "empty").mkdir()
    assert "config.json cannot be read" in refused("reprover", tmp_path / "empty")


def test_a_device_that_is_not_there_is_refused(folders: Callable[[str], Path]) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("cuda is there")
    assert "device cuda is not there" in refused("bfs", folders("bfs"), device="cuda")
    assert "it must be cpu, cuda" in refused("bfs", folders("bfs"), device="abacus")


def test_a_backend_that_a_provider_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="reprover runs on transformers, not on mlx"):
        resolve("reprover", {"backend": "mlx"}, HERE)


def test_a_goal_form_that_there_is_not_is_refused(opened: Open, folders: Callable[[str], Path], tmp_path: Path) -> None:
    folder = copied(folders("reprover"), tmp_path)
    (folder / "wonton.json").write_text(json.dumps({"goal_form": "runes"}))
    with pytest.raises(UnknownNameError, match="runes"):
        opened("reprover", model=str(folder))


def test_a_card_that_is_no_object_is_refused(opened: Open, folders: Callable[[str], Path], tmp_path: Path) -> None:
    folder = copied(folders("reprover"), tmp_path)
    (folder / "wonton.json").write_text("[]")
    with pytest.raises(SettingsError, match=r"wonton\.json holds no object"):
        opened("reprover", model=str(folder))


@pytest.mark.parametrize("name", [name for name in SPECS if name != "endpoint"])
def test_a_missing_extra_is_one_line_that_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "find_spec", lambda package: None)
    error = problem(name, resolve(name, {}, HERE))
    assert isinstance(error, MissingToolError) and error.exit_code == 2
    assert "\n" not in error.message and "pip install 'wonton-soup[models]'" in error.remedy


def test_deepseek_is_looked_for_below_its_root(tmp_path: Path) -> None:
    settings = resolve("deepseek", {}, Surroundings({"DEEPSEEK_ARTIFACT_ROOT": str(tmp_path)}, Path("nowhere")))
    assert settings.model == str(tmp_path / "wonton-soup/models/ntp-mathlib-deepseek-1.3b-mlx-bf16")
    assert (settings.backend, settings.temperature, settings.top_p) == ("mlx", 0.6, 0.9)
    assert (settings.max_new_tokens, settings.samples, settings.batch, settings.max_prompt_tokens) == (64, 10, 8, 2048)


def test_the_class_is_the_same_for_all(opened: Open) -> None:
    assert {type(opened(name)) for name in SPECS if name != "endpoint"} == {ModelProvider}
