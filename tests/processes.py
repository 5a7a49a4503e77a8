"""Watching processes that need not be ours."""

from __future__ import annotations

import os
import select


def await_end(pid: int) -> None:
    """Wait until process `pid` is gone; fails after 20 seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    with os.fdopen(descriptor) as handle:
        ready, _, _ = select.select([handle], [], [], 20)
    assert ready, f"process {pid} survived"
