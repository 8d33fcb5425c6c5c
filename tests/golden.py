"""Golden cases: data files named by behaviour, for one parametrised test over them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent


def cases(folder: str) -> list[Any]:
    """Return each ``[[case]]`` of the files in a folder of the tests, named."""
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted((TESTS / folder).glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]
