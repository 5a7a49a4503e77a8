"""What a command says: rich on a terminal, plain lines elsewhere or with `--plain`, JSON lines with `--json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TextIO

from rich.console import Console
from rich.text import Text

Mode = Literal["rich", "plain", "json"]
Cell = str | int | float | None


class Output:
    """Where a command's results go. In `json` mode only `record` says anything, in the others only the rest does."""

    def __init__(self, mode: Mode, stream: TextIO | None = None) -> None:
        self.mode = mode
        self.stream = stream or sys.stdout
        self.console = Console(file=self.stream, highlight=False, soft_wrap=True)

    @classmethod
    def choose(cls, plain: bool, as_json: bool) -> Output:
        """The output that the flags and the terminal ask for."""
        if as_json:
            return cls("json")
        return cls("rich" if sys.stdout.isatty() and not plain else "plain")

    @property
    def live(self) -> bool:
        """Whether a display may be redrawn in place."""
        return self.mode == "rich"

    def record(self, value: Mapping[str, Any]) -> None:
        """One object, as a JSON line."""
        if self.mode == "json":
            self._write(json.dumps(value, ensure_ascii=False, sort_keys=True))

    def say(self, text: str = "", style: str = "") -> None:
        """A line for people; `style` shows on a terminal only."""
        if self.mode == "rich":
            self.console.print(Text(text, style=style))
        elif self.mode == "plain":
            self._write(text)

    def heading(self, text: str) -> None:
        """The title of what follows."""
        self.say()
        self.say(text, "bold")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[Cell]], title: str = "") -> None:
        """A table; numbers stand to the right, None is shown as nothing."""
        if title:
            self.heading(title)
        right = {i for i in range(len(columns)) if rows and all(isinstance(r[i], int | float | None) for r in rows)}
        shown = [["" if cell is None else str(cell) for cell in row] for row in rows]
        for number, line in enumerate(table_lines(columns, shown, right)):
            self.say(line, "dim" if number == 0 else "")

    def _write(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


def table_lines(columns: Sequence[str], rows: Sequence[Sequence[str]], right: set[int]) -> Iterator[str]:
    """The lines of a table: columns as wide as their widest cell, two spaces apart."""
    lines = [list(columns), *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))]
        yield "  ".join(cells).rstrip()


def counted(number: int, noun: str, nouns: str = "") -> str:
    """`1 theorem`, `2 theorems`; `nouns` is the plural where it is not made with an s."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def complain(message: str) -> None:
    """An error, on standard error."""
    print(f"error: {message}", file=sys.stderr, flush=True)
