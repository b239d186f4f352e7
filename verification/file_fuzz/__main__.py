"""The command: see the package's own words."""

from __future__ import annotations

import argparse
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from verification.file_fuzz.cases import FINE, KINDS, REFUSED, make, subjects_of
from verification.file_fuzz.kinds import warm
from verification.file_fuzz.watch import Outcome, played


def shares(mutations: int, names: Sequence[str], first: int = 0) -> list[tuple[str, int]]:
    """So many cases of kinds by their weight, each kind's numbered from ``first``.

    >>> len(shares(100, list(KINDS))), shares(2, ["map"], 5)
    (100, [('map', 5), ('map', 6)])
    """
    weights = {name: KINDS[name].weight for name in names}
    whole = sum(weights.values())
    counts = {name: mutations * weight // whole for name, weight in weights.items()}
    counts[names[0]] += mutations - sum(counts.values())
    return [(name, first + k) for name in names for k in range(counts[name])]


def fuzz(seed: int, wanted: Sequence[tuple[str, int]], processes: int = 1) -> list[Outcome]:
    """Play all; with more than one process, threads wait for each."""
    for name in dict.fromkeys(name for name, _ in wanted):
        subjects_of(name)
    if processes == 1:
        return list(played(seed, wanted))
    parts = [wanted[k::processes] for k in range(processes)]
    with ThreadPoolExecutor(processes) as pool:
        return [outcome for part in pool.map(lambda part: list(played(seed, part)), parts) for outcome in part]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m verification.file_fuzz", description=(__doc__ or ""))
    parser.add_argument("--mutations", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", choices=list(KINDS))
    parser.add_argument("--first", type=int, default=0, help="number of the first case of each kind")
    parser.add_argument("--case", type=int, help="play one case of one kind and print the file")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args(arguments)
    names = asked.kind or list(KINDS)
    warm()
    if asked.case is not None:
        sys.stdout.buffer.write(make(asked.seed, names[0], asked.case).content + b"\n")
        wanted = [(names[0], asked.case)]
    else:
        wanted = shares(asked.mutations, names, asked.first)
    outcomes = fuzz(asked.seed, wanted, asked.processes)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return _report(asked.seed, outcomes, spent.ru_utime + spent.ru_stime)


def _report(seed: int, outcomes: Sequence[Outcome], seconds: float) -> int:
    """Every kind of find once, with how often and how to play it again; then the table."""
    finds: dict[tuple[str, str], list[Outcome]] = {}
    for one in outcomes:
        if one.said not in (FINE, REFUSED):
            finds.setdefault((one.kind, _place(one.said)), []).append(one)
    for (kind, _), those in sorted(finds.items(), key=lambda item: -len(item[1])):
        one = those[0]
        print(
            f"{len(those)} x {kind}: {one.said}\n    {one.changed}\n    --seed {seed} --kind {kind} --case {one.number}"
        )
    print(f"{'kind':<12}{'mutations':>10}{FINE:>10}{REFUSED:>10}{'finds':>8}")
    for kind in dict.fromkeys(one.kind for one in outcomes):
        said = Counter(one.said if one.said in (FINE, REFUSED) else "find" for one in outcomes if one.kind == kind)
        print(f"{kind:<12}{said.total():>10,}{said[FINE]:>10,}{said[REFUSED]:>10,}{said['find']:>8,}")
    print(f"{len(outcomes):,} mutations, {len(outcomes) / max(seconds, 1e-9):.0f} a second of one core; seed {seed}")
    return int(bool(finds))


def _place(said: str) -> str:
    """What two finds of one cause share: the kind of error and its innermost line."""
    return said.split(": ")[0] + said.partition(" at ")[2].partition(" <- ")[0]


if __name__ == "__main__":
    sys.exit(main())
