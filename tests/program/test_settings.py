"""The environment as settings: the design's defaults, both scales, bad values."""

from __future__ import annotations

import pytest

from wonton.core.errors import SettingsError, UnknownNameError
from wonton.program import ProgramSettings, known_settings

#: The defaults that users rely on, as they are published.
PUBLISHED = {
    "PROGRAM_ID": "followup-2026-03",
    "ASSISTANT": "lean",
    "LEAN_PROVIDERS_CSV": "reprover,heuristic,deepseek",
    "LEAN_WORKERS": "1",
    "RESEARCH_BUDGET": "standard",
    "PANEL_SAMPLE": "400",
    "PANEL_SELECTION_SEED": "20260301",
    "DISTRIBUTED_SAMPLE": "160",
    "DISTRIBUTED_SELECTION_SEED": "20260301",
    "DIST_MCTS_AGENTS": "8",
    "DIST_MCTS_INFLIGHT": "64",
    "DIST_MCTS_VIRTUAL_LOSS": "1",
    "BASIN_WIDE_SEEDS": "10",
    "BASIN_DEEP_SEEDS": "50",
    "BASIN_DEEP_SAMPLE": "120",
    "BASIN_DEEP_SELECTION_SEED": "20260311",
    "EXTERNAL_SAMPLE": "100",
    "EXTERNAL_SELECTION_SEED": "20260321",
    "EXTERNAL_TIMEOUT": "20",
    "COQ_LIMIT_TOTAL": "100",
    "COQ_LIMIT_PER_MODULE": "50",
}


def test_published_defaults_hold_at_full_scale() -> None:
    full = {known.name: known.full for known in known_settings()}
    assert {name: full[name] for name in PUBLISHED} == PUBLISHED


def test_the_corpus_follows_the_assistant() -> None:
    assert ProgramSettings.from_environment({}).corpus == "lean:mathlib4#feasible"
    assert ProgramSettings.from_environment({"ASSISTANT": "rocq"}).corpus == "rocq:stdlib#feasible"
    assert ProgramSettings.from_environment({"LEAN_CORPUS_REF": "lean:core"}).corpus == "lean:core"


def test_a_variable_wins_over_the_scale_and_an_empty_one_does_not() -> None:
    quick = ProgramSettings.from_environment({"PANEL_SAMPLE": ""}, "quick")
    assert quick.panel_sample < 400
    assert ProgramSettings.from_environment({"PANEL_SAMPLE": "7"}, "quick").panel_sample == 7


def test_providers_are_split_and_each_taken_once() -> None:
    settings = ProgramSettings.from_environment({"LEAN_PROVIDERS_CSV": " heuristic, reprover,heuristic,"})
    assert settings.providers == ("heuristic", "reprover")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PANEL_SAMPLE", "many"),
        ("PANEL_SAMPLE", "0"),
        ("BASIN_WIDE_SEEDS", "0"),
        ("LEAN_WORKERS", "-1"),
        ("ENABLE_EXTERNAL_PILOTS", "yes"),
        ("PROGRAM_ID", "a/b"),
        ("LEAN_PROVIDERS_CSV", ","),
    ],
)
def test_bad_values_name_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        ProgramSettings.from_environment({name: value})


def test_a_selection_seed_may_be_zero() -> None:
    assert ProgramSettings.from_environment({"PANEL_SELECTION_SEED": "0"}).panel_selection_seed == 0


@pytest.mark.parametrize(("name", "known"), [("ASSISTANT", "rocq"), ("RESEARCH_BUDGET", "deep")])
def test_unknown_names_list_the_known(name: str, known: str) -> None:
    with pytest.raises(UnknownNameError, match=known):
        ProgramSettings.from_environment({name: "nope"})


def test_workers_providers_and_places_do_not_pin_a_cohort() -> None:
    pinned = ProgramSettings().pinned()
    assert "PANEL_SAMPLE" in pinned
    assert not {"LEAN_WORKERS", "LEAN_PROVIDERS_CSV", "TPTP_ROOT", "PROGRAM_ID"} & set(pinned)
