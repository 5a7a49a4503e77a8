"""From the goals that Coq prints to `Goal` values.

Goals are printed with every argument, without notation, on one line; hypotheses of one type share a line. The names of
evars depend on what ran before, so they are renumbered in the order of their appearance: the same state gives the same
text whatever process printed it. Goals that share evars are coupled and form one group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from wonton.assistants.rocq.protocol import PrintedGoal, PrintedGoals
from wonton.assistants.rocq.terms import TermSyntaxError, parse_term
from wonton.core.errors import WontonError
from wonton.core.expr import Expr
from wonton.core.goal import Goal, Hypothesis

_EVAR = re.compile(r"\?[^\W\d][\w']*")
#: A universe that Coq made: its number says how many were made before.
_UNIVERSE = re.compile(r"(?<![\w.'])(?:[^\W\d][\w']*\.)+\d+\b(?!')")
_DECLARED = re.compile(r"(?P<names>[^\s,:]+(?:, [^\s,:]+)*) (?P<mark>:=|:) (?P<rest>.*)")
_INIT_NAT = re.compile(r"(?<![\w.'])(?:Coq\.|Corelib\.)?Init\.Nat\.")
_WORD = re.compile(r"(?:[^\W\d]|[^\x00-\x7f])(?:[\w']|[^\x00-\x7f])*")
_BRACKETS = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}


class GoalSyntaxError(WontonError):
    """Coq printed a goal that does not look like one."""


Group = tuple[tuple[int, ...], tuple[Goal, ...]]


def stable_message(text: str) -> str:
    """Coq's message on as many lines, with evars and universes renumbered and white space trimmed."""
    numbers: dict[str, str] = {}
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    text = _EVAR.sub(lambda match: _number(numbers, match.group()), "\n".join(line for line in lines if line))
    universes: dict[str, str] = {}
    return _UNIVERSE.sub(lambda match: universes.setdefault(match.group(), f"u.{len(universes) + 1}"), text)


def groups(state: PrintedGoals) -> list[Group]:
    """The goals in focus, grouped: the places of each group's goals, and the goals, whose evars are numbered within the
    group. Goals that mention a common evar, be it by way of a shelved one, form one group, which stands where its
    first goal does. Raises `GoalSyntaxError`, `TermSyntaxError`."""
    if len(state.focused) == 1:
        return [((0,), _numbered(state.focused))]
    components = _components([mentioned(goal) for goal in (*state.focused, *state.shelved)])
    places: dict[int, list[int]] = {}
    for place in range(len(state.focused)):
        places.setdefault(components[place], []).append(place)
    return [(tuple(group), _numbered([state.focused[place] for place in group])) for group in places.values()]


def dependencies(state: PrintedGoals) -> frozenset[str]:
    """Names of all shelved evars that the goals in focus mention, be it by way of other shelved ones."""
    everything = [frozenset().union(*(mentioned(goal) for goal in state.focused))]
    components = _components([*everything, *(mentioned(goal) for goal in state.shelved)])
    return frozenset(
        goal.name for goal, component in zip(state.shelved, components[1:], strict=True) if component == components[0]
    )


@lru_cache(maxsize=1024)
def mentioned(goal: PrintedGoal) -> frozenset[str]:
    """Names, without `?`, of the evars that a goal mentions, its own among them."""
    texts = [text for text in (*goal.hypotheses, goal.target) if "?" in text]
    names = {name[1:] for text in texts for name in _EVAR.findall(text)}
    return frozenset(names | {goal.name})


def _components(labels: Sequence[frozenset[str]]) -> list[int]:
    """For each set of labels the first place that it is connected with, by common labels and chains of them."""
    component = list(range(len(labels)))
    for place, own in enumerate(labels):
        touched = {component[other] for other in range(place) if not own.isdisjoint(labels[other])}
        if touched:
            lowest = min(touched)
            component[place] = lowest
            component = [lowest if root in touched else root for root in component]
    return component


def _number(numbers: dict[str, str], name: str) -> str:
    return numbers.setdefault(name, f"?e{len(numbers) + 1}")


def _numbered(printed: Sequence[PrintedGoal]) -> tuple[Goal, ...]:
    """The goals of one group. A goal `fills` its own evar where another of the group mentions it."""
    if not any("?" in text for goal in printed for text in (*goal.hypotheses, goal.target)):
        return tuple(_goal(goal.hypotheses, goal.target) for goal in printed)
    numbers: dict[str, str] = {}

    def renumber(text: str) -> str:
        return _EVAR.sub(lambda match: _number(numbers, match.group()), text)

    goals = [_goal(tuple(renumber(line) for line in goal.hypotheses), renumber(goal.target)) for goal in printed]
    fills = [numbers.get(f"?{goal.name}", "") for goal in printed]
    return tuple(replace(goal, fills=label) if label else goal for goal, label in zip(goals, fills, strict=True))


@lru_cache(maxsize=2048)
def _goal(lines: tuple[str, ...], target: str) -> Goal:
    hypotheses: list[Hypothesis] = []
    scope: frozenset[str] = frozenset()
    for line in lines:
        found = _hypotheses(line, scope & _words(line))
        hypotheses += found
        scope |= {hypothesis.name for hypothesis in found}
    return Goal(tuple(hypotheses), term(target, scope & _words(target)), target)


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    """The names in a printed term. Only they need be looked up: a line reads the same whatever else is in scope."""
    return frozenset(_WORD.findall(text))


@lru_cache(maxsize=2048)
def _hypotheses(line: str, scope: frozenset[str]) -> tuple[Hypothesis, ...]:
    match = _DECLARED.fullmatch(line)
    if match is None:
        raise GoalSyntaxError(f"cannot read Coq's hypothesis {line!r}")
    names = match.group("names").split(", ")
    if match.group("mark") == ":":
        type_ = term(match.group("rest"), scope)
        return tuple(Hypothesis(name, match.group("rest"), type_) for name in names)
    value, type_, text = _definition(match.group("rest"), scope)
    return tuple(Hypothesis(name, text, type_, value) for name in names)


def _definition(rest: str, scope: frozenset[str]) -> tuple[Expr, Expr, str]:
    """Value, type and the text of the type of a local definition printed as `value : type`. Where that can be cut in
    several ways, the first one counts in which both sides are terms."""
    depth = 0
    for place, character in enumerate(rest):
        depth += _BRACKETS.get(character, 0)
        if depth == 0 and rest.startswith(" : ", place):
            try:
                value, text = term(rest[:place], scope), rest[place + 3 :]
                return value, term(text, scope), text
            except TermSyntaxError:
                continue
    raise GoalSyntaxError(f"cannot read Coq's local definition {rest!r}")


@lru_cache(maxsize=4096)
def term(text: str, scope: frozenset[str] = frozenset()) -> Expr:
    """The tree of a printed term; names in `scope` are hypotheses. Raises `TermSyntaxError`.

    The functions on `nat` have two names each, that of `Init.Nat` and that of the module `Nat` which includes it; Coq
    takes them for one, so they have one label here, the short one."""
    return parse_term(_INIT_NAT.sub("Nat.", text), scope)
