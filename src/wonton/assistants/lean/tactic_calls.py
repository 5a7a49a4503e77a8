"""Lean's tactic framework called from outside: how to get into it, what it hands over, how to run a tactic there.

Everything here rests on one version of Lean: names, argument counts, the order of fields. `TacticCalls` looks the names
up, and its `check` compares the layouts that it meets; both raise `UnknownLeanError` where something is not as
expected, and a search goes on with documents. Tactics are called in the boxed convention: every function takes over its
arguments.

The way in is the tactic `done`. Its elaborator is registered a second time, in front of Lean's own, as a closure
around a Python function. That function is given the contexts and the references to the states of the tactic framework,
and then does what Lean's own does. (Where the first of two elaborators fails with an error, Lean tries the second;
`done` does not fail in this way. What may, has a kind of syntax of its own.) Contexts and states are values: with new
references around the states of a moment, a tactic runs from that moment on, whatever ran in between."""

from __future__ import annotations

import ctypes
import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wonton.assistants.lean.runtime import POINTER, SIZE, Lean, boxed, field, keep, tag, text_of, width
else:
    from runtime import POINTER, SIZE, Lean, boxed, field, keep, tag, text_of, width

VERSION = "4.35.0"
ARGUMENTS = 10  #: of a tactic's elaborator: syntax, then context and state reference of four layers, then the world
#: Fields of Lean's `Core.Context` (whose first field is a structure of its own), `Core.State` and `Term.State`.
CORE_INNER, FILE_MAP, INITIAL_HEARTBEATS, MAXIMAL_HEARTBEATS = 0, 1, 6, 7
TRACES, MESSAGES, INFO, PENDING = 4, 6, 7, 2
_WIDTHS = {"Core.Context": 3, "its first field": 12, "Core.State": 9, "Meta.State": 5, "Term.State": 7, "InfoState": 3}
_INFO_ENABLED = 8 + 8 * 3  #: the byte in `InfoState` that says whether trees for editors are kept


class UnknownLeanError(Exception):
    """This Lean is not laid out as this module expects."""


@dataclass(frozen=True, slots=True)
class Held:
    """A moment of a proof: the states of tactic (the list of goals), term, meta and core layer. Owns them."""

    states: tuple[int, int, int, int]

    @property
    def goals(self) -> list[int]:
        """The open goals, in order. They stay the state's own."""
        found, rest = [], self.states[0]
        while not rest & 1:
            found.append(field(rest, 0))
            rest = field(rest, 1)
        return found

    @property
    def postponed(self) -> bool:
        """Whether elaboration problems wait for the end of the proof."""
        return self.states[1] & 1 == 0 and not field(self.states[1], PENDING) & 1


@dataclass(frozen=True, slots=True)
class Contexts:
    """What the tactic framework reads and does not change, of tactic, term, meta and core layer. Owns it."""

    layers: tuple[int, int, int, int]

    @property
    def limit(self) -> tuple[int, int]:
        """Heartbeats at the start, and how many more there may be (0: any number)."""
        inner = field(self.layers[3], CORE_INNER)
        return field(inner, INITIAL_HEARTBEATS) >> 1, field(inner, MAXIMAL_HEARTBEATS) >> 1


Arguments = Sequence[int]


class TacticCalls:
    """Lean's tactics, and the way into them. `watch` maps a piece of syntax, a `done`, to what is to happen there."""

    def __init__(self, lean: Lean) -> None:
        self.lean = lean
        self.watch: dict[int, Callable[[Arguments], int]] = {}
        self.always: Callable[[Arguments], int] | None = None
        try:
            self.run_done = lean.function("l_Lean_Elab_Tactic_evalDone___boxed", *[POINTER] * ARGUMENTS)
            self.run_tactic = lean.function("l_Lean_Elab_Tactic_evalTactic___boxed", *[POINTER] * ARGUMENTS)
            self.open_goals = lean.function("l_Lean_Elab_Tactic_getUnsolvedGoals___boxed", *[POINTER] * (ARGUMENTS - 1))
            self.take_ref = lean.function("lean_st_ref_take", POINTER)  # borrows
            self.put_ref = lean.function("lean_st_ref_put", POINTER, POINTER)  # borrows the reference
            self.set_heartbeats = lean.function("_ZN4lean14set_heartbeatsEm", SIZE, gives=None)
            self.heartbeats = lean.function("_ZN4lean18get_num_heartbeatsEv", gives=SIZE)
            add = lean.function("l_Lean_KeyedDeclsAttribute_addBuiltin___redArg", *[POINTER] * 4)
            table = lean.constant("l_Lean_Elab_Tactic_tacticElabAttribute")
        except (AttributeError, ValueError) as error:
            raise UnknownLeanError(str(error)) from error
        if text_of(lean.constant("l_Lean_versionString")) != VERSION:
            raise UnknownLeanError(f"Lean's version is not {VERSION}")
        self.callback = ctypes.CFUNCTYPE(POINTER, *[POINTER] * ARGUMENTS)(self._at_done)
        self.own_kind = lean.name("wonton_goals")
        for kind in (lean.name("Lean", "Parser", "Tactic", "done"), keep(self.own_kind)):
            lean.release(
                lean.value(add(keep(table), kind, keep(self.own_kind), lean.closure(self.callback, ARGUMENTS)))
            )

    def _at_done(self, *arguments: int) -> int:
        """What Lean calls in place of its own `done`. Must not raise."""
        action = self.watch.get(arguments[0], self.always)
        try:
            return int((action or self._as_lean_does)(arguments))
        except BaseException:  # noqa: BLE001 - nobody is above but compiled code: the process is of no use any more
            traceback.print_exc()
            os._exit(1)

    def _as_lean_does(self, arguments: Arguments) -> int:
        return int(self.run_done(*arguments))

    # -- in the tactic framework, with the arguments of an elaborator

    def held(self, arguments: Arguments) -> Held:
        """This moment, solved goals taken out of the list. Borrows the arguments."""
        for item in arguments[1:9]:
            keep(item)
        self.lean.release(self.lean.value(self.open_goals(*arguments[1:9], boxed(0))))
        term, meta, core = (int(self.lean.get_ref(arguments[place])) for place in (4, 6, 8))
        return Held((int(self.lean.get_ref(arguments[2])), term, meta, core))

    def contexts(self, arguments: Arguments) -> Contexts:
        """The contexts in force. Borrows the arguments."""
        tactic, term, meta, core = (keep(arguments[place]) for place in (1, 3, 5, 7))
        return Contexts((tactic, term, meta, core))

    def go_on(self, arguments: Arguments, syntax: int, goals: int) -> int:
        """Evaluate `syntax` here in place of what was to be evaluated, on other goals. Takes over both."""
        self.lean.release(self.take_ref(arguments[2]))
        self.lean.release(self.put_ref(arguments[2], goals))
        self.lean.release(arguments[0])
        return int(self.run_tactic(syntax, *arguments[1:]))

    # -- from outside

    def run(self, contexts: Contexts, start: Held, goals: int, syntax: int, files: int, heartbeats: int) -> int:
        """Evaluate `syntax` on `goals` from a moment on; the state of the core layer afterwards.

        `heartbeats` is what counts as used before; `files` tells positions. Borrows all but `goals`."""
        lean = self.lean
        inner = lean.changed(field(contexts.layers[3], CORE_INNER), {FILE_MAP: keep(files)})
        core = lean.changed(contexts.layers[3], {CORE_INNER: inner})
        states = (goals, keep(start.states[1]), keep(start.states[2]), keep(start.states[3]))
        refs = [int(lean.make_ref(state)) for state in states]
        keep(refs[3])
        given = [keep(syntax)]
        for context, ref in zip((*contexts.layers[:3], core), refs, strict=True):
            given += [context if context == core else keep(context), ref]
        self.set_heartbeats(contexts.limit[0] + heartbeats)
        lean.release(self.run_tactic(*given, boxed(0)))
        after = int(lean.get_ref(refs[3]))
        lean.release(refs[3])
        return after

    def clean(self, held: Held) -> Held:
        """The same moment without messages and traces, and without keeping trees for editors. Takes `held` over."""
        lean = self.lean
        core = held.states[3]
        info = lean.changed(field(core, INFO), {})
        ctypes.c_uint8.from_address(info + _INFO_ENABLED).value = 0
        fresh = lean.changed(core, {MESSAGES: keep(lean.no_messages), INFO: info})
        lean.release(core)
        return Held((*held.states[:3], fresh))

    def check(self, contexts: Contexts, held: Held) -> None:
        """Raise `UnknownLeanError` unless the layouts of a first moment are those that we know."""
        core, state = contexts.layers[3], held.states[3]
        items = (core, field(core, CORE_INNER), state, held.states[2], held.states[1], field(state, INFO))
        for (name, fields), item in zip(_WIDTHS.items(), items, strict=True):
            if tag(item) != 0 or width(item) != fields:
                raise UnknownLeanError(f"{name} has not {fields} fields")
        if not 0 <= int(self.heartbeats()) - contexts.limit[0] < 10**9 or contexts.limit[1] % 1000:
            raise UnknownLeanError("heartbeats are not counted where they were")
        enabled = ctypes.c_uint8.from_address(field(state, INFO) + _INFO_ENABLED).value
        if len(held.goals) != 1 or enabled != 1:
            raise UnknownLeanError("the first goal or the switch for trees is not where it was")

    def node(self, syntax: int, last: int) -> int:
        """A node of syntax as it is, but for its last part. Borrows it, takes over the part."""
        parts = field(syntax, 2)
        kept = [keep(field(parts, 2 + place)) for place in range(field(parts, 0) - 1)]
        return self.lean.changed(syntax, {2: self.lean.array(*kept, last)})

    def own_tactic(self) -> int:
        """Syntax for which there is no elaborator but ours."""
        return self.lean.make(boxed(2), keep(self.own_kind), self.lean.array(), constructor=1)

    def drop(self, item: Held | Contexts) -> None:
        """Give up what a moment or contexts own."""
        for part in item.states if isinstance(item, Held) else item.layers:
            self.lean.release(part)
