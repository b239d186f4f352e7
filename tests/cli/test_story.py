"""khasan record story: in words, as JSON, as a page; and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khasan.cli import main


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader without files of his own."""
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path / "home"))


def test_in_words_with_notes_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "story", "lake-khasan-1938"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Lake Khasan, 29 July–11 August 1938\n")
    assert told.index("WHY HERE") < told.index("WHO WAS THERE") < told.index("WHO DECIDED WHAT") < told.index("CLAIMS")
    assert "Where did the border run?" in told
    assert "grade" in told.partition("CLAIMS")[2].lower()


def test_a_scenario_finds_the_story_of_its_incident(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "story", "halhamiao-1935-expedition", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == "halhamiao-1935"
    assert len(told["in_short"]) == 3


def test_a_page_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "khanka.html"
    assert main(["record", "story", "lake-khanka-1935", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert main(["record", "story", "lake-khanka-1935", "--out", str(out)]) == 2
    assert "add --force to replace it" in capsys.readouterr().err
    assert main(["record", "story", "lake-khanka-1935", "--out", str(out), "--force"]) == 0
    assert main(["record", "story", "lake-khanka-1935", "--out", str(tmp_path / "khanka.png")]) == 2
    assert "ends in .html or .htm" in capsys.readouterr().err


def test_an_unknown_fight_is_an_error_with_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "story", "lake-kasan-1938"]) == 2
    assert "did you mean lake-khasan-1938" in capsys.readouterr().err
