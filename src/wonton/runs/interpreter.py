"""What a process that searches asks of Python: room for deep terms (the goals of a search can grow thousands of levels
deep, and trees are walked recursively), and rare sweeps for garbage (trees are many and hold no cycles)."""

from __future__ import annotations

import gc
import resource
import sys

_STACK_BYTES = 64 * 2**20
_LEVELS = 20_000
_SWEEP_AFTER = 100_000


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


def collect_rarely() -> None:
    """Look for garbage in cycles after 100,000 new objects instead of 700: about a tenth of a search's time."""
    gc.set_threshold(_SWEEP_AFTER, 50, 50)
