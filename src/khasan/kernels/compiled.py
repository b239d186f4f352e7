"""The four ways a function is compiled.

`rule`: a short function of scalars, callable from Python too, for tests and readers.
`phase`: walks over blocks and is called by other kernels only; without the wrappers that a call from Python needs,
which for bundles of arrays take longer to compile than the work itself (measured: most of 48 s). It is put into its
caller, since to hand over the bundles takes longer than the work on a unit or a pair (measured: a replication of the
hard case in 137 ms with calls, in 48 without, and compiled no slower).
`stage`: a phase that the step itself calls: compiled by itself, so that two processes can share the work.
`part`: a piece of its one caller, put into it before compiling, so that what it links is not optimised twice.
"""

from __future__ import annotations

import numba
from numba import njit

rule = njit(nogil=True, _nrt=False, no_cfunc_wrapper=True)

if numba.config.DISABLE_JIT:
    stage = phase = part = rule
else:
    stage = njit(nogil=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
    phase = njit(nogil=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)
    part = njit(nogil=True, _nrt=False, inline="always")
