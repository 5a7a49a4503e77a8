"""`wonton run`: what it writes, what it says, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.artifacts.compare import digest
from wonton.cli.main import build_parser
from wonton.cli.plans import command_line

from .conftest import Said, Wonton
from .fakes import FAKES


def test_run_writes_a_run_directory_and_says_where(a_run: Said, home: Path) -> None:
    assert a_run.code == 0
    assert str(home / "logs" / "panel") in a_run.out
    assert (home / "logs" / "panel" / "summary.json.gz").is_file()
    assert "wild type solved (axioms_ok)  3/3  100.0%" in a_run.out


def test_run_records_what_was_asked(a_run: Said, home: Path) -> None:
    config = json.loads((home / "logs/panel/run_config.json").read_text())
    assert config["selection"]["limit"] == 3
    assert config["settings"]["corpus"].startswith("lean:core@")
    assert len(config["theorems"]) == 3


def test_existing_run_is_refused_untouched_without_resume(a_run: Said, wonton: Wonton, home: Path) -> None:
    before = digest(home / "logs/panel")
    said = wonton("run", *FAKES, "-b", "quick", "--limit", "3", "--run-id", "panel")
    assert said.code == 2
    assert "--resume" in said.err
    assert digest(home / "logs/panel") == before


def test_commands_of_one_second_have_runs_of_their_own(
    wonton: Wonton, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wonton.cli.plans.new_run_id", lambda *_: "now")
    for name in ("now", "now-2", "now-3"):
        said = wonton("run", *FAKES, "-b", "quick", "--limit", "1", "--wild-only")
        assert said.code == 0, said.err
        assert f"run directory:  {home / 'logs' / name}\n" in said.out
        assert (home / "logs" / name / "summary.json.gz").is_file()


def test_resume_of_a_finished_run_changes_nothing(a_run: Said, wonton: Wonton, home: Path) -> None:
    before = digest(home / "logs/panel")
    assert wonton("run", *FAKES, "-b", "quick", "--limit", "3", "--run-id", "panel", "--resume").code == 0
    assert digest(home / "logs/panel") == before


def test_resume_with_other_settings_is_refused(a_run: Said, wonton: Wonton) -> None:
    said = wonton("run", *FAKES, "-b", "standard", "--limit", "3", "--run-id", "panel", "--resume")
    assert said.code == 2
    assert "budget" in said.err
    assert "started with: wonton run" in said.err
    assert "--budget quick" in said.err


def test_resume_needs_a_run_id(wonton: Wonton) -> None:
    said = wonton("run", *FAKES, "--resume")
    assert (said.code, "--run-id" in said.err) == (2, True)


def test_json_output_is_events_and_a_summary(wonton: Wonton) -> None:
    said = wonton("run", *FAKES, "-b", "quick", "--limit", "2", "--wild-only", "--json")
    assert said.of_kind("run_started")[0]["total"] == 2
    assert len(said.of_kind("theorem_finished")) == 2
    assert said.of_kind("summary")[0]["counts"]["solved"] == 2


def test_sample_is_drawn_by_the_seed(wonton: Wonton, home: Path) -> None:
    chosen = []
    for seed in ("1", "2", "1"):
        run_id = f"r{len(chosen)}"
        wonton("run", *FAKES, "-b", "quick", "--sample", "4", "--seed", seed, "--wild-only", "--run-id", run_id)
        config = json.loads((home / "logs" / run_id / "run_config.json").read_text())
        chosen.append([theorem["item_id"] for theorem in config["theorems"]])
    assert chosen[0] == chosen[2] != chosen[1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-c", "lean:nope"), ("unknown corpus 'lean:nope'", "lean:core")),
        (("-c", "lean:core#nope"), ("unknown slice 'nope'", "constructive")),
        (("-c", "lean:core@0000"), ("unknown build of lean:core",)),
        (("-c", "core"), ("'core' is not a corpus reference",)),
        (("-p", "nope"), ("unknown provider 'nope'", "heuristic")),
        (("-a", "nope"), ("unknown assistant 'nope'", "lean")),
        (("-t", "nope"), ("unknown theorem 'nope'", "538 are known", "wonton corpus show lean:core")),
        (("--offset", "100000"), ("no theorem is selected", "538 theorems", "--offset below 538")),
        (("--run-id", ""), ("run id ''",)),
        (("--run-id", "", "--resume"), ("run id ''",)),
        (("-t", "and_assoc_iff", "--sample", "3"), ("exclude each other",)),
        (("--run-id", "../up"), ("run id '../up'",)),
        (("--wild-only", "--lesion", "block_exact"), ("exclude each other",)),
        (("--wall-seconds", "0"), ("must be positive",)),
        (("-b", "huge"), ("invalid choice: 'huge'",)),
        (("--workers", "0"), ("not a positive whole number",)),
        (("--seed", "-1"), ("not a whole number",)),
    ],
)
def test_bad_usage_exits_2_and_says_what_is_known(
    options: tuple[str, ...], words: tuple[str, ...], wonton: Wonton, home: Path
) -> None:
    said = wonton("run", *options)
    assert said.code == 2
    assert all(word in said.err for word in words), said.err
    assert "Traceback" not in said.err
    assert len(said.err.split("error: ")[-1]) < 600
    assert not (home / "logs").exists()


AGENTS = ("--mcts-mode", "distributed", "--agents", "3", "--inflight", "5")


def test_distributed_run_records_its_agents_and_their_turns(wonton: Wonton, home: Path) -> None:
    lesions = ("--block-fraction", "0.4", "--block-duration", "-1", "--block-seed", "2", "--depth-bias", "-0.5")
    argv = ("run", *FAKES, "-b", "quick", "--limit", "3", "--wild-only", "--run-id", "many", *AGENTS, *lesions)
    assert wonton(*argv).code == 0
    settings = json.loads((home / "logs/many/run_config.json").read_text())["settings"]
    told = settings["distributed"]
    assert (settings["mcts_mode"], told["agents"], told["inflight"], told["depth_bias"]) == ("distributed", 3, 5, -0.5)
    assert (told["block"]["duration"], told["virtual_loss"], told["delay"]) == (-1, 1, None)
    for path in (home / "logs/many").glob("*/wild_type_mcts_trace.jsonl"):
        events = [json.loads(line) for line in path.read_text().splitlines()]
        told = [event["agent_id"] for event in events if event["reason"] != "abort"]
        assert told == [turn % 3 for turn in range(len(told))]
        assert all(event["schedule"]["block_in_force"] for event in events)
    assert "3 agents, 5 in flight, virtual loss 1, depth bias -0.5, block 0.4\n" in wonton("show", "many").out
    assert wonton(*argv, "--resume").code == 0
    said = wonton(*argv, "--resume", "--block-fraction", "0.5")
    assert (said.code, "distributed.block.fraction" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--agents", "3"), ("only the distributed mode has --agents, and", "--mcts-mode distributed")),
        (("--reroute",), ("only the distributed mode has --reroute,",)),
        (("--block-seed", "0"), ("only the distributed mode has --block-seed,",)),
        (AGENTS[:2], ("needs --agents, --inflight together", "Give --agents, --inflight too")),
        (AGENTS[:4], ("Give --inflight too",)),
        ((*AGENTS, "--block-fraction", "0.2"), ("a block needs", "Give --block-duration, --block-seed too")),
        ((*AGENTS, "--block-fraction", "1", "--block-duration", "9", "--block-seed", "0"), ("block_fraction is 1.0",)),
        ((*AGENTS, "--delay-seed", "0"), ("a delay needs", "Give --delay-probability, --delay-duration too")),
        ((*AGENTS, "--reroute"), ("rerouting needs", "Give --reroute-max-tries too")),
        ((*AGENTS, "--reroute-max-tries", "2"), ("rerouting needs", "Give --reroute too")),
        ((*AGENTS, "--policy", "best_first", "--path-bias", "1"), ("best_first has no scores for path_bias",)),
        (("--mcts-mode", "swarm"), ("invalid choice: 'swarm'",)),
        ((*AGENTS[:3], "many", *AGENTS[4:]), ("invalid int value: 'many'",)),
    ],
)
def test_distributed_options_that_do_not_go_together(
    options: tuple[str, ...], words: tuple[str, ...], wonton: Wonton, home: Path
) -> None:
    said = wonton("run", *FAKES, *options)
    assert (said.code, (home / "logs").exists()) == (2, False)
    assert all(word in said.err for word in words), said.err


def test_logs_folder_that_cannot_be_written(wonton: Wonton, home: Path) -> None:
    (home / "logs").parent.mkdir()
    (home / "logs").write_text("in the way")
    said = wonton("run", *FAKES, "--limit", "1")
    assert said.code == 2
    assert f"cannot write to the logs folder {home / 'logs'}" in said.err
    assert "--home" in said.err


def test_refused_statement_makes_the_run_partial(wonton: Wonton) -> None:
    refuse = (f"{FAKES[1]}_refusing", *FAKES[2:])
    said = wonton("run", "-a", *refuse, "-b", "quick", "--limit", "2", "--json")
    assert said.code == 3
    assert said.of_kind("summary")[0]["counts"]["refused"] == 2


def test_recorded_command_reads_back_to_the_same_arguments() -> None:
    argv = ["run", "-c", "lean:core", "--sample", "3", "-t", "a b", "-t", "c", "--allow-easy", "--run-id", "x"]
    args = build_parser().parse_args(argv)
    import shlex

    again = build_parser().parse_args(shlex.split(command_line(args, "run"))[1:])
    assert vars(again) == vars(args)


def test_home_that_cannot_be_written_is_bad_usage(wonton: Wonton, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    home = tmp_path / "file" / "nope"
    for argv in (("run", *FAKES, "--limit", "1"), ("corpus", "show")):
        said = wonton(*argv, "--home", str(home))
        assert said.code == 2
        assert f"cannot write to the home {home}" in said.err
        assert "WONTON_HOME" in said.err


def test_hints_name_a_home_only_where_it_is_not_the_default(
    wonton: Wonton, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = ("run", *FAKES, "-b", "quick", "--limit", "1", "--wild-only", "--run-id", "one")
    assert f"wonton show one --home {tmp_path / 'other'}\n" in wonton(*argv, "--home", "other").out
    monkeypatch.delenv("WONTON_HOME")
    said = wonton(*argv)
    assert "wonton show one\n" in said.out
    assert "1 theorem, 1 worker\n" in said.out
