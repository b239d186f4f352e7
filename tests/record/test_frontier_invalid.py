"""A bad row of the frontier's tables is told by file, line, column, value and remedy; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.cli import main
from khasan.errors import InputError
from khasan.record.frontier import OURS, load_frontier
from record.test_frontier import rows_of, write

GOOD = {name: rows_of(name)[0] | {"id": "a-new-row"} for name in ("events", "series", "forces", "decisions", "sectors")}
GOOD["reports"] = next(row for row in rows_of("reports") if row["about"] == "killed_jp") | {"id": "a-new-row"}

FAULTS = [
    ("events", {"id": "Wire 1939"}, "id", "write small letters and digits with hyphens"),
    ("events", {"id": "tauran-1936-03-31"}, "id", "line "),
    ("events", {"rung": "9", "rung_high": "9"}, "rung", "give a whole number from 0 to 7"),
    ("events", {"rung": ""}, "rung", "give a rung from 0"),
    ("events", {"rung": "5"}, "rung", "must lie in its band (rung_low 0, rung_high 2)"),
    ("events", {"date": "1936-02-30"}, "date", "give an EDTF date, as 1938-07-31"),
    ("events", {"date": "July 1936"}, "date", "give an EDTF date"),
    ("events", {"date": "1936/"}, "date", "give both ends of the date"),
    ("events", {"date": ""}, "date", "give an EDTF date"),
    ("events", {"settled": "soon"}, "settled", "give an EDTF date"),
    ("events", {"sector": "posyet-hasan"}, "sector", "did you mean posyet-khasan?"),
    ("events", {"jp_party": "korea"}, "jp_party", "use one of: japan, manchukuo, both, none"),
    ("events", {"su_party": "mongolia"}, "su_party", "use one of: ussr, mpr, both"),
    ("events", {"kind": "fight"}, "kind", "did you mean mass-fight? use one of:"),
    ("events", {"first_mover_su": "japan"}, "first_mover_su", "use one of: nothing, jp, su, mpr"),
    ("events", {"killed_jp": "-3"}, "killed_jp", "write a count of 0 or more as 3, 9..50 or 80.."),
    ("events", {"killed_jp": "some"}, "killed_jp", "write a count of 0 or more"),
    ("events", {"killed_su": "50..9"}, "killed_su", "the range ends below its beginning"),
    ("events", {"men_jp": "1,000"}, "men_jp", "write a count of 0 or more"),
    ("events", {"grade": "E"}, "grade", "use one of: A, B, C, D"),
    (
        "events",
        {"sources": "FRUS36-d4"},
        "sources",
        "name sources of data/sources, parted by ; (did you mean FRUS36-d4",
    ),
    ("events", {"sources": ""}, "sources", "name sources of data/sources, parted by ;; nothing unsourced goes in"),
    ("events", {"sources": "BK", "grade": "D"}, "flag", "its sources are memory or estimate"),
    ("events", {"sources": "AAPSS", "grade": "A"}, "grade", "its best source carries C: grade the row B at best"),
    ("events", {"flag": "guess"}, "grade", "a guess is graded D"),
    ("events", {"inquiry": "held"}, "inquiry", "say who asked for an inquiry and what came of it, or neither"),
    ("events", {"usable": "maybe"}, "usable", "use one of: yes, no"),
    ("events", {"episode": ""}, "episode", "name the episode that it is part of"),
    ("reports", {"event": "nobody-knows"}, "event", "name an event of events.csv"),
    ("reports", {"reporter": "tokyo"}, "reporter", "use one of: jp, su, mpr, press, third"),
    ("reports", {"count": "3"}, "count", "the event has 9..50 over all accounts: widen it"),
    ("reports", {"count": ""}, "count", "say how many"),
    ("reports", {"about": "account", "text": ""}, "text", "say what is told"),
    ("series", {"value": "-152"}, "value", "give a whole number of 0 or more"),
    ("series", {"value": ""}, "value", "give a value, a low or a high"),
    ("series", {"low": "200"}, "low", "must be low <= value <= high"),
    ("series", {"start": "1937"}, "end", "it ends before it begins"),
    ("series", {"end": "1932-13"}, "end", "give an EDTF date"),
    ("series", {"reporter": ""}, "reporter", "say it in a word: series of different counters are never added up"),
    ("forces", {"side": "japan"}, "side", "use one of: jp, su, both"),
    ("forces", {"men": ""}, "men", "give divisions, men, tanks or aircraft"),
    ("forces", {"tanks": "-1"}, "tanks", "give a whole number of 0 or more"),
    ("forces", {"men_low": "20000"}, "men_low", "must be men_low <= men <= men_high"),
    ("decisions", {"leave": "asked"}, "leave", "use one of: "),
    ("decisions", {"fire": "held"}, "fire", "only a post or army that is provoked"),
    ("decisions", {"delay": "-2"}, "delay", "write a count of 0 or more"),
    ("decisions", {"actor": ""}, "actor", "say who decided, and what"),
    ("sectors", {"lat": "95"}, "lat", "give a number up to 90"),
    ("sectors", {"lat": ""}, "lat", "give lat, lon and radius_km together"),
]


@pytest.mark.parametrize("table", sorted(GOOD))
def test_the_rows_that_are_spoiled_below_are_good(table: str, tmp_path: Path) -> None:
    assert len(getattr(load_frontier((OURS, write(tmp_path, table, GOOD[table]))), table)) == len(rows_of(table)) + 1


@pytest.mark.parametrize(("table", "cells", "column", "remedy"), FAULTS)
def test_each_fault_is_told(table: str, cells: dict[str, str], column: str, remedy: str, tmp_path: Path) -> None:
    folder = write(tmp_path, table, GOOD[table] | cells)
    with pytest.raises(InputError) as refused:
        load_frontier((OURS, folder))
    told = [
        problem
        for problem in refused.value.problems
        if (problem.field, problem.line) == (column, 2) and problem.remedy.startswith(remedy)
    ]
    assert told, str(refused.value)
    assert Path(told[0].file) == tmp_path / f"{table}.csv"
    assert told[0].value == repr((GOOD[table] | cells)[column])
    assert {Path(problem.file).parent for problem in refused.value.problems} == {tmp_path}, "ours is right"


def test_all_faults_come_at_once_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "frontier" / "record"
    write(folder, "events", GOOD["events"] | {"rung": "9"}, GOOD["events"])
    write(folder, "series", GOOD["series"] | {"value": "-1"})
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path))
    out = tmp_path / "package"
    assert main(["record", "export", str(out)]) == 2
    told = capsys.readouterr().err
    assert "events.csv:2: rung: got '9'" in told
    assert "events.csv:3: id: got 'a-new-row'" in told
    assert "series.csv:2: value: got '-1'" in told
    assert not out.exists()


def test_another_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("id,day\nx,1936\n", encoding="utf-8")
    with pytest.raises(InputError, match="header"):
        load_frontier((OURS, tmp_path))
