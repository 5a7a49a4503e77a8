"""The attempts to cheat in `cheats/*.toml`, and the tables of them in docs/explanation/what-a-verdict-means.md.

python tests/live/cheating.py     writes the tables anew
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wonton.assistants.base import Limits, Script, Theorem

Name = Literal["lean", "rocq"]
FOLDER = Path(__file__).with_name("cheats")
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "what-a-verdict-means.md"
KINDS = {
    "hole": "Holes that count as proved",
    "axiom": "Axioms",
    "native": "Programs in place of proofs",
    "option": "Options that switch checks off",
    "check": "Checks that are switched off",
    "commands": "Several commands in one tactic",
    "program": "Commands that reach outside",
    "meaning": "Names, notation and instances that change what is meant",
    "text": "Text that is not what it looks like",
    "size": "Size and depth",
}
_SEARCH = {"list": "the list", "failed": "the assistant", "refused": "the statement", "closed": "–"}


@dataclass(frozen=True)
class Cheat:
    """One attempt with its honest twin; the fields are explained in `cheats/lean.toml`."""

    assistant: Name
    name: str
    kind: str
    theorem: Theorem
    script: Script
    twin_theorem: Theorem
    twin: Script
    search: str
    alone: str
    here: bool
    seconds: float | None

    @property
    def limits(self) -> Limits | None:
        """The limits of its processes, where the usual ones would take too long."""
        return None if self.seconds is None else Limits(wall_seconds=self.seconds)


def cheats(assistant: Name) -> list[Cheat]:
    """All attempts on one assistant."""
    rows = tomllib.loads((FOLDER / f"{assistant}.toml").read_text(encoding="utf-8"))["cheat"]
    return [_cheat(assistant, row) for row in rows]


def _cheat(assistant: Name, row: dict[str, Any]) -> Cheat:
    asked = {"statement": ": False", **{key: row[key] for key in ("statement", "header", "footer") if key in row}}
    honest = {key.removeprefix("twin_"): row[key] for key in row if key.startswith("twin_") and key != "twin_script"}
    return Cheat(
        assistant,
        row["name"],
        row["kind"],
        Theorem(row["name"], "cheat", **asked),
        _script(row["script"]),
        Theorem(row["name"], "cheat", **{**asked, **honest}),
        _script(row.get("twin_script", row["twin"])),
        row["search"],
        row["alone"],
        row.get("here", True),
        row.get("seconds"),
    )


def _script(value: Any) -> Script:
    """One tactic, or several, each for the only goal that the last one left."""
    first, *others = value if isinstance(value, list) else [value]
    children = (_script(others),) if others else ()
    return Script(_text(first), children, ((0,),) if children else ())


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    times = value["times"]
    return str(value["text"] + value["repeat"] * times + value["then"] + value["close"] * times)


def table(assistant: Name) -> str:
    """The attempts as Markdown: what a search makes of each, and what the check makes of it when the list is not
    asked."""
    found = cheats(assistant)
    lines = []
    for kind, title in KINDS.items():
        rows = [cheat for cheat in found if cheat.kind == kind]
        if rows:
            lines += ["", f"**{title}**", "", "| attempt | stopped in the search by | without the list stopped at |"]
            lines += ["| --- | --- | --- |"]
            lines += [f"| {cheat.name} | {_SEARCH[cheat.search]} | {_rung(cheat)} |" for cheat in rows]
    return "\n".join(lines[1:])


def _rung(cheat: Cheat) -> str:
    if not cheat.here:
        return "cannot be tried here"
    return {"none": "`rechecked` (by `replay`)"}.get(cheat.alone, f"`{cheat.alone}`")


def written(page: str) -> str:
    """The page with both tables as they should be."""
    for assistant in ("lean", "rocq"):
        begin, end = f"<!-- cheats {assistant}: written by tests/live/cheating.py -->\n", f"<!-- end {assistant} -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n{table(assistant)}\n\n{end}{rest.split(end)[1]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
