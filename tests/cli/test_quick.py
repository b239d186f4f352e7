"""What must hold before anything is computed: help, its speed, bad input, exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from khasan.cli import main

COMMANDS = ("list", "show", "parameters", "lint", "run", "resume", "compare", "explain", "report", "site", "warmup")
RECORD = ("show", "story", "disagreements", "verify", "search", "export", "import", "timeline", "map")
EXPERIMENT = ("run", "resume", "status", "report", "sql", "schema")
FRONTIER = ("run", "list", "chronicle", "fight", "cells", "fit")
BATTLES = ("forecast", "show", "new", "score")
GROUPS = {"record": RECORD, "experiment": EXPERIMENT, "frontier": FRONTIER, "battles": BATTLES}
EVERY = [*COMMANDS, *(f"{group} {one}" for group, commands in GROUPS.items() for one in commands)]
HEAVY = {
    "SALib",
    "distributed",
    "duckdb",
    "jinja2",
    "matplotlib",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "rich",
    "shapely",
    "yaml",
}


def modules_after(*arguments: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after a command."""
    code = f"from khasan.cli import main; main({list(arguments)!r}); import sys; print('\\n', *sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return {name.partition(".")[0] for name in out.splitlines()[-1].split()}


def test_help_brings_in_nothing_heavy() -> None:
    assert modules_after("--help") & HEAVY == set()
    assert modules_after("--version") & HEAVY == set()


def test_help_of_a_command_brings_in_nothing_heavy_of_ours() -> None:
    # typer itself reads the options of a command with pydantic
    assert modules_after("run", "--help") & HEAVY <= {"pydantic"}


def test_a_heavy_import_would_be_noticed() -> None:
    assert {"pydantic", "yaml"} <= modules_after("list")


def test_help_answers_at_once() -> None:
    """The limit is 0.25 s. Seconds of the processor are counted: those on the clock tell what else runs here."""
    took = []
    for _ in range(5):
        before = sum(os.times()[2:4])
        subprocess.run([sys.executable, "-m", "khasan", "--help"], capture_output=True, check=True)
        took.append(sum(os.times()[2:4]) - before)
    assert 0 < min(took) < 0.25


@pytest.mark.parametrize("command", EVERY)
def test_every_command_has_an_example_in_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    said = capsys.readouterr().out
    assert "Example:" in said
    assert re.search(rf"^\s+khasan {command}( |$)", said, flags=re.MULTILINE)


@pytest.mark.parametrize("command", EVERY)
def test_every_command_speaks_json(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*command.split(), "--help"])
    assert "--json" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "commands"),
    [([], {*COMMANDS, *GROUPS}), *(([group], set(commands)) for group, commands in GROUPS.items())],
)
def test_help_lists_every_command(words: list[str], commands: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--help"]) == 0
    said = capsys.readouterr().out
    assert set(re.findall(r"^  (\w+)  +\S", said.partition("Commands:")[2], flags=re.MULTILINE)) == commands


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["no-such-command"], "No such command"),
        (["run"], "Missing argument"),
        (["run", "lake-khanka-1935", "--seed", "many"], "'--seed'"),
        (["run", "lake-khanka-1935", "--no-such-option"], "--no-such-option"),
        (["run", "lake-khanka-1935", "--record", "some"], "--record: got some"),
        (["run", "lake-khanka-1935", "--replications", "0"], "--replications: got 0"),
        (["run", "lake-khanka-1953"], "lake-khanka-1935"),
        (["show", "lake-kanka-1935"], "lake-khanka-1935"),
        (["run", "no/such/file.yaml"], "no such file"),
        (["run", "lake-khanka-1935", "--what-if", "no-such-thing"], "no-such-thing"),
        (["explain", "no-such-run", "--replication", "0"], "no-such-run"),
        (["report", "no-such-run"], "no-such-run"),
    ],
)
def test_bad_input_is_told_in_words_and_nothing_is_written(
    arguments: list[str],
    says: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []


def test_bad_input_as_json_names_each_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "lake-khanka-1935", "--seed", "-1", "--replications", "0", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["error"] == "InputError"
    assert [problem["field"] for problem in told["problems"]] == ["--replications", "--seed"]
    assert set(told["problems"][0]) == {"file", "line", "column", "field", "value", "remedy"}


def test_all_that_is_wrong_with_a_file_is_told_at_once_with_its_lines(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(
        "format: khasan-scenario/1\nid: broken\ntitel: A typo\ntime: {start: yesterday}\n", encoding="utf-8"
    )
    assert main(["run", str(file), "--out", str(tmp_path / "run")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert any(line.startswith(f"{file}:3:1: titel") for line in lines)
    assert any(line.startswith(f"{file}:4:") for line in lines)
    assert not (tmp_path / "run").exists()


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    import khasan

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"khasan {khasan.__version__}\n"
