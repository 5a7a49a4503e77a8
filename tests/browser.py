"""A real headless Chromium that is cut off from the network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request, Route, sync_playwright

_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@dataclass
class Watched:
    """An opened page, what it complained of, and what it asked for beside itself."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def chromium() -> str:
    """The browser's executable. Raises `FileNotFoundError` that says how to get one."""
    for name in ("chromium", "chromium-browser"):
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("no chromium on PATH: scripts/system_packages.sh chromium")


@contextmanager
def opened(path: Path) -> Iterator[Watched]:
    """The file `path` in a browser that lets nothing but that file through."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_FLAGS))
        context = browser.new_context(offline=True, viewport={"width": 1100, "height": 1400})
        watched = Watched(context.new_page())
        address = path.absolute().as_uri()

        def let_through(route: Route, request: Request) -> None:
            if request.url == address:
                route.continue_()
            else:
                watched.requests.append(request.url)
                route.abort()

        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                watched.complaints.append(message.text)

        context.route("**/*", let_through)
        watched.page.on("console", hear)
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.goto(address, wait_until="load")
        try:
            yield watched
        finally:
            browser.close()
