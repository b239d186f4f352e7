"""The ways in which a function is compiled.

`rule`: a short function of scalars, callable from Python too, for tests and readers.
`phase`: walks over blocks and is called by other kernels only. It is put into its caller: a call takes longer than the
work on a unit or a pair.
`aside`: a phase that is seldom reached; called, and not put into its caller, which compiles sooner.
`stage`: a phase that the step itself calls: compiled by itself with all of the above that it calls, once.
`entry`: what Python calls to prepare a battle; compiled like a stage. Like all of them it makes no array: Python does.
`part`: a piece of its one caller, put into it before compiling.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from numba import njit, types

from khasan.kernels.compiling import mode
from khasan.kernels.compiling.cache import kept
from khasan.kernels.compiling.linking import InnerCompiler, StageCompiler
from khasan.kernels.compiling.stages import Stage

_KERNEL = {"nogil": True, "_nrt": False, "no_cfunc_wrapper": True}
_INNER = {**_KERNEL, "no_cpython_wrapper": True, "pipeline_class": InnerCompiler}


class Rule:
    """A function of scalars: compiled for itself where Python calls it, with the stage where kernels do."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.py_func = function
        self.inner = njit(**_INNER)(function)
        self._outer = kept(njit(**_KERNEL)(function))
        functools.update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        return self._outer(*arguments)

    @property
    def overloads(self) -> Any:
        """What kernels have compiled it for."""
        return self.inner.overloads

    @property
    def _numba_type_(self) -> Any:
        return types.Dispatcher(self.inner)


if mode.PLAIN_NJIT:
    rule = stage = entry = phase = aside = part = njit(nogil=True)
elif mode.PYTHON:
    rule = stage = entry = phase = aside = part = njit
else:
    rule = Rule
    _entry = njit(**_KERNEL, pipeline_class=StageCompiler)
    aside = njit(**_INNER)
    phase = njit(**_INNER, forceinline=True)
    part = njit(nogil=True, _nrt=False, inline="always")

    def entry(function: Callable[..., Any]) -> Any:
        """Compile by itself what Python calls, and keep it."""
        return kept(_entry(function))

    def stage(function: Callable[..., Any]) -> Any:
        """Compile by itself what the step calls."""
        return Stage(njit(**_KERNEL, no_cpython_wrapper=True, pipeline_class=StageCompiler)(function))
