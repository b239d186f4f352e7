"""Runs broken off at moments that nobody chose, and gone on with: do they end in the tables of an undisturbed run?

    python -m verification.kills [--times 40] [--seed 1]

Each time a real `khasan run` is ended by kill -9, TERM or HUP at a random moment, or finds no room on the disk for a
file longer than a random length (RLIMIT_FSIZE, which fails as a full disk does). Then `khasan resume` finishes it. It
may be broken off several times. Counted are replications lost (fought, told as finished and not kept) and tables that
differ from those of the undisturbed run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

SCENARIO, REPLICATIONS = "lake-khanka-1935", 600
TABLES = ("outcomes", "series", "units", "events", "losses")
KINDS = ("KILL", "TERM", "HUP", "disk")


def khasan(*words: str, most_bytes: int | None = None) -> subprocess.Popen[str]:
    """The command in a process of its own; with `most_bytes` no file may become longer."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then writing fails, and nothing is ended
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes or 0, most_bytes or 0))

    return subprocess.Popen(
        [sys.executable, "-m", "khasan", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=limited if most_bytes is not None else None,
    )  # fmt: skip


def tables(run: Path) -> dict[str, object]:
    """The tables of a run, to be compared by value."""
    import pyarrow.parquet as pq

    return {name: pq.read_table(run / f"{name}.parquet") for name in TABLES}


def fought(run: Path) -> int:
    """Replications in the parts of a run that was broken off."""
    parts = run / "parts"
    return sum(int(path.name.split("-")[1]) for path in parts.iterdir() if "-" in path.name) if parts.is_dir() else 0


def broken_off(run: Path, kind: str, words: Sequence[str], rng: random.Random, whole_s: float) -> tuple[int, str]:
    """Begin or resume a run and break it off; its exit code, and what it said."""
    if kind == "disk":
        process = khasan(*words, most_bytes=int(10 ** rng.uniform(3.5, 6.0)))
    else:
        process = khasan(*words)
        time.sleep(rng.uniform(0.2, 1.1) * whole_s)
        process.send_signal(getattr(signal, f"SIG{kind}"))
    _, said = process.communicate(timeout=600)
    return process.returncode, said


def main(arguments: Sequence[str]) -> int:
    """Break runs off and count."""
    asked = argparse.ArgumentParser(prog="python -m verification.kills", description=__doc__)
    asked.add_argument("--times", type=int, default=40)
    asked.add_argument("--seed", default="1")
    chosen = asked.parse_args(arguments)
    rng = random.Random(f"kills {chosen.seed}")
    counted, faults = Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="kills-") as made:
        first = ("run", SCENARIO, "--seed", "7", "-n", str(REPLICATIONS), "--out")
        begun = time.monotonic()
        khasan(*first, f"{made}/undisturbed").wait()
        whole_s = time.monotonic() - begun
        right = tables(Path(made, "undisturbed"))
        for number in range(chosen.times):
            run, kept = Path(made, f"run-{number}"), 0
            words: Sequence[str] = (*first, str(run))
            for kind in rng.choices(KINDS, k=rng.choice((1, 1, 2, 3))):
                code, said = broken_off(run, kind, words, rng, whole_s)
                counted[kind] += 1
                lost = max(0, kept - fought(run)) if (run / "parts").is_dir() else 0
                # before anything is fought, and after all is, a signal ends the process as it ends any other
                ended = (0, 130, -getattr(signal, f"SIG{kind}", 0))
                if lost or "Traceback" in said or (kind in ("TERM", "HUP") and code not in ended):
                    faults += 1
                    print(f"FAULT {number} {kind}: exit {code}, {lost} lost\n{said[-600:]}", flush=True)
                kept = fought(run)
                counted["kept"] += kept
                if (run / "manifest.json").exists():
                    words = ("resume", str(run))
            end = khasan(*words)
            _, said = end.communicate(timeout=600)
            same = end.returncode == 0 and tables(run) == right
            finished = json.loads((run / "manifest.json").read_text("utf-8")) if same else {}
            if not same or finished.get("interrupted"):
                faults += 1
                print(f"FAULT {number}: after the last resume exit {end.returncode}\n{said[-600:]}", flush=True)
    told = ", ".join(f"{kind} {counted[kind]}" for kind in KINDS)
    print(
        f"{chosen.times} runs of {REPLICATIONS} replications of {SCENARIO}, broken off "
        f"{sum(counted[kind] for kind in KINDS)} times ({told}); {counted['kept']} replications found kept when it was "
        f"looked; faults: {faults}"
    )
    return min(1, faults)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(sys.argv[1:]))
