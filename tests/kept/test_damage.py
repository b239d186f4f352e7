"""Whatever happens to a file of compiled code, it is compiled again, with one line."""

from __future__ import annotations

import importlib
import os
import pickle
import pkgutil
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import pytest
from numba.core.caching import FunctionCache

import khasan
import khasan.kernels
from kept.tools import NOBODY_UID, Process, as_root, halved, jit
from khasan.experiment.warm_up import warm_up
from khasan.kernels.compiling import cache, sealed_files

GOLDEN = Path(__file__).parent.parent / "golden" / "lake-khanka-1935-seed7.txt"


class Bomb:
    """Unpickled, it leaves a file."""

    def __init__(self, leaves: Path) -> None:
        self.leaves = leaves

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.leaves),)


def flipped(at: float) -> Callable[[Path], None]:
    def flip(path: Path) -> None:
        found = bytearray(path.read_bytes())
        found[int(at * (len(found) - 1))] ^= 0x10
        path.write_bytes(found)

    return flip


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def be_a_link(path: Path) -> None:
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


def be_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def run_code(path: Path) -> None:
    path.write_bytes(pickle.dumps(Bomb(path.parent / "exploded")))


def run_code_behind_the_mark(path: Path) -> None:
    head = path.read_bytes()[: len(sealed_files.MARK) + 64]
    path.write_bytes(head + pickle.dumps(Bomb(path.parent / "exploded")))


def be_no_code(path: Path) -> None:
    """With the right digest, yet nothing that numba could make use of."""
    found = sealed_files.read(path)
    assert found is not None
    sealed_files.write(path, sealed_files.Sealed(found.label, pickle.dumps((1, 2, 3))))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut": cut,
    "cut to its head": lambda path: os.truncate(path, 60),
    "emptied": lambda path: os.truncate(path, 0),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "no code": be_no_code,
    "link": be_a_link,
    "pipe": be_a_pipe,
    "runs code": run_code,
    "runs code behind the mark": run_code_behind_the_mark,
} | {f"flipped at {at}": flipped(at) for at in (0.0, 0.002, 0.01, 0.3, 0.7, 1.0)}


@jit
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_compiled_again_with_one_line(
    damage: str, kept: Path, process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    if damage in ("link", "pipe") and os.name == "nt":
        pytest.skip("Windows gives links to administrators only, and has no such pipes")
    DAMAGES[damage](kept)
    assert not process()
    assert capsys.readouterr().err == f"The compiled model in {kept.parent} is damaged: compiling it again.\n"
    assert not (kept.parent / "exploded").exists()
    assert not kept.is_symlink()
    assert process()
    assert capsys.readouterr().err == ""


@jit
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read any file")
def test_a_file_that_may_not_be_read_is_compiled_again(
    kept: Path, process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.chmod(0)
    assert not process()
    assert "damaged" in capsys.readouterr().err
    assert process()


@jit
def test_many_damaged_files_are_one_line_and_not_warm(
    kept: Path, process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = SimpleNamespace(py_func=halved)
    assert cache.is_warm([stage])
    for k in range(3):
        shutil.copy(kept, kept.with_name(kept.name.replace("halved-", f"halved-{k}")))
        flipped(0.5)(kept.with_name(kept.name.replace("halved-", f"halved-{k}")))
    flipped(0.5)(kept)
    assert not cache.is_warm([stage])
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(kept.parent.iterdir()) == []
    assert not cache.is_warm([stage])
    assert not process()
    assert cache.is_warm([stage])
    assert capsys.readouterr().err == ""


@jit
def test_code_for_other_arguments_is_not_taken_under_a_wrong_name(
    kept: Path, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cache.kept(numba.njit(halved))
    other.compile((numba.float32, numba.int64))
    (moved,) = set(kept.parent.iterdir()) - {kept}
    moved.replace(kept)
    assert not process()


@jit
def test_what_is_made_of_other_code_is_compiled_again_without_a_word(
    kept: Path, process: Process, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cache, "made_of", lambda function: "edited")
    assert not process()
    assert process()
    assert process.file() == kept
    assert capsys.readouterr().err == ""


@jit
def test_no_kernel_is_left_to_the_cache_of_numba() -> None:
    seen = 0
    for module in pkgutil.walk_packages(khasan.kernels.__path__, "khasan.kernels."):
        for name, value in vars(importlib.import_module(module.name)).items():
            kernel = getattr(value, "_outer", getattr(value, "kernel", value))
            found = getattr(kernel, "_cache", None)
            assert not isinstance(found, FunctionCache), f"{module.name}.{name}"
            seen += isinstance(found, cache.KeptCode)
    assert seen > 30


def test_no_byte_of_a_file_can_be_lost_or_changed(tmp_path: Path) -> None:
    path = tmp_path / "one"
    sealed_files.write(path, sealed_files.Sealed(sealed_files.label("one"), b"code"))
    whole = path.read_bytes()
    for k in range(len(whole)):
        for damaged in (whole[:k], whole[:k] + bytes([whole[k] ^ 1]) + whole[k + 1 :]):
            path.write_bytes(damaged)
            with pytest.raises(sealed_files.Damaged):
                sealed_files.read(path)
    path.unlink()
    assert sealed_files.read(path) is None


def test_who_reads_while_two_write_finds_what_one_of_them_wrote(tmp_path: Path) -> None:
    path = tmp_path / "one"
    contents = [bytes([k]) * 200_000 for k in range(2)]
    sealed_files.write(path, sealed_files.Sealed(sealed_files.label("one"), contents[0]))

    def write(content: bytes) -> None:
        for _ in range(40):
            sealed_files.write(path, sealed_files.Sealed(sealed_files.label("one"), content))

    writers = [threading.Thread(target=write, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        found = sealed_files.read(path)
        assert found is not None
        assert found.content in contents
    assert [one.name for one in tmp_path.iterdir()] == ["one"]


def test_files_of_another_user_are_told_by_their_number() -> None:
    if not hasattr(os, "geteuid"):
        pytest.skip("Windows has no such number")
    assert sealed_files.ours(SimpleNamespace(st_uid=os.geteuid()))  # type: ignore[arg-type]
    assert not sealed_files.ours(SimpleNamespace(st_uid=os.geteuid() + 1))  # type: ignore[arg-type]


@jit
@as_root
def test_a_file_of_another_user_is_not_loaded(kept: Path, process: Process, capsys: pytest.CaptureFixture[str]) -> None:
    os.chown(kept, NOBODY_UID, NOBODY_UID)
    assert not process()
    assert "damaged" in capsys.readouterr().err
    assert kept.stat().st_uid == os.geteuid()


FOUGHT = """
import sys
from khasan.cli import main
sys.exit(main(["run", "lake-khanka-1935", "--seed", "7", "--out", sys.argv[1]]))
"""


@jit
@pytest.mark.slow
def test_a_fight_with_a_damaged_model_ends_as_ever_and_leaves_it_whole(tmp_path: Path) -> None:
    warm_up("lake-khanka-1935")
    here = tmp_path / "cache" / "kernels" / cache.folder().name
    shutil.copytree(cache.folder(), here)
    small = ["decisions.arrive", "decisions.keep_the_peace", "draws.draw_weather"]
    files = [path for name in small for path in here.glob(f"{name}-*")]
    assert len(files) >= len(small)
    for path, damage in zip(files, (cut, flipped(0.6), lambda path: os.truncate(path, 0)), strict=False):
        damage(path)
    said = [_fight(tmp_path, str(k)) for k in range(2)]
    line = f"The compiled model in {here} is damaged: compiling it again."
    assert [one.count(line) for one in said] == [1, 0]
    for path in files:
        assert sealed_files.read(path) is not None


def _fight(folder: Path, name: str) -> str:
    """What a run says on standard error; on the other it tells the story that it always tells."""
    paths = {"PYTHONPATH": str(Path(khasan.__file__).parent.parent), "KHASAN_CACHE": str(folder / "cache")}
    paths["COLUMNS"] = "100"  # the width that the story on file has
    done = subprocess.run(
        [sys.executable, "-c", FOUGHT, str(folder / name)],
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.rstrip("\n") == GOLDEN.read_text(encoding="utf-8").rstrip("\n")
    return done.stderr


@jit
@pytest.mark.slow
def test_kept_code_serves_a_process_that_imports_the_rules_in_another_order(tmp_path: Path) -> None:
    """Kept code finds the stages of a step by their names: the order of imports, which numbered them once, is free."""
    warm_up("lake-khanka-1935")
    shutil.copytree(cache.folder(), tmp_path / "cache" / "kernels" / cache.folder().name)
    fights = "import khasan; khasan.run('lake-khanka-1935', seed=7, replications=1)"
    for first in ("", "import khasan.kernels.movement.moves; ", "import khasan.kernels.step; "):
        done = subprocess.run(
            [sys.executable, "-c", first + fights],
            env={**os.environ, "KHASAN_CACHE": str(tmp_path / "cache")}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (first, done.stderr[-2000:])
