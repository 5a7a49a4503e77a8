"""A writer in this process: a model's folder, loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wonton.providers.models import backends
from wonton.providers.models.decoding import Drawn, Ending, beam_search, sample
from wonton.providers.models.prompts import keep_ends
from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.software import software
from wonton.providers.models.tokens import ByteCodec, Codec, FileCodec
from wonton.providers.models.usage import Usage
from wonton.providers.models.weights import folder_digest
from wonton.providers.models.writing import Written, draw_seed


class LocalWriter:
    """Continues prompts with the model in a folder, goal by goal: what is decoded together belongs to one goal.

    `config` is the folder's; `ended` says when a text has said enough.
    """

    together = 1

    def __init__(self, settings: ModelSettings, config: dict[str, Any], ended: Callable[[str], bool]) -> None:
        self._settings, self._config, self._ended = settings, config, ended
        self._folder = Path(settings.model)
        self._encoder_decoder = bool(config.get("is_encoder_decoder"))
        self._model: backends.Model | None = None
        self.codec: Codec = ByteCodec() if self._encoder_decoder else FileCodec(self._folder, config)
        self.fingerprint = f"{folder_digest(self._folder)} {software(settings.backend)} {settings.device}"

    def load(self) -> None:
        """See `Writer.load`."""
        self._loaded()

    def _loaded(self) -> backends.Model:
        if self._model is None:
            settings = self._settings
            self._model = backends.load_model(
                self._folder, self._config, settings.backend, settings.device, self._encoder_decoder
            )
        return self._model

    def write(self, prompts: Sequence[str], seed: int, usage: Usage) -> list[list[Written]]:
        """See `Writer.write`."""
        return [self._write(prompt, seed, usage) for prompt in prompts]

    def tokens(self, prompt: str) -> list[int]:
        """The tokens that the model sees of a prompt."""
        return keep_ends(self.codec.encode(prompt), self._settings.max_prompt_tokens)

    def _write(self, prompt: str, seed: int, usage: Usage) -> list[Written]:
        settings, model, tokens = self._settings, self._loaded(), self.tokens(prompt)
        ending = Ending(self.codec.ends, settings.max_new_tokens, lambda row: self._ended(self.codec.decode(row)))
        drawn: list[Drawn] = []
        if settings.sampling:
            seeds = [draw_seed(seed, prompt, number) for number in range(settings.samples)]
            for first in range(0, len(seeds), settings.batch):
                together = seeds[first : first + settings.batch]
                drawn += sample(model(tokens), together, settings.temperature, settings.top_p, ending)
        else:
            drawn = beam_search(model(tokens), settings.samples, ending)
        usage.prompt_tokens += len(tokens)
        usage.new_tokens += sum(len(text.tokens) for text in drawn)
        once: dict[tuple[int, ...], Drawn] = {}
        for text in drawn:
            once.setdefault(text.tokens, text)
        return [Written(self.codec.decode(text.tokens), text.log_probability) for text in once.values()]
