"""Kernels as plain Python, in place: what walks over blocks can be called from Python no other way."""

from __future__ import annotations

import sys

import pytest


def all_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every kernel that is loaded, and whatever it calls, run as plain Python until the end of a test."""
    for name in [name for name in sys.modules if name.startswith("khasan.kernels.")]:
        if ".compiling" in name:
            continue
        for attribute, kernel in list(vars(sys.modules[name]).items()):
            if callable(getattr(kernel, "py_func", None)):
                monkeypatch.setattr(sys.modules[name], attribute, kernel.py_func)
