"""Whatever becomes of a command's streams and files: no traceback, nothing half written, one line, exit code 1."""

from __future__ import annotations

import errno
import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from khasan import output
from khasan.cli import main, scenarios
from khasan.output import safe_streams, say

KHANKA = "lake-khanka-1935"
ENCODINGS = ("cp1252", "cp932", "cp437", "cp1251", "ascii")
READ = (
    ("--help",),
    ("list",),
    ("list", "--json"),
    ("show", KHANKA),
    ("parameters",),
    ("record", "show", KHANKA),
    ("record", "search", "Zhanggufeng"),
    ("record", "search", "Zhanggufeng", "--json"),
    ("record", "disagreements", "lake-khasan-1938"),
    ("nonsense",),
)
"""Commands that only read, the last one misused."""


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader without claims of his own; where they would be is told."""
    monkeypatch.setenv("KHASAN_PATH", str(tmp_path / "home"))
    return tmp_path / "home"


class Full(io.RawIOBase):
    """A device without room, until it is ``done`` with."""

    done = False
    error = OSError(errno.ENOSPC, "No space left on device")

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        if not self.done:
            raise self.error
        return len(content)


class Gone(Full):
    """A pipe whose reader went away."""

    error = BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.fixture(autouse=True)
def nothing_left_over(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What nobody took is let go of in the end, before Python tries again."""
    yield
    Full.done = True
    gc.collect()
    Full.done = False


def stream(raw: io.RawIOBase | None = None, encoding: str = "utf-8") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(raw) if raw else io.BytesIO(), encoding=encoding, errors="strict")


# --- encodings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "encoding"),
    # a list takes a second: its letters are those of list --json
    [(words, one) for words in READ for one in (ENCODINGS if words[0] != "list" else ENCODINGS[-2:])],
)
def test_letters_that_an_encoding_lacks_are_replaced(
    words: tuple[str, ...], encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = stream(encoding=encoding), stream(encoding=encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(words) == (2 if words == ("nonsense",) else 0)
    out.flush()
    told = out.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    if "--json" in words:
        assert all("?" not in name for hit in json.loads(told) for name in hit.get("names", ())), "read as written"
    assert bool(told) == (words != ("nonsense",))


def test_what_an_encoding_has_is_written_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    out = stream(encoding="cp932")
    monkeypatch.setattr(sys, "stdout", out)
    with safe_streams():
        say("張鼓峰 Заозёрная é")
    out.flush()
    assert out.buffer.getvalue().decode("cp932").split() == ["張鼓峰", "Заозёрная", "?"]  # type: ignore[attr-defined]


# --- streams that take nothing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (Full, "standard output: cannot be written (No space left on device); the answer could not be printed\n"),
        (None, "standard output: cannot be written (it is closed); the answer could not be printed\n"),
        (Gone, ""),
    ],
    ids=["full", "closed", "reader gone"],
)
@pytest.mark.parametrize("words", [("parameters",), ("--help",), ("record", "--help"), ("parameters", "--json")])
def test_a_lost_answer_is_one_line_and_exit_code_1(
    words: tuple[str, ...], raw: type[Full] | None, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = stream(raw()) if raw else None, stream()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(words) == 1
    assert sys.stdout is out
    assert err.buffer.getvalue().decode() == line  # type: ignore[attr-defined]


@pytest.mark.parametrize("raw", [Full, Gone, None])
def test_an_answer_stands_though_remarks_are_lost(
    raw: type[Full] | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out, err = stream(), stream(raw()) if raw else None
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(["show", KHANKA, "--brief", "--map", str(tmp_path / "map.svg")]) == 0
    assert main(["record", "show", "no-such-fight"]) == 2
    out.flush()
    assert "khasan show lake-khanka-1935" in out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert (tmp_path / "map.svg").is_file()


@pytest.mark.slow
@pytest.mark.parametrize(("out", "err"), [(Full, None), (Full, Full), (None, Full)])
def test_a_run_is_kept_whatever_becomes_of_its_streams(
    out: type[Full] | None, err: type[Full] | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """None: a stream that takes what it can, in an encoding that lacks letters."""
    streams = [stream(raw()) if raw else stream(encoding="cp437") for raw in (out, err)]
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    folder = tmp_path / "run"
    assert main(["run", KHANKA, "--seed", "7", "-n", "2", "--out", str(folder)]) == (1 if out else 0)
    assert {"manifest.json", "outcomes.parquet", "report.html"} <= {path.name for path in folder.iterdir()}
    if err is None:
        told = streams[1].buffer.getvalue().decode()  # type: ignore[attr-defined]
        assert told.splitlines()[-1].startswith("standard output: cannot be written (No space left on device)")
        assert str(folder) in told, "where it is, is told though the answer is lost"


SHELL = [
    (
        "{} list >/dev/full",
        1,
        "standard output: cannot be written (No space left on device); the answer could not be printed\n",
    ),
    (
        "{} --version >/dev/full",
        1,
        "standard output: cannot be written (No space left on device); the answer could not be printed\n",
    ),
    ("{} --help >&-", 1, "standard output: cannot be written (it is closed); the answer could not be printed\n"),
    ("{} nonsense --json >/dev/full 2>/dev/full", 2, ""),
    ("{} record --help <&- >&- 2>&-", 1, ""),
    ("{} parameters | true; exit ${{PIPESTATUS[0]}}", 1, ""),
    ("{} --version", 0, ""),
]


@pytest.mark.skipif(sys.platform != "linux", reason="asks a shell and /dev/full of Linux")
@pytest.mark.parametrize(("line", "code", "told"), SHELL, ids=[line for line, _, _ in SHELL])
def test_streams_of_the_system(line: str, code: int, told: str) -> None:
    """To the very end of the process: Python's own last flush has nothing to say either."""
    asked = line.format(f"{sys.executable} -m khasan")
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(["bash", "-c", asked], env=usual, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (code, told)


@pytest.mark.skipif(sys.platform != "linux", reason="asks a shell of Linux")
def test_no_file_gets_the_number_of_a_closed_stream() -> None:
    """Else what a library prints would land in the file that was opened first."""
    code = "import os, khasan.output as o\nwith o.safe_streams(): n = os.open('/dev/null', 0)\nraise SystemExit(n)"
    line = f'{sys.executable} -c "{code}" <&- >&-'
    assert subprocess.run(["bash", "-c", line], timeout=60, check=False).returncode > 2


# --- files --------------------------------------------------------------------------------------------------------


def refused(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The line with which a command ends that could not write."""
    capsys.readouterr()
    assert main(words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["message"] == told.err.strip()
    return told.err


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("theirs") / "package"
    assert main(["record", "export", str(folder), KHANKA]) == 0
    claims = folder / "claims.csv"
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("soviet-killed@S004,", "soviet-killed@S004.9,"), encoding="utf-8")
    return folder


WRITING = [
    ("show", KHANKA, "--map", "{}/old.svg", "--force"),
    ("record", "map", "--out", "{}/old.png", "--force"),
    ("record", "timeline", "--out", "{}/new.png"),
    ("record", "export", "{}/exported", KHANKA),
    ("record", "export", "{}/empty", KHANKA),
    ("record", "import", "{package}"),
]


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_full_disk_leaves_what_was_there(
    words: tuple[str, ...],
    package: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "place"
    (place / "empty").mkdir(parents=True)
    for name in ("old.svg", "old.png"):
        (place / name).write_text("old")
    before = sorted(place.rglob("*"))

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = refused([word.format(place, package=package) for word in words], capsys)
    assert "cannot be written (No space left on device)" in said
    assert sorted(place.rglob("*")) == before
    assert {(place / name).read_text() for name in ("old.svg", "old.png")} == {"old"}
    assert not [path for path in tmp_path.rglob("*.csv") if path.is_file()]


def test_an_import_is_taken_in_whole_or_not_at_all(
    package: Path, nobody: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source and claims of two incidents are three files; the room ends with the second."""
    calls: list[int] = []
    real = os.fsync

    def filling(number: int) -> None:
        calls.append(number)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    claims = (package / "claims.csv").read_text(encoding="utf-8")
    theirs = nobody.parent / "theirs.csv"
    head, first, *_ = claims.splitlines(keepends=True)
    mine = [first.replace(KHANKA, name, 1) for name in ("my-affray-1936", "my-affray-1937")]
    theirs.write_text(head + "".join(mine), encoding="utf-8")
    monkeypatch.setattr(os, "fsync", filling)
    assert main(["record", "import", str(theirs)]) == 1
    assert "Nothing is taken in" in capsys.readouterr().err
    assert not [path for path in nobody.rglob("*") if path.is_file()]
    monkeypatch.undo()
    monkeypatch.setenv("KHASAN_PATH", str(nobody))
    assert main(["record", "import", str(theirs)]) == 0
    assert sorted(path.stem for path in nobody.rglob("*.csv")) == ["my-affray-1936", "my-affray-1937"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("show", KHANKA, "--map", "{}/folder.svg", "--force"), "there is something here that is not a file"),
        (("show", KHANKA, "--map", "{}/device.svg", "--force"), "there is something here that is not a file"),
        (("record", "timeline", "--out", "{}/folder.svg", "--force"), "there is something here that is not a file"),
        (("record", "export", "{}/file/exported", KHANKA), "Not a directory"),
        (("show", KHANKA, "--map", "{}/" + 300 * "a"), "File name too long"),
    ],
)
def test_what_stands_in_the_way_is_named(
    words: tuple[str, ...], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "device.svg").symlink_to(os.devnull)
    (tmp_path / "file").touch()
    assert why in refused([word.format(tmp_path) for word in words], capsys)
    assert (tmp_path / "device.svg").is_symlink()


def test_a_folder_that_vanished_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "map.svg: cannot be written (No such file" in refused(["show", KHANKA, "--map", "map.svg"], capsys)
    assert main(["parameters"]) == 0
    capsys.readouterr()
    assert main(["lint", "nothing.yaml"]) == 1
    assert "the folder you are in no longer exists" in capsys.readouterr().err


def test_whatever_the_system_refuses_is_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nobody foresaw it; a broken pipe too, if it is not the one to our reader."""
    for error, line in (
        (OSError(errno.EIO, "Input/output error", "hill.yaml"), "hill.yaml: Input/output error\n"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "the system refused: Broken pipe\n"),
    ):

        def fails(*_: Any, error: OSError = error, **__: Any) -> None:
            raise error

        monkeypatch.setattr(scenarios, "answer", fails)
        assert main(["parameters"]) == 1
        assert capsys.readouterr() == ("", line)


# --- text that came from files ------------------------------------------------------------------------------------


def test_answers_and_remarks_steer_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    name = "Hill\x1b[2J\x9b31m\u202ellih\rHi"
    said = "Hill\\x1b[2J\\x9b31m\\u202ellih\\x0dHi\n"
    output.say(name)
    output.note(name)
    assert capsys.readouterr() == (said, said)
    assert main(["lint", f"{name}.yaml"]) == 2
    assert "\x1b" not in capsys.readouterr().out
    assert main(["lint", f"{name}.yaml", "--json"]) == 2
    told = capsys.readouterr().out
    assert not set("\x1b\x9b\u202e\r") & set(told)
    assert json.loads(told)["problems"][0]["file"] == f"{name}.yaml"


def test_a_byte_that_is_no_letter_is_told_and_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    name = os.fsdecode(b"bad\xff.yaml")
    assert main(["lint", name]) == 2
    assert capsys.readouterr().out.startswith("bad\\udcff.yaml: ")
    assert json.loads(output.write_whole(tmp_path / "file", f'["{name}"]').read_text(encoding="utf-8")) == [name]
