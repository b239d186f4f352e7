"""The compiled kernels against their plain-Python twin, over the same steps of the hard case.

python benchmarks/bench_twin.py [--quick]
"""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from caught import arguments_of
from hard_case import hard_case
from harness import SEED, Row, at_least, script

FIRST, STEPS, FEW = 48, 32, 4
"""By noon of the first day both lines are under fire."""
WHAT = "compiled kernels against plain Python"


def rows(quick: bool, units: int = 200, steps: int = STEPS) -> list[Row]:
    """The same steps by both, from the same state, to the same bits."""
    from khasan.engine.steps import run_steps

    before = list(arguments_of(hard_case(units), SEED, 0))
    before[0], before[1] = 0, FIRST
    run_steps(*before)
    before[0], before[1] = FIRST, FIRST + (FEW if quick else steps)
    seconds = []
    for _ in range(5 if quick else 25):
        after = copy.deepcopy(before)
        start = time.perf_counter()
        run_steps(*after)
        seconds.append(time.perf_counter() - start)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "before"
        path.write_bytes(pickle.dumps(before))
        plain = subprocess.run(
            [sys.executable, __file__, "--plain", str(path)],
            env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(plain.stdout)
    same = said["men"] == _men(after)
    how = f"steps {FIRST} to {before[1] - 1} of the hard case; same strengths after: {'yes' if same else 'NO'}"
    row = at_least(WHAT, 1000.0, said["seconds"] / min(seconds), "times as fast", how)
    return [row if same else Row(row.what, row.goal, f"{row.measured}, but other results", False, how)]


def _men(arguments: Any) -> list[int]:
    from khasan import arrays as a
    from khasan.kernels.state.bundles import State

    state = next(one for one in arguments if isinstance(one, State))
    return [int(men) for men in state.counts[a.MEN]]


def plain(path: str) -> None:
    """What the other process does: the same steps without numba."""
    from khasan.engine.steps import run_steps

    arguments = pickle.loads(Path(path).read_bytes())
    start = time.perf_counter()
    run_steps(*arguments)
    print(json.dumps({"seconds": time.perf_counter() - start, "men": _men(arguments)}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--plain"]:
        plain(sys.argv[2])
    else:
        script(rows)
