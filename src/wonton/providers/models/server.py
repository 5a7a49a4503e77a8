"""A writer behind an OpenAI-compatible server, by its chat or its completions interface.

Every goal is a question of its own, with a seed of its own, several at a time. Whether the same question gets the same
answer is up to the server; one that heeds `seed` (vLLM, llama.cpp) gives it. Servers that give one text a question
whatever `n` says are asked again until there are enough.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from wonton.core.errors import ProviderError
from wonton.providers.models.http import Client, Patience
from wonton.providers.models.purse import Purse
from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.usage import Usage
from wonton.providers.models.writing import Written, draw_seed

#: The environment variable that holds the key. It is sent to the server and goes nowhere else.
KEY_VARIABLE = "WONTON_ENDPOINT_KEY"
#: Characters that stand for a token, where a prompt must be cut and there is no tokenizer.
_CHARACTERS = 3
_PATHS = {"chat": "chat/completions", "completions": "completions"}


class ServerWriter:
    """Continues prompts on a server, `together` at a time."""

    together = 8

    def __init__(
        self,
        settings: ModelSettings,
        purse: Purse | None = None,
        patience: Patience | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._purse = settings, purse or Purse()
        self._patience, self._pause = patience or Patience(), pause
        self.fingerprint = f"{settings.api} {settings.url} {settings.model}"
        self._client(Usage())

    def load(self) -> None:
        """Nothing: the server has the model."""

    def _client(self, usage: Usage) -> Client:
        def asked(again: bool) -> None:
            self._purse.take()
            usage.requests += 1
            usage.retries += again

        return Client(self._settings.url, os.environ.get(KEY_VARIABLE, ""), self._patience, self._pause, asked)

    def write(self, prompts: Sequence[str], seed: int, usage: Usage) -> list[list[Written]]:
        """See `Writer.write`."""
        usages = [Usage() for _ in prompts]
        with ThreadPoolExecutor(min(self.together, len(prompts))) as threads:
            work = [threads.submit(self._write, *pair, seed) for pair in zip(prompts, usages, strict=True)]
            try:
                found = [future.result() for future in work]
            finally:
                for future in work:
                    future.cancel()
        for one in usages:
            one.cost = self._purse.cost(one.prompt_tokens, one.new_tokens)
            usage.add(one)
        return found

    def _write(self, prompt: str, usage: Usage, seed: int) -> list[Written]:
        settings, client = self._settings, self._client(usage)
        wanted = settings.samples if settings.sampling else 1
        found: list[Written] = []
        while len(found) < wanted:
            question = self._question(prompt, wanted - len(found), draw_seed(seed, prompt, len(found)) % (1 << 31))
            answer = client.post(_PATHS[settings.api], question)
            texts = read_answer(answer)
            if not texts:
                raise ProviderError(
                    f"the endpoint {settings.url} answers without a text", "Look at --model and the URL."
                )
            found += texts
            spent = answer.get("usage")
            if isinstance(spent, dict):
                usage.prompt_tokens += _count(spent.get("prompt_tokens"))
                usage.new_tokens += _count(spent.get("completion_tokens"))
        return once(found[:wanted])

    def _question(self, prompt: str, number: int, seed: int) -> dict[str, Any]:
        settings = self._settings
        chat = settings.api == "chat"
        text = keep_ends_of_text(prompt, settings.max_prompt_tokens * _CHARACTERS)
        asked: dict[str, Any] = {"messages": [{"role": "user", "content": text}]} if chat else {"prompt": text}
        drawn = (
            {"temperature": settings.temperature, "top_p": settings.top_p} if settings.sampling else {"temperature": 0}
        )
        return {
            **asked,
            **drawn,
            "model": settings.model,
            "max_tokens": settings.max_new_tokens,
            "n": number,
            "seed": seed,
            "logprobs": True if chat else 1,
        }


def keep_ends_of_text(text: str, limit: int) -> str:
    """At most `limit` characters of a prompt: the first half of them and the last."""
    if len(text) <= limit:
        return text
    return text[: limit // 2] + text[len(text) - (limit - limit // 2) :]


def read_answer(answer: dict[str, Any]) -> list[Written]:
    """The texts in a server's answer, of either interface; what is malformed in it is left out."""
    choices = answer.get("choices")
    return [text for choice in choices if (text := _read_choice(choice))] if isinstance(choices, list) else []


def once(texts: Sequence[Written]) -> list[Written]:
    """`texts`, each once where all their probabilities are known, else as they are."""
    if any(text.log_probability is None for text in texts):
        return list(texts)
    return list({text.text: text for text in reversed(texts)}.values())[::-1]


def _read_choice(choice: object) -> Written | None:
    if not isinstance(choice, dict):
        return None
    message = choice.get("message")
    text = message.get("content") if isinstance(message, dict) else choice.get("text")
    return Written(text, _log_probability(choice.get("logprobs"))) if isinstance(text, str) else None


def _log_probability(found: object) -> float | None:
    """The sum over a text's tokens; None where the server does not say it, or not of every token."""
    if not isinstance(found, dict):
        return None
    logs: object
    if isinstance(found.get("content"), list):
        logs = [entry.get("logprob") if isinstance(entry, dict) else None for entry in found["content"]]
    else:
        logs = found.get("token_logprobs")
    if not isinstance(logs, list) or not logs:
        return None
    if not all(isinstance(log, int | float) and not isinstance(log, bool) and log <= 0 for log in logs):
        return None
    return math.fsum(max(log, -1e4) for log in logs)


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
