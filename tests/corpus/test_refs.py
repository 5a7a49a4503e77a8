"""Corpus references: what people type, and that it prints back."""

from __future__ import annotations

import pytest

from wonton.core.errors import SettingsError
from wonton.corpus import CorpusRef, parse_ref


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("lean:core", ("lean", "core", "", "")),
        ("lean:core@3f2a", ("lean", "core", "3f2a", "")),
        ("lean:mathlib4@3f2a#feasible", ("lean", "mathlib4", "3f2a", "feasible")),
        ("rocq:stdlib#valid", ("rocq", "stdlib", "", "valid")),
    ],
)
def test_a_reference_reads_and_prints_back(text: str, parts: tuple[str, str, str, str]) -> None:
    assert parse_ref(text) == CorpusRef(*parts)
    assert str(parse_ref(text)) == text


@pytest.mark.parametrize(
    "text", ["", "core", "lean:", "lean:core@", "lean:core@xyz", "lean:core#", "lean:../core", "Lean:core"]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is not a corpus reference"):
        parse_ref(text)
