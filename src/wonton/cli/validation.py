"""`wonton corpus validate`: workers check batches, each with an assistant of its own, and what was done is kept."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path

from wonton.assistants.base import Assistant
from wonton.assistants.children import end_with
from wonton.core.errors import AssistantError, WontonError
from wonton.corpus import Corpus, Item, ValidationRow, open_corpus
from wonton.corpus.validate import batches, check, keep_row, kept_rows
from wonton.runs import RunSettings, open_assistant
from wonton.runs.home import Home

#: Items in a row that may cost two assistants each before there is no point in going on.
_PATIENCE = 5

Answer = list[ValidationRow] | tuple[str, str]


def validation_rows(
    home: Home, corpus: Corpus, items: Sequence[Item], workers: int, lean_project: str = ""
) -> Iterator[ValidationRow]:
    """The rows of these items: first what an earlier validation found until it was stopped, then the others as they
    come, each kept for a later one: in the order of `batches` with one worker, batch by batch as they are finished with
    more. `lean_project` is the Lake project whose Lean is asked, `""` for none. Raises `AssistantError` where
    assistants or a worker are lost for good."""
    settings = RunSettings(corpus.ref.assistant, lean_project=lean_project, corpus=str(corpus.ref))
    known = _known(settings, home, corpus)
    yield from (known[item.item_id] for item in items if item.item_id in known)
    missing = [item for item in items if item.item_id not in known]
    for row in _fresh_rows(settings, home, corpus, missing, workers) if missing else ():
        keep_row(corpus, row)
        yield row


def _known(settings: RunSettings, home: Home, corpus: Corpus) -> dict[str, ValidationRow]:
    """By item, what an earlier validation that was stopped had from the same assistant."""
    kept = kept_rows(corpus)
    if not kept:
        return {}
    with closing(open_assistant(settings, home.cache)) as assistant:
        return {row.item_id: row for row in kept if row.fingerprint == assistant.fingerprint}


def _fresh_rows(
    settings: RunSettings, home: Home, corpus: Corpus, items: Sequence[Item], workers: int
) -> Iterator[ValidationRow]:
    work = batches(items)
    if workers == 1 or len(work) == 1:
        yield from patient_rows(corpus, chain(*work), partial(open_assistant, settings, home.cache))
        return
    context = multiprocessing.get_context("spawn")
    count, mine = min(workers, len(work)), (os.getpid(),)
    with ProcessPoolExecutor(count, mp_context=context, initializer=end_with, initargs=mine) as pool:
        pending = {pool.submit(_checked, settings, home, [item.item_id for item in batch]) for batch in work}
        try:
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from _rows(future)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def patient_rows(corpus: Corpus, items: Iterable[Item], opened: Callable[[], Assistant]) -> Iterator[ValidationRow]:
    """One row an item, from an assistant that `opened` gives. Where it is lost over an item, a new one is asked once
    more; an item that cost two is not valid. Raises `AssistantError` where that happens `_PATIENCE` times in a row."""
    assistant = opened()
    lost = 0
    try:
        for item in items:
            try:
                (row,) = check(corpus, [item], assistant)
            except AssistantError:
                assistant.close()
                assistant = opened()
                row, lost = _second_try(corpus, item, assistant, lost)
            else:
                lost = 0
            yield row
    finally:
        assistant.close()


def _second_try(corpus: Corpus, item: Item, assistant: Assistant, lost: int) -> tuple[ValidationRow, int]:
    try:
        (row,) = check(corpus, [item], assistant)
    except AssistantError as error:
        if lost + 1 >= _PATIENCE:
            raise
        return ValidationRow(item.item_id, False, error.message, assistant.fingerprint), lost + 1
    return row, 0


def _rows(future: Future[Answer]) -> list[ValidationRow]:
    try:
        answer = future.result()
    except BrokenProcessPool as error:
        remedy = "It may have run out of memory: try again with fewer --workers."
        raise AssistantError("a worker of the validation died", remedy) from error
    if isinstance(answer, tuple):
        raise AssistantError(*answer)
    return answer


def _checked(settings: RunSettings, home: Home, item_ids: Sequence[str]) -> Answer:
    """In a worker: the rows of one batch, or an error's message and remedy, since not every error can be sent."""
    try:
        corpus, items = _opened(home.root, settings.corpus)
        chosen = [items[item_id] for item_id in item_ids]
        return list(patient_rows(corpus, chosen, partial(open_assistant, settings, home.cache)))
    except WontonError as error:
        return error.message, error.remedy


@lru_cache(maxsize=1)
def _opened(root: Path, ref: str) -> tuple[Corpus, dict[str, Item]]:
    corpus = open_corpus(root, ref)
    return corpus, {item.item_id: item for item in corpus.all_items}
