"""Tactic states in memory: candidates run from the state that a path leads to, without a document around them.

A request names a theorem (preamble, and all up to the proof), a path (candidates and the goals taken after each) and
candidates to try at its end. States are remembered by their paths; one that is not remembered is made again by running
the steps of its path. So an answer depends on the request alone, and forgetting costs time and nothing else.

A candidate comes as a small document, `example : Prop := by all_goals (candidate) done trace_state`, read once with the
parser that reads documents. Its `all_goals` is then evaluated on the state, so that what catches, logs and admits is
what does so in a document with this candidate alone. Its `done` tells that the candidate came through; there its state
is taken.

The last step of a path that was run again is answered like a candidate (`here`), so that whoever asked can see whether
it led where it led before; so is the root of a theorem that is begun.

Answers are `null` for what must be asked with a document: text that is not one tactic, anything near a limit
(heartbeats, depth), elaboration problems that are put off to the end of a proof, paths on which goals were admitted. A
request is answered with a text, the reason, where this Lean is not the one that `tactic_calls.py` knows."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wonton.assistants.lean.frontend import Frontend
    from wonton.assistants.lean.goal_reader import GoalReader
    from wonton.assistants.lean.goal_texts import UnreadableError
    from wonton.assistants.lean.runtime import Lean, boxed, field, keep, tag, text_of
    from wonton.assistants.lean.tactic_calls import (
        MESSAGES,
        TRACES,
        Arguments,
        Contexts,
        Held,
        TacticCalls,
        UnknownLeanError,
    )
else:
    from goal_reader import GoalReader
    from goal_texts import UnreadableError
    from runtime import boxed, field, keep, tag, text_of
    from tactic_calls import MESSAGES, TRACES, Contexts, Held, TacticCalls, UnknownLeanError

MAX_STATES = 2_048  #: remembered at a time; one shares nearly everything with the one it came from
MAX_TEXTS = 8_192  #: candidates whose syntax is remembered
SHARE = 4  #: a path and a candidate that use more than one such part of the heartbeats are asked with a document
MAX_HEARTBEATS = 5_000_000  #: or more than so many small allocations: a second or two
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NEAR_A_LIMIT = (b"(deterministic) timeout", b"maximum recursion depth")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The syntax of one candidate: its `all_goals`, the block in it, the tactic `done` behind the candidate and the
    line of that (from 1), what prints for people (0 where nothing does), and the positions of its lines. Owns `command`
    and `files`; the rest are parts of it."""

    command: int
    files: int
    whole: int
    block: int
    done: int
    done_line: int
    show: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A state behind a candidate, and the heartbeats of the path to it."""

    held: Held
    used: int


class States:
    """The states of one theorem."""

    def __init__(self, lean: Lean) -> None:
        self.lean = lean
        self.theorem: tuple[str, str] | None = None
        self.contexts: Contexts | None = None
        self.states: OrderedDict[object, Reached] = OrderedDict()
        self.closed_paths: set[object] = set()
        self.untold: dict[object, bytes] = {}  # answers on steps that were run again, until their goals are told
        self.texts: dict[str, Parsed | None] = {}
        self.calls: TacticCalls | None = None
        self.reader: GoalReader | None = None
        self.unknown = ""
        self.notice: Callable[[], None] = lambda: None
        try:
            self.calls = TacticCalls(lean)
            self.reader = GoalReader(lean)
        except UnknownLeanError as error:
            self.unknown = str(error)

    def answer(self, frontend: Frontend, request: dict[str, Any], notice: Callable[[], None]) -> bytes:
        """The JSON answer: a text, the reason, where there are no states; otherwise `base` and `rows`, as
        `GoalReader.news` gives them, and `tries`, for each candidate `null` or an array: whether it closed the goals,
        the goals that it left, or `null` where Lean tells them, and Lean's messages; and `here`, such an array for the
        last step of the path where that was run again. Gives `notice` behind each such step and each candidate."""
        path = [(text, tuple(positions), goals) for text, positions, goals in request["path"]]
        self.notice = notice
        here, answers = b"null", [b"null"] * len(request["tries"])
        try:
            if self._ready(frontend, request["head"], request["opening"]):
                start = self._reached(frontend, path)
                here = self.untold.pop(_last(path), here)
                answers = [self._tried(frontend, start, path, text) for text in request["tries"]]
        except UnknownLeanError as error:
            self.calls, self.unknown = None, str(error)
        if self.calls is None or self.reader is None:
            return json.dumps(self.unknown).encode()
        base, rows = self.reader.news()
        told = _JSON(rows).encode()
        return b'{"base":%d,"rows":%b,"here":%b,"tries":[%b]}' % (base, told, here, b",".join(answers))

    # -- the theorem

    def _ready(self, frontend: Frontend, head: str, opening: str) -> bool:
        """Whether the root of this theorem is there."""
        if self.calls is None or self.reader is None:
            return False
        if self.reader.full:
            self.reader.forget()
            for key in self.untold.keys() - {()}:
                self.calls.drop(self.states.pop(key).held)
            self.untold.clear()
        if self.theorem != (head, opening):
            self._forget()
            self.theorem = (head, opening)
            self._enter(self.calls, frontend, head, opening)
        return self.contexts is not None

    def _enter(self, calls: TacticCalls, frontend: Frontend, head: str, opening: str) -> None:
        """Elaborate the statement and keep the moment at which its proof begins."""
        found: list[tuple[Contexts, Held]] = []

        def enter(arguments: Arguments) -> int:
            found.append((calls.contexts(arguments), calls.held(arguments)))
            return int(calls.run_done(*arguments))

        text = f"{head}{opening} by\n  all_goals\n    done\n"
        calls.always = enter
        try:
            frontend.messages(text.encode(), len(head.encode()))
        finally:
            calls.always = None
        if len(found) != 1 or not frontend.clean or not found[0][0].limit[1]:
            for contexts, held in found:
                calls.drop(contexts)
                calls.drop(held)
            return
        self.contexts, held = found[0]
        calls.check(self.contexts, held)
        left = self._goals([held])
        if left:
            self.untold[()] = b"[false,%b]" % left
        self.states[()] = Reached(calls.clean(held), 0)

    def _forget(self) -> None:
        """Drop all that belongs to one theorem."""
        if self.calls is not None:
            for reached in self.states.values():
                self.calls.drop(reached.held)
            if self.contexts is not None:
                self.calls.drop(self.contexts)
        if self.reader is not None:
            self.reader.forget()
        self._forget_texts()
        self.states.clear()
        self.closed_paths.clear()
        self.untold.clear()
        self.contexts = None

    def _forget_texts(self) -> None:
        for parsed in self.texts.values():
            if parsed is not None:
                self.lean.release(parsed.command)
                self.lean.release(parsed.files)
        self.texts.clear()

    # -- paths

    def _tried(self, frontend: Frontend, start: Reached | None, path: Sequence[Step], text: str) -> bytes:
        """The answer on a candidate behind `path`, which leads to `start`."""
        answer = b"null"
        if start is not None:
            goals = list(path[-1][1]) if path else [0]
            answer = self._run(frontend, start, goals, text, (_key(path), text))
        self.notice()
        return answer

    def _reached(self, frontend: Frontend, path: Sequence[Step]) -> Reached | None:
        """The state behind the last candidate of `path`; None where its steps do not lead there."""
        if not path:
            return self.states[()]
        text, places, goals = path[-1]
        if 1 < len(places) < goals:
            return None  # a document admits the other goals there, which can change these
        key = _last(path)
        if key not in self.states and key not in self.closed_paths:
            again = self._tried(frontend, self._reached(frontend, path[:-1]), path[:-1], text)
            if key in self.states:
                self.untold[key] = again
            else:
                self.closed_paths.add(key)
        found = self.states.get(key)
        if found is None or len(found.held.goals) != goals:
            return None
        self.states.move_to_end(key)
        return found

    def _remember(self, key: object, reached: Reached) -> None:
        assert self.calls is not None
        self.states[key] = reached
        while len(self.states) > MAX_STATES:
            old = next(key for key in self.states if key != ())
            self.untold.pop(old, None)
            self.calls.drop(self.states.pop(old).held)

    # -- one candidate

    def _run(self, frontend: Frontend, start: Reached, places: Sequence[int], text: str, key: object) -> bytes:
        """Run a candidate on the goals at these places; the answer. Remembers the state that it leaves."""
        calls, contexts, parsed = self.calls, self.contexts, self._parsed(frontend, text)
        if calls is None or contexts is None or parsed is None:
            return b"null"
        behind: list[Held] = []

        def came_through(arguments: Arguments) -> int:
            behind.append(calls.held(arguments))
            return int(calls.run_done(*arguments))

        calls.watch[parsed.done] = came_through
        first, limit = contexts.limit
        before = limit - _share(limit) + start.used
        goals = start.held.goals
        chosen = [goals[place] for place in places]
        try:
            after = self._evaluated(start.held, chosen, parsed, before)
        finally:
            calls.watch.clear()
        used = start.used + int(calls.heartbeats()) - first - before
        left = self._goals(behind)
        messages = list(frontend.written(field(after, MESSAGES), parsed.done_line if left else 0))
        self.lean.release(after)
        if parsed.show and len(behind) == 1 and behind[0].goals:
            messages += self._shown(frontend, behind[0], parsed)
        return self._told(behind, left, messages, used, key)

    def _shown(self, frontend: Frontend, behind: Held, parsed: Parsed) -> list[bytes]:
        """What Lean prints for people of the goals behind a candidate."""
        calls, contexts = self.calls, self.contexts
        assert calls is not None and contexts is not None
        tactic, term, meta, core = (keep(state) for state in behind.states)
        here = calls.clean(Held((tactic, term, meta, core)))
        after = calls.run(contexts, here, keep(here.states[0]), parsed.show, parsed.files, 0)
        found = frontend.traced(field(after, TRACES), parsed.done_line + 2)
        self.lean.release(after)
        calls.drop(here)
        return found

    def _goals(self, behind: list[Held]) -> bytes:
        """The goals that a candidate left, as JSON; nothing where Lean's message is to tell them."""
        assert self.reader is not None
        if len(behind) != 1 or not behind[0].goals:
            return b""
        try:
            return _JSON(self.reader.goals(behind[0])).encode()
        except UnreadableError:
            return b""

    def _evaluated(self, start: Held, chosen: list[int], parsed: Parsed, before: int) -> int:
        """The state of the core layer behind a candidate."""
        calls, contexts = self.calls, self.contexts
        assert calls is not None and contexts is not None
        if len(chosen) == 1:
            return calls.run(contexts, start, self._list(chosen), parsed.whole, parsed.files, before)
        mark = calls.own_tactic()
        whole = calls.node(parsed.whole, mark)
        calls.watch[mark] = lambda arguments: calls.go_on(arguments, keep(parsed.block), self._list(chosen))
        try:
            return calls.run(contexts, start, self._list(chosen[:1]), whole, parsed.files, before)
        finally:
            self.lean.release(whole)

    def _told(self, behind: list[Held], left: bytes, messages: list[bytes], used: int, key: object) -> bytes:
        """The answer on a candidate, given the moments behind it (one, or none where it failed)."""
        assert self.calls is not None and self.contexts is not None
        limit = self.contexts.limit[1]
        unclear = (
            len(behind) > 1
            or any(held.postponed for held in behind)
            or used > _share(limit)
            or any(sign in message for message in messages for sign in _NEAR_A_LIMIT)
            or not (behind or messages)
        )
        if unclear or not behind or not behind[0].goals:
            for held in behind:
                self.calls.drop(held)
            closed = b"true" if behind else b"false"
            return b"null" if unclear else b"[" + b",".join([closed, b"null", *messages]) + b"]"
        if key in self.states:
            self.calls.drop(behind[0])
        else:
            self._remember(key, Reached(self.calls.clean(behind[0]), used))
        return b"[" + b",".join([b"false", left or b"null", *messages]) + b"]"

    def _list(self, items: Sequence[int]) -> int:
        """A Lean list of these."""
        made = boxed(0)
        for item in reversed(items):
            made = self.lean.make(keep(item), made, constructor=1)
        return made

    # -- syntax

    def _parsed(self, frontend: Frontend, text: str) -> Parsed | None:
        """The syntax of a candidate's document; None where it is not what it should be."""
        if text not in self.texts:
            if len(self.texts) >= MAX_TEXTS:
                self._forget_texts()
            self.texts[text] = self._parse(frontend, text)
        return self.texts[text]

    def _parse(self, frontend: Frontend, text: str) -> Parsed | None:
        command, files, whole = frontend.parsed(text.encode())
        all_goals = _first(command, "allGoals") if whole else 0
        tactics = _tactics(all_goals)
        kinds, show = [_kind(item) for item in tactics], 0
        line = text.rstrip("\n").count("\n")
        if kinds[3:] == ["set_option"]:
            kinds, show, line = kinds[:3], tactics[3], line - 1
        if kinds == ["paren", "done", "traceState"]:
            return Parsed(command, files, all_goals, _children(all_goals)[-1], tactics[1], line, show)
        self.lean.release(command)
        self.lean.release(files)
        return None


def _share(limit: int) -> int:
    """The heartbeats that a path and a candidate may use together without a document."""
    return min(limit // SHARE, MAX_HEARTBEATS)


Step = tuple[str, tuple[int, ...], int]


def _key(path: Sequence[Step]) -> object:
    """A path as a key: nested pairs, so that paths share their beginnings."""
    key: object = ()
    for text, positions, _ in path:
        key = (key, text, positions)
    return key


def _last(path: Sequence[Step]) -> object:
    """The key of the state behind the last candidate of a path."""
    return (_key(path[:-1]), path[-1][0]) if path else ()


def _children(syntax: int) -> list[int]:
    """The parts of a node of syntax; none of anything else."""
    if tag(syntax) != 1:
        return []
    parts = field(syntax, 2)
    return [field(parts, 2 + place) for place in range(field(parts, 0))]


def _kind(syntax: int) -> str:
    """The last word of the kind of a node of syntax."""
    if tag(syntax) != 1 or tag(field(syntax, 1)) != 1:
        return ""
    return text_of(field(field(syntax, 1), 1))


def _first(syntax: int, kind: str) -> int:
    """The first node of a kind, outer ones first; 0 where there is none."""
    if _kind(syntax) == kind:
        return syntax
    return next((found for part in _children(syntax) if (found := _first(part, kind))), 0)


def _tactics(all_goals: int) -> list[int]:
    """The tactics of the block of an `all_goals`, separators left out."""
    parts = _children(all_goals) if all_goals else []
    for kind in ("tacticSeq", "tacticSeq1Indented", "null"):
        if not parts or _kind(parts[-1]) != kind:
            return []
        parts = _children(parts[-1])
    return parts[::2]
