"""A reader's own folders, and what is done without a home to keep them in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import platformdirs
import pytest

from khasan.errors import RunError
from khasan.record.record_folders import home_folder, user_folders


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home, such as a service has, or a number that a container runs under."""

    def no_home(*_: Any, **__: Any) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(platformdirs, "user_data_path", no_home)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)


@pytest.mark.usefixtures("homeless")
def test_without_a_home_the_named_folders_are_left(tmp_path: Path) -> None:
    assert user_folders({}) == ()
    assert user_folders({"KHASAN_PATH": "~/mine"}) == ()
    assert user_folders({"KHASAN_PATH": str(tmp_path)}) == (tmp_path,)
    assert home_folder({"KHASAN_PATH": str(tmp_path)}) == tmp_path


@pytest.mark.usefixtures("homeless")
def test_without_any_folder_nothing_can_be_brought() -> None:
    with pytest.raises(RunError, match="KHASAN_PATH"):
        home_folder({})
