"""The plan: the commands of each phase, their run ids and their skips."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from wonton.artifacts.layout import is_run_id
from wonton.cli.main import build_parser
from wonton.core.errors import UnknownNameError
from wonton.program import PHASES, Command, ProgramSettings, select_phases
from wonton.program.plan import Place

PLACE = Place(Path("my home"), "2026-03-01-followup-2026-03", "lean:core@abc#all")
HEURISTIC = {"LEAN_PROVIDERS_CSV": "heuristic"}


def commands(phase: str, **environment: str) -> list[Command]:
    return PHASES[phase].commands(ProgramSettings.from_environment(environment), PLACE)


def test_p1_runs_once_per_provider_on_the_same_theorems() -> None:
    plan = commands("p1")
    assert [command.name for command in plan] == ["reprover", "heuristic", "deepseek"]
    selections = [command.argv[command.argv.index("--sample") :][:4] for command in plan]
    assert selections == [("--sample", "400", "--seed", "20260301")] * 3


def test_run_ids_are_nested_under_cohort_and_phase_and_differ() -> None:
    ids = [c.run_id for phase in PHASES for c in commands(phase) if c.run_id]
    assert len(set(ids)) == len(ids)
    for phase in ("p1", "p2", "p3", "p4", "p5"):
        assert all(c.run_id.startswith(f"2026-03-01-followup-2026-03/{phase}/") for c in commands(phase))


def test_a_provider_of_the_users_own_has_run_ids_that_are_allowed() -> None:
    for phase in ("p1", "p2", "p3", "p4"):
        for command in commands(phase, LEAN_PROVIDERS_CSV="my.module:factory"):
            assert is_run_id(command.run_id)
            assert command.provider == "my.module:factory" and "my.module:factory" in command.argv


@pytest.mark.parametrize(
    ("phase", "sample", "seed"),
    [("p1", 400, 20260301), ("p2", 160, 20260301), ("p3", 400, 20260301), ("p4", 120, 20260311)],
)
def test_commands_are_read_by_the_parser(phase: str, sample: int, seed: int) -> None:
    for command in commands(phase):
        pasted = shlex.split(shlex.join(command.argv))
        args = build_parser().parse_args(pasted[1:])
        assert (args.home, args.run_id, args.sample, args.seed) == ("my home", command.run_id, sample, seed)


def test_all_runs_ask_the_transition_store_of_their_home() -> None:
    for phase in ("p1", "p2", "p3", "p4"):
        assert all("--no-store" not in command.argv for command in commands(phase))


def test_p2_pairs_centralized_with_distributed() -> None:
    central, distributed = commands("p2", **HEURISTIC)
    extra = ("--mcts-mode", "distributed", "--agents", "8", "--inflight", "64", "--virtual-loss", "1")
    where = distributed.argv.index("--mcts-mode")
    assert distributed.argv[where : where + 8] == extra
    assert "--wild-only" in central.argv
    assert (*distributed.argv[:where], *distributed.argv[where + 8 : -1]) == central.argv[:-1]


@pytest.mark.parametrize("phase", ["p6", "p7"])
def test_commands_over_the_lake_are_read_by_the_parser(phase: str) -> None:
    for command in commands(phase):
        args = build_parser().parse_args(shlex.split(shlex.join(command.argv))[1:])
        assert (args.home, str(args.logs_dir)) == ("my home", "my home/logs/2026-03-01-followup-2026-03")


@pytest.mark.parametrize(("phase", "seeds", "sample"), [("p3", "10", "400"), ("p4", "50", "120")])
def test_basins(phase: str, seeds: str, sample: str) -> None:
    (command,) = commands(phase, **HEURISTIC)
    assert command.argv[:2] == ("wonton", "basin")
    assert shlex.join(command.argv).count(f"--seeds {seeds} --blind --sample {sample}") == 1


def test_p5_is_off_until_enabled_and_says_how() -> None:
    assert all("ENABLE_EXTERNAL_PILOTS=1" in command.skip for command in commands("p5"))


def test_p5_skips_what_is_not_set() -> None:
    plan = {c.name: c for c in commands("p5", ENABLE_EXTERNAL_PILOTS="1", TPTP_ROOT="/tptp")}
    assert (plan["e"].skip, plan["vampire"].skip) == ("", "")
    assert "SMTLIB_ROOT" in plan["z3"].skip
    assert "SMTLIB_ROOT" in plan["cvc5"].skip
    assert "ENABLE_COQ_STDLIB=1" in plan["coq"].skip


def test_p5_at_quick_scale_takes_the_problems_that_come_with_the_program() -> None:
    settings = ProgramSettings.from_environment({"ENABLE_EXTERNAL_PILOTS": "1"}, "quick")
    (phase,) = select_phases("p5")
    plan = {c.name: c for c in phase.commands(settings, Place(Path("home"), "2026-03-01-p", "lean:core"))}
    assert shlex.join(plan["e"].argv).count("-c tptp:small --sample 12 ") == 1
    assert shlex.join(plan["cvc5"].argv).count("-c smtlib:small --sample 12 ") == 1
    assert {plan[name].skip for name in ("e", "vampire", "z3", "cvc5")} == {""}


def test_all_pilots_are_told_the_workers() -> None:
    told = [command.argv[command.argv.index("--workers") :][:2] for command in commands("p5", LEAN_WORKERS="4")]
    assert told == [("--workers", "4")] * 5


def test_p7_reads_the_panel_of_its_provider() -> None:
    panels = {command.provider: command.run_id for command in commands("p1")}
    needs = [command.needs for command in commands("p7")]
    assert needs == [panels["reprover"], panels["deepseek"], panels["heuristic"], ""]


def test_p6_and_p7_touch_the_cohort_and_nothing_else() -> None:
    for phase in ("p6", "p7"):
        for command in commands(phase):
            where = command.argv[command.argv.index("--logs-dir") + 1]
            assert Path(where) == Path("my home/logs/2026-03-01-followup-2026-03")


def test_p6_and_p7_are_told_the_workers_and_the_assistant() -> None:
    postprocess, _ = commands("p6", LEAN_WORKERS="4")
    assert postprocess.argv[-2:] == ("--workers", "4")
    assert {command.argv[-2:] for command in commands("p7", ASSISTANT="rocq")} == {("--set", "assistant=rocq")}


def test_p7_has_the_four_presets_and_skips_those_without_a_provider() -> None:
    plan = commands("p7", **HEURISTIC)
    assert [command.name[:2] for command in plan] == ["73", "74", "75", "76"]
    assert [bool(command.skip) for command in plan] == [True, True, False, False]
    assert "reprover is not in LEAN_PROVIDERS_CSV" in plan[0].skip


def test_phases_by_name() -> None:
    assert [phase.name for phase in select_phases("all")] == ["p1", "p2", "p3", "p4", "p5", "p6", "p7"]
    assert [phase.name for phase in select_phases("p3")] == ["p3"]
    assert [phase.name for phase in select_phases("p2..p4")] == ["p2", "p3", "p4"]
    assert [phase.name for phase in select_phases("p3..p3")] == ["p3"]


@pytest.mark.parametrize("name", ["p8", "p4..p1", "p1..", "..p4", "p1..p9"])
def test_what_is_no_phase_lists_the_phases(name: str) -> None:
    with pytest.raises(UnknownNameError, match="all, p1, p2, p3, p4, p5, p6, p7"):
        select_phases(name)
