"""Golden cases: a small source tree, and what Pelican must make of it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.run_pelican import build, lines

CASES = Path(__file__).parent / "cases"


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_site(path: Path, tmp_path: Path) -> None:
    """Each case has ``files`` and ``settings``, and names what must come out.

    ``pages``: per file of the output what CSS selectors find (``<br>`` as `` | ``), what
    the file has and what it lacks. ``missing``: files that must not be there. ``log``: a
    part of each message from WARNING upwards, in any order, and no other message.
    ``info``: parts of messages that are said once; ``unsaid``: what none of INFO says.
    """
    case = load(path)
    site = build(tmp_path, case["files"], case.get("settings"))

    assert site.exit_code == 0, site.terminal
    complaints = site.complaints
    for wanted in case.get("log", []):
        found = [text for text in complaints if all(part in text for part in wanted)]
        assert found, f"{wanted} not in {complaints}"
        complaints.remove(found[0])
    assert complaints == []
    for wanted in case.get("info", []):
        found = [t for t in site.log("INFO") if all(part in t for part in wanted)]
        assert len(found) == 1, f"{wanted}: {site.log('INFO')}"
    for text in case.get("unsaid", []):
        assert text not in "".join(site.log("INFO"))
    for name, page in case["pages"].items():
        assert (site.output / name).is_file(), sorted(site.files())
        for selector, texts in page.get("select", {}).items():
            tags = site.soup(name).select(selector)
            assert [lines(tag) for tag in tags] == texts, selector
        for text in page.get("has", []):
            assert text in site.read(name)
        for text in page.get("lacks", []):
            assert text not in site.read(name)
    for name in case.get("missing", []):
        assert not (site.output / name).exists()
