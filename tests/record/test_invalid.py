"""Each file of invalid/ has one fault: it is told by file, line and field, with what to do, and by the command too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from khasan.cli import main
from khasan.errors import InputError
from khasan.record import load_incident

HERE = Path(__file__).parent / "invalid"
FAULTS = {
    "no-source": (3, "source", "name a source of data/sources; nothing unsourced goes in"),
    "unknown-source": (2, "source", "name a source of data/sources (did you mean KRI?)"),
    "impossible-date": (2, "date", "give an EDTF level 1 date"),
    "date-upside-down": (2, "date", "give an EDTF level 1 date, as 1938-07-31 (the interval ends before it begins)"),
    "interval-upside-down": (2, "low", "must be low <= value <= high"),
    "duplicate-id": (3, "id", "line 2 of duplicate-id.csv has this id"),
    "anchor-without-position": (2, "position", "give anchor and position together"),
    "anchor-too-long": (2, "anchor", "give 6 to 80 verbatim characters"),
    "no-anchor-in-a-text-at-hand": (2, "anchor", "give the words in the source text"),
    "number-in-words": (2, "value", "give a plain number"),
    "two-units": (3, "unit", "this quantity is a count in men"),
    "memory-passes-as-sourced": (2, "flag", "EST is no source: flag the claim as a guess"),
}


def test_every_file_is_expected() -> None:
    assert sorted(FAULTS) == sorted(path.stem for path in HERE.glob("*.csv"))


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_told_where_it_stands(name: str) -> None:
    with pytest.raises(InputError) as refused:
        load_incident(name, folder=HERE)
    line, field, remedy = FAULTS[name]
    told = {(Path(p.file).name, p.line, p.field): p.remedy for p in refused.value.problems}
    assert told[f"{name}.csv", line, field].startswith(remedy)


@pytest.mark.parametrize("name", FAULTS)
def test_a_reader_who_brings_it_is_told_the_same_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("KHASAN_PATH", str(home))
    assert main(["record", "import", str(HERE / f"{name}.csv")]) == 2
    line, field, remedy = FAULTS[name]
    lines = [told for told in capsys.readouterr().err.splitlines() if f"{name}.csv:{line}: {field}: " in told]
    assert any(remedy in told for told in lines)
    assert not home.exists()


def test_a_bad_file_in_the_folders_stops_show_with_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "record").mkdir()
    shutil.copy(HERE / "duplicate-id.csv", tmp_path / "record")
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path))
    assert main(["record", "show", "duplicate-id"]) == 2
    assert "duplicate-id.csv:3: id:" in capsys.readouterr().err
