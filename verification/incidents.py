"""Each fight before 1939 beside its record: the table of docs/validation/incidents.md.

    python -m verification.incidents [--replications 100] [--seed 7] [ID ...]

Runs the scenarios as they ship and prints the table in Markdown; nothing in it is written by hand.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from typing import Any

from khasan.scenario.catalog import list_scenarios, load_scenario


def fought(scenario: str, seed: int, replications: int) -> dict[str, Any]:
    """The after-action report of so many replications, as `khasan run --json` says it."""
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run(
            [sys.executable, "-m", "khasan", "run", scenario, "--seed", str(seed), "--replications", str(replications),
             "--record", "0", "--out", folder, "--force", "--json"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    report: dict[str, Any] = json.loads(said.stdout)["after_action"]
    return report


def rows(report: dict[str, Any]) -> list[str]:
    """A row for each quantity that the record has a figure for."""
    found = []
    for section in report["sections"]:
        if section["id"] != "record":
            continue
        for row in section["rows"]:
            if row["record"] is None:
                continue
            phase = f", {row['phase']}" if row["phase"] else ""
            what = ": ".join(part for part in (row["subject"], row["quantity"]) if part) + phase
            counted = row["reported"]["text"] if row["reported"] else row["text"]
            found.append(f"| {what} | {row['text']} | {counted} | {row['record']['text']} | {row['verdict']} |")
    return found


def main() -> None:
    """Print the tables, a heading a scenario."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", metavar="ID")
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    every = [entry.id for entry in list_scenarios()]
    open_to_all = [one for one in every if load_scenario(one).record_outcomes is None]
    for scenario in asked.scenarios or open_to_all:
        report = fought(scenario, asked.seed, asked.replications)
        print(f"\n**{report['title']}** (`{scenario}`)\n")
        print("| quantity | what happened | as it is reported | record | median lies |")
        print("|---|---|---|---|---|")
        print("\n".join(rows(report)), flush=True)


if __name__ == "__main__":
    main()
