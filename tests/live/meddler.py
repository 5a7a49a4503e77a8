"""A process that stands between a search and Lean, and spoils some of the answers: what Lean will not do by itself.
`python meddler.py SEED EVERY PEACE LOG COMMAND...`, COMMAND being that of `frontend.py`.

Passes requests and answers on. Of the answers behind the first PEACE, one in EVERY is spoilt (0: none; then this is an
honest Lean), in a way that lots are drawn for; each such way is a line in the file LOG. Uses the standard library and
the launcher only."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NoReturn

sys.path.append(str(Path(__file__).parents[2] / "src" / "wonton" / "assistants" / "lean"))


def frame(number: int, body: bytes) -> bytes:
    return b"%d %d %d\n%b" % (len(body), number, zlib.crc32(body), body)


class Meddler:
    """`last` is the answer before, `kept` what was taken and never given back."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.last, self.kept = dice, frame(0, b"[]"), list[bytes]()

    def spoilt(self, kind: str, number: int, body: bytes) -> None:
        """Do something else than giving the answer, or something more."""
        whole = frame(number, body)
        half = whole[: -1 - len(body) // 2]
        other = b'{"base":0}' if body[:1] == b"[" else b"[1]"
        says: dict[str, bytes] = {
            "garbage": self.dice.randbytes(300),
            "truncated": half,
            "halved": half,
            "flipped": flipped(whole, self.dice),
            "wrong id": frame(number + 1, body),
            "stale": self.last,
            "twice": whole * 2,
            "no end of a line": b"7" * 1_000_000,
            "no end of an answer": b"%d %d 0\n" % (10**12, number),
            "nothing but notices": frame(number, b"") * 10_000,
            "another question's shape": frame(number, other),
        }
        before: dict[str, Callable[[], object]] = {
            "complaints": lambda: os.write(2, b"alas! " * 500_000),
            "slow": lambda: time.sleep(0.1),
            "mute": sleep,
            "exit": lambda: os._exit(3),
            "deaf": lambda: os.close(0),
            "closed": lambda: (os.close(1), sleep()),  # type: ignore[func-returns-value]
        }
        behind: dict[str, Callable[[], object]] = {
            "truncated": lambda: os._exit(0),
            "halved": sleep,
            "leak": lambda: self.kept.append(b"x" * (60 << 20)),
            "deaf": sleep,
        }
        before.get(kind, int)()
        write(says.get(kind, whole))
        behind.get(kind, int)()


#: Those that cost a whole time limit are drawn rarely.
QUICK = (
    "garbage, truncated, flipped, wrong id, stale, twice, no end of a line, no end of an answer, nothing but notices, "
    "another question's shape, complaints, slow, leak, exit, deaf, closed"
).split(", ")
TEDIOUS = ["halved", "mute"]


def write(data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]


def sleep() -> NoReturn:
    while True:
        time.sleep(3600)


def flipped(data: bytes, dice: random.Random) -> bytes:
    """`data` with one bit changed behind its first line, or in it where that is all."""
    place = dice.randrange(data.index(b"\n") + 1, len(data)) if not data.endswith(b"\n") else 0
    return data[:place] + bytes([data[place] ^ (1 << dice.randrange(7))]) + data[place + 1 :]


def read_answer(answers: BinaryIO) -> tuple[int, bytes]:
    size, number, _ = (int(word) for word in answers.readline().split())
    return number, answers.read(size)


def main(seed: str, every: int, peace: int, log: Path, command: list[str]) -> None:
    """Pass on what comes until there is no more."""
    from launcher import die_with_parent  # type: ignore[import-not-found]

    die_with_parent(int(os.environ["WONTON_PARENT"]))
    own = {**os.environ, "WONTON_PARENT": str(os.getpid())}
    lean = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=own)
    assert lean.stdin is not None and lean.stdout is not None
    dice = random.Random(seed)
    meddler, requests, served = Meddler(dice), os.fdopen(os.dup(0), "rb"), 0
    while line := requests.readline():
        lean.stdin.write(line + requests.read(int(line.split()[0])))
        lean.stdin.flush()
        while not (answer := read_answer(lean.stdout))[1]:
            write(frame(*answer))
        served += 1
        if every and served > peace and dice.randrange(every) == 0:
            kind = dice.choice(TEDIOUS) if dice.randrange(40) == 0 else dice.choice(QUICK)
            with log.open("a") as file:
                file.write(f"{kind}\n")
            meddler.spoilt(kind, *answer)
        else:
            write(frame(*answer))
        meddler.last = frame(*answer)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:])
