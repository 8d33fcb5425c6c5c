"""What a forge's CI reads: on the forge alone would it show that something is wrong."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.run_pelican import ROOT

WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def commands(workflow: Any) -> Iterator[str]:
    for job in workflow["jobs"].values():
        yield from (step.get("run", "") for step in job.get("steps", ()))


def targets(script: str) -> set[str]:
    return set(re.findall(r"^make (\w+)", script, re.MULTILINE))


def test_ci_runs_targets_that_make_knows() -> None:
    told = subprocess.check_output(["make", "help"], cwd=ROOT, text=True)
    assert targets(CI) <= targets(told)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_makes_nothing_that_ci_does_not(path: Path) -> None:
    assert targets("\n".join(commands(load(path)))) <= targets(CI)


def test_all_of_ci_runs_with_each_python_that_the_package_names() -> None:
    job = load(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["all"]
    assert any(".ci/run" in step.get("run", "") for step in job["steps"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert job["strategy"]["matrix"]["python"] == named


def test_what_runs_before_a_commit_is_a_part_of_ci() -> None:
    [repository] = load(ROOT / ".pre-commit-config.yaml")["repos"]
    entries = {hook["entry"] for hook in repository["hooks"]}
    assert entries
    assert entries <= set(CI.splitlines())
