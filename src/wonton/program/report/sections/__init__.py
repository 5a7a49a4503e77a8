"""The sections of a report, a module for each question, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wonton.program.report.model import Section
from wonton.program.report.sections import basins, distributed, external, k, outcomes, providers, skipped, solved
from wonton.program.report.sections.base import Ask
from wonton.program.report.sections.headline import headline

__all__ = ["Ask", "all_sections", "headline"]


def all_sections(ask: Ask, state: Mapping[str, Any]) -> tuple[Section, ...]:
    """The nine sections. `ask` puts queries to the lake, `state` is the cohort's state file."""
    return (
        solved.section(ask),
        providers.section(ask),
        outcomes.section(ask),
        distributed.section(ask),
        basins.widths(ask),
        basins.resilience(ask),
        k.section(ask),
        external.section(ask),
        skipped.section(ask, state),
    )
