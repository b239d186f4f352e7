"""Run every benchmark that can run here, each in a process of its own, and write the table.

python -m benchmarks [--quick] [--write docs/benchmarks.md]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from harness import Row, machine, skipped, table  # noqa: E402

SCRIPTS = (
    "bench_hard_case", "bench_skirmish", "bench_twin", "bench_recording", "bench_workers", "bench_start",
    "bench_lake_khasan", "bench_backends",
)  # fmt: skip
BEGIN, END = "<!-- the table: written by make bench -->", "<!-- end of the table -->"


def main() -> int:
    """The exit code: 1 if a benchmark broke."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under three minutes: small sizes, few repeats")
    parser.add_argument("--write", type=Path, help="a page to put the table in")
    parser.add_argument("only", nargs="*", help="names of benchmarks, such as bench_twin")
    asked = parser.parse_args()
    start, rows, broken = time.monotonic(), [], False
    for name in asked.only or SCRIPTS:
        command = [sys.executable, str(HERE / f"{name}.py"), "--json", *(["--quick"] if asked.quick else [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            rows += [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]
        else:
            broken = True
            rows.append(skipped(name, f"it broke (exit code {done.returncode})"))
        print(table(rows), end="\n\n", flush=True)
    took = f"{'Quick form: small sizes, few repeats. ' if asked.quick else ''}{time.monotonic() - start:.0f} s in all."
    text = f"{table(rows)}\n\n{notes(rows)}\n\nMeasured on {machine()}. {took}"
    print(text)
    if asked.write:
        asked.write.write_text(within(asked.write.read_text("utf-8"), text), "utf-8")
    return int(broken)


def notes(rows: list[Row]) -> str:
    """How each row was measured."""
    return "\n".join(f"- {row.what}: {row.how}." for row in rows if row.how)


def within(page: str, text: str) -> str:
    """The page with the text between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    assert mark, "the page has no place for the table"
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
