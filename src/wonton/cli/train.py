"""`wonton train`: models and tables that learn from the lake's proofs. Each verb has a file of its own."""

from __future__ import annotations

from typing import Any

from wonton.cli import train_family_prior, train_tacgen


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("train", help="learn from the lake's proofs", allow_abbrev=False)
    verbs = group.add_subparsers(title="commands", metavar="VERB", required=True)
    train_tacgen.register_verb(verbs)
    train_family_prior.register_verb(verbs)
