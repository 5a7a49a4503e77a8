"""A run that is being read: its files in, rows and problems out. One artifact that is wrong costs its own rows only."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wonton.artifacts.versions import check_version
from wonton.core.errors import ArtifactError, FormatVersionError
from wonton.lake.rows import Row, Rows, clean

JsonObject = dict[str, Any]
Found = Mapping[str, Sequence[Row]]

_MESSAGE = 300
_VERSION_LINE = re.compile(rb'^"format_version": (\d+),?$', re.MULTILINE)
#: What a value of another shape than its schema's makes an extractor raise.
MISFITS = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError)


class ProblemError(Exception):
    """An artifact that cannot be used: `kind` is one of those of the table `extract_errors`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(slots=True)
class Source:
    """The run `key` in `folder`, called `locator`; `rows` and `errors` are what was made of it so far."""

    folder: Path
    locator: str
    key: str
    rows: Rows = field(default_factory=Rows)
    errors: list[Row] = field(default_factory=list)

    def problem(
        self, stage: str, artifact: str, kind: str, message: str, theorem: str | None = None, line: int | None = None
    ) -> None:
        """Record that `artifact` (a path within the run) could not be used."""
        row = (self.key, self.locator, theorem, stage, _clean(artifact), kind, line, _clean(message))
        self.errors.append(row)

    def read(self, stage: str, artifact: str, theorem: str | None = None) -> JsonObject | None:
        """The JSON object in `artifact`; None, and a problem, where it cannot be read."""
        try:
            return load(self.folder / artifact)
        except ProblemError as problem:
            self.problem(stage, artifact, problem.kind, str(problem), theorem)
            return None

    def take(self, stage: str, artifact: str, extract: Callable[[], Found], theorem: str | None = None) -> bool:
        """Add the rows that `extract` makes of `artifact`; a problem, and False, where it is not as its schema says."""
        try:
            self.rows.extend(extract())
        except ProblemError as problem:
            self.problem(stage, artifact, problem.kind, str(problem), theorem)
        except MISFITS as error:
            self.problem(stage, artifact, "malformed", misfit(error), theorem)
        except OSError as error:
            self.problem(stage, artifact, "unreadable", error.strerror or str(error), theorem)
        else:
            return True
        return False


def load(path: Path) -> JsonObject:
    """The JSON object in `path`. Raises `ProblemError`."""
    try:
        value = json.loads(content(path))
    except (ValueError, RecursionError) as error:
        raise ProblemError("malformed", f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ProblemError("malformed", f"not a JSON object but {type(value).__name__}")
    _check(value, path)
    return value


def _check(value: Mapping[str, Any], path: Path) -> None:
    try:
        check_version(value, path)
    except FormatVersionError as error:
        raise ProblemError("newer", f"format version {value['format_version']}: {error.remedy}") from error
    except ArtifactError as error:
        raise ProblemError("foreign", f"no format_version: {error.remedy}") from error


def content(path: Path) -> bytes:
    """The bytes of `path`, decompressed where its name ends in `.gz`. Raises `ProblemError`."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.name.endswith(".gz") else data
    except FileNotFoundError as error:
        raise ProblemError("missing", "there is no such file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ProblemError("unreadable", getattr(error, "strerror", None) or str(error)) from error


def check_whole(path: Path) -> None:
    """Raise `ProblemError` where a file that is not parsed is cut short, newer or not one of ours.

    Looks at its compression, its two ends and its format version; what lies between is not looked at.
    """
    data = content(path)
    if not data.startswith(b"{") or not data.endswith(b"}\n"):
        raise ProblemError("malformed", "not a whole JSON object")
    found = _VERSION_LINE.findall(data)
    _check({"format_version": int(found[-1])} if found else {}, path)


def belongs(value: Mapping[str, Any], theorem: str, variant: str | None = None) -> None:
    """Raise `ProblemError` where `value` says that it is of another theorem or variant."""
    for name, wanted in (("item_id", theorem), ("variant", variant)):
        if wanted is not None and value.get(name) != wanted:
            raise ProblemError("foreign", f"its {name} is {value.get(name)!r}, not {wanted!r}")


def misfit(error: Exception) -> str:
    """What an extractor's exception says of the value."""
    if isinstance(error, KeyError):
        return f"no {error.args[0]!r}" if error.args else "a key is missing"
    return f"not as its schema says: {error}"


def _clean(text: str) -> str:
    """On one line, of bounded length, without what has no UTF-8."""
    line = " ".join(clean(text).split())
    return line if len(line) <= _MESSAGE else f"{line[: _MESSAGE - 3]}..."


def plain(text: str) -> bool:
    """Whether the lake can hold `text`."""
    return text == clean(text)


def compact(value: object) -> str:
    """JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
