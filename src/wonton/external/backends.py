"""The backends by name."""

from __future__ import annotations

from wonton.core.errors import UnknownNameError, WontonError
from wonton.external.base import Backend
from wonton.external.cvc5 import CVC5
from wonton.external.e import E
from wonton.external.find import find
from wonton.external.vampire import Vampire
from wonton.external.z3 import Z3

BACKENDS: dict[str, Backend] = {backend.name: backend for backend in (E(), Vampire(), Z3(), CVC5())}


def backend(name: str) -> Backend:
    """The backend `name`. Raises `UnknownNameError` that lists the known ones."""
    if name not in BACKENDS:
        raise UnknownNameError("backend", name, BACKENDS)
    return BACKENDS[name]


def backend_problem(name: str) -> WontonError | None:
    """Why the backend `name` cannot run here, or None where it is ready."""
    try:
        find(backend(name))
    except WontonError as error:
        return error
    return None
