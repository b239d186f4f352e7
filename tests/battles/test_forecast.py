"""A table forecast: the same bytes whatever the workers and however often it is broken off; nothing dropped unsaid."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from battles.made_rows import ROW, write_rows
from khasan.battles.forecast import table
from khasan.battles.forecast.finished import SUFFIX
from khasan.battles.forecast.table import forecast
from khasan.battles.forecast_columns import CASUALTIES, CHANCE, COLUMNS
from khasan.cli import main
from khasan.errors import InputError, RunError
from khasan.experiment.backends import AnswerT, Processes, TaskT, Threads
from khasan.experiment.interrupt import RunInterrupted

N = 2
SHORT = {
    **{f"att_{name}": "400.0" for name in ("strength", "str_initial", "str_total")},
    **{f"def_{name}": "150.0" for name in ("strength", "str_initial", "str_total")},
    "active_hours": "2.0", "att_front_km": "0.5", "def_front_km": "0.5",
    "att_artillery": "4.0", "def_artillery": "0.0",
    "att_tanks": "0.0", "att_tanks_light": "0.0",
}  # fmt: skip


@pytest.fixture
def battles(tmp_path: Path) -> Path:
    """Four small battles of two hours, one of them old, and a row that is none."""
    rows = [dict(ROW) | SHORT | {"isqno": str(number), "def_strength": f"{100 + number}"} for number in range(1, 6)]
    rows[1] |= {"year": "1870", "start": "", "end": ""}
    rows[2] |= {"att_strength_is_initial": "0", "att_str_initial": "", "att_str_code": "3", "wx1_1": "Q"}
    rows[3] |= {"att_strength": "0", "att_str_initial": "", "att_str_total": ""}
    path = tmp_path / "battles.csv"
    write_rows(path, rows)
    return path


class StopsAfter(Threads):
    """One worker that is asked to end after so many battles."""

    def __init__(self, battles: int) -> None:
        super().__init__(1)
        self.battles = battles

    def work(
        self, do: Callable[[TaskT], AnswerT], tasks: Iterable[TaskT], stop: Callable[[], bool]
    ) -> Iterator[AnswerT]:
        """As any backend, for so many battles."""
        for number, task in enumerate(tasks):
            if number == self.battles:
                return
            yield do(task)


def made(battles: Path, out: Path, **more: object) -> bytes:
    """The bytes of a forecast."""
    forecast(battles, out, **{"duration_known": True, "seed": 3, "replications": N, **more})  # type: ignore[arg-type]
    return out.read_bytes()


def test_the_table_says_what_it_should(battles: Path, tmp_path: Path) -> None:
    made(battles, tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8")))
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    assert [row["isqno"] for row in rows if row["kind"] != "refused"] == ["1", "2", "3", "5"]
    assert [row["kind"] for row in rows] == ["primary", "extrapolation", "primary", "refused", "primary"]
    [refused] = [row for row in rows if row["kind"] == "refused"]
    assert "att_strength" in refused["note"]
    assert not refused[CHANCE]
    assert "attacker's strength may include reinforcements; wx1_1: 'Q'" in rows[2]["note"]
    assert rows[0]["note"] == ""
    for row in rows:
        if row["kind"] != "refused":
            assert 0.0 < float(row[CHANCE]) < 1.0
            for columns in CASUALTIES:
                figures = [float(row[column]) for column in columns]
                assert figures == sorted(figures)


def test_workers_and_breaks_change_no_byte(battles: Path, tmp_path: Path) -> None:
    whole = made(battles, tmp_path / "one.csv", own=Threads(1))
    assert made(battles, tmp_path / "two.csv", own=Threads(2)) == whole
    out = tmp_path / "three.csv"
    for _ in range(3):
        with pytest.raises(RunInterrupted):
            made(battles, out, own=StopsAfter(1))
        assert not out.exists()
    unfinished = out.with_name(out.name + SUFFIX)
    with unfinished.open("a", encoding="utf-8") as stream:
        stream.write('{"isqno": "5", "ce')  # what a machine leaves that lost its power
    assert made(battles, out, own=Threads(1)) == whole
    assert not unfinished.exists()
    assert made(battles, tmp_path / "four.csv", own=Threads(1), seed=4) != whole


def test_what_is_finished_is_not_fought_again(battles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(RunInterrupted):
        made(battles, out, own=StopsAfter(3))
    fought = []
    whole = table.ManyRows._task
    monkeypatch.setattr(table.ManyRows, "_task", lambda self, k: fought.append(k) or whole(self, k))
    made(battles, out, own=Threads(1))
    assert fought == [3]


def test_the_rest_of_another_forecast_is_refused(battles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(RunInterrupted):
        made(battles, out, own=StopsAfter(1))
    with pytest.raises(RunError, match="another forecast"):
        made(battles, out, own=Threads(1), seed=4)
    with pytest.raises(RunError, match="another forecast"):
        made(battles, out, own=Threads(1), duration_known=False)


def test_a_file_that_is_there_is_kept(battles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="force"):
        made(battles, out)
    assert out.read_text("utf-8") == "mine"


def test_the_older_ones_can_be_left_out(battles: Path, tmp_path: Path) -> None:
    text = made(battles, tmp_path / "out.csv", primary_only=True).decode()
    assert "extrapolation" not in text
    assert "refused" in text


@pytest.mark.slow
def test_processes_change_no_byte(battles: Path, tmp_path: Path) -> None:
    whole = made(battles, tmp_path / "one.csv", own=Threads(1))
    assert made(battles, tmp_path / "two.csv", own=Processes(2)) == whole


def test_the_commands(battles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    assert main(["battles", "forecast", str(battles), "--out", str(out), "-n", "1", "--workers", "1"]) == 0
    told = capsys.readouterr()
    assert "3 since 1900, 1 older" in told.out
    assert "battle 4, att_strength" in told.err
    assert "battle 3, wx1_1" in told.err
    assert "may include reinforcements: 1;" in told.out
    assert main(["battles", "show", str(battles), "--row", "3", "--map", str(tmp_path / "map.svg")]) == 0
    assert "Defender: orders" in capsys.readouterr().out
    assert (tmp_path / "map.svg").read_text("utf-8").startswith("<svg")
    assert main(["battles", "show", str(battles), "--row", "4"]) == 2
    assert "battle 4, att_strength" in capsys.readouterr().err
    assert main(["battles", "show", str(battles), "--row", "33"]) == 2
    assert "did you mean 3" in capsys.readouterr().err


def test_a_battle_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["battles", "new", "--attackers", "400", "--defenders", "120", "--hours", "2", "-n", "2", "--workers", "1"]
    assert main([*words, "--out", str(tmp_path / "raid")]) == 0
    assert "the objective" in capsys.readouterr().out
    assert (tmp_path / "raid" / "run" / "report.html").is_file()
    assert (tmp_path / "raid" / "battle.csv").is_file()
    assert main([*words, "--out", str(tmp_path / "raid")]) == 2
    assert main(["battles", "new", "--attackers", "4oo", "--posture", "dug", "--defenders", "1"]) == 2
    told = capsys.readouterr().err
    assert "--attackers" in told
    assert "--posture" in told
