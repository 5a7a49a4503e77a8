"""Locators, keys and places in a cohort."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.lake.places import below, cohort_place, innermost, key_of, locate


def test_locators_are_relative_to_the_home_where_they_can_be(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert locate(home, home / "logs" / "run") == "logs/run"
    assert locate(home, home) == "."
    assert locate(home, tmp_path / "homes") == (tmp_path / "homes").resolve().as_posix()


def test_two_ways_to_a_folder_are_one_locator(tmp_path: Path) -> None:
    (tmp_path / "home" / "logs").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "home" / "logs")
    home = tmp_path / "home"
    assert locate(home, tmp_path / "link" / "run") == locate(home, home / "x" / ".." / "logs" / "run") == "logs/run"


def test_keys_are_fixed() -> None:
    """sha256 of `logs/run`, the first 16 digits."""
    assert key_of("logs/run") == "8c795e94839511fc"
    assert key_of("logs/run") != key_of("logs/run2")


@pytest.mark.parametrize(
    ("locator", "root", "expected"),
    [
        ("logs/a", "logs", True),
        ("logs", "logs", True),
        ("logs2/a", "logs", False),
        ("logs", "logs/a", False),
        ("logs/a", ".", True),
        ("/else/a", ".", False),
        ("/else/a", "/", True),
    ],
)
def test_below(locator: str, root: str, expected: bool) -> None:
    assert below(locator, root) is expected


def test_innermost() -> None:
    assert innermost("logs/a/b", ["logs", "logs/a", "logs/c"]) == "logs/a"
    assert innermost("elsewhere", ["logs"]) is None


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("logs/2026-03-01-study/p1/heuristic", ("2026-03-01-study", "2026-03-01", "study", "p1", "heuristic")),
        ("logs/2026-03-01-study/p2/a/b", ("2026-03-01-study", "2026-03-01", "study", "p2", "a/b")),
        ("logs/2026-03-01-study/extra", ("2026-03-01-study", "2026-03-01", "study", None, "extra")),
        ("/x/2025-01-01-old/2026-03-01-new/p7/k", ("2026-03-01-new", "2026-03-01", "new", "p7", "k")),
        ("logs/2026-03-01-run", None),
        ("logs/run", None),
    ],
)
def test_places_in_a_cohort(locator: str, expected: tuple[str | None, ...] | None) -> None:
    assert cohort_place(locator) == expected
