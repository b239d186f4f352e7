"""A cache that does not lie.

numba keys a cached caller by its own file alone: after a rule in another file was edited, the caller goes on
returning the old result. So the cache folder's name is a digest of every kernel's text, of the fields they share,
of numba's and numpy's versions, of the processor and of whether indices are checked: any change starts an empty folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core.caching import FunctionCache
from platformdirs import user_cache_dir

KERNELS = Path(__file__).parent


def processor() -> str:
    """Name of the processor class that code is generated for, such as 'znver4'."""
    return str(llvm.get_host_cpu_name())


def rules_digest() -> str:
    """Sixteen hex digits that change with kernels and shared fields alone: the rules, on whatever machine."""
    sha = hashlib.sha256()
    for path in [*sorted(KERNELS.glob("*.py")), KERNELS.parent / "arrays.py"]:
        sha.update(path.name.encode())
        sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


def digest() -> str:
    """Sixteen hex digits that change with the rules, numba, numpy, the processor or index checks."""
    made_by = f"{rules_digest()} {numba.__version__} {np.__version__} {processor()} {numba.config.BOUNDSCHECK}"
    return hashlib.sha256(made_by.encode()).hexdigest()[:16]


def folder() -> Path:
    """Where compiled kernels are kept for exactly this code on exactly this machine."""
    root = os.environ.get("KHASAN_CACHE") or user_cache_dir("khasan", appauthor=False)
    return Path(root) / "kernels" / digest()


def is_warm(stages: Sequence[Any]) -> bool:
    """Whether these stages and the loop over the steps were compiled before, so that a run starts at once."""
    names = [f"{stage.py_func.__module__.rpartition('.')[2]}.{stage.py_func.__name__}" for stage in stages]
    kept = {path.name.partition("-")[0] for path in folder().rglob("*.nbc")}
    return kept.issuperset(names)


def use_own_folder() -> None:
    """Point numba at the folder; must run before any kernel is decorated."""
    numba.config.CACHE_DIR = str(folder())


class KeptCode(FunctionCache):  # type: ignore[misc]
    """numba's cache of one function, that loads what was compiled without first readying numba for compiling.

    Readying imports all that numba can compile, linear algebra included, and builds what counts references to arrays: a
    fifth of a second, that a run with warm kernels need not wait for. Kernels make no arrays.
    """

    def load_overload(self, arguments: Any, context: Any) -> Any:
        """What was compiled for arguments of these types, or None: then numba readies itself and compiles."""
        with self._guard_against_spurious_io_errors():
            return self._load_overload(arguments, context)


def kept(dispatcher: Any) -> Any:
    """Give a function that numba compiles its place in the folder."""
    if not numba.config.DISABLE_JIT:
        dispatcher._cache = KeptCode(dispatcher.py_func)
    return dispatcher
