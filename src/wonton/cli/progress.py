"""Progress of a run: a bar on a terminal, a line per finished theorem, or every event as a JSON line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from wonton.cli.output import Output, counted
from wonton.runs.events import Observer, RunEvent

_ENDINGS = ("theorem_finished", "theorem_failed")


class Tally:
    """Counts what has happened so far."""

    def __init__(self) -> None:
        self.total = self.finished = 0
        self.counts = {"solved": 0, "unsolved": 0, "refused": 0, "failed": 0}
        self.variants = 0

    def take(self, event: RunEvent) -> None:
        """Count one event."""
        if event.kind == "run_started":
            self.total, self.finished = event.data["total"], event.data["already_done"]
        elif event.kind == "variant_finished":
            self.variants += 1
        elif event.kind == "seed_finished":
            self.variants += sum(isinstance(value, dict) for value in event.data.values())
        elif event.kind in _ENDINGS:
            self.finished += 1
            self.counts[event.data.get("status", "failed")] += 1

    def __str__(self) -> str:
        shown = [f"{count} {name}" for name, count in self.counts.items() if count or name == "solved"]
        return f"{', '.join(shown)}; {counted(self.variants, 'search', 'searches')}"


@contextmanager
def progress(output: Output, noun: str = "theorem") -> Iterator[Observer]:
    """An observer that shows a run as it goes; `noun` is what it is over."""
    if output.mode == "json":
        yield lambda event: output.record(event.to_json())
    elif output.live:
        yield from _bar(output)
    else:
        yield _lines(output, noun)


def _lines(output: Output, noun: str) -> Observer:
    tally = Tally()

    def observer(event: RunEvent) -> None:
        tally.take(event)
        if event.kind == "run_started":
            again = f", {tally.finished} done before" if tally.finished else ""
            output.say(f"{counted(tally.total, noun)}{again}, {counted(event.data['workers'], 'worker')}")
        elif event.kind == "theorem_finished":
            seconds = f"{event.data['seconds']:.1f} s"
            output.say(f"{tally.finished}/{tally.total}  {event.item_id}  {event.data['status']}  {seconds}")
        elif event.kind in ("theorem_failed", "theorem_retried"):
            output.say(f"{event.item_id}  {event.kind.removeprefix('theorem_')}: {event.data['reason']}")

    return observer


def _bar(output: Output) -> Iterator[Observer]:
    shown = TextColumn("{task.description}")
    columns = (TextColumn("searching"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), shown)
    tally = Tally()
    with Progress(*columns, console=output.console, transient=True) as bar:
        task: TaskID = bar.add_task("", total=None)

        def observer(event: RunEvent) -> None:
            tally.take(event)
            bar.update(task, total=tally.total or None, completed=tally.finished, description=str(tally))
            if event.kind in ("theorem_failed", "theorem_retried"):
                output.say(f"{event.item_id}  {event.kind.removeprefix('theorem_')}: {event.data['reason']}", "yellow")

        yield observer
