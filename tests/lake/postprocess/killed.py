"""Postprocessing in a process of its own, for tests that kill it: `python killed.py LOGS WORKERS`. Prints a line after
each theorem."""

from __future__ import annotations

import sys
from pathlib import Path

from wonton.lake.postprocess import postprocess


def tell(run_dir: Path, done: int, total: int) -> None:
    """Say that one more theorem is done."""
    sys.stdout.write(f"{run_dir.name} {done} of {total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    postprocess(Path(sys.argv[1]), workers=int(sys.argv[2]), observer=tell)
