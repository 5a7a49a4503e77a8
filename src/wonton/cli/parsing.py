"""What parsers are made with: the verbs of a group of commands, and numbers."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from math import isfinite
from typing import Any

from wonton.cli.output import Output


def add_verb(verbs: Any, name: str, text: str, command: Callable[[Namespace, Output], int]) -> ArgumentParser:
    """The parser of one verb of a group, which does `command`; `text` is its help and, as a sentence, what is said of
    it at greater length."""
    whole = f"{text[0].upper()}{text[1:]}."
    parser: ArgumentParser = verbs.add_parser(name, help=text, description=whole, allow_abbrev=False)
    parser.set_defaults(command=command)
    return parser


def positive(text: str) -> int:
    """A whole number of at least 1, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return int(text)


def natural(text: str) -> int:
    """A whole number of at least 0, for argparse."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a whole number of at least 0")
    return int(text)


def real(text: str, what: str, *, zero: bool = False) -> float:
    """A finite number above 0, with `zero` also 0 itself, for argparse; `what` is what it should have been."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not isfinite(value) or value < 0 or (value == 0 and not zero):
        raise ArgumentTypeError(f"{text!r} is not {what}")
    return value


def seconds(text: str) -> float:
    """A positive number of seconds, for argparse."""
    return real(text, "a positive number of seconds")
