"""The twin is laid beside the rules as plain Python; tests/engine/test_equations.py runs these files so.

Compiled rules do not check the made-up states that a twin hands them; that they leave the same bits as the plain ones
is held by tests/engine/test_twin.py.
"""

from __future__ import annotations

import numba

collect_ignore_glob = [] if numba.config.DISABLE_JIT else ["*.py"]
