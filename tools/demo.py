"""Build the example site and serve it on the loopback address until interrupted."""

import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).parents[1] / "example_site"
FIRST_PORT = 8000
PORTS = 100


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
    command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py"]
    subprocess.run(command, cwd=SITE, check=True)
    with serve() as server:
        print(f"The example site is at http://127.0.0.1:{server.server_port}/")
        print("Press Ctrl-C to stop.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
