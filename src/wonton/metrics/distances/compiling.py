"""How functions become machine code: at once, for one signature, from numba's cache wherever there is one."""

from __future__ import annotations

from typing import Any, TypeVar

import numba

_Function = TypeVar("_Function")


def compiled(signature: Any, function: _Function) -> _Function:
    """`function` as machine code for arguments of `signature`.

    The cache stands beside the source, or in the user's folder for caches where that cannot be written. Where neither
    can, the function is compiled anew in each process, in about a second.
    """
    try:
        found: _Function = numba.njit(signature, cache=True, nogil=True)(function)
    except (RuntimeError, OSError):  # no folder for a cache, or one that is full
        found = numba.njit(signature, nogil=True)(function)
    return found
