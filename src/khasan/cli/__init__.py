"""The command line: it asks and shows. Each command imports what it needs when it runs, so that help is quick.

Exit codes: 0 done, 1 failed, 2 bad input, 130 interrupted by Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from khasan import __version__
from khasan.cli import battles, compare, experiment, frontier, record_files, reports, runs, scenarios, site
from khasan.cli.shared import INTERRUPTED, group, misused, note, report, say
from khasan.errors import KhasanError, RunError
from khasan.output import safe_streams, why

HELP = """The Soviet-Japanese border conflicts of 1932-39, simulated from sourced data.

Every number has a source, every result is a distribution, and what sources dispute stays disputed.

\b
Begin with:
  khasan list
  khasan show lake-khasan-1938
  khasan run lake-khasan-1938 --seed 7 --replications 200 --out runs/khasan

Exit codes: 0 done, 1 failed, 2 bad input, 130 interrupted.
"""

app = group("khasan", HELP)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"khasan {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of khasan itself."""


scenarios.add_to(app)
runs.add_to(app)
compare.add_to(app)
reports.add_to(app)
record_files.add_to(app)
experiment.add_to(app)
frontier.add_to(app)
battles.add_to(app)
site.add_to(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (that of the process unless given); the exit code.

    >>> main(["--version"])
    khasan ...
    0
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    with safe_streams() as answers:
        code = _done(words)
    return code or int(answers.lost is not None)


def _done(words: list[str]) -> int:
    """Do what is asked for; whatever goes wrong that is no fault of khasan's becomes a line and an exit code."""
    as_json = "--json" in words
    try:
        code = app(words, prog_name="khasan", obj=words, standalone_mode=False)
    except SystemExit as end:
        if isinstance(end.__context__, OSError):  # typer ends so where a pipe breaks; it was not one to our reader
            report(RunError(why(end.__context__)), as_json=as_json)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KhasanError as error:
        report(error, as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    except OSError as error:
        report(RunError(why(error)), as_json=as_json)
        return RunError.exit_code
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return misused(error, as_json=as_json)
    return code if isinstance(code, int) else 0
