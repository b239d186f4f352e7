"""Bundles of arrays handed to compiled code as one address each.

A bundle of blocks passed by value is some hundred numbers to each call, which all have to be compiled. Pinned, it is
the address of a table of machine words (for each array its address, shape and strides), which nobody writes after it
is made; compiled code reads from it what it needs, when it needs it. To a kernel nothing changes: `state.counts` is
the array. Plain Python, the twin, gets the bundle itself.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, typeof_impl, unbox

from khasan.kernels.compiling import mode


class Pinned:
    """The table of words of one bundle; keeps the bundle's arrays alive."""

    def __init__(self, bundle: Any) -> None:
        self.bundle = bundle
        self.words = np.array([word for value in bundle for word in _words(value)], dtype=np.int64)
        self.address = self.words.ctypes.data


def pin(bundle: Any) -> Any:
    """What kernels compiled in our way take for a bundle; others take the bundle itself.

    >>> from khasan.kernels.state.bundles import Scale
    >>> scale = pin(Scale(60.0, 75.0, 4, 20, 0, 0, 0, 0, 0))
    >>> numba.njit(lambda scale: scale.step_s * scale.stack)(scale)
    240.0
    """
    return Pinned(bundle) if mode.OURS else bundle


def _words(value: Any) -> list[int]:
    """What numba holds of an array (owner and parent: none), or the bits of a number."""
    if isinstance(value, np.ndarray):
        return [0, 0, value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides]
    if isinstance(value, float):
        return [int(np.float64(value).view(np.int64))]
    return [int(value)]


class PinnedType(types.Type):
    """The type of a pinned bundle; its short name keeps those of compiled functions short."""

    def __init__(self, bundle: Any) -> None:
        self.bundle = bundle
        digest = hashlib.sha256(f"{bundle} {bundle.fields}".encode()).hexdigest()[:8]  # numba's name has no fields
        super().__init__(name=f"Pinned{bundle.instance_class.__name__}{digest}")


@typeof_impl.register(Pinned)
def _typeof(value: Pinned, context: Any) -> PinnedType:
    kinds = (type(value.bundle), *map(_kind, value.bundle))
    if kinds not in _known:
        _known[kinds] = PinnedType(numba.typeof(value.bundle))
    return _known[kinds]


_known: dict[tuple[Any, ...], PinnedType] = {}
"""To find the type of a bundle takes longer than many a step, and there are few."""


def _kind(value: Any) -> Any:
    """What decides the type of a field."""
    if isinstance(value, np.ndarray):
        flags = value.flags
        return value.dtype, value.ndim, flags.c_contiguous, flags.f_contiguous, flags.writeable, flags.aligned
    return type(value)


@register_default(PinnedType)
class _Model(models.PrimitiveModel):  # type: ignore[misc]
    """A pointer to the struct by which numba would have passed the bundle."""

    def __init__(self, manager: Any, kind: PinnedType) -> None:
        super().__init__(manager, kind, manager.lookup(kind.bundle).get_value_type().as_pointer())


@unbox(PinnedType)
def _unbox(kind: PinnedType, found: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(found, "address")
    word = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.inttoptr(word, c.context.get_value_type(kind)))


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    """The fields of a pinned bundle are those of the bundle."""

    key = PinnedType

    def generic_resolve(self, kind: PinnedType, name: str) -> Any:
        if name in kind.bundle.fields:
            return kind.bundle[kind.bundle.fields.index(name)]
        return None


@lower_getattr_generic(PinnedType)
def _field(context: Any, builder: Any, kind: PinnedType, pointer: Any, name: str) -> Any:
    return _loaded(builder, cgutils.gep_inbounds(builder, pointer, 0, kind.bundle.fields.index(name)))


def _loaded(builder: Any, pointer: Any, kind: Any = None) -> Any:
    """A value read word by word, each marked as never written, so that reading it again costs nothing."""
    kind = pointer.type.pointee if kind is None else kind
    if isinstance(kind, ir.Aggregate):
        value = ir.Constant(kind, ir.Undefined)
        for k in range(len(kind.elements)):
            part = _loaded(builder, cgutils.gep_inbounds(builder, pointer, 0, k))
            value = builder.insert_value(value, part, k)
        return value
    loaded = builder.load(pointer)
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded
