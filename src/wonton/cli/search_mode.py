"""The options of distributed search, and the settings that they make."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from wonton.cli.output import counted
from wonton.search.distributed import MODES, OPTIONS, from_options


def mode_words(distributed: Mapping[str, Any] | None) -> str:
    """What to add to a run's headline for its `distributed` settings; `""` for centralized search."""
    if distributed is None:
        return ""
    words = [counted(distributed["agents"], "agent"), f"{distributed['inflight']} in flight"]
    words.append(f"virtual loss {distributed['virtual_loss']}")
    for name in ("depth_bias", "path_bias", "history_cache"):
        if distributed[name]:
            words.append(f"{name.replace('_', ' ')} {distributed[name]}")
    if block := distributed["block"]:
        words.append(f"block {block['fraction']}")
    if delay := distributed["delay"]:
        words.append(f"delay {delay['probability']}")
    if distributed["reroute_max_tries"] is not None:
        words.append("reroute")
    return "".join(f", {word}" for word in words)


def add_search_mode(parser: ArgumentParser) -> None:
    """`--mcts-mode` and what belongs to it. No option has a default of its own: what is not given is not set."""
    group = parser.add_argument_group("distributed search")
    group.add_argument(
        "--mcts-mode", default=MODES[0], choices=MODES, help="one agent, or several that share the tree of a theorem"
    )
    group.add_argument("--agents", type=int, metavar="A", help="agents, which take turns; needs --inflight")
    group.add_argument(
        "--inflight", type=int, metavar="I", help="turns that may wait for their results; needs --agents"
    )
    group.add_argument(
        "--virtual-loss",
        type=int,
        metavar="N",
        help="visits without success that a request in flight counts as, along its path (1 if not given, 0: none; "
        "ucb1 only)",
    )
    group.add_argument(
        "--depth-bias", type=float, metavar="B", help="added to the score of going a step deeper (ucb1 only)"
    )
    group.add_argument(
        "--path-bias",
        type=float,
        metavar="P",
        help="added to the score of an arm, times the share of the agent's own earlier choices there that took it "
        "(ucb1 only)",
    )
    group.add_argument(
        "--history-cache",
        type=int,
        metavar="H",
        help="an agent passes over the last H goals that it expanded, while others remain",
    )
    _add_block(parser)
    _add_delay(parser)


def _add_block(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("scheduler lesion: block (fraction, duration and seed together)")
    group.add_argument(
        "--block-fraction", type=float, metavar="F", help="share of the goals that are frozen: none expands them"
    )
    group.add_argument(
        "--block-duration", type=int, metavar="N", help="iterations that the block is in force; negative: permanent"
    )
    group.add_argument("--block-seed", type=int, metavar="S", help="draws the frozen goals")
    group.add_argument(
        "--block-immovable-fraction", type=float, metavar="F", help="share of the frozen goals that never thaw before"
    )
    group.add_argument(
        "--block-unfreeze-after", type=int, metavar="N", help="turns wasted on a frozen goal after which it thaws"
    )
    group.add_argument(
        "--block-unfreeze-probability", type=float, metavar="P", help="chance that a wasted turn thaws the goal"
    )
    group.add_argument("--reroute", action="store_true", help="who meets a frozen goal selects again in the same turn")
    group.add_argument(
        "--reroute-max-tries", type=int, metavar="N", help="how often at most; --reroute and this need each other"
    )


def _add_delay(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("scheduler lesion: delay (all three together)")
    group.add_argument(
        "--delay-probability", type=float, metavar="P", help="chance that an agent falls asleep at its turn"
    )
    group.add_argument("--delay-duration", type=int, metavar="N", help="turns of its own that it then sleeps")
    group.add_argument("--delay-seed", type=int, metavar="S", help="draws who falls asleep when")


def search_mode_from(args: Namespace) -> dict[str, Any]:
    """The fields `mcts_mode` and `distributed` of a run's settings; centralized for commands that have no such options.
    Raises `SettingsError`."""
    mode = getattr(args, "mcts_mode", MODES[0])
    return {
        "mcts_mode": mode,
        "distributed": from_options(mode, {name: getattr(args, name, None) for name in OPTIONS}),
    }
