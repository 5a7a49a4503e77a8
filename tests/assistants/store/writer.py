"""A process that writes to a store file: `python writer.py FILE NUMBER ROWS`.

It writes ROWS rows of its own and as many that every such process writes, in batches of 40, and prints after each how
many of its own are written."""

from __future__ import annotations

import sys
from pathlib import Path

from wonton.assistants.base import Step, Theorem
from wonton.assistants.store.database import Answer, Origin, TransitionFile
from wonton.assistants.store.keys import theorem_key

BATCH = 40
THEOREM = Theorem("t", "t", "p", "header")


def answer(place: int) -> Answer:
    """The one transition of a place."""
    origin = Origin(theorem_key(THEOREM, 1), THEOREM, 1, (Step("intro", 0),))
    return Answer(place.to_bytes(16, "big"), origin, "split", b"c")


def main(path: Path, number: int, rows: int) -> None:
    """Write, batch by batch."""
    file = TransitionFile(path, "fake-1", "code")
    for start in range(0, rows, BATCH):
        batch = range(start, min(rows, start + BATCH))
        file.add(answer(row) for row in batch)
        file.add(answer((number + 1) * 10**12 + row) for row in batch)
        file.flush()
        sys.stdout.write(f"{batch.stop}\n")
        sys.stdout.flush()
    file.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
