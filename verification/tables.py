"""The outcome tables of every scenario, kept to be compared: does a change of the code change what a fight does?

    python -m verification.tables record FOLDER      before the change: 8 replications of each scenario, seed 7
    python -m verification.tables compare FOLDER     after it: every column that both have must be equal by value

A column is kept as a digest of its kind and values. That tells equal from unequal and nothing else, so that results
which are withheld until they may be compared with the record are not looked at here either. Digests hold for one
numba version and one class of processor.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

REPLICATIONS, SEED = 8, 7


def digests(scenario: str) -> dict[str, str]:
    """The columns of a scenario's outcome table, each with a digest of its kind and values."""
    import khasan

    table = khasan.run(scenario, seed=SEED, replications=REPLICATIONS, workers=2, record=0).outcomes
    found = {}
    for name in table.column_names:
        content = json.dumps([str(table[name].type), table[name].to_pylist()], default=str)
        found[name] = hashlib.sha256(content.encode()).hexdigest()[:16]
    return found


def record(folder: Path) -> int:
    """Keep the digests of every scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    for scenario in scenarios():
        (folder / f"{scenario}.json").write_text(json.dumps(digests(scenario), indent=0) + "\n", "utf-8")
        print(f"recorded  {scenario}", flush=True)
    return 0


def compare(folder: Path) -> int:
    """Name what differs from the digests kept; 1 if anything does."""
    changed = 0
    for scenario in scenarios():
        kept = folder / f"{scenario}.json"
        if not kept.exists():
            print(f"new       {scenario}: nothing was kept of it", flush=True)
            continue
        before, now = json.loads(kept.read_text("utf-8")), digests(scenario)
        differing = [name for name in before if name in now and before[name] != now[name]]
        gone, new = [name for name in before if name not in now], [name for name in now if name not in before]
        changed += bool(differing)
        told = f"{len(before) - len(differing) - len(gone)} columns equal"
        for word, names in (("differ", differing), ("gone", gone), ("new", new)):
            told += (
                f", {len(names)} {word} ({', '.join(names[:6])}{', ...' if len(names) > 6 else ''})" if names else ""
            )
        print(f"{'CHANGED' if differing else 'same':<9} {scenario}: {told}", flush=True)
    return int(changed > 0)


def scenarios() -> list[str]:
    """The ids of all that ship."""
    from khasan.scenario.catalog import list_scenarios

    return [entry.id for entry in list_scenarios()]


def main(arguments: Sequence[str]) -> int:
    """Record or compare."""
    if len(arguments) != 2 or arguments[0] not in ("record", "compare"):
        print(__doc__)
        return 2
    return {"record": record, "compare": compare}[arguments[0]](Path(arguments[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
