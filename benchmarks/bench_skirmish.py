"""One common skirmish by khasan's kernels, by the whole engine, by Mesa 3 and by AgentPy.

    python benchmarks/bench_skirmish.py [--quick]

The peers are no part of khasan: PEERS names a Python that has them (`make peers` makes one), else this one is asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from harness import Row, at_least, number, script, skipped
from skirmish import Played
from skirmish_khasan import play, switched_off

PEER = Path(__file__).with_name("skirmish_peer.py")
PEERS = {"Mesa": ("mesa-discrete-space", "mesa-multigrid"), "AgentPy": ("agentpy",)}
SIZES = {100: (150.0, 100, 20), 1000: (150.0, 50, 10), 10_000: (300.0, 20, 3)}
"""Agents: the goal, steps, steps of the quick form."""


def rows(quick: bool, sizes: dict[int, tuple[float, int, int]] | None = None) -> list[Row]:
    """A row for each size and peer: living agent-steps a second, against the faster form of the peer."""
    found = []
    for agents, (goal, many, few) in (sizes or SIZES).items():
        steps = few if quick else many
        own, whole, peers = None, None, dict[str, Played]()
        for _ in range(1 if quick else 3):  # in turns
            own = faster(own, play(agents, steps))
            whole = faster(whole, play(agents, steps, whole=True))
            for name, forms in PEERS.items():
                for form in forms:
                    played = of_peer(form, agents, steps)
                    if played is not None:
                        peers[name] = faster(peers.get(name), played)
        assert own is not None
        assert whole is not None
        for name in PEERS:
            what = f"skirmish of {number(agents)} agents: khasan's kernels against {name}"
            if name not in peers:
                found.append(skipped(what, f"no Python with {name}: make peers"))
                continue
            peer = peers[name]
            how = (
                f"living agent-steps a second over {steps} steps: kernels {number(own.rate)}, "
                f"all rules {number(whole.rate)} ({number(whole.rate / peer.rate)} times), {name} {number(peer.rate)}; "
                f"fallen {own.fallen:.1%} and {peer.fallen:.1%}"
            )
            found.append(at_least(what, goal, own.rate / peer.rate, "times as fast", how))
    off = f"rules switched off in the skirmish of the kernels: {', '.join(switched_off())}"
    return [*found[:-1], Row(**{**vars(found[-1]), "how": f"{found[-1].how}; {off}"})]


def faster(one: Played | None, two: Played) -> Played:
    """The one with the higher rate."""
    return two if one is None or two.rate > one.rate else one


def of_peer(form: str, agents: int, steps: int) -> Played | None:
    """What a peer makes of it, None if it is not there."""
    python = os.environ.get("PEERS") or sys.executable
    try:
        done = subprocess.run(
            [python, str(PEER), form, str(agents), str(steps)], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    if "ModuleNotFoundError" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr[-2000:]
    return Played(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    script(rows)
