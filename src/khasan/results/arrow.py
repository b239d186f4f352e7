"""From columns to Arrow and Parquet: fixed schemas, no metadata that changes, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from khasan.errors import InputError, Problem
from khasan.output import visible
from khasan.results.columns import Column, Dtype

_TYPES: Mapping[Dtype, pa.DataType] = {
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "text": pa.dictionary(pa.int32(), pa.string()),
}
OPTIONS: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "version": "2.6",
    "write_page_checksum": True,
    "write_statistics": False,
}
"""How khasan writes Parquet, everywhere. Statistics would double the time and hold nothing that is asked for."""
ROW_GROUP = 1 << 20
_SMALL = 1 << 17
_WHOLE = 1 << 22
"""A table of so many cells at most is read in one go; of a larger one a column at a time."""


def schema_of(columns: Sequence[Column], *, told: bool = False) -> pa.Schema:
    """The Arrow schema of a table; a column that is not nullable is declared so.

    ``told``: each field carries its unit and meaning as metadata, as in the tables that people read. Parts of a run,
    of which there are many, go without.

    >>> from khasan.results.table_columns import UNITS
    >>> schema_of(UNITS, told=True).field("hour").metadata[b"unit"]
    b'h'
    """
    return pa.schema([pa.field(c.name, _TYPES[c.dtype], c.nullable, _about(c) if told else None) for c in columns])


def _about(column: Column) -> dict[str, str]:
    """Unit and meaning of a column."""
    return {"unit": column.unit, "meaning": column.meaning}


def table_of_rows(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table from rows that each have exactly these columns. Raises KeyError if one lacks a column."""
    arrays = []
    for column in columns:
        values = [row[column.name] for row in rows]
        if column.dtype == "text":
            arrays.append(coded_text(values))
            continue
        absent = np.array([value is None for value in values], dtype=np.bool_)
        filled = [0 if value is None else value for value in values]
        arrays.append(numbers(np.array(filled, dtype=column.dtype), absent))
    return pa.Table.from_arrays(arrays, schema=schema_of(columns))


# pyarrow.array() imports pandas wherever it is installed, which takes longer than a replication: these do not.


def numbers(values: NDArray[np.generic], absent: NDArray[np.bool_] | None = None) -> pa.Array:
    """An Arrow array of numbers or truth values, nothing where ``absent`` says so.

    >>> numbers(np.array([1, 2], dtype=np.int32), np.array([False, True])).to_pylist()
    [1, None]
    """
    kind = pa.from_numpy_dtype(values.dtype)
    truth = values.dtype == np.bool_
    data = np.packbits(values.astype(np.bool_), bitorder="little") if truth else np.ascontiguousarray(values)
    valid = None
    if absent is not None and absent.any():
        valid = pa.py_buffer(np.packbits(~absent, bitorder="little"))
    return pa.Array.from_buffers(kind, values.size, [valid, pa.py_buffer(data)])


def strings(words: Sequence[str]) -> pa.Array:
    """An Arrow array of strings.

    >>> strings(["hill", "", "сопка"]).to_pylist()
    ['hill', '', 'сопка']
    """
    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *(len(word) for word in encoded)], dtype=np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(words), buffers)


def coded_text(values: Sequence[str | None]) -> pa.DictionaryArray:
    """Texts as numbers into the sorted list of the words that occur.

    >>> coded_text(["b", None, "a"]).dictionary.to_pylist()
    ['a', 'b']
    """
    words = sorted({value for value in values if value is not None})
    number: dict[str | None, int] = {word: k for k, word in enumerate(words)}
    return text(np.array([number.get(value, -1) for value in values], dtype=np.int32), words)


def text(codes: NDArray[np.integer], words: Sequence[str]) -> pa.DictionaryArray:
    """Texts from their numbers in a list of words, which may hold a word twice; a negative number is nothing.

    >>> text(np.array([1, -1]), ["hold", "move"]).to_pylist()
    ['move', None]
    """
    indices = np.ascontiguousarray(codes, dtype=np.int32)
    once = {word: k for k, word in enumerate(dict.fromkeys(words))}
    if len(once) < len(words):  # readers such as pandas insist that a dictionary holds each word once
        place = np.array([*(once[word] for word in words), -1], dtype=np.int32)
        indices, words = place[np.maximum(indices, -1)], list(once)
    absent = indices < 0
    return pa.DictionaryArray.from_arrays(numbers(np.where(absent, 0, indices), absent), strings(words))


def floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """A column of numbers as f8[rows]: NaN where it holds nothing.

    >>> floats(pa.chunked_array([[1], [None]], pa.int32())).tolist()
    [1.0, nan]
    """
    return _floats(_whole(column))


def counted(column: pa.ChunkedArray) -> dict[str, int]:
    """How often a column of texts holds which.

    >>> counted(pa.chunked_array([coded_text(["a", "b", "a"])]))
    {'a': 2, 'b': 1}
    """
    array = _whole(column)
    codes = _floats(array.indices)
    numbers_of = np.bincount(codes[~np.isnan(codes)].astype(np.int64), minlength=len(array.dictionary))
    return dict(zip(array.dictionary.to_pylist(), numbers_of.tolist(), strict=True))


def is_text(column: pa.ChunkedArray) -> bool:
    """Does a column hold words?"""
    return bool(pa.types.is_dictionary(column.type))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.unify_dictionaries().combine_chunks()


def _floats(array: pa.Array) -> NDArray[np.float64]:
    here = slice(array.offset, array.offset + len(array))
    valid, data = array.buffers()
    if data is None:
        return np.zeros(0)
    values = np.frombuffer(data, dtype=array.type.to_pandas_dtype())[here].astype(np.float64)
    if valid is not None:
        values[np.unpackbits(np.frombuffer(valid, np.uint8), bitorder="little")[here] == 0] = np.nan
    return values


def in_order_of_words(table: pa.Table) -> pa.Table:
    """The same rows in one piece, each text numbered into the sorted list of the words that occur.

    So the bytes follow from the rows, and not from the pieces that they came in.

    >>> pieces = [pa.table({"held": coded_text(words)}) for words in (["b", None], ["a", "b"])]
    >>> in_order_of_words(pa.concat_tables(pieces))["held"].chunk(0).dictionary.to_pylist()
    ['a', 'b']
    """
    columns = []
    for column in table.columns:
        array = _whole(column)
        if pa.types.is_dictionary(array.type):
            array = _sorted_words(array)
        columns.append(array)
    return pa.Table.from_arrays(columns, schema=table.schema)


def _sorted_words(array: pa.DictionaryArray) -> pa.DictionaryArray:
    known = array.dictionary.to_pylist()
    codes = _floats(array.indices)
    codes = np.where(np.isnan(codes), -1, codes).astype(np.int32)
    used = np.bincount(codes[codes >= 0], minlength=len(known)) > 0
    words = sorted({word for word, is_used in zip(known, used, strict=True) if is_used})
    place = {word: k for k, word in enumerate(words)}
    moved = np.array([*(place.get(word, -1) for word in known), -1], dtype=np.int32)
    return text(moved[codes], words)


def write(table: pa.Table, sink: Any) -> None:
    """Write Parquet to a path or a stream: the same rows give the same bytes.

    Small tables are joined first, however many pieces they came in. Large ones, which come in a piece a
    replication, are written piece by piece: joining them takes as long as writing them.
    """
    table = table.unify_dictionaries()
    if table.num_rows <= _SMALL:
        table = table.combine_chunks()
    pq.write_table(table, sink, row_group_size=ROW_GROUP, **OPTIONS)


def read(path: Path) -> pa.Table:
    """Read a table written by ``write``. Raises InputError if the file is damaged."""
    with whole(path), pq.ParquetFile(path) as file:  # pq.read_table imports pandas and the dataset machinery
        _check(path, file.schema_arrow)
        return file.read(use_threads=False)


def _check(path: Path, schema: pa.Schema) -> None:
    """Every column holds what khasan writes: numbers, truth values or coded texts."""
    known = list(_TYPES.values())
    others = [field for field in schema if field.type not in known]
    if others:
        told = ((visible(field.name), f"a column of {visible(str(field.type))[:60]}") for field in others)
        raise InputError([Problem(str(path), None, None, name, what, "run again") for name, what in told])


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """What goes wrong in the reading of a table, told of the file: InputError."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise InputError([Problem(str(path), None, None, "", "a damaged table", "run again")]) from error


class Columns:
    """A table on disk, read as it is asked for: memory holds a column at a time of a large one.

    It has what its readers need of a table: ``num_rows``, ``column_names``, and columns by name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with whole(path):
            self._file = pq.ParquetFile(path)
            _check(path, self._file.schema_arrow)
            self.num_rows: int = self._file.metadata.num_rows
            self.column_names: list[str] = self._file.schema_arrow.names
            small = self.num_rows * len(self.column_names) <= _WHOLE
            self._all = self._file.read(use_threads=False) if small else None

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        """A column; InputError if there is none of that name, or the file is damaged."""
        self._must_have(name)
        if self._all is not None:
            return self._all[name]
        with whole(self._path):
            return self._file.read(columns=[name], use_threads=False)[name]

    def pieces(self, name: str) -> Iterator[pa.Array]:
        """A column piece by piece, in order: the whole of it is never in memory. Raises as a column does."""
        if self._all is not None:
            yield from self[name].chunks
            return
        self._must_have(name)
        for group in range(self._file.num_row_groups):
            with whole(self._path):
                piece = self._file.read_row_group(group, columns=[name], use_threads=False)[name]
            yield from piece.chunks

    def _must_have(self, name: str) -> None:
        """InputError unless there is one column of this name."""
        if self.column_names.count(name) != 1:
            found = "no such column" if name not in self.column_names else "a column twice"
            raise InputError([Problem(str(self._path), None, None, visible(name), found, "run again")])
