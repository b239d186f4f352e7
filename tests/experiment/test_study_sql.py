"""SQL over rows that may come from anybody, asked in words that may come from anybody: it sees these rows alone."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from khasan.errors import InputError
from khasan.experiment.study.row_queries import ask

pytest.importorskip("duckdb")
KEPT = pa.table({"secret": [1]})
"""A table of this process: no query may find it by its name."""


@pytest.fixture
def rows(tmp_path: Path) -> list[Path]:
    """Two parts in a folder whose name has a blank and a quote; beside it what is none of the query's business."""
    folder = tmp_path / "it's mine"
    folder.mkdir()
    paths = [folder / f"part-{k}.parquet" for k in range(2)]
    for k, path in enumerate(paths):
        pq.write_table(pa.table({"point": [k, k], "men": [1.0, 2.0 + k]}), path)
    pq.write_table(KEPT, tmp_path / "secret.parquet")
    (tmp_path / "secret.csv").write_text("secret\n1\n", encoding="utf-8")
    return paths


def test_a_question_is_answered(rows: list[Path]) -> None:
    asked = "with means as (select point, avg(men) as men from outcomes group by point) select * from means order by 1"
    assert ask(rows, asked).to_pylist() == [{"point": 0, "men": 1.5}, {"point": 1, "men": 2.0}]
    assert ask(rows, "select count(*) as n from outcomes;").to_pylist() == [{"n": 4}]


@pytest.mark.parametrize(
    "query",
    [
        "copy outcomes to '{folder}/out.csv'",
        "copy (select 1) to '{folder}/out.parquet'",
        "export database '{folder}/out'",
        "attach '{folder}/out.db'",
        "attach '{folder}/out.db' as other; create table other.t as select 1",
        "select * from read_csv('{folder}/secret.csv')",
        "select * from '{folder}/secret.csv'",
        "select * from read_parquet('{folder}/secret.parquet')",
        "select * from read_parquet('{folder}/*/*.parquet')",
        "select * from parquet_metadata('{folder}/secret.parquet')",
        "select * from read_text('{folder}/secret.csv')",
        "select * from read_blob('/etc/hostname')",
        "select * from glob('{folder}/*')",
        "select * from sniff_csv('{folder}/secret.csv')",
        "select * from read_csv('http://127.0.0.1:9/x.csv')",
        "select * from query('copy outcomes to ''{folder}/out.csv''')",
        "select * from KEPT",
        "select * from rows",
        "install httpfs",
        "load httpfs",
        "pragma database_list",
        "call pragma_version()",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset allowed_paths",
        "create table t as select 1",
        "insert into outcomes values (1, 2.0)",
        "drop view outcomes",
        "select 1; copy outcomes to '{folder}/out.csv'",
        "select 1; select 2",
        "explain analyze copy outcomes to '{folder}/out.csv'",
        "select getenv('HOME')",
        "selct",
        "",
    ],
)
def test_no_query_leads_out_of_the_rows(rows: list[Path], tmp_path: Path, query: str) -> None:
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(InputError, match="QUERY"):
        ask(rows, query.format(folder=tmp_path))
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_every_door_is_shut_by_itself(rows: list[Path]) -> None:
    """What one setting keeps out today another may have to keep out in the next version of DuckDB."""
    doors = {
        "enable_external_access": False, "python_enable_replacements": False, "autoinstall_known_extensions": False,
        "autoload_known_extensions": False, "allow_community_extensions": False, "lock_configuration": True,
    }  # fmt: skip
    asked = ", ".join(f"current_setting('{name}') as {name}" for name in doors)
    assert ask(rows, f"select {asked}").to_pylist() == [doors]


def test_the_configuration_is_locked_even_for_who_gets_past_the_count_of_statements(
    rows: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two fences holds by itself."""
    from khasan.experiment.study import row_queries

    monkeypatch.setattr(row_queries, "_one_question", lambda duckdb, connection, query: connection.sql(query))
    for query in (
        "set enable_external_access = true; select 1 as one",
        f"copy outcomes to '{rows[0].parent.parent}/out.csv'",
        "select * from read_text('/etc/hostname')",
    ):
        with pytest.raises(InputError):
            ask(rows, query)
    assert not (rows[0].parent.parent / "out.csv").exists()
