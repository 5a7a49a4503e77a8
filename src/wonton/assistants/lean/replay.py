"""Lean's kernel on a compiled proof, in a process that has seen nothing else: run as a script, never imported.

    python replay.py LIBRARY MODULE

Imports MODULE, which must import `Core`, and gives every constant of it and of its library, axioms included, to the
kernel once more, beginning with an empty environment; Lean's own `Lean.Environment.replay` does that. What was added to
the module behind the kernel's back is refused. Exit code 0 accepts; 1 refuses, with the kernel's message on standard
output. Names and layouts are those of the version of Lean that the toolchain insists on. Uses the standard library
only, so that it runs without the package."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wonton.assistants.lean.runtime import POINTER, Lean, boxed, field, keep, tag, text_of
else:
    sys.path.append(str(Path(__file__).parent))
    from runtime import POINTER, Lean, boxed, field, keep, tag, text_of

STACK_BYTES = 1 << 30
_USER_ERROR = 18  #: of Lean's `IO.Error`: a message as its only field
_TRUST = 0  #: nothing is taken on trust
_PRIVATE = 2  #: of Lean's `OLeanLevel`: all of a module is read


def replay(library: str, module: str) -> str:
    """The kernel's objection to `module`; `""` where it has none."""
    lean = Lean(library)
    try:
        known = imported(lean, module)
    except RuntimeError:
        return f"{module} cannot be imported"
    empty = lean.value(lean.function("l_Lean_mkEmptyEnvironment", ctypes.c_uint32)(_TRUST))
    outcome = int(lean.function("l_Lean_Environment_replay", POINTER, POINTER)(known, empty))
    if ctypes.c_uint8.from_address(outcome + 7).value == 0:
        return ""
    error = field(outcome, 0)
    return text_of(field(error, 0)) if tag(error) == _USER_ERROR else "the kernel refuses it"


def imported(lean: Lean, module: str) -> int:
    """The constants of `module` and of all that it imports, as Lean's table of them. Nothing of the module is run: its
    extensions and what it would initialize are left aside. Raises `RuntimeError` where it cannot be imported."""
    import_modules = lean.function(
        "l_Lean_importModules", POINTER, POINTER, ctypes.c_uint32, POINTER, *[ctypes.c_uint8] * 3, POINTER
    )
    wanted = lean.array(lean.make(lean.name(*module.split(".")), scalars=8))
    options = keep(lean.no_options)
    environment = lean.value(import_modules(wanted, options, _TRUST, lean.array(), 0, 0, _PRIVATE, boxed(1)))
    constants = int(lean.function("l_Lean_Environment_constants", POINTER)(environment))
    return keep(field(constants, 0))


def main() -> None:
    """Judge the module, in a thread whose stack is as deep as Lean's own."""
    objections: list[str] = []
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=lambda: objections.append(replay(sys.argv[1], sys.argv[2])))
    thread.start()
    thread.join()
    refused = objections != [""]
    sys.stdout.write("\n".join(objections) if refused else "accepted\n")
    sys.stdout.flush()
    os._exit(1 if refused else 0)


if __name__ == "__main__":
    main()
