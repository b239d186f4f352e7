"""Runs the replay's rules of gathering and placing outside a page, with node."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest

from khasan.present.pages import template

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: the rules run in a browser only")
BOX = {"wide": 72, "high": 54, "gap": 2}
_PARTS = ("gather.js", "placing.js", "words.js")


def in_node(code: str, given: Any) -> Any:
    """The value of a JavaScript expression over ``given``, with the pure files of the replay at hand."""
    assert NODE is not None
    parts = "\n".join(template(f"replay/{name}") for name in _PARTS)
    read = "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    program = f"{parts}\n{read}\nconsole.log(JSON.stringify({code}));"
    done = subprocess.run([NODE, "-e", program], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def a_unit(number: int, x: float, y: float, side: int = 0, **known: Any) -> dict[str, Any]:
    """A unit as the page gives it to the rules; ``x`` and ``y`` in pixels."""
    plain = {"formation": number, "regiment": 0, "division": 0, "men": 100, "short": f"u{number}", "mark": "I"}
    place = {"unit": number, "x": x, "y": y, "spot": f"{x}/{y}", "side": side, "name": f"unit {number}"}
    return plain | place | {"contact": False, "branch": "infantry"} | known


def laid_out(units: list[dict[str, Any]], metre: float, hex_m: float = 250.0) -> list[dict[str, Any]]:
    """The symbols of units: which units, where they belong, and where they were put."""
    found: list[dict[str, Any]] = laid_out_all([(units, metre, hex_m)])[0]
    return found


def laid_out_all(cases: list[tuple[list[dict[str, Any]], float, float]]) -> list[Any]:
    """The same for many snapshots at once: starting node takes longer than all of them."""
    code = """given.map(([units, metre, hex]) => pushedApart(gathered(units, metre, hex)).map((s) => ({
        units: s.units.map((u) => u.unit), side: s.side, x: s.x, y: s.y, at: s.at })))"""
    found: list[Any] = in_node(code, cases)
    return found


def overlaps(symbols: list[dict[str, Any]]) -> int:
    """How many pairs of symbols lie on one another."""
    at = np.array([[symbol["at"]["x"], symbol["at"]["y"]] for symbol in symbols]).reshape(-1, 2)
    apart = np.abs(at[:, None, :] - at[None, :, :])
    covering = (apart[..., 0] < BOX["wide"] - 1e-6) & (apart[..., 1] < BOX["high"] - 1e-6)
    return int((covering.sum() - len(at)) // 2)
