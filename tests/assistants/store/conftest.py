"""An assistant, and the same with a store before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistants.store.made import close_all, fake, tracked
from wonton.assistants.fake import FakeAssistant
from wonton.assistants.transitions import StoredAssistant, open_store


@pytest.fixture(autouse=True)
def everything_is_closed() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def real() -> FakeAssistant:
    return fake()


@pytest.fixture
def stored(real: FakeAssistant, tmp_path: Path) -> StoredAssistant:
    return StoredAssistant(real, tracked(open_store(tmp_path, real)))
