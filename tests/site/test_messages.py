"""What is said in a process that builds many times, as with ``pelican -r``."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.run_pelican import build_environ, conf, rebuild, write

WRONG = "Haiku: The server is / Nobody remembers why / We talked over tea\n\nText."
RIGHT = WRONG.replace("The server is", "The server is down")
REFUSED = "Title: R\nEdit: ftp://example.org/\n\nText."


def test_a_message_is_said_once_while_its_cause_stands_and_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    """Both a warning, which Pelican says once for good, and an error."""
    steps = [
        {"content/a.md": WRONG, "content/b.md": REFUSED},
        {},
        {"content/a.md": RIGHT},
        {},
        {"content/a.md": WRONG},
        {},
    ]
    # The setting is wrong all the time.
    settings = {"HAIKU_SLUG": "deep", "HAIKU_REPOSITORY": "robin/notes"}
    write(tmp_path, {"content/c.md": "Title: C\n\nT."})
    logs = [" ".join(site.complaints) for site in rebuild(tmp_path, steps, settings)]
    said = [
        [name for name in ("HAIKU_SLUG", "scan", "Edit: ") if name in log] for log in logs
    ]
    assert said == [["HAIKU_SLUG", "scan", "Edit: "], [], [], [], ["scan"], []]
    assert "".join(logs).count("HAIKU_SLUG") == 1


def test_autoreload_says_a_warning_once_while_it_stands_and_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    """The real ``pelican --autoreload``; nothing tells when it has begun to watch."""
    write(tmp_path, {"pelicanconf.py": conf(), "content/b.md": "Title: B\n\nText."})
    feed = tmp_path / "output" / "feeds" / "all.atom.xml"
    terminal = tmp_path / "terminal.txt"
    deadline = time.monotonic() + 100
    command = ["pelican", "-s", "pelicanconf.py", "-r", "--log-handler", "plain"]
    with (
        terminal.open("w") as output,
        subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            env=build_environ(PYTHONUNBUFFERED="1"),
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as pelican,
    ):

        def warnings_after(post: str, body: str) -> int:
            """Write *post* until it is built; return how many warnings there were.

            A build warns before it writes the feed.
            """
            seen = False
            while not seen:
                write(tmp_path, {"new.md": f"{post}\n\n{body}"})
                (tmp_path / "new.md").replace(tmp_path / "content" / "a.md")
                pause = time.monotonic() + 4
                while not seen and time.monotonic() < pause:
                    time.sleep(0.1)
                    seen = feed.exists() and body in feed.read_text(encoding="utf-8")
                said = terminal.read_text(encoding="utf-8")
                assert pelican.poll() is None, said
                assert time.monotonic() < deadline, said
            return said.count("does not scan")

        try:
            assert warnings_after(WRONG, "One.") == 1
            assert warnings_after(WRONG, "Two.") == 1
            assert warnings_after(RIGHT, "Three.") == 1
            assert warnings_after(WRONG, "Four.") == 2
        finally:
            pelican.kill()
