"""SQL over the rows of an experiment: DuckDB sees these rows and nothing else of the machine."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan.errors import input_error
from khasan.experiment.extras import need

if TYPE_CHECKING:
    import pyarrow as pa


def ask(paths: Sequence[Path], query: str) -> pa.Table:
    """What DuckDB answers to one SELECT over the table ``outcomes``, whose rows are in these files."""
    duckdb = need("duckdb", "khasan experiment sql")
    with (
        tempfile.TemporaryDirectory(prefix="khasan-sql-") as spill,
        duckdb.connect(config={"threads": 2, "temp_directory": spill}) as connection,
    ):
        _shut(connection, [str(path.resolve()) for path in paths])
        try:
            return _one_question(duckdb, connection, query).to_arrow_table()
        except duckdb.Error as error:
            said = str(error).strip().splitlines()[0]
            raise input_error("QUERY", query[:80], f"mend it: {said}") from error


def _shut(connection: Any, paths: list[str]) -> None:
    """Let it read these files; then shut all else, and throw the key away."""
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    connection.execute(f"SET allowed_paths = [{listed}]")
    for setting in (
        "python_enable_replacements = false",  # a name in a query is no variable of this process
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "enable_external_access = false",
    ):
        connection.execute(f"SET {setting}")
    connection.read_parquet(paths, hive_partitioning=False).create_view("outcomes")
    connection.execute("SET lock_configuration = true")


def _one_question(duckdb: Any, connection: Any, query: str) -> Any:
    statements = connection.extract_statements(query)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise input_error("QUERY", query[:80], "ask one question of the rows: select ... from outcomes")
    return connection.sql(query)
