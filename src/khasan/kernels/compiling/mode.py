"""Which of three ways the rules run: compiled in our way, by plain ``njit``, or as the Python that they are written in.

``KHASAN_PLAIN_NJIT=1`` leaves all of it to numba: no calls by address, no pinned bundles, nothing kept. It takes
minutes to compile and gives the same bits, which is what it is for: if it does not, the fault is in this room.
``NUMBA_DISABLE_JIT=1`` compiles nothing.
"""

from __future__ import annotations

import os

import numba

PYTHON = bool(numba.config.DISABLE_JIT)
PLAIN_NJIT = os.environ.get("KHASAN_PLAIN_NJIT") == "1" and not PYTHON
OURS = not (PYTHON or PLAIN_NJIT)
"""Compiled in the way of this room."""
