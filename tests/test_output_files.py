"""Files stand whole or not at all, nobody foresees a draft's name, and no link is followed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from khasan import output
from khasan.output import CannotWrite, drafted, make_folder, remove_drafts, write_together, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_link_is_replaced_and_what_it_points_to_is_left(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("theirs")
    for name, leads_to in (("link", target), ("broken", tmp_path / "nowhere")):
        (tmp_path / name).symlink_to(leads_to)
        write_whole(tmp_path / name, "ours")
        assert not (tmp_path / name).is_symlink()
        assert (tmp_path / name).read_text() == "ours"
    assert target.read_text() == "theirs"
    assert names(tmp_path) == ["broken", "link", "target"]


def test_a_draft_is_made_by_us_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if somebody foresaw its name and put a link there."""
    monkeypatch.setattr(output.files.secrets, "token_hex", lambda _: "foreseen")
    target = tmp_path / "target"
    target.write_text("theirs")
    (tmp_path / ".hill.foreseen.part").symlink_to(target)
    with pytest.raises(CannotWrite, match="File exists"):
        write_whole(tmp_path / "hill", "ours")
    assert target.read_text() == "theirs"
    assert not (tmp_path / "hill").exists()


@pytest.mark.parametrize("refused", ["fsync", "replace"])
def test_what_cannot_be_finished_leaves_no_trace(refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "hill", b"before")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, refused, full)
    with pytest.raises(CannotWrite, match=r"hill: cannot be written \(No space left on device\)\. Make room"):
        write_whole(tmp_path / "hill", b"after")
    with pytest.raises(CannotWrite, match="No space"), drafted(tmp_path / "other") as stream:
        stream.write(b"after")
    with pytest.raises(CannotWrite, match="No space"):
        write_together({tmp_path / "hill": "after", tmp_path / "other": "after"})
    assert names(tmp_path) == ["hill"]
    assert (tmp_path / "hill").read_bytes() == b"before"


def test_whoever_breaks_off_leaves_no_trace(tmp_path: Path) -> None:
    def breaks_off() -> None:
        with drafted(tmp_path / "hill") as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()
    assert names(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a pipe with a name")
def test_a_folder_a_pipe_or_a_device_is_no_place_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(os.devnull)
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "folder", tmp_path / "link", tmp_path / "pipe", tmp_path / "missing" / "hill"):
        with pytest.raises(CannotWrite, match="cannot be written"):
            write_whole(place, "ours")
    assert names(tmp_path) == ["folder", "link", "pipe"]
    with pytest.raises(CannotWrite, match="this folder cannot be made"):
        make_folder(Path(os.devnull) / "below")


def test_long_names_have_room_for_their_draft(tmp_path: Path) -> None:
    assert write_whole(tmp_path / ("ж" * 127), "ours").read_text() == "ours"


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / ".hill.0123.part").touch()
    (tmp_path / "hill.csv").touch()
    remove_drafts(tmp_path)
    assert names(tmp_path / "below") == []
    assert names(tmp_path) == ["below", "hill.csv"]
