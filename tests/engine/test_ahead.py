"""Two processes compile: they share the work, and either may end at any moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import khasan

NAMES = [f"phase_{k}" for k in range(8)]
PHASE = """
@stage
def phase_{k}(x, y):
    for i in range(y.size):
        x += y[i] * {k}
    return x
"""
ASK = """
import json, sys, time
from pathlib import Path

import numba
import made_up_phases
from khasan.kernels.compiling import compile_ahead as ahead
from khasan.kernels.compiling import cache

tasks = [("made_up_phases", f"phase_{k}", (numba.float64, numba.float64[::1])) for k in range(8)]
start, compile_one, here, helpers = ahead._start, ahead._compile, [], []

def kept():
    return list(cache.folder().rglob("*made_up*.nbc"))

def wait_for_the_helper():
    deadline = time.monotonic() + 60.0
    while not kept() and helpers[0].poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)

def started():
    helpers.append(start())
    print(helpers[0].pid, flush=True)
    return helpers[0]

def compiled(task):
    here.append(task[1])
    {before}
    compile_one(task)

ahead._start, ahead._compile, ahead._cores = started, compiled, lambda: {cores}
ahead.share_out(tasks)
hits = 0
for _, name, types in tasks:
    phase = getattr(made_up_phases, name)
    phase.compile(types)  # as a caller does
    assert len(phase.overloads) == 1
    hits += sum(phase.kernel.stats.cache_hits.values())
print(json.dumps({"here": here, "from_the_cache": hits, "kept": len(kept()), "helpers": len(helpers)}))
"""


class Asking:
    """Processes that compile eight phases made up, into one cache."""

    def __init__(self, folder: Path) -> None:
        code = "from khasan.kernels.compiling.decorators import stage\n" + "".join(
            PHASE.replace("{k}", str(k)) for k in range(8)
        )
        (folder / "made_up_phases.py").write_text(code, "utf-8")
        paths = [str(folder), str(Path(khasan.__file__).parent.parent)]
        self.env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "KHASAN_CACHE": str(folder / "cache")}
        self.notes: list[str] = []

    def begin(self, before: str = "pass", cores: int = 2) -> subprocess.Popen[str]:
        code = ASK.replace("{before}", before).replace("{cores}", str(cores))
        pipe = subprocess.PIPE
        return subprocess.Popen([sys.executable, "-c", code], env=self.env, stdout=pipe, stderr=pipe, text=True)

    def answer(self, process: subprocess.Popen[str]) -> dict[str, Any]:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        said: dict[str, Any] = json.loads(out.splitlines()[-1])
        assert said["kept"] == len(NAMES)
        self.notes = err.splitlines()
        return said


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    return Asking(tmp_path)


def test_what_the_helper_compiled_is_not_compiled_again(asking: Asking) -> None:
    said = asking.answer(asking.begin("wait_for_the_helper()"))
    assert said["here"]
    assert len(said["here"]) < len(NAMES)
    assert said["from_the_cache"] == len(NAMES) - len(said["here"])


def test_one_core_has_no_helper(asking: Asking) -> None:
    said = asking.answer(asking.begin(cores=1))
    assert said == {"here": NAMES, "from_the_cache": 0, "kept": len(NAMES), "helpers": 0}


@pytest.mark.parametrize("when", ["helpers[0].kill()", "wait_for_the_helper(); helpers[0].kill()"])
def test_a_helper_that_dies_is_not_missed(asking: Asking, when: str) -> None:
    said = asking.answer(asking.begin(when))
    missed = len(NAMES) - said["from_the_cache"] - len(said["here"])
    assert missed <= 1  # what it died over was compiled when the caller came for it


def test_the_helper_ends_with_the_process_that_asked(asking: Asking) -> None:
    process = asking.begin("time.sleep(60)")
    assert process.stdout is not None
    helper = int(process.stdout.readline())
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60.0
    while _runs(helper):
        if time.monotonic() > deadline:
            os.kill(helper, signal.SIGKILL)
            pytest.fail("the helper outlives the process that started it")
        time.sleep(0.05)


def test_two_that_start_at_once_leave_a_sound_cache(asking: Asking) -> None:
    for process in [asking.begin(), asking.begin()]:
        asking.answer(process)
    again = asking.answer(asking.begin(cores=1))
    assert again["from_the_cache"] == len(NAMES)


def test_a_temporary_folder_is_shared_with_the_helper_and_gone_at_the_end(asking: Asking, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way", "utf-8")
    (tmp_path / "temporary").mkdir()
    asking.env |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path / "temporary"))
    said = asking.answer(asking.begin("wait_for_the_helper()"))
    assert said["from_the_cache"] == len(NAMES) - len(said["here"]) > 0
    (line,) = asking.notes
    assert "cannot be kept" in line
    assert list((tmp_path / "temporary").iterdir()) == []


def _runs(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")
