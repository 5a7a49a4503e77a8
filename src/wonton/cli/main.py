"""The parser, the dispatch to a command, and the translation of errors to exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from wonton.artifacts.versions import program_version
from wonton.cli import (
    basin,
    compare,
    corpus,
    doctor,
    exact,
    external,
    lake,
    lean,
    postprocess,
    program,
    prove,
    recheck,
    run,
    show,
    store,
    train,
)
from wonton.cli.output import Output, complain
from wonton.core.errors import Interrupted, WontonError

#: A command: takes the parsed arguments and the output, gives the exit code, raises `WontonError`.
Command = Callable[[argparse.Namespace, Output], int]

GROUPS = (
    run,
    basin,
    prove,
    show,
    compare,
    exact,
    external,
    recheck,
    postprocess,
    lake,
    lean,
    doctor,
    corpus,
    store,
    train,
    program,
)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; each command's function is in `command`."""
    parser = argparse.ArgumentParser(
        prog="wonton",
        description="Tactic-level tree search over theorems in Lean 4 and Rocq, damaged on purpose and watched.",
        epilog="Exit codes: 0 done, 1 the work failed, 2 bad usage, 3 done with recorded skips or partial results, "
        "130 stopped by the user.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"wonton {program_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in GROUPS:
        group.register(commands)
    return parser


def run_command(argv: Sequence[str], output: Output | None = None) -> int:
    """Parse and do one command; gives its exit code. Raises `WontonError`; `SystemExit` for what argparse refuses."""
    args = build_parser().parse_args(argv)
    command: Command = args.command
    return command(args, output or Output.choose(args.plain, args.json))


def main(argv: Sequence[str] | None = None) -> int:
    """Do one command and translate what it raises: the message and what to do next go to standard error."""
    try:
        return run_command(sys.argv[1:] if argv is None else argv)
    except WontonError as error:
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        complain("stopped")
        return Interrupted.exit_code
    except BrokenPipeError:
        # Who read our output has left. Point stdout elsewhere, or its flush at exit would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WontonError.exit_code


def entry() -> NoReturn:
    """The console command."""
    sys.exit(main())
