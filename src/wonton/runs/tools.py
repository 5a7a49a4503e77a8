"""Assistants and providers by name: the only place that knows which there are.

Beside the built-in names, `module:function` names a factory of one's own (tests, experiments): an assistant's is called
with the settings, a provider's with the settings and the open assistant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from wonton.assistants.base import Assistant
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.core.families import language_of
from wonton.providers.base import Provider
from wonton.providers.family_prior import load_ranker
from wonton.providers.models import SPECS, Purse, open_model_provider
from wonton.providers.rankers import RankedProvider
from wonton.runs.settings import RunSettings

#: The provider that needs nothing.
HEURISTIC = "heuristic"


def known_assistants() -> list[str]:
    """Names of the assistants that this version drives, sorted."""
    return sorted(_ASSISTANTS)


def known_providers() -> list[str]:
    """Names of the providers that this version has, sorted."""
    return sorted([HEURISTIC, *SPECS])


def check_names(settings: RunSettings) -> None:
    """Raise `UnknownNameError`, listing the known ones, unless assistant and provider have known names."""
    for kind, name, known in (
        ("assistant", settings.assistant, known_assistants()),
        ("provider", settings.provider, known_providers()),
    ):
        if name not in known and ":" not in name:
            raise UnknownNameError(kind, name, known)


def open_assistant(settings: RunSettings, cache: Path) -> Assistant:
    """The assistant of `settings`, ready to work; `cache` is a folder for what it builds once.

    Raises `UnknownNameError`, `SettingsError` for a toolchain that it does not have, `MissingToolError`.
    """
    check_names(settings)
    if ":" in settings.assistant:
        return cast(Assistant, _plugged(settings.assistant)(settings))
    return _ASSISTANTS[settings.assistant](settings, cache)


def open_provider(settings: RunSettings, assistant: Assistant, purse: Purse | None = None) -> Provider:
    """The provider of `settings` for an open assistant, behind it the ranker where there is one; `purse` is what it may
    spend. Raises `UnknownNameError`, `SettingsError`, `MissingToolError`, `FormatVersionError`."""
    check_names(settings)
    language = language_of(assistant.name)
    if settings.ranker is not None:
        ranker = load_ranker(Path(settings.ranker.path), settings.ranker.digest, language)
        return RankedProvider(open_provider(replace(settings, ranker=None), assistant, purse), ranker)
    if ":" in settings.provider:
        return cast(Provider, _plugged(settings.provider)(settings, assistant))
    if settings.provider in SPECS:
        assert settings.model is not None
        return open_model_provider(settings.provider, settings.model, language, purse)
    from wonton.providers.heuristic import HeuristicProvider

    return HeuristicProvider(language)


def _plugged(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    try:
        found: Callable[..., object] = getattr(import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"{name!r} names no factory: {error}", "Write it as module:function.") from error
    return found


def _lean(settings: RunSettings, cache: Path) -> Assistant:
    from wonton.assistants.lean.assistant import open_assistant as open_lean
    from wonton.assistants.lean.rechecker import open_rechecker

    settings.check_toolchain()
    opened = open_lean(cache / "lean", settings.lean_project)
    if settings.external_checker:
        opened.outside = open_rechecker(settings.external_checker, opened.toolchain)
    return opened


def _rocq(settings: RunSettings, cache: Path) -> Assistant:
    from wonton.assistants.outside import open_outside
    from wonton.assistants.rocq.assistant import open_assistant as open_rocq

    settings.check_toolchain()
    opened = open_rocq(cache / "rocq")
    if settings.external_checker:
        opened.outside = open_outside(settings.external_checker)
    return opened


_ASSISTANTS: dict[str, Callable[[RunSettings, Path], Assistant]] = {"lean": _lean, "rocq": _rocq}
