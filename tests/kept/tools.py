"""A small kernel, and what one process after the other does with it."""

from __future__ import annotations

import os
from pathlib import Path

import numba
import pytest

from khasan.kernels.compiling import cache, cache_folder

ARGUMENTS = (numba.float64, numba.int64)
NOBODY_UID = 65534
jit = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder to another user"
)


def halved(x: float, times: int) -> float:
    for _ in range(times):
        x /= 2.0
    return x


class Process:
    """What one process would do: compile a small kernel, or take it from the folder."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.places: cache_folder.Places

    def __call__(self) -> bool:
        """Whether it was taken from the folder."""
        self.places = cache_folder.Places("digest")
        self.monkeypatch.setattr(cache, "_places", lambda: self.places)
        kernel = cache.kept(numba.njit(halved))
        kernel.compile(ARGUMENTS)
        assert kernel(8.0, 3) == 1.0
        return bool(sum(kernel.stats.cache_hits.values()))

    def file(self) -> Path:
        """The one file that is kept."""
        (path,) = self.places.folders()[0].iterdir()
        return path
