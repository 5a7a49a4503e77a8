"""Documentation as a test target: generated pages are up to date, links lead somewhere, runnable examples run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from wonton.cli.main import build_parser, main
from wonton.cli.reference import leaf_parsers, out_of_date, write_pages
from wonton.cli.reference import main as reference

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
RUNNABLE = re.compile(r"<!-- runnable -->\n```sh\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"`(wonton [a-z][^`]*)`")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_generated_pages_are_up_to_date() -> None:
    assert out_of_date(ROOT / "docs" / "reference") == [], "run `make docs`"


def test_a_page_that_is_out_of_date_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pages(tmp_path)
    assert reference([str(tmp_path), "--check"]) == 0
    (tmp_path / "cli.md").write_text("old")
    (tmp_path / "schemas" / "stray.json").write_text("{}")
    assert reference([str(tmp_path), "--check"]) == 1
    assert out_of_date(tmp_path) == ["cli.md", "schemas/stray.json"]
    assert "run `make docs`" in capsys.readouterr().err
    assert reference([str(tmp_path)]) == 0
    assert out_of_date(tmp_path) == ["schemas/stray.json"]


def test_every_command_is_in_the_reference() -> None:
    text = (ROOT / "docs/reference/cli.md").read_text()
    for parser in leaf_parsers(build_parser()):
        assert f"## {parser.prog}\n" in text


def test_help_shows_percent_signs_once() -> None:
    assert [parser.prog for parser in leaf_parsers(build_parser()) if "%%" in parser.format_help()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_index_lists_every_page() -> None:
    index = ROOT / "docs" / "index.md"
    listed = {(index.parent / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)", index.read_text())}
    assert [name_of(page) for page in sorted((ROOT / "docs").glob("**/*.md")) if page not in {index, *listed}] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_that_are_mentioned_exist(page: Path) -> None:
    """Of every `wonton ...` in a page the words of the command are those of a command there is, or will be."""
    known = [parser.prog.split() for parser in leaf_parsers(build_parser())]
    known += [prog[:length] for prog in known for length in (1, 2) if length < len(prog)]
    later = [["wonton", "external"], ["wonton", "postprocess"], ["wonton", "lake"]]
    for text in COMMAND.findall(page.read_text()):
        words = text.split()
        assert any(words[: len(prog)] == prog for prog in known if len(prog) > 1) or words[:2] in later, text


def runnable() -> list[tuple[str, str]]:
    """Every block that is marked runnable, with its page."""
    return [(name_of(page), block) for page in PAGES for block in RUNNABLE.findall(page.read_text())]


def test_the_readme_and_the_tutorial_have_runnable_examples() -> None:
    assert {"README.md", "docs/tutorial/first-run.md"} <= {page for page, _ in runnable()}


@pytest.mark.parametrize(("page", "block"), runnable(), ids=[f"{page}-{n}" for n, (page, _) in enumerate(runnable())])
def test_runnable_examples_run(
    page: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool_cache: Path
) -> None:
    """Each line of a block is a command that exits 0, in one home for the block."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WONTON_HOME", raising=False)
    (tmp_path / "wonton-data").mkdir()
    (tmp_path / "wonton-data" / "cache").symlink_to(tool_cache)
    for line in block.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        assert words[0] == "wonton", line
        assert main(words[1:]) == 0, line
