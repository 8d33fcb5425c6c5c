"""Make the README's links absolute for a package index, which shows it by itself.

python tools/absolute_links.py https://forge.example/owner/name v1.2.3

Only the CI service that publishes knows the repository's address; its workflow is
.github/workflows/release.yml. Paths after ``blob`` and ``raw`` are GitHub's.
"""

import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def absolute(text: str, repository: str, revision: str) -> str:
    """Return Markdown *text* with links to files of the *repository* at a *revision*."""

    def link(match: re.Match[str]) -> str:
        kind = "raw" if match[1] else "blob"
        return f"{match[1]}{match[2]}({repository}/{kind}/{revision}/{match[3]})"

    return re.sub(r"(!?)(\[[^\]]*\])\((?![a-z]+:|#)([^)\s]+)\)", link, text)


def main() -> None:
    """Rewrite the README in place."""
    repository, revision = sys.argv[1:]
    text = README.read_text(encoding="utf-8")
    README.write_text(absolute(text, repository, revision), encoding="utf-8")


if __name__ == "__main__":
    main()
