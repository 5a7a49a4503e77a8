"""Lean's frontend without its language server: run as a script in a process of its own, never imported.

    python frontend.py LIBRARY

Loads Lean's shared library, and elaborates one document after the other with Lean's own parser and elaborator, called
by their names. A document begins with a preamble; what Lean makes of a preamble is kept, so that the next document with
the same one costs its own commands only. Nothing else is kept: a document's answer depends on its text alone.

Requests come on standard input: a line with three numbers, the bytes of the document, those of its preamble, and the
number of the request, then the document in UTF-8. The answer on standard output is a line with the number of bytes that
follow, the number of the request, and the CRC-32 of these bytes, then a JSON array of Lean's messages in the order in
which they were made. A request whose second number is -1 is one for `states.py`; an answer without bytes in it says
that the next part of such a request begins.

What the language server does beside elaborating (references, trees for hovering, reports while it works, threads) is
left out. The steps are those of Lean's own `Lean.Elab.Frontend`: parse a command, elaborate it, collect messages.
Names, argument counts and object layouts are those of the version of Lean that the toolchain insists on. Uses the
standard library only, so that it runs without the package."""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from wonton.assistants.lean.runtime import Lean, boxed, field, keep, tag, width
    from wonton.assistants.lean.states import States
else:
    sys.path.append(str(Path(__file__).parent))
    from runtime import Lean, boxed, field, keep, tag, width
    from states import States

STACK_BYTES = 1 << 30  #: as much as Lean's language server gives to its threads
MAX_DEPTH = 10_000  #: of our own functions that read terms
MODULE = b"external:file:///wonton/Search.lean"  #: the main module's name; some error messages show it
FILE = b"Search.lean"
TRUST_LEVEL = 1024  #: Lean's own default
_ERROR = 2  #: of Lean's `MessageSeverity`


class Frontend:
    """Elaborates documents. Keeps the environment of the last import lines and the state behind the last preamble."""

    def __init__(self, lean: Lean) -> None:
        self.lean = lean
        self.imports, self.imported, self.import_messages = b"", 0, [b""]
        self.preamble, self.state = b"", 0
        self.clean = False

    def messages(self, text: bytes, head: int) -> list[bytes]:
        """Lean's messages on `text`, each as JSON; its first `head` bytes are the preamble."""
        if text[:head] != self.preamble:
            self.read_preamble(text[:head])
        if not self.clean:
            start, before = self._import(text)
            state, after = self._commands(text, start, keep(self.imported))
        else:
            before = []
            state, after = self._commands(text, head, keep(self.state))
        self.lean.release(state)
        return [*before, *after]

    def read_preamble(self, preamble: bytes) -> None:
        """Elaborate a preamble and keep what comes of it, where nothing was wrong with it: Lean goes on from behind it
        in the same way whether or not it sees what follows."""
        start, before = self._import(preamble)
        self.lean.release(self.state or 1)
        self.state, after = self._commands(preamble, start, keep(self.imported))
        self.preamble, self.clean = preamble, not (before or after)

    def _import(self, text: bytes) -> tuple[int, list[bytes]]:
        """Read the import lines of `text` and import what they say; where they end, and the messages on them."""
        lean = self.lean
        context = self.context(text)
        parsed = lean.value(lean.parse_header(keep(context)))
        rest = field(parsed, 1)
        start = field(field(rest, 0), 0) >> 1
        if text[:start] != self.imports or not self.imported:
            lean.release(self.imported or 1)
            lean.allow_initializers()  # holds for one import
            module = lean.make_name(boxed(0), lean.string(MODULE))
            header, log = keep(field(parsed, 0)), keep(field(rest, 1))
            options, plugins = keep(lean.no_options), lean.array()
            done = lean.value(lean.process_header(header, options, log, keep(context), TRUST_LEVEL, plugins, 1, module))
            self.import_messages = list(self.written(field(done, 1)))
            self.imported = int(lean.make_state(keep(field(done, 0)), keep(lean.no_messages), keep(lean.no_options)))
            self.imports = text[:start]
            lean.release(done)
        lean.release(parsed)
        lean.release(context)
        return start, self.import_messages

    def _commands(self, text: bytes, start: int, state: int) -> tuple[int, list[bytes]]:
        """Parse and elaborate all commands from byte `start` on; the last state, and the messages."""
        lean = self.lean
        context = self.context(text)
        parser = lean.make(boxed(start), scalars=8)
        found: list[bytes] = []
        last = False
        while not last:
            place = keep(field(parser, 0))
            parsed = lean.parse_command(keep(context), self.parsing(state), parser, keep(lean.no_messages))
            command, rest = keep(field(parsed, 0)), field(parsed, 1)
            parser, complaints = keep(field(rest, 0)), field(rest, 1)
            found += self.written(complaints)
            lean.release(parsed)
            last = bool(lean.is_last(keep(command)))
            ref = lean.make_ref(lean.make(state, keep(parser), place, lean.array()))
            lean.release(lean.value(lean.elaborate(command, context, ref)))
            after = lean.get_ref(ref)
            state = keep(field(after, 0))
            lean.release(after)
            lean.release(ref)
            found += self.written(field(state, 1))
        lean.release(parser)
        lean.release(context)
        return state, found

    def parsed(self, text: bytes) -> tuple[int, int, bool]:
        """The first command of `text`, parsed behind the last preamble, where the lines of `text` begin, and whether
        the command is all there is and nothing is wrong with it."""
        lean = self.lean
        context = self.context(text)
        files = keep(field(context, 2))
        start = lean.make(boxed(0), scalars=8)
        parsed = lean.parse_command(context, self.parsing(self.state), start, keep(lean.no_messages))
        command, rest = keep(field(parsed, 0)), field(parsed, 1)
        whole = field(field(rest, 0), 0) >> 1 == len(text) and not list(self.written(field(rest, 1)))
        lean.release(parsed)
        return command, files, whole

    def context(self, text: bytes) -> int:
        lean = self.lean
        return int(lean.make_context(lean.string(text), lean.string(FILE), 1, boxed(len(text))))

    def parsing(self, state: int) -> int:
        """What the parser wants to know of a state: environment, options, namespace and open names of its scope."""
        scope = field(field(state, 2), 0)
        return self.lean.make(keep(field(state, 0)), *(keep(field(scope, place)) for place in (1, 2, 3)))

    def written(self, log: int, without: int = 0) -> Iterator[bytes]:
        """The messages of a log, as JSON, without the errors of one line, the first of which is 1. Borrows it."""
        lean = self.lean
        items = lean.messages(field(log, 1))
        for place in range(field(items, 0)):
            message = field(items, 2 + place)
            if without and field(field(message, 1), 0) >> 1 == without and _severity(message) == _ERROR:
                continue
            text = lean.compress(lean.to_json(keep(field(items, 2 + place))))
            yield ctypes.string_at(text + 32, field(text, 0) - 1)
            lean.release(text)
        lean.release(items)

    def traced(self, traces: int, line: int) -> list[bytes]:
        """The last of what was traced, as JSON of a message on that line; nothing where there is none, or where traces
        are not laid out as they were. Borrows it."""
        lean = self.lean
        if tag(traces) != 0 or width(traces) != 1:
            return []
        items = lean.messages(field(traces, 0))
        last = field(items, 1 + field(items, 0)) if field(items, 0) else boxed(0)
        found = []
        if tag(last) == 0 and width(last) == 2:
            place = lean.make(boxed(line), boxed(0))
            message = lean.make(lean.string(FILE), place, boxed(0), lean.string(b""), keep(field(last, 1)), scalars=8)
            text = lean.compress(lean.to_json(message))
            found.append(ctypes.string_at(text + 32, field(text, 0) - 1))
            lean.release(text)
        lean.release(items)
        return found


def _severity(message: int) -> int:
    """The severity of a `Message`: the second byte behind its five fields."""
    return ctypes.c_uint8.from_address(message + 8 + 5 * 8 + 1).value


def serve(library: str, requests: BinaryIO, answers: BinaryIO) -> bool:
    """Answer requests until there are no more; True."""
    lean = Lean(library)
    states = States(lean)
    frontend = Frontend(lean)

    def tell(number: int, answer: bytes = b"") -> None:
        answers.write(b"%d %d %d\n%b" % (len(answer), number, zlib.crc32(answer), answer))
        answers.flush()

    while line := requests.readline():
        size, head, number = (int(word) for word in line.split())
        body = requests.read(size)
        if head >= 0:
            tell(number, b"[" + b",".join(frontend.messages(body, head)) + b"]")
        else:
            tell(number, states.answer(frontend, json.loads(body), partial(tell, number)))
    return True


def main() -> None:
    """Serve standard input and output from a thread whose stack is as deep as Lean's own; what Lean prints itself goes
    to standard error."""
    from launcher import die_with_parent  # type: ignore[import-not-found]

    die_with_parent(int(os.environ.pop("WONTON_PARENT", str(os.getppid()))))
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    threading.stack_size(STACK_BYTES)
    sys.setrecursionlimit(MAX_DEPTH)
    ended: list[bool] = []
    thread = threading.Thread(target=lambda: ended.append(serve(sys.argv[1], requests, answers)))
    thread.start()
    thread.join()
    os._exit(0 if ended else 1)


if __name__ == "__main__":
    main()
