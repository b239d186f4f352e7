"""The two ways a function is compiled.

`rule`: a short function of scalars, callable from Python too, for tests and readers.
`phase`: walks over blocks and is called by other kernels only; without the wrappers that a call from Python needs,
which for bundles of arrays take longer to compile than the work itself (measured: most of 48 s).
"""

from __future__ import annotations

import numba
from numba import njit

rule = njit(nogil=True, _nrt=False)

if numba.config.DISABLE_JIT:
    phase = rule
else:
    phase = njit(nogil=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
