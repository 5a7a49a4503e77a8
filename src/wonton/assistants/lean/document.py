"""The Lean documents that a search sends: how a node is reached and its candidates are tried.

A **batch** tries many candidates of one goal in one theorem. The path to the goal is replayed once, the goal is
copied (one copy per candidate and one more), and each copy gets its candidate behind a bullet. Lean reports and
admits the first error behind each bullet and goes on, so that every candidate shows in one of three ways: an error on
its own lines (it failed), an error on the line of its `done` (it left the goals that the message lists), or a message
from its `trace_state` (it closed the goal). A candidate that shows in none is tried alone: Lean keeps some messages
to itself once there are other errors. Parentheses keep an unfinished candidate (`have h : p := by`) from swallowing
what follows. The last copy prints the goal itself: evidence that the replay led where it should and that elaboration
came so far; where it is missing, the batch is taken apart.

    theorem _example (p q : Prop) : And p q → And q p := by
      all_goals
        intro h
        refine wonton_copy ?_ (wonton_copy ?_ (?_))
        · (exact And.symm h)
          done
          trace_state
        · (cases h)
          done
          trace_state
        · trace_state
          exact sorryAx _ Bool.true

A document that tries one candidate **alone** has it in place of the copies. Coupled goals cannot be copied (a
candidate would assign their shared metavariables) and are always tried alone.

A theorem it is, not an `example`: those have all variables of the section in their goals, a theorem only what its
statement mentions or `include` names. It is called as Lean would call an `example`, in the namespaces that Lean opens
for the theorem's own name: `theorem Nat.t` is searched for as `theorem Nat._example`.

`all_goals` around everything switches Lean's incremental reporting off inside: in the language server a batch is half
again as fast with it. The frontend that a search uses has no such reporting.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wonton.assistants.base import Node, Script, Step, Theorem
from wonton.core.lean_lexer import namespace_of, theorem_opening

ROOT = "_example"  #: the theorem of a document, in the namespaces of its own name
ADMIT = "exact sorryAx _ Bool.true"

#: Printing options that make goals parseable: explicit arguments, no notation, no abbreviation, no line breaks.
PRINTING = (
    "pp.explicit true",
    "pp.fullNames true",
    "pp.funBinderTypes true",
    "pp.piBinderTypes true",
    "pp.letVarTypes true",
    "pp.proofs true",
    "pp.deepTerms true",
    "pp.maxSteps 1000000",
    "pp.notation false",
    "pp.fieldNotation false",
    "pp.match false",
    "pp.structureInstances false",
    "format.width 1000000",
)
QUIET = ("linter.all false", "linter.unusedVariables false", "autoImplicit false")
_IMPORTS = ("import ", "public import ", "meta import ")
_BEHIND = ("pp.", "format.", "maxHeartbeats")  #: options that hold for our questions, not for what stands before them
COPY = "def wonton_copy.{u} {α : Sort u} (a : α) (_ : α) : α := a"


@dataclass(frozen=True, slots=True)
class Preamble:
    """What stands at the top of every document: import lines, then our options.

    `imports` are the toolchain's. A theorem's own are added to them, or, unless `joins`, stand in their place.
    `options` make Lean quiet and print goals that we can parse; `shown`, where there are any, turn them into those
    under which Lean prints for people."""

    imports: str
    joins: bool = True
    options: tuple[str, ...] = (*QUIET, *PRINTING)
    shown: tuple[str, ...] = ()

    def text(self, heartbeats: int, header: str = "") -> str:
        """The lines before the first theorem; `heartbeats` in Lean's thousands; they are the same for every document of
        one theorem, so that the worker keeps what it made of them.

        The import lines that `header` begins with go where imports must stand. What follows them is elaborated under
        Lean's own limit and printing, whatever it sets; ours hold behind it.
        """
        own = import_lines(header)
        before = self.imports.split("\n") if self.imports and (self.joins or not own) else []
        imports = dict.fromkeys([*before, *own])
        options = [f"set_option {option}" for option in (*self.options, f"maxHeartbeats {heartbeats}")]
        late = [option for option in options if option.split()[1].startswith(_BEHIND)]
        early = [option for option in options if option not in late]
        rest = header.split("\n")[_imports_end(header) :] if header else []
        return "\n".join([*imports, *early, COPY, *rest, *late, ""])


def import_lines(text: str) -> list[str]:
    """The lines that must stand at the top of a file: imports, and that there is no library in force."""
    return [line for line in text.split("\n")[: _imports_end(text)] if line.strip()]


def _imports_end(text: str) -> int:
    """How many lines `text` begins with that must stand at the top of a file, or are blank."""
    lines = [line.strip() for line in text.split("\n")]
    top = ("", "prelude", "module")
    return next((n for n, line in enumerate(lines) if line not in top and not line.startswith(_IMPORTS)), len(lines))


#: First line, line of `done`, line that prints for people.
Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """A document and where to look in it. Lines count from 0, -1 stands for a line that there is not.

    `spans` are the first line of each candidate, the line of its `done`, its `trace_state` standing on the next one,
    and the line that prints for people what it left. `probe` is the line of the `trace_state` that prints the node's
    own goal, `shown` that of the one that prints it for people, `question` that of the axiom of the
    theorem's name. `head` is the number of characters of the preamble, with which `text` begins.
    """

    text: str
    head: int
    spans: tuple[Span, ...]
    probe: int = -1
    shown: int = -1
    question: int = -1


def batch(preamble: str, node: Node, tactics: Sequence[str], shown: Sequence[str] = ()) -> Document:
    """A document that tries each of `tactics` on a copy of the only goal of `node`; with none, it prints the goal.
    `shown` are the options under which Lean prints for people, where that is to be seen too."""
    lines, depth = _reached(preamble, node)
    pad = "  " * depth
    if tactics:
        lines.append(f"{pad}refine {'wonton_copy ?_ (' * len(tactics)}?_{')' * len(tactics)}")
    spans = [_candidate(lines, tactic, f"{pad}· ", f"{pad}  ", shown) for tactic in tactics]
    probe = len(lines)
    lines += [f"{pad}· trace_state", *_showing(f"{pad}  ", shown), f"{pad}  {ADMIT}", ""]
    return Document("\n".join(lines), len(preamble), tuple(spans), probe, probe + 1 if shown else -1)


def look(preamble: str, node: Node) -> Document:
    """A document that prints the goals of `node`, all of those that are coupled."""
    lines, depth = _reached(preamble, node)
    pad = "  " * depth
    return Document("\n".join([*lines, f"{pad}trace_state", pad + ADMIT, ""]), len(preamble), (), len(lines))


def opening(preamble: str, root: Node, shown: Sequence[str] = ()) -> Document:
    """A document that prints the goal of a statement and asks whether its name is taken: whether Lean refuses to
    declare it. To look the name up would find others of this name in namespaces that are open."""
    page = batch(preamble, root, (), shown)
    return replace(page, text=f"{page.text}axiom {root.theorem.name} : Prop\n", question=page.text.count("\n"))


def alone(preamble: str, node: Node, tactic: str, shown: Sequence[str] = ()) -> Document:
    """A document that tries one tactic on `node` and nothing else."""
    lines, depth = _reached(preamble, node, "" if shown else "all_goals")
    pad = "  " * depth
    span = _candidate(lines, tactic, pad, pad, shown)
    return Document("\n".join([*lines, ""]), len(preamble), (span,))


def trial(tactic: str, shown: Sequence[str] = ()) -> Document:
    """The document from which the syntax of a candidate is read that runs on a state in memory; see `states.py`."""
    lines = ["example : Prop := by", "  all_goals"]
    start, done, _ = _candidate(lines, tactic, "    ", "    ", ())
    show = len(lines) if shown else -1
    return Document("\n".join([*lines, *_showing("    ", shown), ""]), 0, ((start, done, show),))


def _candidate(lines: list[str], tactic: str, first: str, rest: str, shown: Sequence[str]) -> Span:
    """Append one candidate with its witnesses; where it stands."""
    start = len(lines)
    lines += [*_indented(f"({tactic.strip()})", first, rest), *_showing(rest, shown)]
    lines += [f"{rest}done", f"{rest}trace_state"]
    return start, len(lines) - 2, len(lines) - 3 if shown else -1


def _showing(pad: str, shown: Sequence[str]) -> list[str]:
    """A line that prints the goals under these options; none without options."""
    return [pad + "".join(f"set_option {option} in " for option in shown) + "trace_state"] if shown else []


def script_lines(script: Script, pad: str) -> list[str]:
    """A finished script as lines of a `by` block: bullets for independent goals, coupled ones last and in sequence."""
    lines = _indented(script.tactic, pad, pad)
    if len(script.children) == 1 and len(script.positions[0]) <= 1:
        return lines + script_lines(script.children[0], pad)
    order = [place for places in script.positions for place in places]
    order.sort()
    for child, places in zip(script.children, script.positions, strict=True):
        if len(places) == 1:
            lines += _to_front(order, places[0], pad)
            body = script_lines(child, pad + "  ")
            lines += [f"{pad}· {body[0].strip()}", *body[1:]]
            order.remove(places[0])
    for child, places in zip(script.children, script.positions, strict=True):
        if len(places) > 1:
            lines += _to_front(order, places[0], pad)
            lines += script_lines(child, pad)
    return lines


def root_opening(theorem: Theorem) -> str:
    """The theorem of a document up to its proof."""
    room = "" if theorem.name.startswith("_root_.") else namespace_of(theorem.name)
    return theorem_opening(f"{room}.{ROOT}" if room else ROOT, theorem.statement)


def _reached(preamble: str, node: Node, around: str = "all_goals") -> tuple[list[str], int]:
    """The lines up to the point where the goals of `node` stand in front, and the indentation reached there. `around`
    catches what fails; it forgets what was printed before that."""
    opening = f"{root_opening(node.theorem)} by"
    lines = [*preamble.split("\n")[:-1], *opening.split("\n"), *([f"  {around}"] if around else [])]
    depth = 2 if around else 1
    for step in node.path:
        pad = "  " * depth
        lines += _indented(step.tactic, pad, pad)
        more, deeper = _focus(step, pad)
        lines += more
        depth += deeper
    return lines, depth


def _focus(step: Step, pad: str) -> tuple[list[str], int]:
    """Lines that bring the step's goals to the front and hide or admit the others."""
    if step.goals == len(step.positions):
        return [], 0
    if len(step.positions) == 1:
        rotation = [f"{pad}rotate_left {step.positions[0]}"] if step.positions[0] else []
        return [*rotation, f"{pad}focus"], 1
    lines: list[str] = []
    order = list(range(step.goals))
    for place in range(step.goals):
        if place not in step.positions:
            lines += [*_to_front(order, place, pad), f"{pad}· {ADMIT}"]
            order.remove(place)
    return lines + _to_front(order, step.positions[0], pad), 0


def _to_front(order: list[int], place: int, pad: str) -> list[str]:
    """Rotate `order` (in place) until `place` is first; the line that makes Lean do the same."""
    turns = order.index(place)
    order[:] = order[turns:] + order[:turns]
    return [f"{pad}rotate_left {turns}"] if turns else []


def _indented(tactic: str, first: str, rest: str) -> list[str]:
    """The tactic's lines, the first behind `first`, the others, with their own indentation, behind `rest`."""
    head, _, tail = tactic.strip().partition("\n")
    return [first + head, *textwrap.indent(textwrap.dedent(tail), rest + "  ").splitlines()]


def theorem_lines(theorem: Theorem, script: Script) -> list[str]:
    """The theorem under its own name with its whole proof."""
    return [f"{theorem_opening(theorem.name, theorem.statement)} by", *script_lines(script, "  ")]
