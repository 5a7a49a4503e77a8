"""What a check that was kept from its work says: nothing of the proof.

A limit that is met while computing fails its rung: it is the same wherever the proof is checked under this limit. A
process that somebody ends, that is kept from computing or that cannot be shut in tells of the machine only. Then the
rung `compiles` stays open, with a message that says why."""

from __future__ import annotations

import signal
from dataclasses import replace

from wonton.assistants.base import CheckedProof
from wonton.assistants.channel import Stopped
from wonton.assistants.confinement import was_kept_out
from wonton.assistants.processes import Finished
from wonton.core.errors import AssistantError

#: Signals that come from outside: no checker sends them to itself.
_FOREIGN = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def refuse_accident(done: Finished, name: str, stopped: type[Stopped]) -> Finished:
    """`done`, the end of a one-shot run of `name`; raises `stopped` where it did not end by itself or never began."""
    if -done.code in _FOREIGN:
        raise stopped("died", f"{name} was ended by {signal.Signals(-done.code).name} from outside", done.code)
    if was_kept_out(done.code, done.output):
        raise stopped("died", f"{name} was not started: it {done.output.strip()}", done.code)
    return done


def is_accident(stopped: Stopped) -> bool:
    """Whether it says nothing of what the process was at work on."""
    return stopped.why == "died" or stopped.idle


def limit_message(stopped: Stopped, item_id: str = "") -> str:
    """What the limit that a checker met says. Raises `AssistantError` for an accident, which is no verdict."""
    if is_accident(stopped):
        whose = f"{item_id}: " if item_id else ""
        raise AssistantError(f"{whose}{stopped.message}", "Recheck it again.") from stopped
    return stopped.message


def stopped_check(verdict: CheckedProof, stopped: Stopped) -> CheckedProof:
    """`verdict`, which says that nothing compiles yet, of a check that `stopped`."""
    if not is_accident(stopped):
        return replace(verdict, messages=(stopped.message,))
    message = f"could not be checked: {stopped.message}"
    return replace(verdict, rungs={**verdict.rungs, "compiles": None}, messages=(message,))
