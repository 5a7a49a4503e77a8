"""What an SMT-LIB 2 script says about itself: its commands, logic, questions and the answers it expects.

Covers the top level only (SMT-LIB 2.6, section 3: a string doubles its quotes, a quoted symbol stands between bars, a
comment begins with `;`).
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r';[^\n]*|"(?:[^"]|"")*"|\|[^|]*\||[()]|[^\s()";|]+')
_NO_WORD = "unknown"


def commands(script: str) -> list[str]:
    """The top-level commands of a script, each as it is written, comments between them left out. What does not close
    is the last one."""
    found: list[str] = []
    depth = start = 0
    for match in _TOKEN.finditer(script):
        token = match[0]
        if token == "(":
            if depth == 0:
                start = match.start()
            depth += 1
        elif token == ")" and depth:
            depth -= 1
            if depth == 0:
                found.append(script[start : match.end()])
    return found if depth == 0 else [*found, script[start:]]


def words(command: str) -> list[str]:
    """The tokens of a command between its outer parentheses, comments left out: `set-info :status unsat`."""
    return [token for token in _TOKEN.findall(command) if not token.startswith(";")][1:-1]


def name_of(command: str) -> str:
    """The name of a command: `assert` of `(assert p)`."""
    match = re.match(r"\(\s*(?:;[^\n]*\n\s*)*([^\s()]+)", command)
    return match[1] if match else ""


def logic(script: str) -> str:
    """The logic that a script sets, `""` for none."""
    return next((words(each)[1] for each in commands(script) if name_of(each) == "set-logic" and words(each)[1:]), "")


def expected(script: str) -> str:
    """The answers that a script states for its questions, in order, with blanks between them; `""` where it states
    none. A stated status holds for every question until another is stated; a question without one has `unknown`."""
    status, found = _NO_WORD, list[str]()
    for command in commands(script):
        name = name_of(command)
        if name == "set-info" and words(command)[1:2] == [":status"]:
            status = "".join(words(command)[2:3]) or _NO_WORD
        elif name.startswith("check-sat"):
            found.append(status)
    return "" if set(found) <= {_NO_WORD} else " ".join(found)


def title(script: str) -> str:
    """The script's first comment line, or the first line of its `:source` or `:notes`; `""` for none."""
    comment = re.match(r"\s*;+\s*(\S[^\n]*)", script)
    if comment:
        return comment[1].strip()
    for command in commands(script):
        if name_of(command) == "set-info" and words(command)[1:2] and words(command)[1] in (":source", ":notes"):
            return " ".join(words(command)[2:]).strip('|"').strip().partition("\n")[0][:120]
    return ""
