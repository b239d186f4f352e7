"""From a resolved scenario to arrays, and back to the names behind the indices."""

from __future__ import annotations

from khasan.compiler.compile import Compiled, compile_scenario

__all__ = ["Compiled", "compile_scenario"]
