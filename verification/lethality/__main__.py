"""From a hit on a range to a hit in combat: print the tables, or write them into the page.

python -m verification.lethality [--write docs/model/lethality.md]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from khasan.errors import InputError, input_error
from verification.behaviour.page import replaced
from verification.lethality.page import parts
from verification.lethality.values import medians

MEASURE = "lethality"


def written(page: str, found: Mapping[str, Sequence[str]]) -> str:
    """The page with its tables made anew; ValueError where one has no place on it."""
    for name, body in found.items():
        page = replaced(page, name, body, MEASURE)
    return page


def main(arguments: Sequence[str]) -> int:
    """Print the tables, or write them if asked to."""
    parser = argparse.ArgumentParser(
        prog="python -m verification.lethality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--write", type=Path, help="the page to write the tables into")
    path = parser.parse_args(arguments).write
    found = parts(medians())
    if path is None:
        print("\n\n".join("\n".join([f"{name}:", "", *body]) for name, body in found.items()))
        return 0
    try:
        path.write_text(written(path.read_text("utf-8"), found), "utf-8")
    except (OSError, ValueError) as error:
        raise input_error("--write", path, f"give a page that can be written: {error}") from error
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
