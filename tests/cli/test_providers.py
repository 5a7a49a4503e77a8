"""`--providers`: a run for each on the same theorems, the summary of their folder, skips, and whose an option is."""

from __future__ import annotations

import json
from argparse import Namespace
from math import exp, fsum, log
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.compare import differences
from wonton.artifacts.read import RunReader, read_json
from wonton.artifacts.schemas import schema
from wonton.cli.main import build_parser
from wonton.cli.model_options import split_by_provider
from wonton.core.errors import SettingsError
from wonton.metrics.pairing import mcnemar_exact
from wonton.runs.providers import find_provider_runs, summarise_providers

from .conftest import Said, Wonton
from .fakes import FAKES

ASSISTANT, ABLE = FAKES[1], FAKES[3]
MODEST = ABLE.replace("open_provider", "open_modest")
NAMES = [MODEST.replace(":", "-"), ABLE.replace(":", "-")]
TWO = ("-a", ASSISTANT, "--providers", f"{ABLE},{MODEST}", "-b", "quick", "--sample", "8", "--seed", "2")


def summary_of(folder: Path) -> dict[str, Any]:
    """The summary of a folder, which follows its schema."""
    found = read_json(folder / "providers_summary.json")
    assert list(Draft202012Validator(schema("providers_summary")).iter_errors(found)) == []
    return found


@pytest.fixture
def both(wonton: Wonton) -> Said:
    """A folder `both` with the runs of two providers, wild types only."""
    return wonton("run", *TWO, "--wild-only", "--run-id", "both", "--plain")


def test_each_provider_has_a_run_of_its_own_and_the_pair_is_counted(both: Said, wonton: Wonton, home: Path) -> None:
    assert both.code == 0, both.err
    runs = [RunReader(home / "logs/both" / name) for name in NAMES]
    solved = [
        {row["item_id"]: row["wild_type"]["tau"] for row in run.summary()["theorems"] if row["wild_type"]["solved"]}
        for run in runs
    ]
    assert [run.config()["theorems"] for run in runs[:1]] == [run.config()["theorems"] for run in runs[1:]]
    common = solved[0].keys() & solved[1].keys()
    assert common and solved[1].keys() - solved[0].keys(), "the sample tells them apart"
    found = summary_of(home / "logs/both")
    (pair,) = found["pairs"]
    assert pair["providers"] == [MODEST, ABLE]
    assert pair["second_only"] == sorted(solved[1].keys() - solved[0].keys())
    assert (pair["first_only"], pair["all"]["both"]) == ([], len(common))
    assert pair["all"]["mcnemar_p"] == mcnemar_exact(0, len(pair["second_only"]))
    ratio = exp(fsum(log(solved[1][item] / solved[0][item]) for item in common) / len(common))
    assert pair["attempts_ratio"]["geometric_mean"] == pytest.approx(ratio)
    assert [row["solved"]["numerator"] for row in found["providers"]] == [len(one) for one in solved]
    assert found["skipped"] == []
    shown = wonton("show", "both", "--plain")
    assert shown.code == 0 and f"solved by {ABLE}, not by {MODEST}: {pair['second_only'][0]}" in shown.out
    (record,) = wonton("show", "both", "--json").of_kind("providers")
    assert record["pairs"] == found["pairs"]


def test_a_run_of_several_is_resumed_to_the_same_bytes(both: Said, wonton: Wonton, home: Path) -> None:
    folder = home / "logs/both"
    before = (folder / "providers_summary.json").read_bytes()
    again = wonton("run", *TWO, "--wild-only", "--run-id", "both")
    assert again.code == 2 and "--resume" in again.err
    (folder / NAMES[1]).rename(home / "whole")
    (folder / "providers_summary.json").unlink()
    said = wonton("run", *TWO, "--wild-only", "--run-id", "both", "--resume", "--plain")
    assert said.code == 0, said.err
    assert "8 theorems, 8 done before" in said.out and "8 theorems, 1 worker" in said.out
    assert differences(home / "whole", folder / NAMES[1]) == []
    assert (folder / "providers_summary.json").read_bytes() == before


def test_runs_that_differ_in_more_than_the_provider_are_not_paired(both: Said, wonton: Wonton, home: Path) -> None:
    path = home / "logs/both" / NAMES[0] / "run_config.json"
    config = json.loads(path.read_text())
    config["settings"]["seed"] = 9
    path.write_text(json.dumps(config))
    said = wonton("show", "both")
    assert said.code == 2 and "differ in more than the provider: settings.seed" in said.err


def test_a_provider_is_added_with_the_settings_of_those_there(both: Said, wonton: Wonton, home: Path) -> None:
    added = ("-a", ASSISTANT, "--providers", f"heuristic,{ABLE}", "-b", "quick", "--wild-only", "--run-id", "both")
    for options, named in (
        (("--sample", "8", "--seed", "3"), "settings.seed"),
        (("--sample", "7", "--seed", "2"), "theorems"),
        (("--sample", "8", "--seed", "2", "--max-depth", "5"), "settings.max_depth"),
    ):
        said = wonton("run", *added, *options, "--resume")
        assert said.code == 2, said.out
        assert f"{NAMES[0]}, which is there, differs in more than the provider: " in said.err and named in said.err
        assert "started with: wonton run" in said.err
    assert not (home / "logs/both/heuristic").exists(), "nothing was started"
    said = wonton("run", *added, "--sample", "8", "--seed", "2", "--resume")
    assert said.code == 0, said.err
    assert len(summary_of(home / "logs/both")["pairs"]) == 3


def test_a_run_that_goes_on_is_left_out_of_the_tables(both: Said, wonton: Wonton, home: Path) -> None:
    path = home / "logs/both" / NAMES[0] / "run_status.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "status": "running"}))
    said = wonton("show", "both", "--plain")
    assert said.code == 0
    assert f"{NAMES[0]}: running, left out" in said.out and "A only" not in said.out


def test_basins_compare_the_seeds(wonton: Wonton, home: Path) -> None:
    said = wonton("basin", *TWO, "--seeds", "2", "--run-id", "wide", "--plain")
    assert said.code == 0, said.err
    (pair,) = summary_of(home / "logs/wide")["pairs"]
    rates = [
        {row["item_id"]: row["agent"]["solve_rate"]["value"] for row in run.summary()["theorems"]}
        for run in find_provider_runs(home / "logs/wide")
    ]
    assert pair["attempts_ratio"] is None
    assert pair["seeds_difference"]["mean"] == pytest.approx(fsum(rates[1][i] - rates[0][i] for i in rates[0]) / 8)
    assert pair["seeds_difference"]["mean"] > 0
    assert "Share of seeds solved, B less A" in said.out


def test_all_records_who_cannot_run_and_what_helps(wonton: Wonton, home: Path) -> None:
    argv = ("-a", ASSISTANT, "--providers", "all", "-b", "quick", "--limit", "1", "--run-id", "every")
    said = wonton("run", *argv, "--plain")
    assert said.code == 3, said.err
    found = summary_of(home / "logs/every")
    assert [row["provider"] for row in found["providers"]] == ["heuristic"]
    skips = {skip["provider"]: skip for skip in found["skipped"]}
    assert set(skips) == {"bfs", "deepseek", "endpoint", "internlm", "reprover"}
    assert all(skip["reason"] and skip["remedy"] for skip in skips.values())
    assert "skipped reprover: " in said.out and "skipped reprover: " in wonton("show", "every").out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--providers", "reprover,nobody,bfs"), ("3 things are missing", "reprover", "unknown provider 'nobody'")),
        (("--providers", ","), ("unknown provider ''",)),
        (("--providers", "heuristic,reprover", "-p", "bfs"), ("not allowed with",)),
        (("--providers", "heuristic", "--resume"), ("--resume needs --run-id",)),
        (("--providers", "reprover,bfs", "--model", "x"), ("--model reprover=PATH",)),
        (("--providers", "heuristic", "--model", "bfs=x"), ("Say whose it is",)),
        (("--providers", "heuristic,bfs", "--prices", "1,2"), ("takes --prices",)),
    ],
)
def test_what_cannot_be_served_starts_nothing(
    options: tuple[str, ...], words: tuple[str, ...], wonton: Wonton, home: Path
) -> None:
    said = wonton("run", "-a", ASSISTANT, "--limit", "1", *options)
    assert said.code == 2
    assert all(word in said.err for word in words), said.err
    assert not (home / "logs").exists()


def parsed(*options: str) -> Namespace:
    return build_parser().parse_args(["run", *options])


def test_an_option_of_models_goes_to_whom_it_concerns() -> None:
    args = parsed("--model", "reprover=/a", "--model", "endpoint=m=1", "--samples", "4", "--device", "cpu")
    args.endpoint_url = "http://localhost"
    own = split_by_provider(args, ["heuristic", "reprover", "endpoint", "bfs"])
    told = {name: [getattr(o, k) for k in ("model", "samples", "device", "endpoint_url")] for name, o in own.items()}
    assert told == {
        "heuristic": [None, None, None, None],
        "reprover": [["/a"], 4, "cpu", None],
        "endpoint": [["m=1"], 4, None, "http://localhost"],
        "bfs": [None, 4, "cpu", None],
    }


def test_a_model_without_a_name_is_for_the_only_provider_that_asks_one() -> None:
    own = split_by_provider(parsed("--model", "/a=b"), ["heuristic", "bfs"])
    assert (own["heuristic"].model, own["bfs"].model) == (None, ["/a=b"])
    with pytest.raises(SettingsError, match="reprover, bfs ask a model"):
        split_by_provider(parsed("--model", "/a"), ["reprover", "bfs"])


def test_no_runs_have_no_rows() -> None:
    assert summarise_providers([]) == {"providers": [], "pairs": []}
