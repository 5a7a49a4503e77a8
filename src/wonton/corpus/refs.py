"""References to corpora: `<assistant>:<corpus_id>[@<build_id>][#<derived>]`, as people type and as runs record them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wonton.core.errors import SettingsError

_REF = re.compile(
    r"(?P<assistant>[a-z][a-z0-9_-]*):(?P<corpus_id>[A-Za-z0-9][\w.-]*)(?:@(?P<build>[0-9a-f]+))?(?:#(?P<derived>[\w-]+))?"
)


@dataclass(frozen=True, slots=True)
class CorpusRef:
    """A parsed reference; `str()` gives the text back.

    `build` is a build id or the start of one, `""` for the current build; `derived` names a slice, `""` for the
    corpus's default slice.
    """

    assistant: str
    corpus_id: str
    build: str = ""
    derived: str = ""

    def __str__(self) -> str:
        build = f"@{self.build}" if self.build else ""
        return f"{self.name}{build}{f'#{self.derived}' if self.derived else ''}"

    @property
    def name(self) -> str:
        """`<assistant>:<corpus_id>`, whatever the build and slice."""
        return f"{self.assistant}:{self.corpus_id}"


def parse_ref(text: str) -> CorpusRef:
    """The reference that `text` spells. Raises `SettingsError` where it spells none."""
    match = _REF.fullmatch(text)
    if match is None:
        raise SettingsError(
            f"{text!r} is not a corpus reference", "Write <assistant>:<corpus>[@<build>][#<slice>], as in lean:core."
        )
    return CorpusRef(**{key: value or "" for key, value in match.groupdict().items()})
