"""What the commands share: answers in words or as JSON, and problems one a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from khasan.errors import InputError, KhasanError, input_error
from khasan.output import can_say, json_text, note, say

if TYPE_CHECKING:
    from khasan.compiler import Compiled
    from khasan.results.histories import Histories

__all__ = [
    "INTERRUPTED", "AsJson", "HistoriesOption", "RunFolderArgument", "ScenarioArgument", "WhatIfOption",
    "WorkersOption", "answer", "as_json_text", "example", "group", "may_write", "meant", "misused", "note",
    "problem_dict", "report", "say", "tell_histories",
]  # fmt: skip

AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
RunFolderArgument = Annotated[Path, typer.Argument(metavar="RUN", help="Folder that `khasan run` made.")]
ScenarioArgument = Annotated[
    str, typer.Argument(metavar="ID|FILE", help="A scenario: its id, any name of the battle, or a YAML file.")
]
WhatIfOption = Annotated[
    list[str] | None,
    typer.Option("--what-if", metavar="NAME", help="A what-if to apply: its id or a file. Can be repeated."),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", help="Threads. If not given: one per core. The results are the same.")
]
HistoriesOption = Annotated[
    bool,
    typer.Option(
        "--histories",
        help="Also write pages for the best history of either side and the history nearest to the sources.",
    ),
]

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the signal's number."""


def example(*lines: str) -> str:
    """The end of a command's help: examples, one a line, kept as they are."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def group(name: str, about: str, *examples: str) -> typer.Typer:
    """A command that has commands of its own, set up as all are here.

    Without rich's markup help takes a third of the time; and exceptions are ours to show.
    """
    return typer.Typer(
        name=name,
        help=about,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        epilog=example(*examples) if examples else None,
    )


def answer(words: Callable[[], str], payload: Callable[[], Any], *, as_json: bool) -> None:
    """Print one of the two forms of an answer; the other is never made."""
    if as_json:
        _say_json(payload())
    else:
        say(words())


def tell_histories(folder: Path, found: Histories, compiled: Compiled) -> None:
    """Write the pages of a run's histories beside its own, and say which; or why there are none."""
    from khasan.present.histories.files import write_histories

    if found.missing:
        note(found.missing)
        return
    for path in write_histories(folder, found, compiled):
        note(f"history: {path}")


def meant(scenario: str) -> str:
    """The id that a name of a fight means, and a line that says so if it is another word."""
    from khasan.scenario.catalog import scenario_id

    found = scenario_id(scenario)
    if found != scenario:
        note(f"{scenario}: {found}")
    return found


def may_write(out: Path, option: str = "--out", *, force: bool, ends: tuple[str, ...] = ()) -> None:
    """Refuse a name that does not end as it should, that exists, or that lies in no folder."""
    if ends and out.suffix.lower() not in ends:
        raise input_error(option, out, f"name a file that ends in {' or '.join(ends)}")
    if out.exists() and not force:
        raise input_error(option, out, "this file exists: choose another name, or add --force to replace it")
    if not out.parent.is_dir():
        raise input_error(option, out, "name a file in a folder that exists")


def as_json_text(payload: Any) -> str:
    """JSON with keys as they come; NaN, which JSON lacks, as null.

    >>> as_json_text({"low": float("nan")})
    '{\\n  "low": null\\n}'
    """
    return json_text(_plain(payload))


def _say_json(payload: Any) -> None:
    """Letters that the encoding lacks are written as numbers, so that machines read the same everywhere."""
    text = as_json_text(payload)
    say(text if can_say(text) else json_text(_plain(payload), ascii_only=True))


def report(error: KhasanError, *, as_json: bool) -> None:
    """All that is wrong: one problem a line on standard error, and with --json on standard output too."""
    note(str(error))
    if not as_json:
        return
    payload: dict[str, Any] = {"error": type(error).__name__, "message": str(error)}
    if isinstance(error, InputError):
        payload["problems"] = [problem_dict(problem) for problem in error.problems]
    _say_json(payload)


def misused(error: Any, *, as_json: bool) -> int:
    """The exit code of a command line that typer cannot read; it is told as typer has it, or as one problem."""
    if "valid integer" in str(getattr(error, "message", "")):
        error.message = "give a whole number, such as 7"  # typer speaks of parsing strings
    error.show()
    if as_json:
        wrong = {"file": "command line", "line": None, "column": None, "field": "", "value": None}
        message = error.format_message()
        _say_json({"error": "InputError", "message": message, "problems": [{**wrong, "remedy": message}]})
    return int(error.exit_code)


def problem_dict(problem: Any) -> dict[str, Any]:
    """A problem as JSON has it."""
    names = ("file", "line", "column", "field", "value", "remedy")
    return {name: getattr(problem, name) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return None
    if hasattr(value, "item") and callable(value.item):
        return _plain(value.item())  # a scalar of numpy
    return value
