"""The options that say which theorems a training keeps back."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from typing import Any

from wonton.training.split import Split


def add_keeping_back(parser: Any) -> None:
    """`--held-out` and `--held-out-topic`, for `split_from`."""
    parser.add_argument("--held-out", type=_share, default=Split().held_out, metavar="F", help="share of theorems")
    parser.add_argument(
        "--held-out-topic", action="append", default=[], metavar="TOPIC", help="a whole topic (may be given again)"
    )


def split_from(args: Namespace) -> Split:
    """What the options keep back, by the seed of `args`."""
    return Split(args.held_out, tuple(sorted(set(args.held_out_topic))), args.seed)


def _share(text: str) -> float:
    """A share, for argparse."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise ArgumentTypeError(f"{text!r} is not a share: at least 0 and below 1")
    return value
