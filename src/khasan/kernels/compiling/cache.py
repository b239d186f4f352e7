"""A cache that does not lie.

numba keys a cached caller by its own file alone: after a rule in another file was edited, the caller goes on
returning the old result. So the cache folder's name is a digest of every kernel's text, of the fields they share,
of Python's, numba's, numpy's and llvmlite's versions, of the processor, of whether indices are checked and how much is
optimised: any change starts an empty folder. And each file says of which functions and constants it was made, as they
were loaded (see :mod:`.made_of`): it is taken only where the same are loaded. numba also runs whatever it finds: a
file cut short ends the command, one with a bit turned crashes it. So files are kept here in our own way, each with its
digest (see :mod:`.sealed_files`), in a folder of our own choice (see :mod:`.cache_folder`).
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from khasan.kernels.compiling import mode, sealed_files
from khasan.kernels.compiling.cache_folder import Places, asked_for
from khasan.kernels.compiling.made_of import made_of

KERNELS = Path(__file__).parents[1]
SHARED = ("arrays.py", "declared.py")
"""Beside the kernels: the fields that they share, and how those are declared."""
_KIND = ".nbc"


def processor() -> str:
    """Name of the processor class that code is generated for, such as 'znver4'."""
    return str(llvm.get_host_cpu_name())


def rules_digest() -> str:
    """Sixteen hex digits that change with kernels and shared fields alone: the rules, on whatever machine."""
    sha = hashlib.sha256()
    for path in [*sorted(KERNELS.rglob("*.py")), *(KERNELS.parent / name for name in SHARED)]:
        sha.update(path.relative_to(KERNELS.parent).as_posix().encode())
        sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


def digest() -> str:
    """Sixteen hex digits that change with the rules, Python, numba, numpy, the processor and ways of compiling."""
    versions = f"{sys.implementation.cache_tag} {numba.__version__} {np.__version__} {llvmlite.__version__}"
    made_by = f"{rules_digest()} {versions} {processor()} {numba.config.BOUNDSCHECK} {numba.config.OPT!r}"
    return hashlib.sha256(made_by.encode()).hexdigest()[:16]


@functools.cache
def _places() -> Places:
    """The folders of this process for exactly this code on exactly this machine."""
    return Places(digest())


def folder() -> Path:
    """Where compiled kernels are kept: in the user's cache, in KHASAN_CACHE, or for now in a temporary folder."""
    places = _places()
    return next(iter(places.folders()), asked_for(places.name)[0])


def is_temporary() -> bool:
    """Whether what is compiled now is gone when this process ends."""
    return _places().temporary


def make_ready() -> bool:
    """To be called before much is compiled: see that it can be kept. Whether it can, if only for now."""
    return _places().make_ready()


def for_a_helper() -> dict[str, str]:
    """What the environment of a process must say that shall keep its kernels in the same folder."""
    return {"KHASAN_CACHE": str(folder().parents[1])}


def is_warm(stages: Sequence[Any]) -> bool:
    """Whether these stages were compiled before and are whole, so that a run starts at once.

    A damaged file is taken away, and said.
    """
    names = {_short(stage.py_func) for stage in stages}
    files = [path for place in _places().folders() for path in place.glob("*" + _KIND)]
    needed = [path for path in files if path.name.partition("-")[0] in names]
    whole = {path.name.partition("-")[0] for path in needed if _places().take(path) is not None}
    return whole == names


class KeptCode(NullCache):  # type: ignore[misc]
    """What numba asks for compiled code of one function before it compiles, and hands it to afterwards.

    One file holds the code for arguments of one set of types. numba's own cache would first ready itself for
    compiling, which imports all that numba can compile, linear algebra included, and builds what counts references to
    arrays: a fifth of a second, that a run with warm kernels need not wait for. Kernels make no arrays.
    """

    def __init__(self, function: Any) -> None:
        self._function = function
        self._name = f"{_short(function)}-{function.__code__.co_firstlineno}"

    @property
    def cache_path(self) -> str:
        """The folder, as numba's statistics show it."""
        return str(folder())

    def load_overload(self, arguments: Any, context: Any) -> Any:
        """What was compiled for arguments of these types, or None: then numba readies itself and compiles."""
        name, label = self._file_for(arguments, context.codegen())
        for place in _places().folders():
            found = _places().take(place / name)
            if found is None or found.label != label:
                continue
            try:
                return CompileResult._rebuild(context, *pickle.loads(found.content))
            except Exception:  # as it was written, and yet nothing can be made of it
                _places().drop(place / name)
        return None

    def save_overload(self, arguments: Any, compiled: Any) -> None:
        """Keep what was compiled, unless it holds addresses, which are of use to this process alone."""
        if not compiled.library.has_dynamic_globals:
            name, label = self._file_for(arguments, compiled.codegen)
            _places().put(name, sealed_files.Sealed(label, dumps(compiled._reduce())))

    def _file_for(self, arguments: Any, codegen: Any) -> tuple[str, bytes]:
        """Name of the file for arguments of these types, and the label of what must be in it."""
        of = (tuple(arguments), codegen.magic_tuple())
        name = f"{self._name}.{sealed_files.label(*of).hex()[:16]}{_KIND}"
        return name, sealed_files.label(name, *of, made_of(self._function))


def _short(function: Any) -> str:
    """Its module's own name and its own, such as flights.fly; without signs that Windows allows in no name."""
    name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
    return name.replace("<", "").replace(">", "")


def kept(dispatcher: Any) -> Any:
    """Give a function that numba compiles its place in the folder, if its text stands in a file."""
    if not mode.OURS:
        return dispatcher
    function = dispatcher.py_func
    if function.__closure__ is None and os.path.isfile(function.__code__.co_filename):
        dispatcher._cache = KeptCode(function)
    return dispatcher
