"""Credits: what the history of a repository of many commits costs.

python -m tests.benchmarks.history

A repository is made with ``git fast-import``; each commit changes one of its posts.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from pelican_haiku.footer.git import Checkout

POSTS = 500
SIZES = (5_000, 10_000, 20_000)


def repository(folder: Path, commits: int) -> Path:
    """Make a repository of so many *commits* by 37 people."""
    stream = []
    for number in range(commits):
        post = f"content/post/{number % POSTS}.md"
        text = f"Title: Post {number % POSTS}\n\nVersion {number}.\n"
        stream.append(
            "commit refs/heads/main\n"
            f"committer P{number % 37} <p@example.org> {1_600_000_000 + number} +0000\n"
            f"data 0\nM 100644 inline {post}\ndata {len(text)}\n{text}\n"
        )
    subprocess.run(["git", "init", "--quiet", "-b", "main", str(folder)], check=True)
    subprocess.run(
        ["git", "fast-import", "--quiet"],
        cwd=folder,
        input="".join(stream).encode(),
        check=True,
    )
    return folder


def main() -> None:
    """Print the seconds that each size takes, git's process included."""
    print("| commits | files | seconds |")
    print("|---|---|---|")
    for commits in SIZES:
        with TemporaryDirectory() as folder:
            checkout = Checkout(repository(Path(folder), commits))
            start = time.perf_counter()
            files = len(checkout.histories)
            seconds = time.perf_counter() - start
        print(f"| {commits:,} | {files} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
