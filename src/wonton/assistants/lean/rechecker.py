"""Who has the last word on a compiled Lean proof: a command of the user's, or `replay` under the toolchain `wheel`."""

from __future__ import annotations

from pathlib import Path

from wonton.assistants.lean.base import Toolchain
from wonton.assistants.lean.toolchain import WheelToolchain, wheel_command
from wonton.assistants.outside import OutsideChecker, open_outside
from wonton.core.errors import SettingsError

REPLAY = "replay"  #: stands for `replay.py`


def open_rechecker(command: str, toolchain: Toolchain) -> OutsideChecker:
    """The checker of `command`. Raises `SettingsError` for `replay` under another toolchain than the wheel and for a
    command without a place for the proof, `MissingToolError` where there is no such program."""
    if command != REPLAY:
        return open_outside(command)
    if not isinstance(toolchain, WheelToolchain):
        raise SettingsError(
            f"external_checker {REPLAY} knows the Lean of the toolchain wheel only",
            "Name a checker of your toolchain: 'lake env lean4checker {module}'.",
        )
    program, *words = wheel_command(script="replay.py").words
    return OutsideChecker(REPLAY, Path(program), (*words, "{module}"), f"lean replay {toolchain.version}")
