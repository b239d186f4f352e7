"""khasan record: what it says, what it returns, and that it loads only the incident in hand."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from khasan.cli import main
from khasan.record import RecordFolders, claim_reading
from khasan.record.table import DATA


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader without claims of his own."""
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path / "home"))


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert main(["record", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_show_groups_claims_by_quantity_and_marks_those_aside(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "show", "lake-khasan-1938", "-q", "japanese-killed"]) == 0
    told = capsys.readouterr().out
    block = told.partition("japanese-killed: ")[2].partition("\n\n")[0]
    assert block.startswith("526 (525 to 526) men")
    assert "  [3,000 men - ENW" in block
    assert "of its enemy" in block
    assert "Names:" not in told, "one quantity needs no head"


def test_show_whole_has_the_head_with_precision(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "show", "lake-khanka-1935"]) == 0
    told = capsys.readouterr().out
    assert "date precision 1" in told
    assert "within 30 km, a guess (EST; place precision 3" in told


def test_show_obeys_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "show", "lake-khasan-1938", "-q", "soviet-killed", "--rule", "own-side")
    interval = {one["quantity"]: one["interval"] for one in told["quantities"]}["soviet-killed"]
    assert (interval["low"], interval["high"], interval["chosen"], interval["rule"]) == (
        236,
        408,
        "own-side",
        "own-side",
    )


def test_only_the_incident_in_hand_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = claim_reading.read_table

    def watched(path: Path, *rest: Any) -> Any:
        read.append(path.name)
        return real(path, *rest)

    monkeypatch.setattr(claim_reading, "read_table", watched)
    assert main(["record", "show", "lake-khanka-1935"]) == 0
    assert read == ["lake-khanka-1935.csv"]


def test_disagreements_are_ranked_with_the_sources_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, "disagreements", "lake-khasan-1938")
    assert [one["rank"] for one in found] == list(range(1, len(found) + 1))
    assert {"rivals", "itself", "parts", "ratio", "mirror"} <= {one["kind"] for one in found}
    assert main(["record", "disagreements", "lake-khasan-1938", "--kind", "ratio"]) == 0
    told = capsys.readouterr().out
    assert "soviet-casualties / japanese-casualties = 2.69" in told
    assert "S000 2.5" in told


def test_top_cuts_the_list_of_each_incident(capsys: pytest.CaptureFixture[str]) -> None:
    disputed = {one.id for one in RecordFolders((DATA,)).incidents() if one.disagreements()}
    assert "frontier" in disputed
    assert len(disputed) > 1
    found = said(capsys, "disagreements", "--top", "1")
    assert sorted(one["incident"] for one in found) == sorted(disputed), "one of each incident in which sources part"
    assert {one["rank"] for one in found} == {1}
    assert main(["record", "disagreements", "--top", "1"]) == 0
    told = capsys.readouterr().out
    assert told.count("\n1. ") == len(disputed)
    assert "\n2. " not in told


def test_verify_tells_a_changed_text_with_both_digests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not os.environ.get("KHASAN_SEEDS"):
        pytest.skip("KHASAN_SEEDS does not name the folder of the source texts")
    assert said(capsys, "verify")["ok"]
    texts = tmp_path / "texts"
    shutil.copytree(os.environ["KHASAN_SEEDS"], texts)
    for path in texts.glob("004_*"):
        path.write_text(path.read_text(encoding="utf-8").replace("11-man", "eleven-man"), encoding="utf-8")
    told = said(capsys, "verify", "lake-khanka-1935", "--sources", str(texts), code=1)
    (text,) = told["texts"]
    assert (text["source"], text["ok"]) == ("S004", False)
    assert text["expected"] != text["found"]
    assert "missing" in {one["status"] for one in told["incidents"][0]["not_found"]}
    assert main(["record", "verify", "lake-khanka-1935", "--sources", str(texts)]) == 1
    printed = capsys.readouterr().out
    assert f"digest differs: {text['expected']} became {text['found']}" in printed
    assert "lake-khanka-1935.csv:15: position: got 5698 for 'an 11-man Japanese patrol'" in printed
    assert "the words moved: read them there and write position" in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "lake-kasan-1938"), "did you mean lake-khasan-1938"),
        (("show", "lake-khasan-1938", "-q", "sovjet-killed"), "soviet-killed"),
        (("show", "lake-khasan-1938", "--rule", "grded"), "did you mean graded?"),
        (("show", "lake-khanka-1935", "--rule", "source:WELL"), "no claim of WELL"),
        (("disagreements", "--kind", "quarrel"), "use one of: rivals"),
        (("disagreements", "--top", "0"), "give 1 or more"),
        (("verify", "--sources", "/there/is/no/such"), "no such folder: name one that exists"),
        (("timeline", "--out", "timeline.pdf"), "ends in .svg or .png"),
        (("map", "--out", "/there/is/no/such/map.svg"), "a folder that exists"),
        (("import", "/there/is/no/such.csv"), "give a CSV of claims"),
        (("export", str(DATA)), "empty or does not exist"),
    ],
)
def test_bad_input_gets_one_message_and_code_2(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["record", *words]) == 2
    problem = capsys.readouterr().err
    assert told in problem
    assert problem.count("\n") == 1


def test_verify_without_a_folder_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KHASAN_SEEDS", raising=False)
    assert main(["record", "verify"]) == 2
    assert "KHASAN_SEEDS" in capsys.readouterr().err


def test_search(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "search", "Zhanggufeng")[0]["thing"] == "zaozernaya"
    assert said(capsys, "search", "Waterloo", code=1) == []


def test_export_then_import_with_a_claim_changed_and_one_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "exported"
    assert said(capsys, "export", str(folder), "lake-khanka-1935")["rows"]["claims"] == 28
    table = folder / "claims.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    at = next(k for k, line in enumerate(lines) if ",soviet-killed@S004," in line)
    lines.append(lines[at].replace("soviet-killed@S004", "soviet-killed@S004.2"))
    lines[at] = lines[at].replace(",count,1,", ",count,3,")
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = said(capsys, "import", str(folder), "--dry-run", code=1)
    assert told["files"] == []
    assert not (tmp_path / "home").exists()
    told = said(capsys, "import", str(folder), code=1)
    claims = {row["id"]: row["status"] for row in told["rows"] if row["table"] == "claims"}
    assert claims.pop("soviet-killed@S004") == "conflicting"
    assert claims.pop("soviet-killed@S004.2") == "added"
    assert set(claims.values()) == {"unchanged"}
    shown = said(capsys, "show", "lake-khanka-1935", "-q", "soviet-killed")
    assert [claim["id"] for claim in shown["quantities"][0]["claims"] if claim["source"] == "S004"] == [
        "soviet-killed@S004",
        "soviet-killed@S004.2",
    ]


@pytest.mark.parametrize(("command", "suffix"), [("timeline", ".svg"), ("map", ".png")])
def test_pictures_show_every_incident_or_say_which_not(
    command: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / f"picture{suffix}"
    told = said(capsys, command, "--out", str(picture))
    incidents = {path.stem for path in (DATA / "record").glob("*.csv")}
    assert set(told["shown"]) | set(told["left_out"]) == incidents
    assert {"lake-khanka-1935", "lake-khasan-1938"} <= set(told["shown"])
    first = picture.read_bytes()
    assert first.startswith(b"<?xml" if suffix == ".svg" else b"\x89PNG")
    assert main(["record", command, "--out", str(picture)]) == 2, "it exists"
    assert main(["record", command, "--out", str(picture), "--force"]) == 0
    assert picture.read_bytes() == first, "the same record draws the same picture"
