"""Golden cases: data files named by behaviour, for one parametrised test over them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"


def cases(behaviour: str) -> list[Any]:
    """Return each ``[[case]]`` of the files in a folder, as a parameter with its name."""
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted((CASES / behaviour).glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]
