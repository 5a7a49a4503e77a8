"""The reference pages say what the code does: every constant, operator and count."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from wonton.corpus.builders import core_build
from wonton.corpus.items import Needs, Topic
from wonton.corpus.manifest import SCHEMES, Manifest
from wonton.corpus.surface.names import ALTERNATIVES, CONSTANTS, OPERATORS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SYNTAX = (REFERENCE / "surface-syntax.md").read_text(encoding="utf-8")
CORPORA = (REFERENCE / "corpora.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CONSTANTS)
def test_constants_are_listed(name: str) -> None:
    assert f"| `{name}` | `{CONSTANTS[name].lean}` | `{CONSTANTS[name].gallina}` |" in SYNTAX


@pytest.mark.parametrize("symbol", OPERATORS)
def test_operators_are_listed(symbol: str) -> None:
    operator = OPERATORS[symbol]
    shown = symbol.replace("|", "\\|")
    assert f"| `{shown}` | {operator.level} | {operator.side} |" in SYNTAX


def test_alternative_spellings_are_listed() -> None:
    assert [spelling for spelling in ALTERNATIVES if f"`{spelling}`" not in SYNTAX] == []


def test_manifest_fields_are_listed() -> None:
    assert [field for field in Manifest.__dataclass_fields__ if f"`{field}`" not in CORPORA] == []
    assert SCHEMES.keys() == {"build_id", "items", "sample"}


@pytest.mark.parametrize("topic", [*get_args(Topic), "all"])
def test_counts_are_those_of_the_corpus(topic: str) -> None:
    items = [item for item in core_build().items if topic in (item.topic, "all")]
    default = [item for item in items if not item.classical]
    needs = [sum(item.needs == kind for item in default) for kind in get_args(Needs)[1:]]
    row = [topic, len(default), *needs, len(items) - len(default)]
    assert f"| {' | '.join(map(str, row))} |" in CORPORA
