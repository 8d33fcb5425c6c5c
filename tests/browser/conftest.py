"""A headless Chromium, and sites served to it on the loopback address."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.run_pelican import ROOT, build, pelican
from tests.site.test_themes import posts

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Say nothing: the tests' own output matters."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser that CHROMIUM names, else the first that is found.

    A machine without one fails these tests; whoever asks for them wants them run.
    """
    from playwright.sync_api import sync_playwright

    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), None
    )
    assert found, f"no browser: install chromium, or set CHROMIUM; tried {NAMES}"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page at an address, at a width and in a scheme; it is closed by itself."""
    contexts = []

    def open_page(url: str, width: int = 1280, **options: Any) -> Any:
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, **options)
        contexts.append(context)
        opened = context.new_page()
        opened.goto(url)
        return opened

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder; return its address."""
    servers = []

    def start(folder: Path) -> str:
        handler = partial(Quiet, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def example(
    serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[str]]:
    """The example site's address, and the paths of its pages."""
    output = tmp_path_factory.mktemp("example")
    assert pelican(ROOT / "example_site", "-o", str(output)).exit_code == 0
    pages = [path.relative_to(output).as_posix() for path in output.rglob("*.html")]
    return serve(output), sorted(pages)


@pytest.fixture(scope="session", params=["simple", "notmyidea"])
def theme(
    request: pytest.FixtureRequest,
    serve: Callable[[Path], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, str]:
    """The addresses of one site with the plugin and ``haiku.css``, and without."""
    folder = tmp_path_factory.mktemp("themes")
    settings = {"THEME": request.param, "RELATIVE_URLS": True, "SITEURL": ""}
    ours = build(
        folder / "ours",
        posts(with_haiku=True),
        {**settings, "HAIKU_REPOSITORY": "robin/notes", "HAIKU_CSS": True},
    )
    bare = build(folder / "bare", posts(with_haiku=False), {**settings, "PLUGINS": []})
    assert ours.exit_code == bare.exit_code == 0
    return serve(ours.output), serve(bare.output)
