"""The plugin beside each other one that could be found, before it and after it."""

from __future__ import annotations

import importlib.metadata
import multiprocessing
import os
import re
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.run_pelican import Site
from tests.site.neighbours import in_process

pytestmark = pytest.mark.neighbours

FOLDER = Path(__file__).parent / "neighbours"
REQUIREMENTS = (FOLDER / "requirements.txt").read_text(encoding="utf-8")
NEIGHBOURS = re.findall(r"^(\S+)==\S+ +# (\S+)$", REQUIREMENTS, re.MULTILINE)
SETTINGS: dict[str, dict[str, Any]] = tomllib.loads(
    (FOLDER / "settings.toml").read_text(encoding="utf-8")
)

TRANSCRIPT = (
    "the-build-just-went-red/someone-had-pushed-straight-to-main/we-talked-over-tea.html"
)


def source(name: str) -> dict[str, str | bytes]:
    """Return the files of a site in this folder, by their paths.

    Metadata stands between dashes, which some neighbours ask for, and every post names
    its language, which one asks for.
    """
    folder = FOLDER / name
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


ORDINARY = source("ordinary")
WITH_HAIKU = ORDINARY | source("haiku")
WITHOUT_HAIKU = ORDINARY | source("without-haiku")
"""The same posts at the same addresses, for a neighbour that is alone."""


def need(package: str) -> None:
    """Skip the test if *package* is not installed, which is no excuse in CI."""
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        if os.environ.get("CI"):
            raise
        pytest.skip("it is not installed; `make neighbours` installs it")


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Processes for one build each, as many at once as there are processors."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(in_process.PRELOADED)
    with ProcessPoolExecutor(mp_context=context, max_tasks_per_child=1) as pool:
        yield pool


def complaints(site: Site) -> set[str]:
    return {text.replace(str(site.folder), "") for text in site.complaints}


def differing(one: Site, other: Site) -> set[str]:
    """Return the paths of the files that both do not have alike."""
    return {name for name, _ in one.files().items() ^ other.files().items()}


@pytest.mark.parametrize(
    ("package", "plugin"), NEIGHBOURS, ids=[package for package, _ in NEIGHBOURS]
)
def test_neighbour(
    package: str, plugin: str, processes: ProcessPoolExecutor, tmp_path: Path
) -> None:
    need(package)

    def build(
        name: str, files: dict[str, str | bytes], plugins: list[str], **settings: Any
    ) -> Future[Site]:
        settings |= {"PLUGINS": plugins, "THEME_TEMPLATES_OVERRIDES": ["templates"]}
        settings |= SETTINGS.get(package, {})
        return processes.submit(in_process.build, tmp_path / name, files, settings)

    orders = {"before": ["pelican_haiku", plugin], "after": [plugin, "pelican_haiku"]}
    alone = build("alone", WITHOUT_HAIKU, [plugin])
    beside = [
        build(name, WITH_HAIKU, order, HAIKU_REPOSITORY="robin/notes")
        for name, order in orders.items()
    ]
    ordinary_alone = build("ordinary-alone", ORDINARY, [plugin])
    ordinary_beside = [
        build(
            f"ordinary-{name}", ORDINARY, order, HAIKU_EXCERPT=False, HAIKU_FOOTER=False
        )
        for name, order in orders.items()
    ]

    expected = alone.result()
    assert expected.exit_code == 0, expected.terminal
    assert expected.log("CRITICAL", "ERROR") == [], "it cannot build alone"
    for future in beside:
        site = future.result()
        assert site.exit_code == 0, site.terminal
        assert complaints(site) <= complaints(expected)
        assert expected.files().keys() <= site.files().keys()
        for page in (TRANSCRIPT, "rain.html"):
            [haiku] = site.soup(page).select("h2 .haiku")
            assert len(haiku.select(".haiku-line")) == 3

    expected = ordinary_alone.result()
    for future in ordinary_beside:
        site = future.result()
        assert site.exit_code == 0, site.terminal
        assert complaints(site) <= complaints(expected)
        if names := differing(expected, site):
            # Some write the time of the build.
            again = build("ordinary-again", ORDINARY, [plugin]).result()
            assert names <= differing(expected, again)


def test_copies_of_posts_keep_what_their_haiku_gave_them(
    processes: ProcessPoolExecutor, tmp_path: Path
) -> None:
    """A neighbour makes a draft of each post that another language's site lacks."""
    need("pelican-i18n-subsites")
    plugin = "pelican.plugins.i18n_subsites"
    files = ORDINARY | source("copied")
    copies = {
        "marks.html": "de/drafts/marks-en.html",
        TRANSCRIPT: f"de/drafts/{TRANSCRIPT.removesuffix('.html')}-en.html",
    }
    for order in (["pelican_haiku", plugin], [plugin, "pelican_haiku"]):
        settings = SETTINGS["pelican-i18n-subsites"] | {
            "PLUGINS": order,
            "HAIKU_REPOSITORY": "robin/notes",
        }
        site = processes.submit(in_process.build, tmp_path, files, settings).result()
        assert site.exit_code == 0, site.terminal
        said = [text.split()[1] for text in site.complaints]
        assert sorted(said) == ["marks.md:", "two.md:"]
        for page, copy in copies.items():
            for part in ("h2 .haiku", ".haiku-subtitle"):
                [found] = site.soup(copy).select(part)
                assert [found] == site.soup(page).select(part)
        [footer] = site.soup(copies[TRANSCRIPT]).select(".haiku-footer")
        assert "Please edit or expand this post, it is yours." in footer.text
