"""`wonton corpus sweep-capability`: rows, the slice `feasible` with its provenance, what stops it and what goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.corpus import Selection, open_corpus, select
from wonton.corpus.manifest import hash_text
from wonton.runs import RunEvent, RunSettings
from wonton.runs.capability import Sweep, sweep_provider, write_capability
from wonton.runs.home import Home

from .conftest import Wonton
from .fakes import FAKES

ASSISTANT, PROVIDER = FAKES[1], FAKES[3]
REFUSING = f"{ASSISTANT}_refusing"
SWEEP = ("corpus", "sweep-capability", "lean:core#constructive", "--limit", "4", "--wall-seconds", "5")


def written(home: Path) -> dict[str, bytes]:
    """The files that a sweep derives, by name."""
    (build,) = (home / "corpora" / "lean" / "core").glob("[!.]*/")
    return {name: (build / name).read_bytes() for name in ("capability.jsonl", "derived/feasible.json")}


def test_a_sweep_writes_rows_and_the_slice(wonton: Wonton, home: Path) -> None:
    said = wonton(*SWEEP, *FAKES, "--json")
    assert said.code == 0, said.err
    files = written(home)
    rows = [json.loads(line) for line in files["capability.jsonl"].splitlines()]
    assert [row["item_id"] for row in rows] == sorted(row["item_id"] for row in rows)
    assert [row["feasible"] for row in rows] == [True] * 4
    assert rows[0]["providers"][PROVIDER]["status"] == "solved"
    derived = json.loads(files["derived/feasible.json"])
    assert derived["item_ids"] == [row["item_id"] for row in rows]
    provenance = derived["provenance"]
    assert provenance["capability_sha256"] == hash_text(files["capability.jsonl"].decode())
    assert provenance["solved"] == {PROVIDER: 4}
    assert provenance["versions"][PROVIDER]["provider"] == "proposer-1"
    shown = wonton("corpus", "show", "lean:core#feasible", "--json").of_kind("item")
    assert [item["item_id"] for item in shown] == derived["item_ids"]


def test_of_two_providers_one_is_enough(wonton: Wonton, home: Path) -> None:
    modest = PROVIDER.replace("open_provider", "open_modest")
    said = wonton(*SWEEP, "-a", ASSISTANT, "-p", f"{modest},{PROVIDER}", "--json")
    assert said.code == 0, said.err
    rows = [json.loads(line) for line in written(home)["capability.jsonl"].splitlines()]
    statuses = [[row["providers"][name]["status"] for name in (modest, PROVIDER)] for row in rows]
    assert ["unsolved", "solved"] in statuses
    assert all(row["feasible"] for row in rows)


def test_what_the_assistant_refuses_is_not_feasible(wonton: Wonton, home: Path) -> None:
    said = wonton(*SWEEP, "-a", REFUSING, "-p", PROVIDER, "--plain")
    assert said.code == 3
    assert "0 of 4 items are feasible" in said.out
    rows = [json.loads(line) for line in written(home)["capability.jsonl"].splitlines()]
    assert {row["providers"][PROVIDER]["status"] for row in rows} == {"refused"}


def test_a_sweep_is_begun_once_and_then_resumed(wonton: Wonton, home: Path) -> None:
    assert wonton(*SWEEP, *FAKES).code == 0
    before = written(home)
    again = wonton(*SWEEP, *FAKES)
    assert again.code == 2
    assert "this sweep has begun already" in again.err and "--resume" in again.err
    assert wonton(*SWEEP, *FAKES, "--resume", "--workers", "2").code == 0
    assert written(home) == before


def test_what_another_sweep_found_is_replaced_by_force_only(wonton: Wonton, home: Path) -> None:
    assert wonton(*SWEEP, *FAKES).code == 0
    before = written(home)
    for other in (("-b", "standard"), ("-a", REFUSING), ("--limit", "2")):
        said = wonton(*SWEEP, *FAKES, *other)
        assert said.code == 2
        assert "#feasible is there already: solved by one of" in said.err and "--force" in said.err
    assert written(home) == before
    assert len(list((home / "logs" / "sweeps").glob("*/*"))) == 1
    assert wonton(*SWEEP, *FAKES, "-b", "standard", "--force").code == 0
    assert written(home) != before


def test_without_a_slice_gate_a_comes_first(wonton: Wonton, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("wonton.cli.validation.open_assistant", lambda *_: asked.append("opened") or _Everything())
    said = wonton("corpus", "sweep-capability", "lean:core", "--limit", "2", *FAKES, "--plain")
    assert said.code == 0, said.err
    assert asked and "gate A first" in said.out and "#feasible" in said.out
    asked.clear()
    assert wonton("corpus", "sweep-capability", "lean:core", "--limit", "1", "--force", *FAKES).code == 0
    assert not asked


def test_gate_a_asks_for_the_slice_that_is_named(wonton: Wonton, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wonton.cli.validation.open_assistant", lambda *_: _Everything())
    rows = wonton("corpus", "validate", "lean:core#classical", "--json").of_kind("validation")
    named = wonton("corpus", "show", "lean:core#classical", "--limit", "99", "--json").of_kind("item")
    valid = wonton("corpus", "show", "lean:core#valid", "--limit", "99", "--json").of_kind("item")
    assert len(rows) == len(named) == 20
    assert valid == named


class _Everything:
    """Accepts every statement."""

    name, fingerprint = "lean", "fake-1"

    def start(self, theorem: object) -> None:
        return None

    def close(self) -> None:
        return None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("-p", "nobody"), "unknown provider 'nobody'"),
        (("-p", ","), "unknown provider ''"),
        (("-a", "rocq"), "is not for rocq"),
        (("--sample", "2"), "exclude each other"),
    ],
)
def test_bad_requests_start_nothing(wonton: Wonton, home: Path, options: tuple[str, ...], message: str) -> None:
    said = wonton(*SWEEP, *options)
    assert said.code == 2
    assert message in said.err
    assert not (home / "logs" / "sweeps").exists()


def test_a_sweep_that_is_interrupted_and_resumed_writes_the_same_bytes(tmp_path: Path) -> None:
    def sweep(root: Path) -> Sweep:
        corpus = open_corpus(root, "lean:core")
        items = tuple(select(corpus.items, Selection(sample=4, seed=2)))
        settings = RunSettings(assistant=ASSISTANT, provider=PROVIDER, budget="quick", seed=2)
        return Sweep(Home(root), corpus, items, {PROVIDER: settings}, {"sample": 4})

    def interrupting(event: RunEvent) -> None:
        if event.kind == "theorem_finished":
            raise KeyboardInterrupt

    def derived(found: Sweep) -> list[bytes]:
        write_capability(found, {PROVIDER: sweep_provider(found, PROVIDER, workers=0, resume=True)})
        return [(found.corpus.folder / name).read_bytes() for name in ("capability.jsonl", "derived/feasible.json")]

    once = derived(sweep(tmp_path / "once"))
    torn = sweep(tmp_path / "torn")
    for _ in range(2):
        with pytest.raises(BaseException, match="stopped"):
            sweep_provider(torn, PROVIDER, workers=0, resume=True, observer=interrupting)
    assert derived(torn) == once
