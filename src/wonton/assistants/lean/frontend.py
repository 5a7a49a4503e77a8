"""Lean's frontend without its language server: run as a script in a process of its own, never imported.

    python frontend.py LIBRARY

Loads Lean's shared library, and elaborates one document after the other with Lean's own parser and elaborator, called
by their names. A document begins with a preamble; what Lean makes of a preamble is kept, so that the next document with
the same one costs its own commands only. Nothing else is kept: a document's answer depends on its text alone.

Requests come on standard input: a line with two numbers, the bytes of the document and those of its preamble, then the
document in UTF-8. The answer on standard output is a line with the number of bytes that follow, then a JSON array of
Lean's messages in the order in which they were made.

What the language server does beside elaborating (references, trees for hovering, reports while it works, threads) is
left out. The steps are those of Lean's own `Lean.Elab.Frontend`: parse a command, elaborate it, collect messages.
Names, argument counts and object layouts are those of the version of Lean that the toolchain insists on. Uses the
standard library only, so that it runs without the package."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

STACK_BYTES = 1 << 30  #: as much as Lean's language server gives to its threads
MODULE = b"external:file:///wonton/Search.lean"  #: the main module's name; some error messages show it
FILE = b"Search.lean"
TRUST_LEVEL = 1024  #: Lean's own default
_ARRAY_TAG = 246

_POINTER, _SIZE, _BYTE = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint8


class Lean:
    """Lean's runtime and the functions of its frontend. Lean's objects are addresses, as `int`.

    Functions take over their arguments, unless their description says that they borrow them."""

    def __init__(self, path: str) -> None:
        self.library = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
        self._start()
        call = self._function
        self.alloc = call("lean_alloc_object", _SIZE)
        self.release_last = call("lean_dec_ref_cold", _POINTER, gives=None)
        self.make_string = call("lean_mk_string_from_bytes", ctypes.c_char_p, _SIZE)
        self.make_name = call("lean_name_mk_string", _POINTER, _POINTER)
        self.make_ref = call("lean_st_mk_ref", _POINTER)
        self.get_ref = call("lean_st_ref_get", _POINTER)  # borrows
        self.make_context = call("l_Lean_Parser_mkInputContext___redArg", _POINTER, _POINTER, _BYTE, _POINTER)
        self.parse_header = call("l_Lean_Parser_parseHeader", _POINTER)
        self.allow_initializers = call("lean_enable_initializer_execution")
        self.process_header = call(
            "l_Lean_Elab_processHeader", *[_POINTER] * 4, ctypes.c_uint32, _POINTER, _BYTE, _POINTER
        )
        self.make_state = call("l_Lean_Elab_Command_mkState", _POINTER, _POINTER, _POINTER)
        self.parse_command = call("l_Lean_Parser_parseCommand", *[_POINTER] * 4)
        self.is_last = call("l_Lean_Parser_isTerminalCommand", _POINTER, gives=_BYTE)
        self.elaborate = call("l_Lean_Elab_Frontend_elabCommandAtFrontend", *[_POINTER] * 3)  # borrows the last two
        self.messages = call("l_Lean_PersistentArray_toArray___redArg", _POINTER)  # borrows
        self.to_json = call("l_Lean_Message_toJson", _POINTER)
        self.compress = call("l_Lean_Json_compress", _POINTER)
        self.no_options = self._constant("l_Lean_Options_empty")
        self.no_messages = self._constant("l_Lean_MessageLog_empty")

    def _start(self) -> None:
        """Bring up the runtime, in the order in which Lean's main function does."""
        self._function("lean_initialize", gives=None)()
        self._function("_ZN4lean15save_stack_infoEb", ctypes.c_bool, gives=None)(False)
        self._function("lean_init_search_path")()
        self._function("lean_io_mark_end_initialization", gives=None)()
        self._function("lean_init_task_manager", gives=None)()

    def _function(self, name: str, *takes: Any, gives: Any = _POINTER) -> Any:
        function = getattr(self.library, name)
        function.argtypes, function.restype = list(takes), gives
        return function

    def _constant(self, name: str) -> int:
        return field(ctypes.addressof(_POINTER.in_dll(self.library, name)) - 8, 0)

    # -- objects

    def release(self, item: int) -> None:
        """Give up one reference."""
        if item & 1:
            return
        count = ctypes.c_int32.from_address(item)
        if count.value > 1:
            count.value -= 1
        elif count.value:
            self.release_last(item)

    def make(self, *fields: int, scalars: int = 0) -> int:
        """An object of the first constructor with these fields and `scalars` bytes of zeros behind them."""
        item = int(self.alloc(8 + 8 * len(fields) + scalars))
        _header(item, len(fields), 0)
        for place, value in enumerate(fields):
            ctypes.c_uint64.from_address(item + 8 + 8 * place).value = value
        ctypes.memset(item + 8 + 8 * len(fields), 0, scalars)
        return item

    def empty_array(self) -> int:
        """An array without elements."""
        item = int(self.alloc(24))
        _header(item, 0, _ARRAY_TAG)
        ctypes.memset(item + 8, 0, 16)
        return item

    def string(self, text: bytes) -> int:
        """A Lean string; `text` is UTF-8."""
        return int(self.make_string(text, len(text)))

    def value(self, outcome: int) -> int:
        """The value of an action that may fail. Raises `RuntimeError` where it did."""
        if ctypes.c_uint8.from_address(outcome + 7).value != 0:
            raise RuntimeError("a function of Lean's frontend failed")
        item = keep(field(outcome, 0))
        self.release(outcome)
        return item


def field(item: int, place: int) -> int:
    """The field of an object, still the object's own."""
    return ctypes.c_uint64.from_address(item + 8 + 8 * place).value


def keep(item: int) -> int:
    """`item` with one reference more. No task of Lean's runs while we do, so that counting needs no lock."""
    if not item & 1:
        count = ctypes.c_int32.from_address(item)
        if count.value > 0:
            count.value += 1
        elif count.value < 0:
            count.value -= 1
    return item


def boxed(number: int) -> int:
    """A small natural number as a Lean object."""
    return 2 * number + 1


def _header(item: int, fields: int, tag: int) -> None:
    ctypes.c_int32.from_address(item).value = 1
    ctypes.c_uint8.from_address(item + 6).value = fields
    ctypes.c_uint8.from_address(item + 7).value = tag


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
            self._read_preamble(text[:head])
        if not self.clean:
            start, before = self._import(text)
            state, after = self._commands(text, start, keep(self.imported))
        else:
            before = []
            state, after = self._commands(text, head, keep(self.state))
        self.lean.release(state)
        return [*before, *after]

    def _read_preamble(self, preamble: bytes) -> None:
        """Elaborate a preamble and keep what comes of it, where nothing was wrong with it: Lean goes on from behind it
        in the same way whether or not it sees what follows."""
        start, before = self._import(preamble)
        self.lean.release(self.state or 1)
        self.state, after = self._commands(preamble, start, keep(self.imported))
        self.preamble, self.clean = preamble, not (before or after)

    def _import(self, text: bytes) -> tuple[int, list[bytes]]:
        """Read the import lines of `text` and import what they say; where they end, and the messages on them."""
        lean = self.lean
        context = self._context(text)
        parsed = lean.value(lean.parse_header(keep(context)))
        rest = field(parsed, 1)
        start = field(field(rest, 0), 0) >> 1
        if text[:start] != self.imports or not self.imported:
            lean.release(self.imported or 1)
            lean.allow_initializers()  # holds for one import
            module = lean.make_name(boxed(0), lean.string(MODULE))
            header, log = keep(field(parsed, 0)), keep(field(rest, 1))
            options, plugins = keep(lean.no_options), lean.empty_array()
            done = lean.value(lean.process_header(header, options, log, keep(context), TRUST_LEVEL, plugins, 1, module))
            self.import_messages = list(self._written(field(done, 1)))
            self.imported = int(lean.make_state(keep(field(done, 0)), keep(lean.no_messages), keep(lean.no_options)))
            self.imports = text[:start]
            lean.release(done)
        lean.release(parsed)
        lean.release(context)
        return start, self.import_messages

    def _commands(self, text: bytes, start: int, state: int) -> tuple[int, list[bytes]]:
        """Parse and elaborate all commands from byte `start` on; the last state, and the messages."""
        lean = self.lean
        context = self._context(text)
        parser = lean.make(boxed(start), scalars=8)
        found: list[bytes] = []
        last = False
        while not last:
            place = keep(field(parser, 0))
            parsed = lean.parse_command(keep(context), self._parsing(state), parser, keep(lean.no_messages))
            command, rest = keep(field(parsed, 0)), field(parsed, 1)
            parser, complaints = keep(field(rest, 0)), field(rest, 1)
            found += self._written(complaints)
            lean.release(parsed)
            last = bool(lean.is_last(keep(command)))
            ref = lean.make_ref(lean.make(state, keep(parser), place, lean.empty_array()))
            lean.release(lean.value(lean.elaborate(command, context, ref)))
            after = lean.get_ref(ref)
            state = keep(field(after, 0))
            lean.release(after)
            lean.release(ref)
            found += self._written(field(state, 1))
        lean.release(parser)
        lean.release(context)
        return state, found

    def _context(self, text: bytes) -> int:
        lean = self.lean
        return int(lean.make_context(lean.string(text), lean.string(FILE), 1, boxed(len(text))))

    def _parsing(self, state: int) -> int:
        """What the parser wants to know of a state: environment, options, namespace and open names of its scope."""
        scope = field(field(state, 2), 0)
        return self.lean.make(keep(field(state, 0)), *(keep(field(scope, place)) for place in (1, 2, 3)))

    def _written(self, log: int) -> Iterator[bytes]:
        """The messages of a log, as JSON. Borrows it."""
        lean = self.lean
        items = lean.messages(field(log, 1))
        for place in range(field(items, 0)):
            text = lean.compress(lean.to_json(keep(field(items, 2 + place))))
            yield ctypes.string_at(text + 32, field(text, 0) - 1)
            lean.release(text)
        lean.release(items)


def serve(library: str, requests: BinaryIO, answers: BinaryIO) -> bool:
    """Answer requests until there are no more; True."""
    frontend = Frontend(Lean(library))
    while line := requests.readline():
        size, head = (int(word) for word in line.split())
        answer = b"[" + b",".join(frontend.messages(requests.read(size), head)) + b"]"
        answers.write(b"%d\n%b" % (len(answer), answer))
        answers.flush()
    return True


def main() -> None:
    """Serve standard input and output from a thread whose stack is as deep as Lean's own; what Lean prints itself goes
    to standard error."""
    sys.path.insert(0, str(Path(__file__).parent))
    from launcher import die_with_parent  # type: ignore[import-not-found]

    die_with_parent(int(os.environ.pop("WONTON_PARENT", str(os.getppid()))))
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    threading.stack_size(STACK_BYTES)
    ended: list[bool] = []
    thread = threading.Thread(target=lambda: ended.append(serve(sys.argv[1], requests, answers)))
    thread.start()
    thread.join()
    os._exit(0 if ended else 1)


if __name__ == "__main__":
    main()
