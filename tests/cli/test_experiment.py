"""The commands on experiments, as a newcomer meets them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import helpers_study
from khasan.cli import main
from khasan.results.lock import locked

SMALL = helpers_study.DESIGN.replace("replications: 40", "replications: 3").replace("part: 10", "part: 7")


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    design = helpers_study.written(folder, SMALL)
    assert main(["experiment", "run", str(design), "--out", str(folder / "study"), "--progress", "quiet"]) == 0
    return folder / "study"


def test_a_dry_run_prints_design_cost_and_time_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design = helpers_study.written(tmp_path, SMALL)
    out = tmp_path / "study"
    assert main(["experiment", "run", str(design), "--out", str(out), "--dry-run"]) == 0
    said = capsys.readouterr().out
    for words in ("one-at-a-time design", "7 points, 21 replications (budget 20,000)", "expected time", "small_arms"):
        assert words in said
    assert not out.exists()
    assert main(["experiment", "run", str(design), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["points"] == 7


@pytest.mark.parametrize("kind", ["quiet", "jsonl", "auto"])
def test_progress_keeps_to_its_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    design = helpers_study.written(tmp_path, SMALL)
    out = str(tmp_path / "study")
    assert main(["experiment", "run", str(design), "--out", out, "--workers", "1", "--progress", kind]) == 0
    told = capsys.readouterr()
    assert "21 replications of 7 points" in told.out
    if kind == "quiet":
        assert told.err == ""
    elif kind == "auto":
        assert f"report: {out}/report.html" in told.err
    else:
        events = [json.loads(line) for line in told.err.splitlines()]
        assert [one["done"] for one in events if one["event"] == "advanced"] == [0, 7, 14, 21]
        assert events[-1] == {"event": "finished", "report": f"{out}/report.html"}


def test_a_second_run_is_refused_and_told_who_is_at_it(fought: Path, capsys: pytest.CaptureFixture[str]) -> None:
    design = fought.parent / "design.yaml"
    assert main(["experiment", "run", str(design), "--out", str(fought)]) == 2
    assert f"khasan experiment resume {fought}" in capsys.readouterr().err
    with locked(fought):
        assert main(["experiment", "resume", str(fought)]) == 1
        assert "is writing into it" in capsys.readouterr().err
    assert main(["experiment", "resume", str(fought), "--progress", "quiet"]) == 0
    assert len(json.loads((fought / "manifest.json").read_text("utf-8"))["runs"]) == 1, "nothing was missing"


def test_status_report_and_sql(fought: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb")
    assert main(["experiment", "status", str(fought)]) == 0
    assert "7 points): finished\n21 of 21 replications done, 0 failed" in capsys.readouterr().out
    assert main(["experiment", "report", str(fought), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"report": str(fought / "report.html")}
    asked = "select point, count(*) as n from outcomes group by point order by point limit 2"
    assert main(["experiment", "sql", str(fought), asked]) == 0
    assert capsys.readouterr().out == "point  n\n0      3\n1      3\n"
    assert main(["experiment", "sql", str(fought), "selct"]) == 2
    assert "mend it: Parser Error" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["status", "resume", "report", "sql"])
def test_a_folder_without_an_experiment(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    words = ["experiment", command, str(tmp_path), *(["select 1"] if command == "sql" else [])]
    assert main(words) == 2
    assert "name the folder of an experiment" in capsys.readouterr().err
