"""`wonton doctor`: what is installed, at which version, what is missing and the command that installs it."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from wonton.artifacts.write import check_writable
from wonton.cli.options import add_lean_project, add_output, home_from, lean_project_from
from wonton.cli.output import Output
from wonton.core.errors import MissingToolError, SettingsError
from wonton.corpus import list_corpora
from wonton.corpus.builders import BUILDERS
from wonton.corpus.store import Listing
from wonton.external.backends import BACKENDS
from wonton.external.base import Backend
from wonton.external.find import find
from wonton.runs.home import Home
from wonton.runs.readiness import Tool, survey


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "doctor",
        help="what is installed, what is missing, and how to get it",
        description="Look at everything that a run needs. Exit code 1: something that is required is missing.",
        allow_abbrev=False,
    )
    add_lean_project(parser)
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Look, and say what was found."""
    home = home_from(args)
    provers = map(_prover, BACKENDS.values())
    found = survey(home.cache, home.models, lean_project_from(args, "lean"))
    tools = [*found, *provers, _home(home), *_corpora(home)]
    for tool in tools:
        output.record({"kind": "tool", **tool.to_json()})
    output.table(("", "tool", "version", "problem"), [_cells(tool) for tool in tools])
    lacking = [tool for tool in tools if tool.required and not tool.ready]
    for tool in lacking:
        output.say(f"to mend {tool.name}: {tool.remedy}", "bold")
    for tool in tools:
        if tool.remedy and not tool.required and not tool.ready:
            output.say(f"to get {tool.name}: {tool.remedy}")
    if not lacking:
        output.say("ready", "green")
    return 1 if lacking else 0


def _cells(tool: Tool) -> tuple[str, str, str, str]:
    return ("ok" if tool.ready else "--", tool.name, tool.version, tool.problem)


def _prover(prover: Backend) -> Tool:
    name = f"backend {prover.name}"
    try:
        binary = find(prover)
    except MissingToolError as error:
        return Tool(name, "", error.message, error.remedy, required=False)
    return Tool(name, f"{binary.version} ({binary.origin}: {binary.argv[0]})", required=False)


def _home(home: Home) -> Tool:
    try:
        check_writable(home.logs)
    except SettingsError as error:
        return Tool("home", str(home.root), error.message, error.remedy)
    return Tool("home", str(home.root.absolute()))


def _corpora(home: Home) -> list[Tool]:
    return [_corpus(listing) for listing in list_corpora(home.root)]


def _corpus(listing: Listing) -> Tool:
    known = BUILDERS.get(listing.name)
    unbuilt = "built when first used" if known is None or known.shipped else f"not built: {known.command}"
    return Tool(f"corpus {listing.name}", listing.builds[0] if listing.builds else unbuilt, required=False)
