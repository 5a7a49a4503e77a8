"""Everything that keeps a program from starting, in one message: what is wrong, and what helps, a line for each.

A *check* is a function that raises the error it finds. Whoever knows of something that a program needs has a check or
gives a reason to skip; nobody needs to know of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wonton.core.errors import MissingToolError, WontonError
from wonton.program.plan import Command

Check = Callable[[], object]

_NOTHING = "Nothing was started."


def gather(checks: Iterable[Check]) -> list[WontonError]:
    """What each of the checks finds, in their order; what two of them find is there once."""
    found: dict[str, WontonError] = {}
    for check in checks:
        try:
            check()
        except WontonError as error:
            found.setdefault(str(error), error)
    return list(found.values())


def raise_together(
    problems: Sequence[WontonError], commands: Sequence[Command] = (), what: str = "the program"
) -> None:
    """Raise where there are problems: a single one by its own class, several as one `MissingToolError` that names them
    all, and `what` cannot start. The commands that would be skipped are named too."""
    if not problems:
        return
    skips = [f"  - {line}" for line in skip_lines(commands)]
    also = ["And these commands would be skipped:", *skips] if skips else []
    if len(problems) == 1:
        problems[0].message = "\n".join([problems[0].message, *also])
        raise problems[0]
    lines = [f"  - {_without(problem.message)}{_remedy(problem)}" for problem in problems]
    title = f"{what} cannot start; {len(lines)} things are missing:"
    raise MissingToolError("\n".join([title, *lines, *also]), _NOTHING)


def skip_lines(commands: Sequence[Command]) -> list[str]:
    """Why commands will be skipped: a line for each reason, with the commands that it holds for."""
    reasons: dict[str, list[str]] = {}
    for command in commands:
        if command.skip:
            reasons.setdefault(command.skip, []).append(command.key)
    return [f"{', '.join(keys)}: {reason}" for reason, keys in reasons.items()]


def _without(message: str) -> str:
    return message.replace(_NOTHING, "").rstrip(" .")


def _remedy(problem: WontonError) -> str:
    return f". {problem.remedy}" if problem.remedy else ""
