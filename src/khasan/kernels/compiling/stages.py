"""Calls by address: the step finds each of its stages in a table, so that it need not be compiled with them.

A stage that a scenario does not need (aircraft, boats) is compiled when the first scenario comes that does. A call by
address asks nothing, so all that could go wrong is asked here: whether there is such a stage yet, and whether it was
compiled for arguments of the types that it is called with.
"""

from __future__ import annotations

import zlib
from typing import Any

import llvmlite.binding as llvm
import numba.core.types as types
import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.datamodel import register_default as register_model
from numba.core.imputils import lower_builtin, lower_constant
from numba.core.typing import signature

from khasan.kernels.compiling.cache import kept

MOST = 1 << 16
"""Places in the table: so many that no two stages fall on one, which is checked when they are made."""
_SYMBOL = "khasan_stages"
_addresses = np.zeros(MOST, dtype=np.int64)
llvm.add_symbol(_SYMBOL, _addresses.ctypes.data)
_stages: dict[int, str] = {}
"""The name of the stage at each place of the table."""


def place_of(name: str) -> int:
    """The place of a stage: by its name alone, since code that is kept calls it there, in whatever order a later
    process imports the rules."""
    return zlib.crc32(name.encode()) % MOST


class Stage:
    """A phase compiled for itself, which its callers find in the table. It returns an integer or nothing."""

    def __init__(self, kernel: Any) -> None:
        self.kernel = kernel
        self.py_func = kernel.py_func
        self.full_name = f"{kernel.py_func.__module__}.{kernel.py_func.__name__}"
        self.index = place_of(self.full_name)
        self.__doc__ = kernel.py_func.__doc__
        self.__name__ = kernel.py_func.__name__
        self._types: tuple[Any, ...] | None = None
        self._numba_type_ = StageType(self)
        other = _stages.setdefault(self.index, self.full_name)
        if other != self.full_name:
            raise ValueError(f"{self.full_name} and {other} fall on one place: take another MOST")
        _lower_call(self)

    @property
    def overloads(self) -> Any:
        """What it was compiled for."""
        return self.kernel.overloads

    def compile(self, arguments: tuple[Any, ...]) -> None:
        """Compile it, or fetch it from the cache, for arguments of these types, and enter it in the table."""
        self.hold_to(arguments)
        kept(self.kernel)
        self.kernel.compile(arguments)
        found = self.kernel.overloads[arguments]
        _addresses[self.index] = found.library.get_pointer_to_function(found.fndesc.llvm_func_name)

    def hold_to(self, arguments: tuple[Any, ...]) -> None:
        """All who call it and the code itself: to the types that come first. TypeError if these are others."""
        if self._types is None:
            self._types = tuple(arguments)
        elif self._types != tuple(arguments):
            raise TypeError(f"{self.full_name} is there for {self._types}, and asked for with {tuple(arguments)}")

    @property
    def ready(self) -> bool:
        """Whether it stands in the table."""
        return bool(_addresses[self.index])


class StageType(types.Callable):
    """The type of one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        function = stage.py_func
        super().__init__(name=f"Stage({function.__module__}.{function.__name__})")

    def get_call_type(self, context: Any, arguments: Any, named: Any) -> Any:
        """Whatever it is called with: the types are compared when the call is compiled."""
        return signature(types.int64, *map(types.unliteral, arguments))  # type: ignore[attr-defined]

    def get_call_signatures(self) -> tuple[Any, bool]:
        """None that are known before a call."""
        return (), True

    def get_impl_key(self, signature: Any) -> Any:
        """Each stage is called in its own way: by its place in the table."""
        return ("khasan stage", self.stage.index)


register_model(StageType)(models.OpaqueModel)


@lower_constant(StageType)
def _constant(context: Any, builder: Any, kind: StageType, value: Any) -> Any:
    return context.get_dummy_value()


def _lower_call(stage: Stage) -> None:
    """Tell numba how a stage is called."""

    @lower_builtin(("khasan stage", stage.index), types.VarArg(types.Any))  # type: ignore[attr-defined]
    def call(context: Any, builder: Any, called: Any, arguments: Any) -> Any:
        stage.hold_to(called.args)
        word = ir.IntType(64)
        table = _table(builder.module, ir.ArrayType(word, MOST))
        at = builder.load(cgutils.gep_inbounds(builder, table, 0, stage.index))
        with cgutils.if_unlikely(builder, cgutils.is_null(builder, at)):
            context.call_conv.return_user_exc(builder, RuntimeError, (f"{stage.full_name} is not compiled yet",))
        kind = context.call_conv.get_function_type(types.int64, called.args)
        function = builder.inttoptr(at, kind.as_pointer())
        status, result = context.call_conv.call_function(builder, function, types.int64, called.args, arguments)
        with cgutils.if_unlikely(builder, status.is_error):
            context.call_conv.return_status_propagate(builder, status)
        return result


def _table(module: Any, kind: Any) -> Any:
    return module.globals.get(_SYMBOL) or ir.GlobalVariable(module, kind, _SYMBOL)
