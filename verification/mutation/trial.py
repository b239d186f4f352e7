"""One fault tried: in a process of its own, in which the module is read with the fault in it."""

from __future__ import annotations

import importlib.util
import math
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from verification.mutation.sites import Mutant

KILLED, SURVIVED, TOO_LONG, BROKEN = "killed", "survived", "killed (too long)", "broken"
PATIENCE = 20.0
"""So many times the processor time a trial may take by the clock: it may wait for a busy machine, or for itself."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, the test that noticed it, and the seconds it took."""

    mutant: Mutant | None
    word: str
    by: str
    seconds: float

    @property
    def killed(self) -> bool:
        return self.word in (KILLED, TOO_LONG)

    def __str__(self) -> str:
        return (
            f"{self.word:<18}{self.seconds:5.0f} s  {self.mutant or 'as it is'}{'  by ' + self.by if self.by else ''}"
        )


def load_libraries() -> None:
    """Import what every trial needs, once, before processes branch off; khasan itself is read by each anew."""
    import hypothesis  # noqa: F401
    import jinja2  # noqa: F401
    import numba  # noqa: F401
    import pyarrow.compute
    import pyarrow.parquet  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import rich.console  # noqa: F401
    import scipy.stats  # noqa: F401
    import typer  # noqa: F401
    import yaml  # noqa: F401

    assert not any(name.startswith("khasan") for name in sys.modules), "khasan was read before the fault was planted"


def try_out(mutant: Mutant | None, root: Path, tests: Sequence[str], *, plain: bool, limit_s: float) -> Verdict:
    """Run the tests on the code with the fault in it (or as it is) and say whether they noticed.

    ``limit_s``: seconds of processor time; what a fault has made endless is noticed by that.
    """
    begun = time.monotonic()
    with tempfile.NamedTemporaryFile(prefix="trial-") as told:
        child = os.fork()
        if child == 0:
            _in_the_child(mutant, root, tests, plain, told.name, math.ceil(limit_s))
        while not (ended := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() - begun > PATIENCE * limit_s:
                os.killpg(child, signal.SIGKILL)
            time.sleep(0.02)
        by = told.read().decode("utf-8", "replace").strip()
    code = os.waitstatus_to_exitcode(ended[1])
    words = {0: SURVIVED, 4: BROKEN, 5: BROKEN, -signal.SIGXCPU: TOO_LONG, -signal.SIGKILL: TOO_LONG}
    return Verdict(mutant, words.get(code, KILLED), by, time.monotonic() - begun)


def _in_the_child(
    mutant: Mutant | None, root: Path, tests: Sequence[str], plain: bool, told: str, limit_s: int
) -> None:
    code = 4
    try:
        os.setpgid(0, 0)
        signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # it is ignored where a shell began us in the background
        resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s + 5))
        os.chdir(root)
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(silent, stream)
        if plain:
            import numba

            os.environ["NUMBA_DISABLE_JIT"] = "1"
            numba.config.DISABLE_JIT = 1
        if mutant is not None:
            sys.meta_path.insert(0, _Finder(mutant, root))
        import pytest

        code = int(pytest.main(["-q", "-x", "--hypothesis-seed=0", *QUIET, *tests], plugins=[_First(Path(told))]))
    finally:
        os._exit(code)


NOT_SO = " and ".join(
    f"not {words}"
    for words in (
        "same_bits", "asking_every",  # they compare with compiled rules
        "changed_rule", "a_condition_that_reads",  # they plant faults of their own
        "for_the_end", "ctrl_c",  # they send signals, which a trial in the background may not hear
    )
)  # fmt: skip
"""Tests left out."""
QUIET = ["-k", NOT_SO, "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no", "--no-header", "--no-summary"]


class _First:
    """Notes the first test that fails."""

    def __init__(self, told: Path) -> None:
        self.told = told

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.told.read_text():
            self.told.write_text(report.nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.told.read_text():
            self.told.write_text(f"{report.nodeid} (cannot be read)")


class _Finder(MetaPathFinder):
    """Finds the module with the fault before the real one is found."""

    def __init__(self, mutant: Mutant, root: Path) -> None:
        self.mutant = mutant
        self.path = root / mutant.file
        parts = Path(mutant.file).with_suffix("").parts[1:]
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        loader = _Loader(name, str(self.path), self.mutant)
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        text = Path(self.path).read_text("utf-8")
        return compile(self.mutant.applied(text), self.path, "exec")
