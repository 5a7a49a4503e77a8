"""The one class of all model providers: prompts, memory, cost, and candidates out of what a writer writes."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Hashable, Sequence
from dataclasses import asdict

from wonton.core.families import Language
from wonton.core.goal import Goal
from wonton.providers.base import Candidate, GoalContext
from wonton.providers.models.prompts import template
from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.spec import ModelSpec
from wonton.providers.models.texts import candidates_of
from wonton.providers.models.usage import Usage
from wonton.providers.models.writing import Writer

#: Counts changes of our own code that change proposals.
VERSION = 1
#: Answers that are remembered at most.
_MEMORY = 50_000


class ModelProvider:
    """Proposes what a model writes. Answers are remembered by prompt until the seed changes; where nothing is drawn,
    for good."""

    def __init__(
        self, spec: ModelSpec, settings: ModelSettings, language: Language, writer: Writer, goal_form: str = "text"
    ) -> None:
        self.name = spec.name
        self.settings, self.writer = settings, writer
        self.usage = Usage()
        self.template = template(spec.name)
        self._spec, self._language, self._form = spec, language, goal_form
        self._seed = 0
        self._known: dict[str, tuple[Candidate, ...]] = {}
        decides = {name: value for name, value in asdict(settings).items() if name not in ("model", "url")}
        digest = hashlib.sha256(json.dumps([decides, writer.fingerprint, goal_form]).encode()).hexdigest()[:12]
        self.fingerprint = f"{spec.name}-{language}:{VERSION}:{self.template.fingerprint}:{digest}"

    @property
    def seeded(self) -> bool:
        """Whether proposals depend on the seed."""
        return self.settings.sampling

    @property
    def together(self) -> int:
        """How many goals are better asked at once than one by one."""
        return self.writer.together

    @property
    def versions(self) -> dict[str, str]:
        """What a run's configuration records beside the fingerprint."""
        return {"provider_prompt": self.template.fingerprint, "provider_model": self.writer.fingerprint}

    def load(self) -> None:
        """Load the model now rather than at the first goal. Raises `MissingToolError`, `SettingsError`."""
        self.writer.load()

    def memory(self, steps: Sequence[str]) -> Hashable:
        """What proposals depend on of the tactics that led to a goal."""
        return self.template.memory(steps)

    def prompt(self, goal: Goal, context: GoalContext) -> str:
        """The prompt for one goal."""
        return self.template.render(goal, context, self._language, self._form)

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """See `Provider.propose`. Raises `ProviderError`."""
        return self.propose_batch([(goal, context)])[0]

    def propose_batch(self, requests: Sequence[tuple[Goal, GoalContext]]) -> list[Sequence[Candidate]]:
        """See `BatchProvider.propose_batch`. All requests have one seed. Raises `ProviderError`."""
        if not requests:
            return []
        self._turn_to(requests[0][1].seed)
        prompts = [self.prompt(goal, context) for goal, context in requests]
        missing = [prompt for prompt in dict.fromkeys(prompts) if prompt not in self._known]
        self.usage.goals += len(missing)
        self.usage.remembered += len(prompts) - len(missing)
        if missing:
            begun = time.perf_counter()
            written = self.writer.write(missing, self._seed, self.usage)
            self.usage.seconds += time.perf_counter() - begun
            for prompt, texts in zip(missing, written, strict=True):
                self._known[prompt] = tuple(candidates_of(texts, self._spec.cut, self._language))
        found = [self._known[prompt] for prompt in prompts]
        if len(self._known) > _MEMORY:
            self._known.clear()
        return list(found)

    def _turn_to(self, seed: int) -> None:
        if self.seeded and seed != self._seed:
            self._known.clear()
            self._seed = seed
