"""docs/cli.md says what there is, and its example of Python runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khasan.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = ("list", "show", "parameters", "lint", "run", "resume", "compare", "explain", "report", "site", "warmup")
OF_THE_RECORD = ("show", "story", "disagreements", "verify", "search", "export", "import", "timeline", "map")


OF_EXPERIMENTS = ("run", "resume", "status", "report", "sql", "schema")
OF_BATTLES = ("forecast", "show", "new", "score")
EVERY = [
    *COMMANDS,
    *(f"record {one}" for one in OF_THE_RECORD),
    *(f"experiment {one}" for one in OF_EXPERIMENTS),
    *(f"battles {one}" for one in OF_BATTLES),
]


@pytest.mark.parametrize("command", EVERY)
def test_every_option_stands_on_the_page_and_none_that_is_not(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    options = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out.partition("Example:")[0]))
    section = PAGE.partition(f"## khasan {command}\n")[2].partition("\n## ")[0]
    assert options - {"--help", "--json"} <= set(re.findall(r"--[a-z][a-z-]+", section))
    rows = [line for line in section.splitlines() if line.startswith("| `--")]
    assert {row.split("`")[1].split()[0] for row in rows} <= options


def test_every_command_of_the_record_is_named() -> None:
    from khasan.cli.record import app

    names = [one.name or one.callback.__name__ for one in app.registered_commands if one.callback]
    assert tuple(names) == OF_THE_RECORD


def test_every_command_on_experiments_is_named() -> None:
    from khasan.cli.experiment import app

    names = [one.name or one.callback.__name__ for one in app.registered_commands if one.callback]
    assert set(names) == set(OF_EXPERIMENTS)


def test_every_command_on_battles_is_named() -> None:
    from khasan.cli.battles import app

    names = [one.name or one.callback.__name__ for one in app.registered_commands if one.callback]
    assert set(names) == set(OF_BATTLES)


def test_the_example_in_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pandas")
    code = re.search(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert code is not None
    exec(compile(code.group(1), "docs/cli.md", "exec"), {})
    assert "20 replications" in capsys.readouterr().out
