"""The wheel and the source archive, in an empty virtual environment."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

import pelican_haiku
from tests.run_pelican import ROOT

CONF = 'PATH = "content"\nTHEME = "simple"\nDEFAULT_DATE = "2024-01-01"\nPLUGINS = {}\n'
POST = "Haiku: Rain on the windows / the deploy waits for green light / we wait\n\nText."


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


def test_the_source_archive_has_the_tests(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "tests/site/test_golden.py",
        "tests/site/cases/transcript.toml",
        "README.md",
    } <= names
    assert {"LICENSE", "namespace/__init__.py", "example_site/pelicanconf.py"} <= names
    assert ".pre-commit-hooks.yaml" in names


def test_the_wheel_has_what_a_build_needs(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert "pelican/plugins/haiku/__init__.py" in names
    assert "pelican/__init__.py" not in names
    assert "pelican/plugins/__init__.py" not in names
    assert "pelican_haiku/py.typed" in names
    assert "pelican_haiku/templates/haiku/footer.html" in names
    assert "pelican_haiku/data/languages.toml" in names
    assert {
        f"pelican_haiku/data/{name}" for name in ("words.bin", "lexicon.txt")
    } <= names
    # CMUdict's notice goes with what is derived from it.
    assert any(
        name.endswith("licenses/pelican_haiku/data/cmudict.LICENSE") for name in names
    )
    assert not any(name.startswith(("tests/", "example_site/")) for name in names)


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_it_works_in_an_empty_environment(kind: str, dist: Path, tmp_path: Path) -> None:
    """By its own name, by its short name, and found by Pelican without ``PLUGINS``."""
    subprocess.run([sys.executable, "-m", "venv", "env"], cwd=tmp_path, check=True)
    scripts = sysconfig.get_path("scripts", "venv", {"base": str(tmp_path / "env")})
    python = Path(scripts, "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", str(next(dist.glob(kind)))],
        check=True,
        capture_output=True,
    )
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "post.md").write_text(POST, encoding="utf-8")
    for plugins in ("['pelican_haiku']", "['haiku']", "None"):
        (tmp_path / "pelicanconf.py").write_text(CONF.format(plugins), encoding="utf-8")
        run = subprocess.run(
            [python, "-m", "pelican", "-s", "pelicanconf.py", "--fatal", "errors"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        page = "rain-on-the-windows/the-deploy-waits-for-green-light/we-wait.html"
        text = (tmp_path / "output" / page).read_text(encoding="utf-8")
        assert '<span class="haiku-line">we wait</span>' in text, plugins
        (tmp_path / "output" / page).unlink()
    command = [str(python.with_name("pelican-haiku")), "count", "snow"]
    assert subprocess.check_output(command, text=True).startswith("snow: 1 syllable\n")


def test_the_plugin_is_found_by_its_short_name() -> None:
    """What the wheel puts at ``pelican/plugins/haiku`` registers the plugin."""
    namespace: dict[str, Any] = {}
    exec((ROOT / "namespace" / "__init__.py").read_text(), namespace)
    assert namespace["register"] is pelican_haiku.register
