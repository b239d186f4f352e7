"""The notebooks run from top to bottom, and are kept without what they put out.

They are executed as plain Python, cell after cell, since the environment of the tests has no Jupyter: what a notebook
would display is made, and nothing else of Jupyter is used in them.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells_of(path: Path) -> list[dict[str, Any]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["nbformat"] == 4
    return list(content["cells"])


def displayed(cells: list[dict[str, Any]]) -> list[Any]:
    """Run the cells of code in their order; the value of each that ends in an expression."""
    space: dict[str, Any] = {}
    shown = []
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]), f"cell {number}")
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"cell {number}", "exec"), space)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), space))
    return shown


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    shown = displayed(cells_of(path))
    assert shown
    for value in shown:
        if hasattr(value, "_repr_html_"):
            html = value._repr_html_()
            assert html is None or html.startswith("<div")
    assert capsys.readouterr().out.strip()


def test_a_cell_that_fails_is_noticed() -> None:
    with pytest.raises(ZeroDivisionError):
        displayed([{"cell_type": "code", "source": ["1 / 0"]}])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_its_output_and_small(path: Path) -> None:
    for cell in cells_of(path):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    assert path.stat().st_size < 20_000


def test_there_are_the_three_that_the_pages_name() -> None:
    named = [path.stem for path in NOTEBOOKS]
    assert named == ["a_first_battle", "a_what_if_figure", "the_records_quarrels"]
