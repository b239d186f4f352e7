"""khasan run --histories and khasan report --histories: pages of histories beside the run's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khasan.cli import main
from khasan.present.histories import embedded
from khasan.present.run_report.content import content_of
from khasan.results.histories import histories_of_run
from khasan.results.store import RunFolder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "khanka"
    assert main(["run", "lake-khanka-1935", "-n", "30", "--seed", "7", "--record", "1", "--out", str(out)]) == 0
    return out


def test_the_pages_lie_beside_the_run_and_each_is_of_its_replication(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(folder), "--histories", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["histories"]["histories"]
    written = {path.name for path in folder.glob("history-*.html")}
    assert "history-best-japan.html" in written
    for history in told:
        first = history["roles"][0]["id"]
        if first != "typical":
            page = (folder / f"history-{first}.html").read_text(encoding="utf-8")
            assert f"--first-replication {history['replication']}" in page
    assert "history-typical.html" not in written


def test_a_run_with_such_pages_can_be_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "history-nearest.html").write_text("old", encoding="utf-8")
    assert main(["run", "lake-khanka-1935", "-n", "2", "--out", str(folder), "--force", "--histories"]) == 0
    assert "has two" in capsys.readouterr().err
    assert not list(folder.glob("history-*.html"))
    assert main(["run", "lake-khanka-1935", "-n", "30", "--seed", "7", "--out", str(folder), "--force"]) == 0


def test_the_page_of_a_run_takes_the_typical_history_into_its_replay(folder: Path) -> None:
    content = content_of(folder)
    found = histories_of_run(RunFolder.open(folder), content.compiled)
    section, changed = embedded(content, found, folder)
    typical = found.role("typical").number
    assert changed.units["replication"].unique().to_pylist() == [typical]
    assert changed.events["replication"].unique().to_pylist() == [typical]
    assert list(changed.seen) == [typical]
    assert f'href="#replay-r{typical}-h0"' in section
    assert changed.outcomes.num_rows == content.outcomes.num_rows
