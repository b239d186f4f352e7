"""Where the time of a replication goes: the step's own list of phases, with the processor's clock read between them.

    python benchmarks/phases.py lake-khasan-1938
    python benchmarks/phases.py hard-case

The timed step is made from the text of `khasan/kernels/step.py`, so it cannot drift from the real one. Reading the
clock costs some twenty cycles a phase and step; what the phases add up to is compared with a run without it.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
import time
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

import khasan
from khasan.compiler import Compiled
from khasan.engine import battle, run_replication
from khasan.kernels import step as real
from khasan.kernels.compiling.bundle_address import pin


@intrinsic
def cycles(typing_context: Any) -> Any:
    """The processor's time stamp."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(64), [])
        return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind), [])

    return types.uint64(), code


MOST_PHASES = 64
SPENT = np.zeros(MOST_PHASES, dtype=np.uint64)


@numba.njit
def add(spent: Any, phase: int, before: Any) -> Any:
    """Book the cycles since `before` under a phase; the time stamp now."""
    now = cycles()
    spent[phase] += now - before
    return now


class _Clocked(ast.NodeTransformer):
    """Reads the clock after each statement of one_step."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        if node.name == "run_steps":
            node.decorator_list = [one for one in node.decorator_list if ast.unparse(one) != "kept"]  # it has no file
            node.args.args.append(ast.arg("spent"))
        if node.name != "one_step":
            return self.generic_visit(node)  # type: ignore[return-value]
        node.args.args.append(ast.arg("spent"))
        body: list[ast.stmt] = [*ast.parse("before = cycles()").body]
        for statement in node.body[1:]:
            body.append(statement)
            if isinstance(statement, ast.Return):
                break
            body += ast.parse(f"before = add(spent, {len(self.names)}, before)").body
            self.names.append(_name_of(statement))
        node.body = body
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        if isinstance(node.func, ast.Name) and node.func.id == "one_step":
            node.args.append(ast.Name("spent", ast.Load()))
        return node


def _name_of(statement: ast.stmt) -> str:
    calls = [n.func.id for n in ast.walk(statement) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return calls[0] if calls else ast.unparse(statement)[:40]


def clocked() -> tuple[Any, list[str]]:
    """(run_steps with the clock, names of the phases)."""
    tree = ast.parse(inspect.getsource(real))
    change = _Clocked()
    tree = ast.fix_missing_locations(change.visit(tree))
    text = ast.unparse(tree)
    space: dict[str, Any] = {"__name__": real.__name__, "cycles": cycles, "add": add}
    exec(compile(text, "<clocked step>", "exec"), space)
    assert len(change.names) <= MOST_PHASES
    return space["run_steps"], change.names


def main() -> None:
    """Print the share of each phase."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", default="hard-case")
    parser.add_argument("--units", type=int, default=200, help="of the hard case")
    parser.add_argument("--replications", type=int, default=4)
    asked = parser.parse_args()
    compiled = of(asked.scenario, asked.units)
    steps, names = clocked()
    run_replication(compiled, 7, 0)
    plain = min(seconds(compiled, k) for k in range(asked.replications))
    battle.run_steps = lambda *arguments: steps(*map(pinned, arguments), SPENT)
    run_replication(compiled, 7, 0)
    SPENT[:] = 0
    total = sum(seconds(compiled, k) for k in range(asked.replications)) / asked.replications
    unit_steps = compiled.steps * len(compiled.labels.units)
    whole = SPENT.sum()
    print(f"{asked.scenario}: {1e3 * plain:.1f} ms a replication at best, {1e3 * total:.1f} ms with the clock")
    print(f"{'phase':<24}{'ms':>8}{'ns a unit-step':>16}{'share':>8}")
    for name, spent in zip(names, SPENT, strict=False):
        part = spent / whole
        print(f"{name:<24}{1e3 * total * part:>8.2f}{1e9 * total * part / unit_steps:>16.2f}{part:>8.1%}")
    print(f"{'all':<24}{1e3 * total:>8.2f}{1e9 * total / unit_steps:>16.2f}")


def pinned(argument: Any) -> Any:
    """What a kernel takes for an argument of the loop over the steps."""
    return pin(argument) if isinstance(argument, tuple) else argument


def of(name: str, units: int) -> Compiled:
    """The compiled scenario of a name; hard-case is made up here."""
    if name != "hard-case":
        return khasan.compile_scenario(khasan.load_scenario(name))
    sys.path.insert(0, str(Path(__file__).parent))
    from hard_case import hard_case

    return hard_case(units)


def seconds(compiled: Compiled, replication: int) -> float:
    """Processor seconds of one replication, on the map of the first."""
    before = time.process_time()
    run_replication(compiled, 7, replication * compiled.resolved.map.members)
    return time.process_time() - before


if __name__ == "__main__":
    main()
