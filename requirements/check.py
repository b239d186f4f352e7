"""Are the locks sound? Pinned, hashed, without addresses, and in step with pyproject.toml.

``make lint`` runs it; the tests feed it broken locks. ``make lock`` writes the locks anew.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

HERE = Path(__file__).parent
# An address or an index option would tie whoever installs to one registry.
ADDRESS = re.compile(r"://|^\s*--?(i\b|f\b|index|extra-index|find-links|trusted-host|no-index)")


def entries(lock: str) -> Iterator[str]:
    """Each requirement of a lock with its hashes, continuation lines joined and comments left out."""
    lines = (line for line in lock.splitlines() if not line.lstrip().startswith("#"))
    for entry in "\n".join(lines).replace("\\\n", " ").splitlines():
        if entry.strip():
            yield entry.strip()


def pins(lock: str) -> dict[str, set[str]]:
    """Name to pinned versions; a universal lock may pin one version per range of Python."""
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        name, pinned, rest = entry.partition("==")
        if pinned:
            found.setdefault(canonicalize_name(name.strip()), set()).add(rest.split()[0])
    return found


def faults(lock: str) -> list[str]:
    """What makes a lock unfit to install from, in words; empty when it is sound."""
    found = [f"line {n}: an address or index option: {line.strip()}" for n, line in addresses(lock)]
    for entry in entries(lock):
        if ADDRESS.search(entry):
            continue
        if "==" not in entry.split(";")[0].split("--hash")[0]:
            found.append(f"not pinned with ==: {entry[:60]}")
        elif "--hash=sha256:" not in entry:
            found.append(f"without a hash: {entry[:60]}")
    return found or ([] if pins(lock) else ["pins nothing"])


def addresses(lock: str) -> Iterator[tuple[int, str]]:
    """Lines, numbered from 1, that name where packages come from."""
    for number, line in enumerate(lock.splitlines(), start=1):
        if ADDRESS.search(line):
            yield number, line


def missing(lock: str, wanted: Iterable[str]) -> list[str]:
    """Requirements that no pin of the lock satisfies."""
    pinned = pins(lock)
    found = []
    for text in wanted:
        requirement = Requirement(text)
        versions = pinned.get(canonicalize_name(requirement.name), set())
        if not versions or not all(requirement.specifier.contains(Version(v)) for v in versions):
            found.append(f"{text}: the lock has {', '.join(sorted(versions)) or 'nothing'}")
    return found


def disagreements(narrow: str, wide: str) -> list[str]:
    """Pins of the narrow lock that the wide one lacks: tests would see other versions than users."""
    wider = pins(wide)
    found = []
    for name, versions in pins(narrow).items():
        others = wider.get(name, set())
        if versions != others:
            found.append(f"{name}: {', '.join(sorted(versions))} against {', '.join(sorted(others)) or 'nothing'}")
    return found


def main() -> int:
    """Print every fault of the locks; 0 when there is none, else 1."""
    declared = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    extras = project["optional-dependencies"]
    core = [*project["dependencies"], *declared["dependency-groups"]["build"]]
    wanted = {
        "run.txt": core,
        "dev.txt": [*core, *(one for name in ("pandas", "experiments", "dask", "dev") for one in extras[name])],
    }
    locks = {name: (HERE / name).read_text(encoding="utf-8") for name in wanted}
    found = [f"{name}: {fault}" for name, lock in locks.items() for fault in faults(lock)]
    found += [f"{name}: {fault}" for name, lock in locks.items() for fault in missing(lock, wanted[name])]
    found += [f"run.txt and dev.txt: {fault}" for fault in disagreements(locks["run.txt"], locks["dev.txt"])]
    for fault in found:
        print(f"requirements/{fault}")
    if found:
        print("write the locks anew with: make lock")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
