"""Reading the record: what is shipped holds together, and a bad file is told all its faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.errors import InputError
from khasan.record import incident_ids, load_incident, load_sources
from khasan.record.claim import COLUMNS

HEADER = ",".join(COLUMNS)
GOOD = {
    "id": "dead@KRI", "quantity": "dead", "stance": "third", "kind": "count", "value": "5", "unit": "men",
    "date": "1938-07-31", "source": "KRI",
}  # fmt: skip


def line(**cells: str) -> str:
    row = {**GOOD, **cells}
    return ",".join(f'"{row.get(column, "")}"' for column in COLUMNS)


def load(folder: Path, *lines: str, header: str = HEADER):
    (folder / "made-up.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return load_incident("made-up", folder=folder)


def faults(folder: Path, *lines: str, header: str = HEADER) -> list[tuple[int | None, str]]:
    with pytest.raises(InputError) as caught:
        load(folder, *lines, header=header)
    assert all(problem.remedy for problem in caught.value.problems)
    return [(problem.line, problem.field) for problem in caught.value.problems]


@pytest.mark.parametrize("incident_id", incident_ids())
def test_shipped_records_load_and_nothing_unsourced_passes_as_sourced(incident_id: str) -> None:
    incident = load_incident(incident_id)
    assert incident.claims
    for claim in incident.claims:
        assert claim.source.seen != "no" or claim.confidence == "E", claim.id
        assert claim.source.seen not in ("abstract", "opening"), f"{claim.id} rests on a source nobody read"
        assert not (claim.source.kind == "seed" and not claim.anchor), claim.id


def test_unknown_incident_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean lake-khasan-1938"):
        load_incident("lake-kasan-1938")


def test_unknown_quantity_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="soviet-killed"):
        load_incident("lake-khasan-1938").interval("sovjet-killed")


def test_a_good_row_is_read_whole(tmp_path: Path) -> None:
    (claim,) = load(tmp_path, line(low="4", high="7")).claims
    assert (claim.low, claim.value, claim.high, claim.confidence, claim.line) == (4.0, 5.0, 7.0, "A/B", 2)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"source": "NOBODY", "id": "dead@NOBODY"}, "source"),
        ({"source": ""}, "source"),
        ({"id": "x"}, "id"),
        ({"stance": "ours"}, "stance"),
        ({"kind": "number"}, "kind"),
        ({"value": "many"}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": "1,000"}, "value"),
        ({"value": "-5"}, "value"),
        ({"value": ""}, "value"),
        ({"low": "6"}, "low"),
        ({"low": "9", "high": "8", "value": ""}, "low"),
        ({"unit": ""}, "unit"),
        ({"date": "1938-02-30"}, "date"),
        ({"date": "1938-08-03/1938-08-01"}, "date"),
        ({"tz": "JST"}, "tz"),
        ({"flag": "maybe"}, "flag"),
        ({"flag": "derived"}, "formula"),
        ({"formula": "2 + 3"}, "formula"),
        ({"flag": "derived", "formula": "2 + 4"}, "value"),
        ({"flag": "derived", "formula": "__import__('os')"}, "formula"),
        ({"confidence": "A"}, "confidence"),
        ({"anchor": "short", "position": "3"}, "anchor"),
        ({"anchor": "long enough"}, "position"),
        ({"kind": "outcome", "value": "", "text": "Two Words"}, "text"),
        ({"kind": "text", "text": "five dead"}, "kind"),
        ({"kind": "text", "value": ""}, "text"),
        ({"kind": "time", "value": "25:00", "tz": "+09:00"}, "value"),
        ({"kind": "time", "value": "05:00"}, "tz"),
        ({"kind": "time", "value": "05:00", "tz": "+09:00", "date": "1938-07"}, "date"),
        ({"kind": "ratio", "unit": "", "concerns": "dead / quick"}, "concerns"),
        ({"id": "dead@BK", "source": "BK"}, "flag"),
        ({"id": "dead@S000", "source": "S000"}, "anchor"),
    ],
)
def test_each_fault_is_named_by_line_and_field(tmp_path: Path, cells: dict[str, str], field: str) -> None:
    assert (2, field) in faults(tmp_path, line(**cells))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, line(stance="?"), line(id="dead@KRI.2", value="x"), line(id="dead@KRI.3", tz="?"))
    assert [number for number, _ in found] == [2, 3, 4]


def test_duplicate_id_and_mixed_units_are_refused(tmp_path: Path) -> None:
    assert (3, "id") in faults(tmp_path, line(), line())
    assert (3, "unit") in faults(tmp_path, line(), line(id="dead@KRI.2", unit="horses"))


def test_wrong_header_and_torn_lines_are_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, header=HEADER.replace("stance", "side")) == [(1, "header")]
    assert faults(tmp_path, "a,b") == [(2, "")]
    assert faults(tmp_path, line().replace('"5"', '"5')) != []


def test_a_time_is_read_on_its_clock(tmp_path: Path) -> None:
    time = {"kind": "time", "unit": "", "value": "05:15"}
    sharp = load(tmp_path, line(**time, tz="+09:00")).interval("dead")
    assert sharp is not None
    assert [moment.isoformat() for moment in sharp.moments(9.0)] == ["1938-07-31T05:15:00+09:00"] * 3
    vague = load(tmp_path, line(**time, tz="+09:00/+10:00")).interval("dead")
    assert vague is not None
    assert vague.high - vague.low == 3600
    assert vague.moments(9.0)[2].isoformat() == "1938-07-31T05:15:00+09:00"


def test_sources_have_digest_and_file_together(tmp_path: Path) -> None:
    shipped = load_sources()
    assert [key for key, source in shipped.items() if source.sha256] == ["S000", "S004"]
    (tmp_path / "a.csv").write_text(
        "key,title,kind,grade,seen,language,where,file,sha256,licence,note\n"
        "X,One,book,F,whole,en,,a.txt,,,\n"
        "X,,book,B,whole,en,,,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_sources(tmp_path)
    found = {(problem.line, problem.field) for problem in caught.value.problems}
    assert found == {(2, "grade"), (2, "file"), (3, "key"), (3, "title")}
