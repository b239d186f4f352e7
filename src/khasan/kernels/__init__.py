"""The rules, all numba: short pure functions that read like their equations.

Every file holds one rule. With ``NUMBA_DISABLE_JIT=1`` the same functions run as plain Python: the readable twin.
Compiled, they are kept in a folder named after the kernels' own text (see :mod:`.cache`).
"""
