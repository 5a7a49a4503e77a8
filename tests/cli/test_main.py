"""The parser, the exit codes and the output modes."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from wonton.cli import main as main_module
from wonton.cli.main import main
from wonton.cli.output import Output
from wonton.cli.reference import leaf_parsers
from wonton.core.errors import ArtifactError, FormatVersionError, Interrupted, WontonError

from .conftest import Wonton

#: The flags that users rely on, as they are published.
DESIGNED = """
    -a --assistant -c --corpus -p --provider -b --budget --sample --seed --offset --limit -t --theorem --workers
    --run-id --resume --wild-only --allow-easy --plain --json --home --policy --expansion --goal-sig
"""


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (ArtifactError("a", "b"), 1),
        (FormatVersionError("a", "b"), 2),
        (Interrupted("a", "b"), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_errors_become_exit_codes(
    raised: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(argv: object) -> int:
        raise raised

    monkeypatch.setattr(main_module, "run_command", fail)
    assert main([]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    if isinstance(raised, WontonError):
        assert said.err == "error: a\n  b\n"


def test_errors_that_are_not_ours_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(argv: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(main_module, "run_command", fail)
    with pytest.raises(ZeroDivisionError):
        main([])


@pytest.mark.parametrize(
    "argv", [[], ["nope"], ["run", "--nope"], ["run", "--work", "2"], ["doctor", "--plain", "--json"]]
)
def test_what_the_parser_refuses_exits_2(argv: list[str], wonton: Wonton) -> None:
    assert wonton(*argv).code == 2


def test_version(wonton: Wonton) -> None:
    assert wonton("--version").out.startswith("wonton ")


def test_every_command_and_option_has_a_help_text() -> None:
    for parser in leaf_parsers(main_module.build_parser()):
        assert parser.description, parser.prog
        assert all(action.help for action in parser._actions), parser.prog


def test_run_like_flags_are_those_of_the_design() -> None:
    run = next(parser for parser in leaf_parsers(main_module.build_parser()) if parser.prog == "wonton run")
    spelled = {name for action in run._actions for name in action.option_strings}
    for name in DESIGNED.split():
        assert name in spelled


class TestOutput:
    """Three modes, one set of calls."""

    ROWS = (("a", 1), ("bb", 20))

    def said(self, mode: str) -> str:
        stream = io.StringIO()
        output = Output(mode, stream)  # type: ignore[arg-type]
        output.record({"kind": "x", "é": 1})
        output.say("[bold] is text", "bold")
        output.table(("name", "count"), self.ROWS, title="Title")
        return stream.getvalue()

    def test_plain(self) -> None:
        assert self.said("plain") == "[bold] is text\n\nTitle\nname  count\na         1\nbb       20\n"

    def test_json(self) -> None:
        assert self.said("json") == '{"kind": "x", "é": 1}\n'

    def test_rich_shows_the_same_words(self) -> None:
        words = self.said("rich").split()
        assert words == ["[bold]", "is", "text", "Title", "name", "count", "a", "1", "bb", "20"]

    def test_empty_table(self) -> None:
        stream = io.StringIO()
        Output("plain", stream).table(("a", "b"), [])
        assert stream.getvalue() == "a  b\n"


def test_to_start_takes_none_of_the_heavy_libraries() -> None:
    heavy = "{'duckdb', 'numba', 'numpy', 'ortools', 'pandas', 'torch', 'transformers'}"
    script = f"import sys; from wonton.cli.main import build_parser; build_parser(); print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
