"""The battle that README plays from Python can be played as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def test_play_against_the_plans(capsys: pytest.CaptureFixture[str]) -> None:
    told = README.read_text(encoding="utf-8").partition("Play against the plans")[2]
    code = re.search(r"```python\n(.*?)```", told, flags=re.DOTALL)
    assert code is not None
    assert len([line for line in code[1].splitlines() if line]) <= 10
    exec(compile(code[1], "README.md", "exec"), {})
    assert re.fullmatch(r"\d+ killed on both sides\n", capsys.readouterr().out)
