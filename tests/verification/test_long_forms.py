"""What `make test` leaves to the long form of a test is played by `make verify`."""

from __future__ import annotations

from pathlib import Path

from verification.__main__ import TESTS

ROOT = Path(__file__).parents[2]
RUN_BY = {
    "tests/engine/plain.py": "tests/engine/test_twin.py",
    "tests/twin/conftest.py": "tests/engine/test_equations.py",
}
"""Files that another runs, in a process of its own."""


def test_every_long_form_is_played() -> None:
    having = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py") if _has_one(path)}
    played = {file for files in TESTS.values() for file in files}
    assert {RUN_BY.get(file, file) for file in having} - played == set()
    assert len(having) > 10


def _has_one(path: Path) -> bool:
    return "from long_forms import" in path.read_text("utf-8") and path != Path(__file__)
