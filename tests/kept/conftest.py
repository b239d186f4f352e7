"""A folder for compiled code, a process that uses it, and the file that it leaves."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kept.tools import Process
from khasan.kernels.compiling import cache_folder


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that KHASAN_CACHE names; temporary ones are made beside it."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("KHASAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def process(root: Path, monkeypatch: pytest.MonkeyPatch) -> Process:
    return Process(monkeypatch)


@pytest.fixture
def kept(process: Process, capsys: pytest.CaptureFixture[str]) -> Path:
    """A file that a process left, whole, without a word."""
    assert not process()
    assert process()
    assert capsys.readouterr().err == ""
    return process.file()


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """What is done at the end of a process, done when asked."""
    ends: list[Callable[[], None]] = []
    monkeypatch.setattr(cache_folder.atexit, "register", ends.append)
    yield lambda: [end() for end in ends] and None
    for end in ends:
        end()
