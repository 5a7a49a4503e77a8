"""Finding a prover: by flag, by environment variable, on PATH, in an installed wheel; and asking its version."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import lru_cache

from wonton.core.errors import MissingToolError
from wonton.external.base import Backend, Binary, Origin

_VERSION_SECONDS = 30.0


def find(backend: Backend, flag: str = "", environment: Mapping[str, str] | None = None) -> Binary:
    """The prover of `backend`: the program that `flag` names, else the one that its environment variable names, else
    one on PATH, else one out of a wheel. Raises `MissingToolError` where there is none, or where what was named does
    not tell its version."""
    known = os.environ if environment is None else environment
    named = flag or known.get(backend.variable, "")
    if named:
        return _named(backend, named, "flag" if flag else "environment", known.get("PATH", ""))
    passed_over = ""
    for argv, origin in _candidates(backend, known.get("PATH", "")):
        version, words = ask_version(backend, argv)
        if version and (origin != "path" or numbers(version) >= backend.oldest):
            return Binary(argv, version, origin)
        passed_over = f" ({argv[0]} {version or words})"
    raise MissingToolError(f"{backend.name} is not installed{passed_over}", backend.remedy)


def _named(backend: Backend, named: str, origin: Origin, path: str) -> Binary:
    found = shutil.which(named, path=path)
    if found is None:
        raise MissingToolError(f"{backend.name}: {named} is not a program", f"Name one, or unset {backend.variable}.")
    version, words = ask_version(backend, (os.path.abspath(found),))
    if not version:
        raise MissingToolError(f"{found} does not look like {backend.name}: {words}", backend.remedy)
    return Binary((os.path.abspath(found),), version, origin)


def _candidates(backend: Backend, path: str) -> Iterator[tuple[tuple[str, ...], Origin]]:
    for program in backend.programs:
        found = shutil.which(program, path=path)
        if found is not None:
            yield (os.path.abspath(found),), "path"
    wheel = backend.wheel()
    if wheel is not None:
        yield wheel, "wheel"


def ask_version(backend: Backend, argv: tuple[str, ...]) -> tuple[str, str]:
    """The version that the program tells, `""` for none, and what it said instead, in short."""
    return _ask(argv + backend.version_options, backend.version_pattern)


@lru_cache(maxsize=32)
def _ask(argv: tuple[str, ...], pattern: str) -> tuple[str, str]:
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_VERSION_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"no version after {_VERSION_SECONDS:g} s"
    except OSError as error:
        return "", error.strerror or str(error)
    words = done.stdout.decode("utf-8", "replace")
    match = re.search(pattern, words)
    return (match[1] if match else ""), f"it answers {' '.join(words.split())[:120]!r}"


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by."""
    return tuple(int(part) for part in re.findall(r"\d+", version))
