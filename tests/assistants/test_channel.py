"""The pipes of a process: nothing that it does makes us wait for longer than the limit, or keep more than a bound."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wonton.assistants import channel
from wonton.assistants.channel import Channel, Stopped, Watch, run_to_end

COMPUTES = "while True: pass"


def python(program: str, **streams: int) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen([sys.executable, "-I", "-c", program], bufsize=0, start_new_session=True, **pipes)


def opened(program: str) -> Channel:
    return Channel(python(program), "Snake", Stopped)


def run(program: str, wall_seconds: float = 60.0, memory_mb: float = 500.0) -> channel.Finished:
    return run_to_end(
        lambda: python(program, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT),
        "Snake",
        Stopped,
        wall_seconds,
        memory_mb,
    )


def test_complaints_without_end_hold_nothing_up_and_are_not_kept() -> None:
    talk = opened("import os\nos.write(2, b'alas ' * 1_000_000 + b'the end')\nos.write(1, b'done')")
    assert talk.chunk(Watch(60.0, 500.0)) == b"done"
    with pytest.raises(Stopped, match=r"code 0: .*alas the end") as caught:
        talk.chunk(Watch(60.0, 500.0))
    assert len(caught.value.message) < 1_000
    talk.close()


def test_a_process_that_reads_nothing_is_not_waited_for() -> None:
    talk = opened(COMPUTES)
    with pytest.raises(Stopped, match="took more than") as caught:
        talk.send(b"x" * 10_000_000, Watch(0.3, 500.0))
    assert caught.value.why == "wall"
    talk.close()


def test_a_process_that_stands_still_was_kept_from_working() -> None:
    talk = opened(COMPUTES)
    os.kill(talk.process.pid, signal.SIGSTOP)
    assert idle(talk)
    talk.close()


@pytest.mark.parametrize(("share", "expected"), [(1.0, False), (0.5, False), (0.01, True)])
def test_a_process_that_computed_for_a_fair_share_of_its_time_was_not(
    monkeypatch: pytest.MonkeyPatch, share: float, expected: bool
) -> None:
    monkeypatch.setattr(channel, "computed_seconds", lambda pid: share * time.monotonic())
    talk = opened(COMPUTES)
    assert idle(talk) is expected
    talk.close()


def test_where_the_system_does_not_tell_it_was_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "computed_seconds", lambda pid: -1.0)
    talk = opened(COMPUTES)
    assert not idle(talk)
    talk.close()


def idle(talk: Channel) -> bool:
    with pytest.raises(Stopped, match="took more than") as caught:
        talk.chunk(Watch(0.3, 500.0))
    return caught.value.idle


def test_a_process_that_closes_its_output_and_lives_on_has_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "_END_SECONDS", 0.1)
    talk = opened("import os, time\nos.close(1)\ntime.sleep(600)")
    with pytest.raises(Stopped, match="Snake closed its output"):
        talk.chunk(Watch(60.0, 500.0))
    talk.close()
    assert talk.process.poll() is not None


def test_a_one_shot_run_that_writes_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "MAX_BYTES", 1 << 20)
    with pytest.raises(Stopped, match="wrote more than") as caught:
        run("import os\nwhile True: os.write(1, b'x' * 65536)")
    assert caught.value.why == "memory"


def test_a_one_shot_run_that_closes_its_output_and_lives_on_is_ended() -> None:
    with pytest.raises(Stopped, match="took more than 2 s"):
        run("import os, time\nos.close(1), os.close(2)\ntime.sleep(600)", wall_seconds=2.0)


@pytest.mark.parametrize(("deaths", "code"), [(0, 0), (1, 0), (2, 0), (3, -9)])
def test_a_one_shot_run_that_somebody_ends_is_begun_again(tmp_path: Path, deaths: int, code: int) -> None:
    program = (
        "import os, signal\n"
        f"place = {str(tmp_path)!r}\n"
        "number = len(os.listdir(place))\n"
        "open(f'{place}/{number}', 'w').close()\n"
        f"if number < {deaths}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "print('done')\n"
    )
    done = run(program)
    assert (done.code, done.output) == (code, "" if code else "done\n")
    assert len(list(tmp_path.iterdir())) == min(deaths + 1, 3)
