"""Formulas of TPTP (CNF, FOF, TFF) as trees.

One parser of operators by precedence, with stacks of its own in place of recursion: formulas may be nested as deep as
they like. From tight to loose: `= !=`; `~`, `! [..] :`, `? [..] :`; `& |`, which take any number of operands;
`=> <= <=> <~> ~| ~&`, which take two. Not covered: THF, `$let`, types with variables (`!>`); they are an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.core.expr import Expr
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tptp_tokens import Token

_BINARY = {"=": 5, "!=": 5, "&": 3, "|": 2, "=>": 1, "<=": 1, "<=>": 1, "<~>": 1, "~|": 1, "~&": 1}
_PREFIX = 4
_QUANTIFIERS = {"!": "Pi", "?": "Exists"}
_CONSTANTS = {"$true": "True", "$false": "False"}
#: Where no sort is written, a variable stands for an individual.
INDIVIDUAL = "$i"


@dataclass(slots=True)
class _Frame:
    """Something that waits for its operands: an operator, an open bracket or an open call. `count` is the number of
    operands that it has on the stack: of a call the arguments, of a quantifier its variables."""

    kind: str
    text: str
    rank: int
    count: int = 0
    variables: tuple[tuple[str, str], ...] = ()


class FormulaParser:
    """Reads one formula from tokens; `place` is where it stands."""

    def __init__(self, words: Sequence[Token], place: int, terms: Terms) -> None:
        self.words, self.place, self.terms = words, place, terms
        self.values: list[Expr] = []
        self.frames: list[_Frame] = []
        self.scope: list[str] = []

    def read(self, implicit: Sequence[str] = ()) -> Expr:
        """The formula that begins here, up to a comma, bracket or full stop that is none of it. `implicit` variables
        are bound around it, the first outermost. Raises `ProofSyntaxError`."""
        self.scope = list(implicit)
        operand = True
        while True:
            if operand:
                operand = self._operand()
            elif (word := self._word()).text in _BINARY and word.kind == "sign":
                self._binary(word.text)
                operand = True
            elif not self._closes(word):
                break
            else:
                operand = word.text == ","
        self._reduce(0)
        if len(self.values) != 1 or self.frames:
            raise self._error("a formula that does not end")
        formula = self.values.pop()
        for name in reversed(implicit):
            formula = self.terms.binder("Pi", name, self.terms.const(INDIVIDUAL), formula)
        return formula

    def _word(self) -> Token:
        return self.words[self.place]

    def _error(self, what: str) -> ProofSyntaxError:
        word = self._word()
        return ProofSyntaxError(f"character {word.place}: {what} at {word.text!r}")

    def _take(self, text: str) -> None:
        if self._word().text != text:
            raise self._error(f"{text!r} expected")
        self.place += 1

    def _operand(self) -> bool:
        """Read what may stand where an operand is due; whether one is due still."""
        word = self._word()
        self.place += 1
        if word.kind == "sign":
            if word.text == "(":
                self.frames.append(_Frame("(", "(", 0))
            elif word.text == "~":
                self.frames.append(_Frame("~", "~", _PREFIX))
            elif word.text in _QUANTIFIERS:
                self._quantifier(word.text)
            else:
                self.place -= 1
                raise self._error("an operand expected")
            return True
        if word.kind == "name" and self._word().text == "(":
            self.place += 1
            self.frames.append(_Frame("call", word.text, 0, 1))
            return True
        self.values.append(self._atom(word))
        return False

    def _atom(self, word: Token) -> Expr:
        if word.kind == "variable":
            for index, name in enumerate(reversed(self.scope)):
                if name == word.text:
                    return self.terms.bound(index)
            return self.terms.free(word.text)
        if word.kind in ("number", "object"):
            return self.terms.lit(word.text)
        if word.kind == "name":
            return self.terms.const(_CONSTANTS.get(word.text, word.text))
        self.place -= 1
        raise self._error("an operand expected")

    def _quantifier(self, sign: str) -> None:
        self._take("[")
        variables: list[tuple[str, str]] = []
        while self._word().text != "]":
            name = self._word().text
            self.place += 1
            variables.append((name, self._sort()))
            if self._word().text == ",":
                self.place += 1
        self._take("]")
        self._take(":")
        self.scope += [name for name, _ in variables]
        self.frames.append(_Frame("quantifier", sign, _PREFIX, len(variables), tuple(variables)))

    def _sort(self) -> str:
        """The sort behind a variable, as it is written."""
        if self._word().text != ":":
            return INDIVIDUAL
        self.place += 1
        parts: list[str] = []
        depth = 0
        while depth or self._word().text not in (",", "]"):
            word = self._word()
            if word.kind == "end":
                raise self._error("a sort that does not end")
            depth += (word.text in ("(", "[")) - (word.text in (")", "]"))
            parts.append(word.text)
            self.place += 1
        return "".join(parts)

    def _binary(self, text: str) -> None:
        self.place += 1
        rank = _BINARY[text]
        self._reduce(rank + 1 if text in ("&", "|") else rank)
        self.frames.append(_Frame("binary", text, rank))

    def _closes(self, word: Token) -> bool:
        """Whether a comma or a closing bracket belongs to what is open in this formula; then it is read."""
        if word.text not in (",", ")") or word.kind != "sign":
            return False
        opening = next((f for f in reversed(self.frames) if f.kind in ("(", "call")), None)
        if opening is None or (word.text == "," and opening.kind == "("):
            return False
        self._reduce(0)
        self.place += 1
        if word.text == ",":
            opening.count += 1
        elif self.frames.pop().kind == "call":
            self.values.append(self.terms.call(opening.text, *self._popped(opening.count)))
        return True

    def _popped(self, count: int) -> list[Expr]:
        if count > len(self.values):
            raise self._error("an operand is missing")
        found = self.values[len(self.values) - count :]
        del self.values[len(self.values) - count :]
        return found

    def _reduce(self, rank: int) -> None:
        """Apply the operators on top of the stack that bind at least as tight as `rank`."""
        while self.frames and self.frames[-1].kind not in ("(", "call") and self.frames[-1].rank >= rank:
            frame = self.frames.pop()
            if frame.kind == "binary":
                count = 2
                while frame.text in ("&", "|") and self.frames and self.frames[-1].text == frame.text:
                    self.frames.pop()
                    count += 1
                self.values.append(self._joined(frame.text, self._popped(count)))
            elif frame.kind == "~":
                self.values.append(self.terms.negation(self._popped(1)[0]))
            else:
                self.values.append(self._quantified(frame, self._popped(1)[0]))

    def _quantified(self, frame: _Frame, body: Expr) -> Expr:
        del self.scope[len(self.scope) - frame.count :]
        for name, sort in reversed(frame.variables):
            body = self.terms.binder(_QUANTIFIERS[frame.text], name, self.terms.const(sort), body)
        return body

    def _joined(self, sign: str, operands: list[Expr]) -> Expr:
        terms = self.terms
        if sign in ("&", "|"):
            return terms.call("And" if sign == "&" else "Or", *operands)
        left, right = operands
        if sign in ("=", "!="):
            equation = terms.call("Eq", left, right)
            return equation if sign == "=" else terms.negation(equation)
        if sign in ("=>", "<="):
            return terms.implies(left, right) if sign == "=>" else terms.implies(right, left)
        if sign in ("<=>", "<~>"):
            found = terms.call("Iff", left, right)
            return found if sign == "<=>" else terms.negation(found)
        return terms.negation(terms.call("Or" if sign == "~|" else "And", left, right))
