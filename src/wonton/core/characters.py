"""Characters that a reader does not see, or that a prover's text does not need."""

from __future__ import annotations

import re
import unicodedata

#: Of Unicode's categories: control, format, surrogates, private use, line and paragraph separators.
_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_ALLOWED = frozenset("\n\t")
#: Letters and marks that show as nothing (the fillers and selectors among Unicode's default ignorable characters).
_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def invisible(text: str) -> str:
    """The first character of `text` that does not show, as a code (`U+200B`); `""` where there is none."""
    if text.isascii() and text.isprintable():
        return ""
    for character in text:
        if character in _ALLOWED:
            continue
        if unicodedata.category(character) in _CATEGORIES or _FILLERS.match(character):
            return f"U+{ord(character):04X}"
    return ""
