"""What makes a model provider that one: a few values for each, handed to the one class that they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.texts import Cut, first_line, line_ended


def no_objection(config: Mapping[str, Any]) -> str:
    """Any config will do."""
    return ""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model provider.

    `origin` names the model that it was made for, `folder` where that is looked for below `models/` of the home, and
    `defaults` are the settings where nothing is said. `cut` finds the tactic in a text and `ended` says when a text
    has said enough. `check` looks at the model's config (`weights.ConfigCheck`). A `root` is an environment variable
    that names the folder in which `below_root` is the model.
    """

    name: str
    origin: str
    folder: str
    defaults: ModelSettings
    cut: Cut = first_line
    ended: Callable[[str], bool] = line_ended
    check: Callable[[Mapping[str, Any]], str] = no_objection
    backends: tuple[str, ...] = ("transformers", "mlx")
    root: str = ""
    below_root: str = ""
