"""Errors of the search: a caller that breaks the ask/tell contract, and a tree that fails its own check.

Both say that a program is wrong, not that a proof was not found; the latter is a status, never an exception.
"""

from __future__ import annotations

from wonton.core.errors import WontonError


class AskTellError(WontonError):
    """A result that no pending request waits for, told out of order, or incomplete. Nothing of it was applied."""


class TreeInvariantError(WontonError):
    """The tree contradicts itself. `place` names the node or edge (`node 17`, `edge 4`, `tree`)."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}", "This is a bug in the search; keep the trace that led here.")
        self.place = place
