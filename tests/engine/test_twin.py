"""The readable twin: with numba switched off the same functions run as plain Python, and leave the same bits."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import midway
from khasan.compiler import Compiled

TESTS = Path(__file__).parents[1]
SPANS = {"night": (440, 520), "august": (1116, 1136)}
"""Steps of Lake Khasan: the night of 30-31 July, and the morning of 2 August, when tanks fall."""


@pytest.fixture(scope="module")
def cases(khanka: Compiled, lake_khasan: Compiled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole clash and two spans of the battle: the state before, and what the compiled kernels made of it."""
    folder = tmp_path_factory.mktemp("twin")
    battle = midway.begin(lake_khasan, 7, 0)
    for name, (first, last) in {"clash": (0, khanka.steps), **SPANS}.items():
        now = midway.begin(khanka, 7, 0) if name == "clash" else battle.run_until(first)
        now.write(folder / f"{name}.before")
        (folder / f"{name}.until").write_text(str(last))
        before = int(now.log.used[1])
        (folder / f"{name}.after").write_bytes(pickle.dumps(now.run_until(last).outcome()))
        assert now.log.used[1] > before, f"nobody falls in {name}: choose another"
    return folder


def plain(*arguments: str, **environment: str) -> str:
    """What pytest says of some tests with numba switched off."""
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error::RuntimeWarning", *arguments],
        cwd=TESTS.parent,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    said = found.stdout + found.stderr
    assert found.returncode == 0, said[-6000:]
    return said.splitlines()[-1]


@pytest.mark.slow
def test_engine(cases: Path) -> None:
    """Bit for bit on the clash and two spans of the battle; mutants are noticed; fog; phases by hand."""
    last = plain("tests/engine/plain.py", "tests/engine/plain_fog.py", KHASAN_TWIN=str(cases))
    assert re.fullmatch(r"\d\d passed in .*", last), last


@pytest.mark.slow
def test_rules() -> None:
    """The tests of the rules hold for the twin too, but for the two of how kernels are compiled; not those of texts."""
    texts = ("intents", "forms", "arguments", "parameters")
    last = plain("tests/kernels", *(f"--ignore=tests/kernels/test_{name}.py" for name in texts))
    assert re.fullmatch(r"\d\d\d passed, 2 skipped in .*", last), last
