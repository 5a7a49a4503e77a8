"""The bench: an open assistant, a provider and the settings, with what follows from them for any theorem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from wonton.assistants.base import Assistant, Node
from wonton.assistants.transitions import StoredAssistant, open_store
from wonton.core.families import Language, language_of
from wonton.core.signature import GoalSig, signer
from wonton.providers.base import Provider
from wonton.providers.lesions import LesionFilter, lesion_filter
from wonton.providers.models import Purse
from wonton.runs import tools
from wonton.runs.interpreter import allow_deep_terms, collect_rarely
from wonton.runs.settings import RunSettings


@dataclass(frozen=True, slots=True)
class Bench:
    """What all theorems of a run share."""

    assistant: Assistant
    provider: Provider
    settings: RunSettings

    @property
    def versions(self) -> Mapping[str, str]:
        """Fingerprints of assistant and provider, and what a provider wants to have recorded beside its own."""
        own: Mapping[str, str] = getattr(self.provider, "versions", {})
        return {"assistant": self.assistant.fingerprint, "provider": self.provider.fingerprint, **own}

    def prepare(self) -> None:
        """Have the provider load what it would load at its first goal. Raises `MissingToolError`, `SettingsError`."""
        load: Callable[[], None] | None = getattr(self.provider, "load", None)
        if load is not None:
            load()

    def signature(self) -> Callable[[Node], str]:
        """The function that tells nodes apart, as the settings ask. Raises `SettingsError`."""
        sign = signer(cast(GoalSig, self.settings.goal_sig))
        return lambda node: sign(node.goals)

    @property
    def language(self) -> Language:
        """The language that the assistant's tactics are written in."""
        return language_of(self.assistant.name)

    def filter(self, lesion: str) -> LesionFilter:
        """The filter of `lesion` (`""` for none), with the easy tactics blocked too unless the settings allow them."""
        return lesion_filter([lesion], self.settings.allow_easy, self.language)

    @property
    def header_seconds(self) -> float:
        """Wall seconds that the assistant has spent on loading imports, where it counts them apart."""
        asked = self.assistant.assistant if isinstance(self.assistant, StoredAssistant) else self.assistant
        return float(getattr(asked, "header_seconds", 0.0))

    def commit(self) -> None:
        """Have what was learnt in the store, where there is one."""
        if isinstance(self.assistant, StoredAssistant):
            self.assistant.commit()

    def close(self) -> None:
        """End the assistant's processes. Idempotent."""
        self.assistant.close()


def open_bench(
    settings: RunSettings, cache: Path, store: Path | None = None, purse: Purse | None = None, *, eager: bool = True
) -> Bench:
    """Open assistant and provider, and fit this process to searching. With `store`, the folder of the transition
    stores, the assistant is asked only what stands in no store yet; `purse` is what a provider may spend. Unless
    `eager`, a provider loads its model when it is first asked.

    Raises `UnknownNameError`, `SettingsError`, `MissingToolError`.
    """
    allow_deep_terms()
    collect_rarely()
    assistant = tools.open_assistant(settings, cache)
    if store is not None:
        assistant = StoredAssistant(assistant, open_store(store, assistant))
    try:
        bench = Bench(assistant, tools.open_provider(settings, assistant, purse), settings)
        if eager:
            bench.prepare()
        return bench
    except BaseException:
        assistant.close()
        raise
