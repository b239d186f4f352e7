"""How a field of a block is declared: in one line, from which everything else is made.

State is blocks, not bags: one C-contiguous array a dtype, whose rows are fields. The line that declares a field gives
its row its number, and says its name, its unit, what it is and between which bounds it may lie. Names, sizes, empty
blocks, the check of a saved battle and the page docs/model/state.md come from there.

>>> herds = Block("i4[field, farm]", "what grazes on a farm")
>>> COWS = herds.field("cows", "cows", "in the meadow", 0, 500)
>>> GATE = herds.field("gate", "index", "the farm that its gate leads to, -1 if none", -1, "farm", start=-1)
>>> COWS, GATE, herds.names
(0, 1, ('cows', 'gate'))
>>> herds.empty(farm=3)
array([[ 0,  0,  0],
       [-1, -1, -1]], dtype=int32)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import inf
from typing import Annotated, Any, NamedTuple, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray


class Codes:
    """Names numbered from 0 in the order in which they are declared.

    >>> colours = Codes("what a flag may be")
    >>> WHITE, RED = colours.code("white"), colours.code("red")
    >>> RED, colours.names
    (1, ('white', 'red'))
    """

    def __init__(self, meaning: str) -> None:
        self.meaning = meaning
        self.by_name: dict[str, int] = {}

    def code(self, name: str) -> int:
        """The number of one more name; ValueError if it has one."""
        if name in self.by_name:
            raise ValueError(f"{name} is declared twice")
        return self.by_name.setdefault(name, len(self.by_name))

    def codes(self, names: str) -> tuple[int, ...]:
        """The numbers of some more names, with a bar between each two."""
        return tuple(self.code(name.strip()) for name in names.split("|"))

    @property
    def names(self) -> tuple[str, ...]:
        """Those declared so far, each at its number."""
        return tuple(self.by_name)


class Field(NamedTuple):
    """One row of a block, or a block that has no rows."""

    name: str
    unit: str
    meaning: str
    low: float
    high: float | str
    """The largest that is plausible; the name of a dimension where it is an index into one."""
    start: float = 0.0
    """What stands there before anything is written."""
    codes: Codes | None = None
    """The names that it may take; they are its range."""
    file: str = ""
    """What the number is called in a data file; "" where it does not come from one as it is."""
    per: float = 1.0
    """The number of the file is divided by this: so many of the file's unit make one of the array's."""

    def most(self, sizes: Mapping[str, int]) -> float:
        """The largest that it may be where the dimensions have these sizes."""
        if self.codes is not None:
            return len(self.codes.names) - 1.0
        return sizes[self.high] - 1.0 if isinstance(self.high, str) else self.high

    def words(self, sizes: Mapping[str, int] | None = None) -> str:
        """Its range as a reader wants it; an index in numbers, where the sizes of the dimensions are known."""
        if self.codes is not None:
            return "one of " + ", ".join(f"{code} {name}" for name, code in self.codes.by_name.items())
        if isinstance(self.high, str) and sizes is None:
            return f"any {self.high}" + (f", or {self.low:,}" if self.low < 0 else "")
        most = self.most(sizes or {})
        return f"{self.low:,} or more" if most == inf else f"{self.low:,} to {most:,.12g}"


class Block:
    """One array of a bundle: its form, such as ``f8[field, unit]``, and its fields.

    Dimensions are numbers or names; that called ``field`` holds the fields. A block without it is one field itself,
    and takes unit, range and start here.
    """

    def __init__(
        self, form: str, meaning: str, unit: str = "", low: float = 0, high: float | str = 0, start: float = 0
    ) -> None:
        self.form, self.meaning = form, meaning
        kind, _, dimensions = form.removesuffix("]").partition("[")
        self.dtype = np.dtype(kind)
        self.dimensions = tuple(dimensions.split(", "))
        self.has_rows = "field" in self.dimensions
        self.fields: list[Field] = [] if self.has_rows else [Field("", unit, meaning, low, high, start)]

    def field(
        self, name: str, unit: str, meaning: str, low: float, high: float | str,
        *, start: float = 0, codes: Codes | None = None, file: str = "", per: float = 1,
    ) -> int:  # fmt: skip
        """Declare one row: its number. ValueError for a name that the block has already."""
        if name in self.names:
            raise ValueError(f"{name} is declared twice in {self.meaning}")
        self.fields.append(Field(name, unit, meaning, low, high, start, codes, file, per))
        return len(self.fields) - 1

    def coded(self, name: str, codes: Codes, meaning: str) -> int:
        """Declare a row that holds one of some codes."""
        return self.field(name, "code", meaning, 0, 0, codes=codes)

    def slots(
        self, name: str, many: int, unit: str, meaning: str, low: float, high: float | str, *, start: float = 0
    ) -> int:
        """Declare a row for each of several slots: the number of the first."""
        return min(self.field(f"{name}_{slot}", unit, meaning, low, high, start=start) for slot in range(many))

    def repeat(self, name: str, many: int, part: Block) -> int:
        """Declare the fields of another block several times over: the number of the first."""
        first = len(self.fields)
        for k in range(many):
            self.fields += [field._replace(name=f"{name}_{k}_{field.name}") for field in part.fields]
        return first

    def over(self, dimension: str, many: int | None = None) -> Block:
        """The same fields, or the first so many, along one more dimension; nothing but 0 stands there at first."""
        block = Block(self.form.replace("[", f"[{dimension}, "), self.meaning)
        block.fields = [field._replace(start=0.0) for field in self.fields[:many]]
        return block

    @property
    def names(self) -> tuple[str, ...]:
        """Those of the fields declared so far, row by row."""
        return tuple(field.name for field in self.fields)

    def along(self, values: Any) -> NDArray[np.float64]:
        """One number a field, shaped so that it meets the block's arrays field by field."""
        axis = self.dimensions.index("field") if self.has_rows else 0
        return np.array(values, dtype=np.float64).reshape([-1 if k == axis else 1 for k in range(len(self.dimensions))])

    def per(self) -> NDArray[np.float64]:
        """What numbers of files are divided by, field by field."""
        return self.along([field.per for field in self.fields])

    def empty(self, **sizes: int) -> NDArray[Any]:
        """The block before anything is written, for dimensions of these sizes."""
        sizes["field"] = len(self.fields)
        array = np.zeros([int(size) if size.isdigit() else sizes[size] for size in self.dimensions], self.dtype)
        starts = [field.start for field in self.fields]
        if any(starts):
            array[...] = self.along(starts)
        return array

    def outside(self, array: NDArray[Any], sizes: Mapping[str, int]) -> tuple[Field, float] | None:
        """The first field with a number outside its range, and that number; None if all is plausible."""
        rows = np.moveaxis(array, self.dimensions.index("field"), 0) if self.has_rows else array[np.newaxis]
        for field, row in zip(self.fields, rows, strict=True):
            if row.size:
                for number in (row.min(), row.max()):  # either is NaN if one number is
                    if not field.low <= number <= field.most(sizes):
                        return field, float(number)
        return None


@cache
def blocks(bundle: type) -> dict[str, Block]:
    """The blocks of a bundle, a class of named arrays: those whose annotation holds a declaration."""
    hints = get_type_hints(bundle, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if get_origin(hint) is Annotated}


def empty(bundle: type, **sizes: int) -> Any:
    """A bundle before anything is written in it, for dimensions of these sizes."""
    return bundle(**{name: block.empty(**sizes) for name, block in blocks(bundle).items()})


def sizes_of(*bundles: Any) -> dict[str, int]:
    """The size of every named dimension; ValueError where two arrays disagree, or one has another form."""
    found: dict[str, int] = {}
    for bundle in bundles:
        kind: type = type(bundle)
        for name, block in blocks(kind).items():
            array, where = getattr(bundle, name), f"{kind.__name__}.{name}"
            if array.dtype != block.dtype or array.ndim != len(block.dimensions):
                raise ValueError(f"{where} is {array.dtype}{array.shape}, declared {block.form}")
            for dimension, size in zip(block.dimensions, array.shape, strict=True):
                due = len(block.fields) if dimension == "field" else int(dimension) if dimension.isdigit() else None
                due = found.setdefault(dimension, size) if due is None else due
                if size != due:
                    raise ValueError(f"{where} is {size} along {dimension}, where {due} are due")
    return found
