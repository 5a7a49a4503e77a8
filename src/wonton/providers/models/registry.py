"""The model providers by name: their settings where little is said, what they lack here, and how they are opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from wonton.core.errors import MissingToolError, SettingsError, UnknownNameError, WontonError
from wonton.core.families import Language
from wonton.providers.models import bfs, deepseek, endpoint, internlm, reprover, software
from wonton.providers.models.http import check_url
from wonton.providers.models.prompts import GOAL_FORMS
from wonton.providers.models.provider import ModelProvider
from wonton.providers.models.purse import Purse
from wonton.providers.models.server import ServerWriter
from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.spec import ModelSpec
from wonton.providers.models.weights import check_folder, read_card

SPECS: dict[str, ModelSpec] = {
    module.SPEC.name: module.SPEC for module in (reprover, deepseek, bfs, internlm, endpoint)
}
#: Settings that belong to a server.
_OF_SERVERS = ("url", "api")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where models are looked for if no folder is named: environment variables, and `models/` of the home."""

    environment: Mapping[str, str]
    models: Path


def resolve(name: str, given: Mapping[str, Any], around: Surroundings) -> ModelSettings:
    """All settings of the provider `name`, where `given` says some of them. Raises `SettingsError`."""
    spec = SPECS[name]
    if name != "endpoint" and (strange := [option for option in _OF_SERVERS if option in given]):
        raise SettingsError(f"provider {name} asks no server, so it takes no {strange[0]}", "Use -p endpoint.")
    settings = replace(spec.defaults, **given)
    if name == "endpoint":
        if not settings.url or not settings.model:
            raise SettingsError("the provider endpoint needs --endpoint-url and --model", "For example --model llama3.")
        settings = replace(settings, url=check_url(settings.url))
    else:
        model = settings.model or str(default_folder(spec, around))
        device = str(given.get("device") or software.default_device(settings.backend))
        settings = replace(settings, model=str(Path(model).absolute()), device=device)
    if settings.backend not in spec.backends:
        raise SettingsError(f"provider {name} runs on {' or '.join(spec.backends)}, not on {settings.backend}")
    settings.validate()
    return settings


def default_folder(spec: ModelSpec, around: Surroundings) -> Path:
    """Where a provider's model is if no folder is named."""
    root = around.environment.get(spec.root, "") if spec.root else ""
    return Path(root) / spec.below_root if root else around.models / spec.folder


def problem(name: str, settings: ModelSettings) -> WontonError | None:
    """Why the provider `name` cannot run with `settings` here, or None. Loads nothing."""
    try:
        check(name, settings)
    except WontonError as error:
        return error
    return None


def check(name: str, settings: ModelSettings) -> dict[str, Any]:
    """The config of a provider's model, `{}` for one behind a server. Raises `MissingToolError`, `SettingsError` for
    what cannot run here."""
    if name not in SPECS:
        raise UnknownNameError("model provider", name, SPECS)
    spec = SPECS[name]
    if name == "endpoint":
        return {}
    if missing := software.missing_packages(settings.backend):
        raise MissingToolError(
            f"provider {name} on {settings.backend} needs {', '.join(missing)}, which this Python does not have",
            software.INSTALL,
        )
    config = check_folder(Path(settings.model), name, spec.origin, spec.check)
    if settings.backend == "transformers":
        software.check_torch_device(settings.device)
    return config


def open_model_provider(
    name: str, settings: ModelSettings, language: Language, purse: Purse | None = None
) -> ModelProvider:
    """The provider `name`; its model is loaded when it is first needed. Raises as `check` does."""
    config, spec = check(name, settings), SPECS[name]
    if name == "endpoint":
        return ModelProvider(spec, settings, language, ServerWriter(settings, purse))
    form = read_card(Path(settings.model)).get("goal_form", "text")
    if form not in GOAL_FORMS:
        raise UnknownNameError(f"goal form of {settings.model}", str(form), GOAL_FORMS)
    from wonton.providers.models.local import LocalWriter

    return ModelProvider(spec, settings, language, LocalWriter(settings, config, spec.ended), form)


def given_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `values` that are settings of a model and were given (are not None)."""
    known = {field.name for field in fields(ModelSettings)}
    return {name: value for name, value in values.items() if name in known and value is not None}
