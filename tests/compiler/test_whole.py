"""No cast to 32 bits makes another number of a number."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

import khasan
from khasan.compiler.whole import whole
from khasan.engine import run_replication
from khasan.errors import InputError, RunError
from khasan.kernels.state import tables as t

SOURCES = Path(khasan.__file__).parent
LOOKED_AT = sorted([*(SOURCES / "compiler").glob("*.py"), *(SOURCES / "engine").glob("*.py")])
EMPTY = ("zeros", "full", "empty", "ones")
"""Makers of arrays of numbers of their own."""


@pytest.mark.parametrize("number", [2.0**31, -(2.0**31) - 1, 1e30, float("inf"), float("nan"), 10**40, 2**33])
def test_what_does_not_fit_is_refused_and_told(number: float) -> None:
    with pytest.raises(InputError, match=r"men: got .*; keep it from -2,147,483,648 to 2,147,483,647"):
        whole([1, number], "men", file="a.yaml")
    with pytest.raises(RunError, match="does not fit into 32 bits"):
        whole(np.array([[1], [number]]) if abs(number) < 1e20 else [number], "men")


def test_what_fits_is_kept() -> None:
    ends = [[-(2**31), 0], [7, 2**31 - 1]]
    found = whole(ends, "men")
    assert found.dtype == np.int32
    assert found.tolist() == ends
    assert whole([], "men").dtype == np.int32
    assert whole([2.9], "men").tolist() == [2]


def narrow_casts(source: str) -> list[int]:
    """Lines with a cast to int32 of numbers made elsewhere."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        given = [*call.args, *(one.value for one in call.keywords)]
        narrow = any(isinstance(one, ast.Attribute) and one.attr == "int32" for one in given)
        literal = call.func.attr == "array" and not any(
            isinstance(one, ast.Name | ast.ListComp | ast.Attribute) for one in call.args
        )
        if narrow and call.func.attr not in EMPTY and not literal:
            found.append(call.lineno)
    return found


def test_every_cast_to_32_bits_goes_through_the_helper() -> None:
    """In the compiler and where a replication's drawn numbers are read."""
    allowed = {"whole.py": 1, "outside.py": 1}  # the helper itself; indices of units that are there
    found = {path.name: narrow_casts(path.read_text("utf-8")) for path in LOOKED_AT}
    assert {name: len(lines) for name, lines in found.items() if lines} == allowed, found


def test_a_cast_that_stands_by_itself_is_found() -> None:
    text = "a = x.astype(np.int32)\nb = np.array(rows, dtype=np.int32)\nc = np.zeros(3, dtype=np.int32)\n"
    assert narrow_casts(text) == [1, 2]


def test_a_drawn_number_that_does_not_fit_is_refused_where_it_is_read() -> None:
    """As where a design puts numbers into a compiled scenario, past the schema."""
    from dataclasses import replace

    compiled = khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))
    for rows in (compiled.forces.unit_reals[t.MEN_0], compiled.forces.weapon_counts[0]):
        absurd = replace(compiled, numbers=compiled.numbers.fixed({int(row): 1e12 for row in rows if row >= 0}))
        with pytest.raises((InputError, RunError), match=r"of a unit"):
            run_replication(absurd, 7, 0)
