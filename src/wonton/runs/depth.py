"""Room for deep terms: the goals of a search can grow thousands of levels deep, and trees are walked recursively."""

from __future__ import annotations

import resource
import sys

_STACK_BYTES = 64 * 2**20
_LEVELS = 20_000


def allow_deep_terms() -> None:
    """Let this process recurse through deep terms: a larger stack for its main thread, where the system grants one
    (Linux does, as far as the hard limit goes), and a recursion limit that fits it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = _STACK_BYTES if hard == resource.RLIM_INFINITY else min(_STACK_BYTES, hard)
    if sys.platform == "linux" and soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
        soft = wanted
    granted = _STACK_BYTES if soft == resource.RLIM_INFINITY else soft
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _LEVELS * min(granted, _STACK_BYTES) // _STACK_BYTES))
