"""Which tactic texts are refused before Coq sees them.

A provider's text is untrusted. One tactic per string is allowed, of bounded length, without comments or strings, and
nothing in it may reach outside its goal: no commands, no other goals, no clock, nothing that counts as proved what is
not. What this list lets through is still judged by the final check (`check.py`): the list keeps the search clean, the
kernel keeps it honest."""

from __future__ import annotations

import re

from wonton.core.characters import invisible

MAX_LENGTH = 2_000  #: characters

#: Tactics that admit or hide a goal, skip its type check, work on others, or depend on the clock, and what leads into
#: other languages.
FORBIDDEN_WORDS = frozenset(
    """
    admit give_up shelve shelve_unifiable all only par swap cycle revgoals timeout time time_constr restart_timer
    finish_timing reset_ltac_profile start_ltac_profile stop_ltac_profile show_ltac_profile optimize_heap debug
    ltac2 proof_admitted exact_no_check vm_cast_no_check native_cast_no_check change_no_check
    """.split()
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WORD = re.compile(r"[^\W\d][\w']*")
_SELECTOR = re.compile(r"(?:!|\d[\d\s,-]*|\[\s*[^\W\d][\w']*\s*\])\s*:(?!=)")
_STOP = re.compile(r"(?<![\w'])\.|\.(?![^\W\d]|\()")


def bare(tactic: str) -> str:
    """`tactic` as it is sent: without white space at its ends and without the full stop that may end it."""
    text = tactic.strip()
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


def refusal(tactic: str) -> str:
    """Why `tactic` must not be sent, in words for the transition's message; `""` where nothing speaks against it."""
    text = bare(tactic)
    if not text:
        return "the tactic is empty"
    if len(text) > MAX_LENGTH:
        return f"the tactic has {len(text)} characters, more than {MAX_LENGTH}"
    if code := invisible(text):
        return f"the tactic contains a control or invisible character ({code})"
    if '"' in text:
        return "strings are not allowed in a tactic: they can hide text"
    if "(*" in text or "*)" in text:
        return "comments are not allowed in a tactic"
    if "?[" in text:
        return "goals must not be named: by its name, another goal could be used as if it were proved"
    if _STOP.search(text):
        return "one tactic per string: found a full stop"
    return _beginning(text) or _words(text) or _brackets(text)


def _beginning(text: str) -> str:
    """What speaks against the first word or sign."""
    if text[0] in "-+*{}":
        return "bullets and braces are not allowed: a tactic works on its own goal"
    if text[0] == "#":
        return "attributes belong to commands, not to tactics"
    if _SELECTOR.match(text):
        return "goal selectors are not allowed: a tactic works on its own goal"
    word = _WORD.match(text)
    if word and word.group()[0].isupper():
        return f"{word.group()} begins a command, not a tactic"
    return ""


def _words(text: str) -> str:
    """What speaks against any of the words."""
    word = next((word for word in _WORD.findall(text) if word in FORBIDDEN_WORDS), "")
    return f"{word!r} reaches outside the goal" if word else ""


def _brackets(text: str) -> str:
    """Whether a bracket stands alone."""
    stack: list[str] = []
    for character in text:
        if character in "([{":
            stack.append(character)
        elif character in _PAIRS and (not stack or stack.pop() != _PAIRS[character]):
            return "the tactic closes a bracket that it did not open"
    return "the tactic leaves a bracket open" if stack else ""
