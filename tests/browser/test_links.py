"""What a forge is asked for when a reader follows the footer's links."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.run_pelican import build

pytestmark = pytest.mark.browser

NAMES = ["why?", "100% of #1", "a%20b", "größe & 俳句", "a+b;c='d'"]


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server in a forge's stead, and the requests it gets."""
    requests: list[str] = []

    class Forge(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/robin/"):
                requests.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", requests
    server.shutdown()
    server.server_close()


def test_a_forge_is_asked_for_the_file_and_the_issue(
    asked: tuple[str, list[str]],
    serve: Callable[[Path], str],
    page: Callable[..., Any],
    tmp_path: Path,
) -> None:
    address, requests = asked
    files = {
        f"content/{name}.md": f"Title: Post & {name}\nSlug: post-{number}\n\nText."
        for number, name in enumerate(NAMES)
    }
    settings = {
        "HAIKU_REPOSITORY": f"{address}/robin/notes",
        "HAIKU_FORGE": "gitea",
        "HAIKU_BRANCH": "feature/x",
    }
    built = build(tmp_path, files, settings)
    site = serve(built.output)
    for number, name in enumerate(NAMES):
        for link in ("edit", "expand"):
            opened = page(f"{site}/post-{number}.html")
            opened.click(f".haiku-footer >> text={link}")
            opened.wait_for_url(f"{address}/**")
        edit, expand = requests[-2:]
        assert "?" not in edit
        assert unquote(edit) == f"/robin/notes/_edit/feature/x/content/{name}.md"
        parts = urlsplit(expand)
        assert parts.path == "/robin/notes/issues/new"
        query = parse_qs(parts.query, errors="strict")
        assert query["title"] == [f"Post & {name}"]
        assert query["body"] == [
            f"Page: https://blog.example.org/post-{number}.html\n"
            f"Source: content/{name}.md\n\n"
        ]
