"""Prompts: templates in files, each with a version, and what fills them.

A template's first line is its version and where its form comes from; the text begins behind the second line. What may
stand in it:

    {language}    Lean 4, Rocq
    {name}        the theorem's name
    {file}        what a file would have up to here: imports, the theorem, the last tactics of the path
    {proof}       all tactics of the path, a line each
    {state}       the goal as the assistant prints it for people, the target behind a turnstile

A model's folder may ask for another form of the goal than `text` (`goal_form` in its `wonton.json`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wonton.core.families import Language
from wonton.core.goal import Goal
from wonton.core.lean_lexer import theorem_opening
from wonton.providers.base import GoalContext
from wonton.providers.models.compact import compact_goal

#: Tactics of the path that `{file}` shows, the last ones.
RECENT_STEPS = 8
_LANGUAGES: Mapping[Language, str] = {"lean": "Lean 4", "ltac": "Rocq"}
_IMPORT = re.compile(r"^(?:(?:public |meta |private )*import|open|From|Require|Import)\b.*$", re.MULTILINE)
_FIELD = re.compile(r"\{(language|name|file|proof|state)\}")

#: How a goal is written, by the name that `wonton.json` gives. A form that changes gets another number, and so another
#: name: models that learnt the old one are refused.
GOAL_FORMS: dict[str, Callable[[Goal], str]] = {"text": lambda goal: goal.display, "ascii-1": compact_goal}


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt with its places. `origin` says where its form comes from."""

    name: str
    version: int
    origin: str
    text: str

    @property
    def fingerprint(self) -> str:
        """Name, version and a digest of the text: `deepseek-1-0123abcd`."""
        return f"{self.name}-{self.version}-{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"

    def render(self, goal: Goal, context: GoalContext, language: Language, form: str = "text") -> str:
        """The prompt for `goal`; what fills a place is not read for places again."""
        fill = {
            "language": lambda: _LANGUAGES[language],
            "name": lambda: context.theorem,
            "file": lambda: file_so_far(context, language),
            "proof": lambda: "\n".join(context.steps),
            "state": lambda: GOAL_FORMS[form](goal),
        }
        return _FIELD.sub(lambda match: fill[match.group(1)](), self.text)

    def memory(self, steps: Sequence[str]) -> Hashable:
        """What the prompt keeps of the tactics that led to a goal."""
        if "{proof}" in self.text:
            return tuple(steps)
        return tuple(steps[-RECENT_STEPS:]) if "{file}" in self.text else None


@cache
def template(name: str) -> Template:
    """The template of that name."""
    text = files("wonton.providers.models").joinpath("templates").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    head, _, body = text.split("\n", 2)
    version, _, origin = head.removeprefix("version ").partition(": ")
    return Template(name, int(version), origin, body.removesuffix("\n"))


def file_so_far(context: GoalContext, language: Language) -> str:
    """Import lines, the theorem, and the last tactics of the path, as the assistant's language writes them."""
    imports = [line.strip() for line in _IMPORT.findall(context.header)]
    steps = [f"  {step}" for step in context.steps[-RECENT_STEPS:]]
    if language == "ltac":
        opening = [f"Theorem {context.theorem} {context.statement}.", "Proof."]
        steps = [f"{step}." for step in steps]
    else:
        opening = [f"{theorem_opening(context.theorem, context.statement)} by"]
    return "\n".join([*imports, *([""] if imports else []), *opening, *steps])


def keep_ends(tokens: Sequence[int], limit: int) -> list[int]:
    """At most `limit` tokens of a prompt: the first half of them and the last, the middle left out."""
    if len(tokens) <= limit:
        return list(tokens)
    head = limit // 2
    return [*tokens[:head], *tokens[len(tokens) - (limit - head) :]]
