"""Build the example site and serve it on the loopback address until interrupted.

It is built from a copy with a made history, so that its footers have somebody to thank.
"""

import os
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

SITE = Path(__file__).parents[1] / "example_site"
FIRST_PORT = 8000
PORTS = 100
EDITORS = {"Kim": "2026-03-03", "Alex": "2026-03-09"}
"""Who edits some posts of the copy after their author, and when."""


class Handler(SimpleHTTPRequestHandler):
    """Serve the site's own 404 page, as a forge's pages do."""

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        page = SITE / "output" / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def copy_with_history(folder: Path) -> Path:
    """Copy the site into a new repository in *folder*; its posts have editors there."""
    site = folder / SITE.name
    shutil.copytree(SITE, site, ignore=shutil.ignore_patterns("output", "__pycache__"))
    git(site, "init", "--quiet")
    commit(site, "Robin", "2026-03-01")
    posts = sorted(site.glob("content/post/**/*.md"))
    for every, (name, day) in enumerate(EDITORS.items(), start=2):
        for post in posts[::every]:
            with post.open("a", encoding="utf-8") as file:
                file.write("\n")
        commit(site, name, day)
    return site


def commit(site: Path, name: str, day: str) -> None:
    """Commit what has changed in the name of somebody."""
    git(site, "add", "--all")
    dates = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    who = ("-c", f"user.name={name}", "-c", "user.email=")
    git(site, *who, "commit", "--quiet", "--message", "Write", **dates)


def git(site: Path, *arguments: str, **environ: str) -> None:
    """Run git there."""
    subprocess.run(
        ["git", *arguments], cwd=site, env={**os.environ, **environ}, check=True
    )


def serve() -> ThreadingHTTPServer:
    """Return a server on the first port that is free."""
    handler = partial(Handler, directory=str(SITE / "output"))
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError:
            continue
    raise SystemExit(f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} is free")


def main() -> None:
    """Build, then serve."""
    print("Building the example site …", flush=True)
    with TemporaryDirectory() as folder:
        site = copy_with_history(Path(folder))
        command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py"]
        command += ["-o", str(SITE / "output")]
        subprocess.run(command, cwd=site, check=True)
    with serve() as server:
        print(f"The example site is at http://127.0.0.1:{server.server_port}/")
        print("Press Ctrl-C to stop.", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
