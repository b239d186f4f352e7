"""Whatever is wrong with the folder for compiled code, the command goes on, with one line."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kept.tools import NOBODY_UID, Process, as_root, jit
from khasan.kernels.compiling import cache, cache_folder, sealed_files
from khasan.output import CannotWrite


def a_file_in_the_way(root: Path) -> str:
    root.write_text("mine")
    return "cache is not a folder"


def a_file_further_down(root: Path) -> str:
    root.mkdir()
    (root / "kernels").write_text("mine")
    return "kernels is not a folder"


def a_link_further_down(root: Path) -> str:
    (root.parent / "elsewhere").mkdir()
    root.mkdir()
    (root / "kernels").symlink_to(root.parent / "elsewhere")
    return "kernels is not a folder"


def everything(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns) for path in folder.rglob("*"))


@jit
@pytest.mark.parametrize("way", [a_file_in_the_way, a_file_further_down, a_link_further_down])
def test_no_folder_to_write_to_means_a_temporary_one_and_one_line(
    way: Callable[[Path], str], root: Path, process: Process, forgotten: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    why = way(root)
    before = everything(root.parent)
    assert not process()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"The compiled model cannot be kept in {root}/kernels/digest ({why}): until this command")
    assert process.file().is_relative_to(root.parent / "temporary")
    assert process.places.temporary
    assert stat.S_IMODE(process.file().parents[2].stat().st_mode) == 0o700
    forgotten()
    assert everything(root.parent) == [
        (path, time if path != str(root.parent / "temporary") else (root.parent / "temporary").stat().st_mtime_ns)
        for path, time in before
    ]


def left_as_it_was(*_: Any, **__: Any) -> str:
    return "~/.cache/khasan"


def raised(*_: Any, **__: Any) -> str:
    raise RuntimeError("could not determine the home directory")


@jit
@pytest.mark.parametrize("answer", [left_as_it_was, raised])
def test_no_home_means_a_temporary_folder(
    answer: Callable[..., str],
    root: Path,
    process: Process,
    forgotten: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("KHASAN_CACHE")
    monkeypatch.setattr(cache_folder, "user_cache_dir", answer)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    monkeypatch.chdir(root.parent)
    process()
    assert "there is no home folder" in capsys.readouterr().err
    assert [path.name for path in root.parent.iterdir()] == ["temporary"]


@jit
@pytest.mark.parametrize("when", ["tried", "written"])
def test_a_disk_that_is_full_means_a_temporary_folder(
    when: str,
    root: Path,
    process: Process,
    forgotten: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(path: Path, found: sealed_files.Sealed) -> None:
        if path.is_relative_to(root):
            raise CannotWrite("full", "make room") from full
        written(path, found)

    def trial(folder: Path) -> None:
        if folder.is_relative_to(root):
            raise full

    written = sealed_files.write
    monkeypatch.setattr(sealed_files, "write", write)
    if when == "tried":
        monkeypatch.setattr(cache_folder, "_try", trial)
    assert not process()
    if when == "tried":
        assert process.places.make_ready()
    assert not process()
    (line,) = set(capsys.readouterr().err.splitlines())
    assert f"({os.strerror(errno.ENOSPC)})" in line
    assert process.file().is_relative_to(root.parent / "temporary")


@jit
def test_where_nothing_can_be_written_it_is_compiled_all_the_same(
    root: Path, process: Process, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_file_in_the_way(root)
    monkeypatch.setattr(tempfile, "tempdir", str(root.parent / "gone"))
    assert not process()
    assert not process.places.make_ready()
    assert process.places.temporary
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("nor in a temporary folder: each command has to compile it again.")
    assert cache.folder() == root / "kernels" / "digest"


@jit
def test_a_disk_that_is_full_everywhere_is_left_alone(
    root: Path, process: Process, forgotten: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, found: sealed_files.Sealed) -> None:
        raise CannotWrite("full", "make room") from OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(sealed_files, "write", write)
    assert not process()
    assert process.places.folders() == []


@jit
def test_a_folder_that_is_read_only_but_warm_is_read_in_silence(
    kept: Path, process: Process, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(*_: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(sealed_files, "write", write)
    monkeypatch.setattr(cache_folder, "_make", write)
    assert process()
    assert capsys.readouterr().err == ""


def test_folders_are_made_for_this_user_alone(kept: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such rights: those of the profile hold")
    for folder in (kept.parent, kept.parent.parent, kept.parent.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@jit
@as_root
@pytest.mark.parametrize("above", [0, 1, 2])
def test_a_folder_of_another_user_is_not_loaded(
    above: int, kept: Path, process: Process, forgotten: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    os.chown(kept.parents[above], NOBODY_UID, NOBODY_UID)
    before = everything(kept.parents[2])
    assert not process()
    (line,) = capsys.readouterr().err.splitlines()
    assert "(it belongs to another user)" in line
    assert everything(kept.parents[2]) == before
    assert kept not in [path for place in process.places.folders() for path in place.iterdir()]
