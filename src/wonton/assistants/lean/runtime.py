"""Lean's runtime, called by its own names through `ctypes`, for `frontend.py` and `states.py`.

Lean's objects are addresses, as `int`; an odd number is a small value and no object. Names, argument counts and object
layouts are those of the version of Lean that the toolchain insists on. Uses the standard library only, and imports
nothing of the package, so that a process without the package can use it."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

_CLOSURE_TAG, _ARRAY_TAG = 245, 246

POINTER, SIZE, BYTE = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint8


class Lean:
    """Lean's runtime and the functions of its frontend. Lean's objects are addresses, as `int`.

    Functions take over their arguments, unless their description says that they borrow them."""

    def __init__(self, path: str) -> None:
        self.library = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
        self._start()
        call = self.function
        self.alloc = call("lean_alloc_object", SIZE)
        self.release_last = call("lean_dec_ref_cold", POINTER, gives=None)
        self.make_string = call("lean_mk_string_from_bytes", ctypes.c_char_p, SIZE)
        self.make_name = call("lean_name_mk_string", POINTER, POINTER)
        self.make_ref = call("lean_st_mk_ref", POINTER)
        self.get_ref = call("lean_st_ref_get", POINTER)  # borrows
        self.make_context = call("l_Lean_Parser_mkInputContext___redArg", POINTER, POINTER, BYTE, POINTER)
        self.parse_header = call("l_Lean_Parser_parseHeader", POINTER)
        self.allow_initializers = call("lean_enable_initializer_execution")
        self.process_header = call("l_Lean_Elab_processHeader", *[POINTER] * 4, ctypes.c_uint32, POINTER, BYTE, POINTER)
        self.make_state = call("l_Lean_Elab_Command_mkState", POINTER, POINTER, POINTER)
        self.parse_command = call("l_Lean_Parser_parseCommand", *[POINTER] * 4)
        self.is_last = call("l_Lean_Parser_isTerminalCommand", POINTER, gives=BYTE)
        self.elaborate = call("l_Lean_Elab_Frontend_elabCommandAtFrontend", *[POINTER] * 3)  # borrows the last two
        self.messages = call("l_Lean_PersistentArray_toArray___redArg", POINTER)  # borrows
        self.to_json = call("l_Lean_Message_toJson", POINTER)
        self.compress = call("l_Lean_Json_compress", POINTER)
        self.no_options = self.constant("l_Lean_Options_empty")
        self.no_messages = self.constant("l_Lean_MessageLog_empty")

    def _start(self) -> None:
        """Bring up the runtime, in the order in which Lean's main function does."""
        self.function("lean_initialize", gives=None)()
        self.function("_ZN4lean15save_stack_infoEb", ctypes.c_bool, gives=None)(False)
        self.function("lean_init_search_path")()
        self.function("lean_io_mark_end_initialization", gives=None)()
        self.function("lean_init_task_manager", gives=None)()

    def function(self, name: str, *takes: Any, gives: Any = POINTER) -> Any:
        function = getattr(self.library, name)
        function.argtypes, function.restype = list(takes), gives
        return function

    def constant(self, name: str) -> int:
        return field(ctypes.addressof(POINTER.in_dll(self.library, name)) - 8, 0)

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

    def make(self, *fields: int, scalars: int = 0, constructor: int = 0) -> int:
        """An object of a constructor, the first one unless said: these fields, then `scalars` bytes of zeros."""
        item = int(self.alloc(8 + 8 * len(fields) + scalars))
        set_header(item, len(fields), constructor)
        for place, value in enumerate(fields):
            ctypes.c_uint64.from_address(item + 8 + 8 * place).value = value
        ctypes.memset(item + 8 + 8 * len(fields), 0, scalars)
        return item

    def array(self, *items: int) -> int:
        """An array with these elements."""
        item = int(self.alloc(24 + 8 * len(items)))
        set_header(item, 0, _ARRAY_TAG)
        for place, value in enumerate((len(items), len(items), *items)):
            ctypes.c_uint64.from_address(item + 8 + 8 * place).value = value
        return item

    def string(self, text: bytes) -> int:
        """A Lean string; `text` is UTF-8."""
        return int(self.make_string(text, len(text)))

    def name(self, *words: str) -> int:
        """The Lean name of these words."""
        item = boxed(0)
        for word in words:
            item = int(self.make_name(item, self.string(word.encode())))
        return item

    def closure(self, callback: Any, arguments: int) -> int:
        """A function of Lean's with so many arguments that calls a function made by `ctypes.CFUNCTYPE`, which must be
        kept."""
        item = int(self.alloc(24))
        set_header(item, 0, _CLOSURE_TAG)
        ctypes.c_uint64.from_address(item + 8).value = ctypes.cast(callback, POINTER).value or 0
        ctypes.c_uint16.from_address(item + 16).value = arguments
        ctypes.c_uint16.from_address(item + 18).value = 0
        return item

    def changed(self, item: int, fields: Mapping[int, int]) -> int:
        """A copy of an object with other values in some fields. Borrows the object, takes over the values."""
        size = ctypes.c_uint16.from_address(item + 4).value
        copy = int(self.alloc(size))
        ctypes.memmove(copy, item, size)
        ctypes.c_int32.from_address(copy).value = 1
        for place in range(width(item)):
            value = fields.get(place)
            ctypes.c_uint64.from_address(copy + 8 + 8 * place).value = (
                keep(field(item, place)) if value is None else value
            )
        return copy

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


def tag(item: int) -> int:
    """Which constructor made an object, or what kind of object it is; -1 for a small value."""
    return -1 if item & 1 else ctypes.c_uint8.from_address(item + 7).value


def width(item: int) -> int:
    """How many fields an object has."""
    return ctypes.c_uint8.from_address(item + 6).value


def text_of(item: int) -> str:
    """A Lean string's text."""
    return ctypes.string_at(item + 32, field(item, 0) - 1).decode()


def set_header(item: int, fields: int, tag: int) -> None:
    """Write an object's header: one reference, so many fields, this constructor or kind."""
    ctypes.c_int32.from_address(item).value = 1
    ctypes.c_uint8.from_address(item + 6).value = fields
    ctypes.c_uint8.from_address(item + 7).value = tag
