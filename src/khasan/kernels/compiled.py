"""The three ways a function is compiled.

`rule`: a short function of scalars, callable from Python too, for tests and readers.
`phase`: walks over blocks and is called by other kernels only; without the wrappers that a call from Python needs,
which for bundles of arrays take longer to compile than the work itself (measured: most of 48 s).
`part`: a piece of its one caller, put into it before compiling, so that what it links is not optimised twice.
"""

from __future__ import annotations

import numba
from numba import njit

rule = njit(nogil=True, _nrt=False, no_cfunc_wrapper=True)

if numba.config.DISABLE_JIT:
    phase = part = rule
else:
    phase = njit(nogil=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
    part = njit(nogil=True, _nrt=False, inline="always")
