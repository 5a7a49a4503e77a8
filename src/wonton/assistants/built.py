"""Folders that an assistant builds once per content: they appear whole or not at all, whoever builds them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from wonton.core.errors import AssistantError


def built_folder(target: Path, marker: str, what: str, build: Callable[[Path], None]) -> Path:
    """`target`, filled by `build` under another name and renamed, unless the file `marker` stands in it already; where
    another process was faster, its result stands. `what` names the content in errors.

    Raises `AssistantError` where nothing can be written beside it, and what `build` raises.
    """
    if (target / marker).is_file():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".building-", dir=target.parent))
    except OSError as error:
        raise AssistantError(
            f"cannot write {what} to {target.parent}: {error.strerror}",
            "choose a home that can be written, with --home or WONTON_HOME",
        ) from error
    try:
        build(work)
        os.rename(work, target)
    except OSError:
        if not (target / marker).is_file():
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target
