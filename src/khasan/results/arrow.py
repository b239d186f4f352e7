"""From columns to Arrow and Parquet: fixed schemas, no metadata that changes, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from khasan.results.columns import Column, Dtype

_TYPES: Mapping[Dtype, pa.DataType] = {
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "text": pa.dictionary(pa.int32(), pa.string()),
}
ROW_GROUP = 1 << 20
_SMALL = 1 << 17


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow schema of a table; a column that is not nullable is declared so."""
    return pa.schema([pa.field(c.name, _TYPES[c.dtype], nullable=c.nullable) for c in columns])


def table_of_rows(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A table from rows that each have exactly these columns. Raises KeyError if one lacks a column."""
    schema = schema_of(columns)
    arrays = []
    for field in schema:
        values = [row[field.name] for row in rows]
        if pa.types.is_dictionary(field.type):
            arrays.append(coded_text(values))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def coded_text(values: Sequence[str | None]) -> pa.DictionaryArray:
    """Texts as numbers into the sorted list of the words that occur.

    >>> coded_text(["b", None, "a"]).dictionary.to_pylist()
    ['a', 'b']
    """
    words = sorted({value for value in values if value is not None})
    number = {word: k for k, word in enumerate(words)}
    codes = pa.array([None if value is None else number[value] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))


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
    dictionary = pa.array(words, pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=absent if absent.any() else None), dictionary)


def write(table: pa.Table, path: Path) -> None:
    """Write Parquet: the same rows give the same bytes.

    Small tables are joined first, however many pieces they came in. Large ones, which come in a piece a
    replication, are written piece by piece: joining them takes as long as writing them.
    """
    table = table.unify_dictionaries()
    if table.num_rows <= _SMALL:
        table = table.combine_chunks()
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        row_group_size=ROW_GROUP,
        version="2.6",
        write_statistics=False,
    )


def read(path: Path) -> pa.Table:
    """Read a table written by ``write``."""
    return pq.read_table(path, memory_map=False, use_threads=False)
