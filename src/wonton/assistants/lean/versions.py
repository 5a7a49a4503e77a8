"""How versions of Lean differ, from 4.9 on, as far as it concerns us. The only module that knows.

Documents, messages, goals and the language server's protocol are the same in all of them, as far as they are used here.
What is not:

- options come and go: `lacking` says which of ours a Lean does not know, and it is asked without them;
- commands are elaborated in parallel by later versions (`Elab.async`), which we switch off where there is the switch;
- the inside that `frontend.py` and `states.py` call is that of one version, `KNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

OLDEST = (4, 9, 0)
KNOWN = "4.35.0"  #: the version whose inside `frontend.py` and `states.py` call
#: Options that a project's Lean is asked to have beside those of every document, and what Lean's own default is.
PARALLEL = "Elab.async"
#: What Lean prints if nobody asks for anything else, for the options that `document.PRINTING` sets and those below.
DEFAULTS = {
    "pp.explicit": "false",
    "pp.fullNames": "false",
    "pp.funBinderTypes": "false",
    "pp.piBinderTypes": "true",
    "pp.letVarTypes": "false",
    "pp.proofs": "false",
    "pp.deepTerms": "false",
    "pp.maxSteps": "5000",
    "pp.notation": "true",
    "pp.fieldNotation": "true",
    "pp.match": "true",
    "pp.structureInstances": "true",
    "format.width": "120",
    "pp.coercions": "true",
    "pp.unicode.fun": "false",
}
#: What a library with notation needs beside `document.PRINTING` to be printed without.
PRINTING = ("pp.coercions false", "pp.unicode.fun false")

_ANSWER = re.compile(r"version (?P<version>(?P<numbers>\d+\.\d+\.\d+)[\w.-]*)")
_RELEASE = re.compile(r"(?:^|:)v?(?P<version>\d+\.\d+\.\d+[\w.-]*)$")


def answered_version(answer: str) -> str:
    """The version in what `lean --version` prints (`4.35.0`, `4.36.0-rc1`); `""` where there is none."""
    found = _ANSWER.search(answer)
    return found.group("version").rstrip(".-") if found else ""


def named_version(toolchain: str) -> str:
    """The version that a `lean-toolchain` file names; `""` where it names none (a nightly, a link)."""
    found = _RELEASE.search(toolchain)
    return found.group("version") if found else ""


def numbers(version: str) -> tuple[int, int, int]:
    """The three numbers that a version begins with; zeros where there are none."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def is_too_old(version: str) -> bool:
    """Whether it is older than the oldest that is driven. A version that nobody can read is not."""
    return bool(version) and numbers(version) < OLDEST


def question(imports: str, options: Iterable[str]) -> str:
    """A file in which each option is set on a line of its own, the first one behind the lines of `imports`."""
    return "\n".join([imports, *(f"set_option {option}" for option in options), ""])


def lacking(imports: str, options: Sequence[str], messages: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The options that Lean objects to, given its messages on their `question`."""
    first = imports.count("\n") + 2
    lines = {message["pos"]["line"] for message in messages if message["severity"] == "error" and message.get("pos")}
    return tuple(option for place, option in enumerate(options) if first + place in lines)


def server_flags(options: Iterable[str]) -> tuple[str, ...]:
    """What the language server's worker is started with, given the options that this Lean knows."""
    known = any(option.split()[0] == PARALLEL for option in options)
    return (f"-D{PARALLEL}=false",) if known else ()


def shown_options(printing: Iterable[str], wanted: Mapping[str, str]) -> tuple[str, ...]:
    """The options that turn what is printed for us into what Lean prints for people, given those that a project asks
    for; none where both are the same."""
    pairs = [(option.split()[0], option.split()[1]) for option in printing]
    shown = [(name, value, wanted.get(name, DEFAULTS[name])) for name, value in pairs]
    return tuple(f"{name} {wish}" for name, value, wish in shown if value != wish)
