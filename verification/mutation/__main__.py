"""Plant a sample of faults and tell which the tests did not notice; exit status 1 if fewer than nine in ten are killed.

python -m verification.mutation --mutants 200 --seed 1a2b3c4d [--write docs/verification.md]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from verification.mutation import nearest, ready, trial
from verification.mutation.sites import Mutant, is_another_program, mutants
from verification.mutation.trial import Verdict

ROOT = Path(__file__).parents[2]
GOAL = 0.9
LEAST_LIMIT_S = 60.0
BEGIN, END = "<!-- mutants -->", "<!-- /mutants -->"


def sample(root: Path, many: int, seed: str, areas: Sequence[str] = tuple(nearest.AREAS)) -> list[Mutant]:
    """So many faults, shared among the areas; within an area every place is as likely as another."""
    rng = random.Random(f"khasan {seed}")
    shares = {area: nearest.AREAS[area][0] for area in areas}
    found = []
    for area, share in shares.items():
        texts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in nearest.files(root, area)}
        all_of_it = [one for file, text in texts.items() for one in mutants(file, text, rng)]
        rng.shuffle(all_of_it)
        good = (one for one in all_of_it if is_another_program(texts[one.file], one))
        wanted = round(many * share / sum(shares.values()))
        found += [one for one, _ in zip(good, range(wanted), strict=False)]
    return found


def tried(root: Path, chosen: Sequence[Mutant], workers: int) -> Iterable[Verdict]:
    """First the code as it is, whose tests must pass and say how long they take; then every fault."""
    sets: dict[tuple[tuple[str, ...], bool], float] = {}
    for one in chosen:
        sets.setdefault((tuple(nearest.tests(root, one.file)), nearest.plain(one.file)), 0.0)
    with ThreadPoolExecutor(workers) as pool:

        def as_it_is(key: tuple[tuple[str, ...], bool]) -> Verdict:
            return trial.try_out(None, root, key[0], plain=key[1], limit_s=1800.0)

        for key, verdict in zip(sets, pool.map(as_it_is, sets), strict=True):
            if verdict.word != trial.SURVIVED:
                raise SystemExit(
                    f"without any fault {verdict.word} {verdict.by}: {' '.join(key[0]) or 'no tests named'}"
                )
            sets[key] = max(LEAST_LIMIT_S, 4.0 * verdict.seconds)
            print(f"{verdict.seconds:6.0f} s as it is: {' '.join(key[0])}", flush=True)

        def with_fault(one: Mutant) -> Verdict:
            key = tuple(nearest.tests(root, one.file)), nearest.plain(one.file)
            return trial.try_out(one, root, key[0], plain=key[1], limit_s=sets[key])

        yield from pool.map(with_fault, chosen)


def told(verdicts: Sequence[Verdict], seed: str, seconds: float) -> str:
    """The sample in words, with every survivor."""
    killed, areas = Counter[str](), Counter[str]()
    for one in verdicts:
        assert one.mutant is not None
        area = one.mutant.file.split("/")[2]
        areas[area] += 1
        killed[area] += one.killed
    share = sum(killed.values()) / max(1, len(verdicts))
    lines = [
        f"Seed {seed}: {sum(killed.values())} of {len(verdicts)} mutants killed ({share:.0%}) in {seconds / 60:.0f} "
        + "minutes: "
        + ", ".join(f"{area} {killed[area]} of {areas[area]}" for area in areas)
        + ". Survivors, those that change nothing among them:",
        "",
    ]
    lines += [f"- `{one.mutant}`" for one in verdicts if not one.killed] or ["- none"]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for."""
    asked = argparse.ArgumentParser(prog="python -m verification.mutation", description=__doc__)
    asked.add_argument("--mutants", type=int, default=200, metavar="N")
    asked.add_argument("--seed", default="khasan")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--area", choices=list(nearest.AREAS), action="append")
    asked.add_argument("--only", default="", metavar="WORD", help="only faults in files whose name holds this word")
    asked.add_argument("--list", action="store_true", help="name the faults, plant none")
    asked.add_argument("--write", type=Path, metavar="PAGE", help="put the outcome between the page's marks")
    chosen = asked.parse_args(arguments)
    begun = time.monotonic()
    some = sample(ROOT, chosen.mutants, chosen.seed, chosen.area or list(nearest.AREAS))
    some = [one for one in some if chosen.only in one.file]
    if chosen.list:
        print(*some, sep="\n")
        return 0
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        if any(nearest.plain(one.file) for one in some):
            os.environ["KHASAN_TWIN"] = str(ready.laid_down(ROOT, Path(folder)))
        trial.load_libraries()
        for verdict in tried(ROOT, some, chosen.workers):
            print(verdict, flush=True)
            verdicts.append(verdict)
    text = told(verdicts, chosen.seed, time.monotonic() - begun)
    print("\n" + text)
    if chosen.write:
        page = chosen.write.read_text("utf-8")
        before, rest = page.split(BEGIN)
        chosen.write.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.split(END)[1]}", "utf-8")
    return int(sum(one.killed for one in verdicts) < GOAL * len(verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
